// Settings: connections, alerts, the audit log, requests about a person's data, and what the app may do in the store.
import { useTranslation } from 'react-i18next';
import { useView, Views } from '../../parts/views.tsx';
import { Access } from './access.tsx';
import { Alerts } from './alerts.tsx';
import { AuditLog } from './audit-log.tsx';
import { Connections } from './connections.tsx';
import { DataRequests } from './data-requests.tsx';

const VIEWS = ['connections', 'alerts', 'audit', 'requests', 'access'] as const;

export function Settings() {
  const { t } = useTranslation('settings');
  const [view, show] = useView(VIEWS);
  return (
    <s-page heading={t('heading')}>
      <Views
        label={t('views')}
        views={VIEWS}
        current={view}
        say={(name) => t(`view.${name}`)}
        onShow={(name) => void shopify.saveBar.leaveConfirmation().then(() => show(name))}
      />
      {view === 'connections' && <Connections />}
      {view === 'alerts' && <Alerts />}
      {view === 'audit' && <AuditLog />}
      {view === 'requests' && <DataRequests />}
      {view === 'access' && <Access />}
    </s-page>
  );
}
