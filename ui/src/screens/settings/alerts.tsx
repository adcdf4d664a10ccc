// Alerts: what a person should know of, open and over, and to whom it is told.
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../api/client.ts';
import { useRead } from '../../api/queries.ts';
import { Moment } from '../../parts/moment.tsx';
import { turning, usePages } from '../../parts/pages.ts';
import { Shown } from '../../parts/shown.tsx';
import { useConnections } from '../../shell/connections.tsx';
import { useAlertText } from './alert-text.ts';
import { Endpoints } from './endpoints.tsx';

type Alert = Answer<'GET /alerts'>['alerts'][number];

const PAGE = 20;

export function Alerts() {
  return (
    <>
      <AlertList />
      <Endpoints />
    </>
  );
}

function AlertList() {
  const { t } = useTranslation('settings');
  const connections = useConnections();
  const pages = usePages();
  const read = useRead(
    'GET /alerts',
    { query: { limit: PAGE, before: pages.cursor ?? '' } },
    { keepPrevious: true, every: 10_000 },
  );
  const nameOf = (id: string | null) => connections.find((one) => one.id === id)?.name;
  return (
    <s-section padding="none" heading={t('alerts.heading')}>
      <Shown read={read}>
        {({ alerts, next }) =>
          alerts.length === 0 && !pages.hasPrevious ? (
            <s-empty-state heading={t('alerts.none')}>
              <s-text slot="subheading">{t('alerts.noneText')}</s-text>
            </s-empty-state>
          ) : (
            <s-table {...turning(pages, next)} loading={read.isPlaceholderData}>
              <s-table-header-row>
                <s-table-header listSlot="primary">{t('alerts.what')}</s-table-header>
                <s-table-header listSlot="inline">{t('alerts.state')}</s-table-header>
                <s-table-header listSlot="labeled">{t('alerts.opened')}</s-table-header>
                <s-table-header listSlot="labeled">{t('alerts.resolved')}</s-table-header>
              </s-table-header-row>
              <s-table-body>
                {alerts.map((alert) => (
                  <Row key={alert.id} alert={alert} name={nameOf(alert.connection)} />
                ))}
              </s-table-body>
            </s-table>
          )
        }
      </Shown>
    </s-section>
  );
}

function Row({ alert, name }: { readonly alert: Alert; readonly name: string | undefined }) {
  const { t } = useTranslation('settings');
  const { kind, state, openedAt, resolvedAt } = alert;
  const say = useAlertText();
  return (
    <s-table-row>
      <s-table-cell>
        <s-text type="strong">{[t(`kind.${kind}`), name].filter(Boolean).join(' · ')}</s-text>
        <div className="beneath">
          <s-text color="subdued">{say(alert)}</s-text>
        </div>
      </s-table-cell>
      <s-table-cell>
        <s-badge tone={state === 'open' ? 'critical' : 'neutral'}>
          {t(`alerts.${state === 'open' ? 'open' : 'over'}`)}
        </s-badge>
      </s-table-cell>
      <s-table-cell>
        <Moment at={openedAt} />
      </s-table-cell>
      <s-table-cell>{resolvedAt === null ? '–' : <Moment at={resolvedAt} />}</s-table-cell>
    </s-table-row>
  );
}
