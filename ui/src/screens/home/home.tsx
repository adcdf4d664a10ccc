// Home: how each connection fares, in one line each.
import { useTranslation } from 'react-i18next';
import { useConnections } from '../../shell/connections.tsx';

export function Home() {
  const { t } = useTranslation('home');
  const connections = useConnections();
  return (
    <s-page heading={t('heading')}>
      <s-section heading={t('connections')}>
        {connections.map(({ id, name }) => (
          <s-paragraph key={id}>{name}</s-paragraph>
        ))}
      </s-section>
    </s-page>
  );
}
