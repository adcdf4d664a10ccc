// What is left to be done until the first user arrives.
import { useTranslation } from 'react-i18next';
import { useRead } from '../../api/queries.ts';
import type { Connection } from '../../shell/connections.tsx';
import { href, REHEARSAL } from '../../shell/paths.ts';

export function Checklist({ connection }: { readonly connection: Connection | undefined }) {
  const { t } = useTranslation('home');
  const id = connection?.id ?? '';
  const tokens = useRead('GET /connections/:id/tokens', { parameters: { id } }, { enabled: id !== '' });
  const rehearsals = useRead(
    'GET /connections/:id/rehearsals',
    { parameters: { id }, query: { limit: 20 } },
    { enabled: id !== '' },
  );
  const items = [
    ['connection', connection !== undefined],
    ['switches', connection?.scimProvisioning ?? false],
    ['token', tokens.data?.some(({ state }) => state === 'live') ?? false],
    ['rehearsal', rehearsals.data?.some(({ state }) => state === 'passed') ?? false],
    ['call', (connection?.statistics.lastCallAt ?? null) !== null],
    ['user', (connection?.statistics.users ?? 0) > 0],
  ] as const;
  const done = items.filter(([, isDone]) => isDone).length;
  return (
    <s-section heading={t('checklist.heading')} subheading={t('checklist.done', { done, all: items.length })}>
      <s-progress value={done} max={items.length} accessibilityLabel={t('checklist.heading')} />
      <ul className="checklist">
        {items.map(([name, isDone]) => (
          <li key={name}>
            <s-icon type={isDone ? 'check-circle' : 'minus'} tone={isDone ? 'success' : 'neutral'} />
            {name === 'rehearsal' && id !== '' ? (
              <s-link href={href(`/sync/${id}#${REHEARSAL}`)}>{t('checklist.rehearsal')}</s-link>
            ) : (
              <s-text color={isDone ? 'subdued' : 'base'}>{t(`checklist.${name}`)}</s-text>
            )}
          </li>
        ))}
      </ul>
      <s-stack direction="inline">
        <s-button variant="primary" href={href('/sync')}>
          {t(done === 0 ? 'setUp' : 'checklist.go')}
        </s-button>
      </s-stack>
    </s-section>
  );
}
