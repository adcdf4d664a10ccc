// Settings: connections, alerts, the audit log, requests about a person's data, and what the app may do in the store.
import { useTranslation } from 'react-i18next';
import { Views } from '../../parts/views.tsx';
import { Access } from './access.tsx';
import { Alerts } from './alerts.tsx';
import { AuditLog } from './audit-log.tsx';
import { Connections } from './connections.tsx';
import { DataRequests } from './data-requests.tsx';

const VIEWS = ['connections', 'alerts', 'audit', 'requests', 'access'] as const;
const SHOWN = {
  connections: Connections,
  alerts: Alerts,
  audit: AuditLog,
  requests: DataRequests,
  access: Access,
};

export function Settings() {
  const { t } = useTranslation('settings');
  return (
    <s-page heading={t('heading')}>
      <Views label={t('views')} views={VIEWS} say={(name) => t(`view.${name}`)}>
        {(view) => {
          const Shown = SHOWN[view];
          return <Shown />;
        }}
      </Views>
    </s-page>
  );
}
