// Checks: what the sync would do, what differs from what it wrote, and what another hand changed.
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { ConnectionChoice, useConnection } from '../../shell/connections.tsx';
import { href } from '../../shell/paths.ts';
import { Drift } from './drift.tsx';
import { DryRuns, Reconciliations } from './surveys.tsx';

const VIEWS = ['dry-runs', 'reconciliations', 'drift'] as const;
type ViewName = (typeof VIEWS)[number];

export function Checks() {
  const { t } = useTranslation('checks');
  const connection = useConnection();
  const [parameters, setParameters] = useSearchParams();
  const view: ViewName = VIEWS.find((one) => one === parameters.get('view')) ?? 'dry-runs';

  function show(name: ViewName) {
    setParameters((before) => {
      const kept = before.get('connection');
      return { ...(kept !== null && { connection: kept }), view: name };
    });
  }

  return (
    <s-page heading={t('heading')} inlineSize="large">
      <ConnectionChoice />
      <nav className="views" aria-label={t('views')}>
        {VIEWS.map((name) => (
          <button
            key={name}
            type="button"
            aria-current={name === view ? 'page' : undefined}
            onClick={() => show(name)}
          >
            {t(`view.${name}`)}
          </button>
        ))}
      </nav>
      {connection === undefined && (
        <s-section>
          <s-empty-state heading={t('noConnection')}>
            <s-button slot="primary-action" variant="primary" href={href('/sync')}>
              {t('setUp')}
            </s-button>
          </s-empty-state>
        </s-section>
      )}
      {connection && view === 'dry-runs' && <DryRuns key={connection.id} connection={connection} />}
      {connection && view === 'reconciliations' && (
        <Reconciliations key={connection.id} connection={connection} />
      )}
      {connection && view === 'drift' && <Drift key={connection.id} connectionId={connection.id} />}
    </s-page>
  );
}
