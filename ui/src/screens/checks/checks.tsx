// Checks: what the sync would do, what differs from what it wrote, and what another hand changed.
import { useTranslation } from 'react-i18next';
import { Views } from '../../parts/views.tsx';
import { ConnectionChoice, OfConnection } from '../../shell/connections.tsx';
import { Drift } from './drift.tsx';
import { DryRuns, Reconciliations } from './surveys.tsx';

const VIEWS = ['dry-runs', 'reconciliations', 'drift'] as const;

export function Checks() {
  const { t } = useTranslation('checks');
  return (
    <s-page heading={t('heading')} inlineSize="large">
      <ConnectionChoice />
      <Views label={t('views')} views={VIEWS} say={(name) => t(`view.${name}`)}>
        {(view) => (
          <OfConnection>
            {(connection) => {
              if (view === 'drift') return <Drift connectionId={connection.id} />;
              const Surveys = view === 'dry-runs' ? DryRuns : Reconciliations;
              return <Surveys connection={connection} />;
            }}
          </OfConnection>
        )}
      </Views>
    </s-page>
  );
}
