// The messages to one endpoint: what each told of, what became of it, and sending again what was given up.
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../api/client.ts';
import { useRead, useWrite } from '../../api/queries.ts';
import { useNotice } from '../../notices/notice.ts';
import { ActsHeader } from '../../parts/acts-header.tsx';
import { Moment } from '../../parts/moment.tsx';
import { turning, usePages } from '../../parts/pages.ts';
import { Shown } from '../../parts/shown.tsx';

type Delivery = Answer<'GET /alerts/endpoints/:endpoint/deliveries'>['deliveries'][number];

const PAGE = 10;
const TONES = { pending: 'info', delivered: 'success', dead: 'critical' } as const;
const EVENTS = {
  'alert.opened': 'opened',
  'alert.updated': 'updated',
  'alert.resolved': 'resolved',
} as const satisfies Record<Delivery['type'], string>;

interface DeliveriesProps {
  readonly endpoint: string;
  /** Whether it takes messages. */
  readonly isLive: boolean;
}

export function Deliveries({ endpoint, isLive }: DeliveriesProps) {
  const { t } = useTranslation('settings');
  const pages = usePages();
  const read = useRead(
    'GET /alerts/endpoints/:endpoint/deliveries',
    { parameters: { endpoint }, query: { limit: PAGE, before: pages.cursor ?? '' } },
    { keepPrevious: true, every: 5_000 },
  );
  return (
    <Shown read={read}>
      {({ deliveries, next }) =>
        deliveries.length === 0 && !pages.hasPrevious ? (
          <s-paragraph color="subdued">{t('deliveries.none')}</s-paragraph>
        ) : (
          <>
            {!isLive && deliveries.some(({ state }) => state === 'dead') && (
              <s-paragraph color="subdued">{t('deliveries.revive')}</s-paragraph>
            )}
            <s-table {...turning(pages, next)} loading={read.isPlaceholderData}>
              <s-table-header-row>
                <s-table-header listSlot="primary">{t('deliveries.what')}</s-table-header>
                <s-table-header listSlot="inline">{t('deliveries.state')}</s-table-header>
                <s-table-header listSlot="labeled">{t('deliveries.at')}</s-table-header>
                <ActsHeader>{t('deliveries.acts')}</ActsHeader>
              </s-table-header-row>
              <s-table-body>
                {deliveries.map((delivery) => (
                  <Row key={delivery.id} delivery={delivery} isLive={isLive} />
                ))}
              </s-table-body>
            </s-table>
          </>
        )
      }
    </Shown>
  );
}

function Row({ delivery, isLive }: { readonly delivery: Delivery; readonly isLive: boolean }) {
  const { t } = useTranslation('settings');
  const { id, type, kind, state, attempts, nextAt, createdAt, finishedAt, error, notice } = delivery;
  const said = useNotice()(error ?? '', notice);
  const retry = useWrite('POST /alerts/deliveries/:delivery/retry', { toast: () => t('deliveries.retried') });
  return (
    <s-table-row>
      <s-table-cell>
        {t(`kind.${kind}`)}: {t(`deliveries.event.${EVENTS[type]}`)}
        {error !== null && state !== 'delivered' && (
          <div className="beneath" lang={said.lang}>
            <s-text tone="critical">{said.text}</s-text>
          </div>
        )}
      </s-table-cell>
      <s-table-cell>
        <s-badge tone={TONES[state]}>{t(`deliveries.states.${state}`)}</s-badge>
      </s-table-cell>
      <s-table-cell>
        <Moment at={finishedAt ?? createdAt} />
        <div className="beneath">
          <s-text color="subdued">
            {t('deliveries.attempts', { count: attempts })}
            {nextAt !== null && attempts > 0 && (
              <>
                {', '}
                {t('deliveries.next')} <Moment at={nextAt} />
              </>
            )}
          </s-text>
        </div>
      </s-table-cell>
      <s-table-cell>
        {state === 'dead' && isLive && (
          <s-button
            icon="refresh"
            loading={retry.isPending}
            onClick={() => retry.mutate({ parameters: { delivery: id } })}
          >
            {t('deliveries.retry')}
          </s-button>
        )}
      </s-table-cell>
    </s-table-row>
  );
}
