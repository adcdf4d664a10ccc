// Home: what needs a person first, how each connection fares, and what is left of the set-up.
import { useTranslation } from 'react-i18next';
import { useConnections } from '../../shell/connections.tsx';
import { href } from '../../shell/paths.ts';
import { Attention } from './attention.tsx';
import { Checklist } from './checklist.tsx';
import { ConnectionHealth } from './connection-health.tsx';

export function Home() {
  const { t } = useTranslation('home');
  const connections = useConnections();
  const isSetUp = connections.some(
    ({ scimProvisioning, statistics }) => scimProvisioning && statistics.users > 0,
  );
  return (
    <s-page heading={t('heading')}>
      {isSetUp && (
        <s-button slot="primary-action" href={href('/sync')}>
          {t('open')}
        </s-button>
      )}
      <Attention connections={connections} />
      {!isSetUp && <Checklist connection={connections[0]} />}
      {connections.map((connection) => (
        <ConnectionHealth key={connection.id} connection={connection} />
      ))}
    </s-page>
  );
}
