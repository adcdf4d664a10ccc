// The connections of the shop in their order, each with its state.
import { useTranslation } from 'react-i18next';
import { Moment } from '../../parts/moment.tsx';
import type { Connection } from '../../shell/connections.tsx';
import { href } from '../../shell/paths.ts';
import { PROVIDERS } from './providers.ts';

export function ConnectionList({ connections }: { readonly connections: readonly Connection[] }) {
  const { t } = useTranslation('sync');
  if (connections.length === 0) {
    return (
      <s-section>
        <s-empty-state heading={t('none.heading')}>
          <s-text slot="subheading">{t('none.text')}</s-text>
        </s-empty-state>
      </s-section>
    );
  }
  return (
    <s-section padding="none" accessibilityLabel={t('heading')}>
      <s-table>
        <s-table-header-row>
          <s-table-header listSlot="primary">{t('column.name')}</s-table-header>
          <s-table-header listSlot="secondary">{t('column.provider')}</s-table-header>
          <s-table-header listSlot="inline">{t('column.state')}</s-table-header>
          <s-table-header listSlot="labeled" format="numeric">
            {t('column.users')}
          </s-table-header>
          <s-table-header listSlot="labeled">{t('column.lastCall')}</s-table-header>
        </s-table-header-row>
        <s-table-body>
          {connections.map(({ id, name, provider, scimProvisioning, statistics }) => (
            <s-table-row key={id} clickDelegate={`connection-${id}`}>
              <s-table-cell>
                <s-link id={`connection-${id}`} href={href(`/sync/${id}`)}>
                  {name}
                </s-link>
              </s-table-cell>
              <s-table-cell>{PROVIDERS[provider].name}</s-table-cell>
              <s-table-cell>
                <s-badge tone={scimProvisioning ? 'success' : 'neutral'}>
                  {t(scimProvisioning ? 'on' : 'off')}
                </s-badge>
              </s-table-cell>
              <s-table-cell>{statistics.users}</s-table-cell>
              <s-table-cell>
                {statistics.lastCallAt === null ? t('never') : <Moment at={statistics.lastCallAt} />}
              </s-table-cell>
            </s-table-row>
          ))}
        </s-table-body>
      </s-table>
    </s-section>
  );
}
