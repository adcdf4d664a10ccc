// User Sync › SCIM: the connections of the shop, and the guided set-up of each.
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { useConnections } from '../../shell/connections.tsx';
import { href } from '../../shell/paths.ts';
import { RehearsalPart } from '../rehearsal/rehearsal.tsx';
import { ConnectionList } from './connection-list.tsx';
import { Guide } from './guide.tsx';
import { NewConnection } from './new-connection.tsx';

export const NEW_CONNECTION = 'new-connection';

export function Sync() {
  const { t } = useTranslation('sync');
  const connections = useConnections();
  const { connectionId } = useParams();
  const only = connections.length === 1 ? connections[0] : undefined;
  const chosen = connections.find(({ id }) => id === connectionId) ?? only;
  return (
    <s-page heading={chosen === undefined ? t('heading') : t('headingOf', { name: chosen.name })}>
      {chosen !== undefined && only === undefined && (
        <s-link slot="breadcrumb-actions" href={href('/sync')}>
          {t('heading')}
        </s-link>
      )}
      <s-button slot="secondary-actions" icon="plus" commandFor={NEW_CONNECTION}>
        {t('add')}
      </s-button>
      {chosen === undefined ? (
        <ConnectionList connections={connections} />
      ) : (
        <>
          <Guide key={`guide-${chosen.id}`} connection={chosen} />
          <RehearsalPart key={`rehearsal-${chosen.id}`} connection={chosen} />
        </>
      )}
      <NewConnection id={NEW_CONNECTION} />
    </s-page>
  );
}
