// Checks: what the sync would do, what differs from what it wrote, and what another hand changed.
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { ConnectionChoice, OfConnection } from '../../shell/connections.tsx';
import { Drift } from './drift.tsx';
import { DryRuns, Reconciliations } from './surveys.tsx';

const VIEWS = ['dry-runs', 'reconciliations', 'drift'] as const;
type ViewName = (typeof VIEWS)[number];

export function Checks() {
  const { t } = useTranslation('checks');
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
      <OfConnection>
        {(connection) => {
          if (view === 'drift') return <Drift connectionId={connection.id} />;
          const Surveys = view === 'dry-runs' ? DryRuns : Reconciliations;
          return <Surveys connection={connection} />;
        }}
      </OfConnection>
    </s-page>
  );
}
