// What waits for a person, the most pressing first. Nothing is shown where nothing does.
import { useQueries } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { call } from '../../api/client.ts';
import { useRead } from '../../api/queries.ts';
import { Moment } from '../../parts/moment.tsx';
import type { Connection } from '../../shell/connections.tsx';
import { href } from '../../shell/paths.ts';

const EVERY_MS = 15_000;

export function Attention({ connections }: { readonly connections: readonly Connection[] }) {
  return (
    <>
      {connections.map((connection) => (
        <ConnectionAttention key={connection.id} connection={connection} />
      ))}
      <EndingTokens connections={connections} />
    </>
  );
}

function ConnectionAttention({ connection: { id, name, statistics } }: { readonly connection: Connection }) {
  const { t } = useTranslation('home');
  const parameters = { id };
  const [health, guard] = useQueries({
    queries: [
      {
        queryKey: ['GET /connections/:id/health', { parameters }],
        queryFn: () => call('GET /connections/:id/health', { parameters }),
        refetchInterval: EVERY_MS,
      },
      {
        queryKey: ['GET /connections/:id/guard', { parameters }],
        queryFn: () => call('GET /connections/:id/guard', { parameters }),
        refetchInterval: EVERY_MS,
      },
    ],
  });
  const trouble = health.data?.trouble ?? null;
  const held = guard.data?.held ?? 0;
  // Each there with its cause and what to do.
  const look = href(`/activity?connection=${id}`);
  return (
    <>
      {trouble !== null && (
        <s-banner tone="critical" heading={t('trouble.heading')}>
          <s-paragraph>{trouble.detail ?? trouble.cause ?? trouble.code}</s-paragraph>
          {trouble.remedy !== null && <s-paragraph>{trouble.remedy}</s-paragraph>}
        </s-banner>
      )}
      {held > 0 && (
        <s-banner tone="critical" heading={t('guard.heading', { count: held, name })}>
          <s-paragraph>{t('guard.text')}</s-paragraph>
          <s-button slot="secondary-actions" href={href(`/leaving?connection=${id}`)}>
            {t('guard.look')}
          </s-button>
        </s-banner>
      )}
      {statistics.failed > 0 && (
        <s-banner tone="critical" heading={t('failed.heading', { count: statistics.failed, name })}>
          <s-button slot="secondary-actions" href={look}>
            {t('look')}
          </s-button>
        </s-banner>
      )}
      {statistics.held > 0 && (
        <s-banner tone="warning" heading={t('held.heading', { count: statistics.held, name })}>
          <s-paragraph>{t('held.text')}</s-paragraph>
          <s-button slot="secondary-actions" href={look}>
            {t('look')}
          </s-button>
        </s-banner>
      )}
    </>
  );
}

function EndingTokens({ connections }: { readonly connections: readonly Connection[] }) {
  const { t } = useTranslation('home');
  const { data = [] } = useRead('GET /expiring', {}, { every: 60_000 });
  return data
    .filter(({ state }) => state === 'ending' || state === 'expired')
    .map(({ id, connection, state, expiresAt }) => (
      <s-banner
        key={id}
        tone={state === 'expired' ? 'critical' : 'warning'}
        heading={t(`token.${state === 'expired' ? 'expired' : 'ending'}`, {
          name: connections.find((one) => one.id === connection)?.name ?? '',
        })}
      >
        <s-paragraph>
          {expiresAt !== null && <Moment at={expiresAt} exact />} {t('token.text')}
        </s-paragraph>
        <s-button slot="secondary-actions" href={href(`/sync/${connection}`)}>
          {t('token.renew')}
        </s-button>
      </s-banner>
    ));
}
