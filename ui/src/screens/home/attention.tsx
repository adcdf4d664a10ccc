// What waits for a person, the most pressing first. Nothing is shown where nothing does.
import { useTranslation } from 'react-i18next';
import { useRead } from '../../api/queries.ts';
import { useExplain } from '../../explanations/explain.ts';
import { More } from '../../explanations/more.tsx';
import { Moment } from '../../parts/moment.tsx';
import type { Connection } from '../../shell/connections.tsx';
import { href } from '../../shell/paths.ts';

const EVERY_MS = 15_000;

export function Attention({ connections }: { readonly connections: readonly Connection[] }) {
  return (
    <>
      {connections[0] !== undefined && <ShopTrouble connectionId={connections[0].id} />}
      {connections.map((connection) => (
        <ConnectionAttention key={connection.id} connection={connection} />
      ))}
      <EndingTokens connections={connections} />
    </>
  );
}

/** What holds up the whole shop, as any of its connections tells. */
function ShopTrouble({ connectionId: id }: { readonly connectionId: string }) {
  const { t } = useTranslation('home');
  const explain = useExplain();
  const { data } = useRead('GET /connections/:id/health', { parameters: { id } }, { every: EVERY_MS });
  if (data === undefined || data.trouble === null) return null;
  const { cause, remedy, more } = explain(data.trouble);
  return (
    <s-banner tone="critical" heading={t('trouble.heading')}>
      <s-paragraph>
        {cause ?? data.trouble.code} {remedy}
      </s-paragraph>
      <More>{more}</More>
      <s-button slot="secondary-actions" href={href('/settings?view=access')}>
        {t('trouble.look')}
      </s-button>
    </s-banner>
  );
}

function ConnectionAttention({ connection: { id, name, statistics } }: { readonly connection: Connection }) {
  const { t } = useTranslation('home');
  const parameters = { id };
  const guard = useRead('GET /connections/:id/guard', { parameters }, { every: EVERY_MS });
  const held = guard.data?.held ?? 0;
  // Whom the guard holds has a banner already.
  const others = guard.isPending ? 0 : statistics.held - held;
  // Each there with its cause and what to do.
  const look = href(`/activity?connection=${id}`);
  return (
    <>
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
      {others > 0 && (
        <s-banner tone="warning" heading={t('held.heading', { count: others, name })}>
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
