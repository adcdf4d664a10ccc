// One thing that happened: a SCIM call, a try of the sync with what Shopify answered, or what a person asked for.
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../api/client.ts';
import { useExplain } from '../../explanations/explain.ts';
import { More } from '../../explanations/more.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Payload } from '../../parts/payload.tsx';

type Event = Answer<'GET /connections/:id/users/:userId/timeline'>['events'][number];
type Try = Extract<Event, { kind: 'try' }>;

export function TimelineEvent({ event }: { readonly event: Event }) {
  return (
    <li className={`event ${event.kind} ${isBad(event) ? 'bad' : ''}`}>
      <div className="event-head">
        <EventTitle event={event} />
        <s-text color="subdued">
          <Moment at={event.at} />
        </s-text>
      </div>
      {event.kind === 'call' && (
        <>
          {event.detail !== undefined && <s-paragraph>{event.detail}</s-paragraph>}
          {event.payload !== undefined && <Payload value={event.payload} />}
        </>
      )}
      {event.kind === 'try' && <TryDetails event={event} />}
    </li>
  );
}

function EventTitle({ event }: { readonly event: Event }) {
  const { t } = useTranslation('person');
  switch (event.kind) {
    case 'call':
    case 'member':
      return (
        <span>
          <s-text type="strong">{t(`timeline.${event.kind}`)}</s-text>{' '}
          <code>
            {event.method} {event.path} → {event.status}
          </code>
        </span>
      );
    case 'try':
      return (
        <span>
          <s-text type="strong">{t(event.leaving ? 'timeline.leaving' : 'timeline.try')}</s-text>{' '}
          {event.state !== null && <s-text>→ {event.state}</s-text>}{' '}
          {event.attempt > 1 && (
            <s-text color="subdued">{t('timeline.attempt', { count: event.attempt })}</s-text>
          )}
        </span>
      );
    case 'act':
      return <s-text type="strong">{t('timeline.act', { act: event.act })}</s-text>;
  }
}

function TryDetails({ event }: { readonly event: Try }) {
  const { t } = useTranslation('person');
  const { warnings, sent, calls, nextAt } = event;
  const { cause, remedy, more } = useExplain()(event);
  return (
    <>
      {cause !== null && (
        <s-paragraph>
          {cause} {remedy}
        </s-paragraph>
      )}
      {[more, ...warnings].map((text) => text !== null && <More key={text}>{text}</More>)}
      {sent.length > 0 && (
        <s-paragraph color="subdued">
          {t('timeline.sent')} {sent.map(({ kind, keys }) => `${kind} (${keys.join(', ')})`).join('; ')}
        </s-paragraph>
      )}
      {nextAt !== null && (
        <s-paragraph color="subdued">
          {t('timeline.next')} <Moment at={nextAt} />
        </s-paragraph>
      )}
      {calls.length > 0 && <Payload value={calls} label={t('timeline.calls', { count: calls.length })} />}
    </>
  );
}

function isBad(event: Event): boolean {
  if (event.kind === 'call' || event.kind === 'member') return event.status >= 400;
  return event.kind === 'try' && event.state === 'failed';
}
