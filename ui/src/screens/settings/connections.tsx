// The connections in their order, and below what is set for the one that is chosen.
import { useTranslation } from 'react-i18next';
import { useWrite } from '../../api/queries.ts';
import {
  type Connection,
  ConnectionChoice,
  useConnection,
  useConnections,
  useShop,
} from '../../shell/connections.tsx';
import { href } from '../../shell/paths.ts';
import { ConnectionSettings } from './connection-settings.tsx';
import { Ending } from './ending.tsx';

export function Connections() {
  const { t } = useTranslation('settings');
  const connections = useConnections();
  const connection = useConnection();
  if (connection === undefined) {
    return (
      <s-section>
        <s-empty-state heading={t('none.heading')}>
          <s-text slot="subheading">{t('none.text')}</s-text>
          <s-button slot="primary-action" variant="primary" href={href('/sync')}>
            {t('none.link')}
          </s-button>
        </s-empty-state>
      </s-section>
    );
  }
  return (
    <>
      {connections.length > 1 && <Order connections={connections} />}
      <ConnectionChoice />
      {connection.ending === null && (
        <ConnectionSettings key={`settings-${connection.id}`} connection={connection} />
      )}
      <Ending key={`ending-${connection.id}`} connection={connection} connections={connections} />
    </>
  );
}

function Order({ connections }: { readonly connections: readonly Connection[] }) {
  const { t } = useTranslation('settings');
  const shop = useShop();
  const order = useWrite('PUT /shops/:shop/order', { toast: () => t('order.saved') });

  function move(from: number, to: number) {
    const ids = connections.map(({ id }) => id);
    ids.splice(to, 0, ...ids.splice(from, 1));
    order.mutate({ parameters: { shop }, body: { connections: ids } });
  }

  return (
    <s-section heading={t('order.heading')}>
      <s-paragraph>{t('order.text')}</s-paragraph>
      <ol className="ranks">
        {connections.map(({ id, name, ending }, index) => (
          <li key={id}>
            <span className="rank-name">
              {name} {ending !== null && <s-badge tone="warning">{t('ending.ended')}</s-badge>}
            </span>
            <s-button
              icon="arrow-up"
              variant="tertiary"
              accessibilityLabel={t('order.up', { name })}
              disabled={index === 0 || order.isPending}
              onClick={() => move(index, index - 1)}
            />
            <s-button
              icon="arrow-down"
              variant="tertiary"
              accessibilityLabel={t('order.down', { name })}
              disabled={index === connections.length - 1 || order.isPending}
              onClick={() => move(index, index + 1)}
            />
          </li>
        ))}
      </ol>
    </s-section>
  );
}
