// One thing that happened: a SCIM call, a try of the sync with what Shopify answered, or what a person asked for.
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../api/client.ts';
import { useExplain } from '../../explanations/explain.ts';
import { More } from '../../explanations/more.tsx';
import { useWarnings } from '../../notices/notice.ts';
import { useSentText } from '../../parts/changed.ts';
import { Moment } from '../../parts/moment.tsx';
import { Payload } from '../../parts/payload.tsx';
import type { PersonState } from '../../parts/person-state.tsx';
import type texts from './texts/en.json';

type Event = Answer<'GET /connections/:id/users/:userId/timeline'>['events'][number];
type Try = Extract<Event, { kind: 'try' }>;
type Call = Extract<Event, { kind: 'call' }>;

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
          <Refusal event={event} />
          {event.payload !== undefined && <Payload value={event.payload} />}
        </>
      )}
      {event.kind === 'try' && <TryDetails event={event} />}
    </li>
  );
}

/** Why a call was refused, and below it what the provider was answered, word by word. */
function Refusal({ event: { status, scimType, detail } }: { readonly event: Call }) {
  const { t } = useTranslation('person');
  if (detail === undefined) return null;
  const why = t(`refusal.${(scimType ?? status) as keyof typeof texts.refusal}`, '');
  return (
    <>
      {why !== '' && <s-paragraph>{why}</s-paragraph>}
      <More>{{ text: detail, lang: 'en' }}</More>
    </>
  );
}

function EventTitle({ event }: { readonly event: Event }) {
  const { t } = useTranslation(['person', 'parts']);
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
          {event.state !== null && (
            <s-text>→ {t(`state.${event.state as PersonState}`, event.state, { ns: 'parts' })}</s-text>
          )}{' '}
          {event.attempt > 1 && (
            <s-text color="subdued">{t('timeline.attempt', { count: event.attempt })}</s-text>
          )}
        </span>
      );
    case 'act':
      return (
        <s-text type="strong">
          {t('timeline.act', { act: t(`timeline.acts.${event.act as 'retry'}`, event.act) })}
        </s-text>
      );
  }
}

function TryDetails({ event }: { readonly event: Try }) {
  const { t } = useTranslation('person');
  const sayWarnings = useWarnings();
  const saySent = useSentText();
  const { sent, calls, nextAt } = event;
  const { cause, remedy, more } = useExplain()(event);
  return (
    <>
      {cause !== null && (
        <s-paragraph>
          {cause} {remedy}
        </s-paragraph>
      )}
      {[more, ...sayWarnings(event)].map((said) => said !== null && <More key={said.text}>{said}</More>)}
      {sent.length > 0 && (
        <s-paragraph color="subdued">
          {t('timeline.sent')} {sent.map(saySent).join('; ')}
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
