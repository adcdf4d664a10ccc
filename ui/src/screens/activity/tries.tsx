// What was sent to Shopify, try by try: what was decided, what it cost, and what was refused.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Answer, call } from '../../api/client.ts';
import { useRead } from '../../api/queries.ts';
import { useExplain } from '../../explanations/explain.ts';
import { More } from '../../explanations/more.tsx';
import { useSentText } from '../../parts/changed.ts';
import { Filter } from '../../parts/filter.tsx';
import { Moment } from '../../parts/moment.tsx';
import { usePages } from '../../parts/pages.ts';
import { Payload } from '../../parts/payload.tsx';
import { PersonName } from '../../parts/person-name.tsx';
import { Shown } from '../../parts/shown.tsx';
import type { Connection } from '../../shell/connections.tsx';
import { ExportButtons } from './export.tsx';
import { LiveSwitch, useLive } from './live.tsx';

const PAGE = 25;
const OUTCOMES = ['ok', 'refused'] as const;

export function Tries({ connection }: { readonly connection: Connection }) {
  const { t } = useTranslation('activity');
  const pages = usePages();
  const [outcome, setOutcome] = useState<(typeof OUTCOMES)[number]>();
  const live = useLive(pages);
  const filters = { ...(outcome && { outcome }), connection: connection.id };
  const read = useRead(
    'GET /tries',
    { query: { ...filters, limit: PAGE, ...(pages.cursor && { before: pages.cursor }) } },
    { keepPrevious: true, every: live.every },
  );
  return (
    <s-section padding="none" accessibilityLabel={t('view.tries')}>
      <div className="filters">
        <Filter
          label={t('tries.outcome')}
          every={t('tries.every')}
          values={OUTCOMES}
          value={outcome}
          say={(one) => t(`tries.${one}`)}
          onChange={(value) => {
            pages.restart();
            setOutcome(value);
          }}
        />
        <LiveSwitch {...live} />
        <ExportButtons
          name="shopify-calls"
          readPage={async (page) => {
            const { tries, next } = await call('GET /tries', { query: { ...filters, ...page } });
            return { rows: tries, next };
          }}
        />
      </div>
      <Shown read={read}>
        {({ tries, next }) => (
          <>
            <ol className="timeline list-body">
              {tries.map((one) => (
                <Try key={one.id} one={one} />
              ))}
            </ol>
            {tries.length === 0 && (
              <div className="list-note">
                <s-text color="subdued">{t(next === null ? 'tries.none' : 'calls.noneHere')}</s-text>
              </div>
            )}
            {(next !== null || pages.hasPrevious) && (
              <div className="list-note">
                <s-button icon="arrow-left" disabled={!pages.hasPrevious} onClick={() => pages.back()}>
                  {t('newer')}
                </s-button>{' '}
                <s-button disabled={next === null} onClick={() => next !== null && pages.forth(next)}>
                  {t('older')}
                </s-button>
              </div>
            )}
          </>
        )}
      </Shown>
    </s-section>
  );
}

function Try({ one }: { readonly one: Answer<'GET /tries'>['tries'][number] }) {
  const { t } = useTranslation('activity');
  const saySent = useSentText();
  const { connection, userId, name, leaving, sent, calls, code, at } = one;
  const { cause, more } = useExplain()(one);
  const points = calls.reduce((sum, call) => sum + (call.actualCost ?? 0), 0);
  const isRefused = code !== null || calls.some((call) => call.outcome !== 'ok');
  const did = [
    leaving ? t('tries.leaving') : t('tries.sync'),
    ...sent.map(({ kind }) => saySent({ kind, keys: [] })),
  ];
  return (
    <li className={`event try ${isRefused ? 'bad' : ''}`}>
      <div className="event-head">
        <span>
          <PersonName connectionId={connection} userId={userId} name={name} />: {did.join(', ')}
        </span>
        <s-text color="subdued">
          {t('tries.calls', { count: calls.length })}, {t('tries.points', { count: points })},{' '}
          <Moment at={at} />
        </s-text>
      </div>
      {cause !== null && <s-paragraph>{cause}</s-paragraph>}
      <More>{more}</More>
      {calls.length > 0 && <Payload value={calls} label={t('tries.show')} />}
    </li>
  );
}
