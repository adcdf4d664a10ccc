// Hands the whole store back before the app is uninstalled: every connection ends, and all customers are given back.
import { useTranslation } from 'react-i18next';
import { useRead, useWrite } from '../../api/queries.ts';
import { Confirmation } from '../../parts/confirmation.tsx';
import type { Connection } from '../../shell/connections.tsx';

interface HandBackProps {
  readonly shop: string;
  readonly connections: readonly Connection[];
}

export function HandBack({ shop, connections }: HandBackProps) {
  const { t } = useTranslation('settings');
  const users = connections.reduce((sum, { statistics }) => sum + statistics.users, 0);
  const { data } = useRead(
    'GET /shops/:shop/hand-back',
    { parameters: { shop } },
    { every: (answer) => (answer?.isDone ? false : 3_000) },
  );
  const handBack = useWrite('POST /shops/:shop/hand-back', { toast: () => t('handBack.begun') });
  const under = data?.connections.filter(({ choice }) => choice === 'hand_back') ?? [];
  const isAnyLeft = connections.some(({ ending }) => ending?.choice !== 'hand_back');
  if (!isAnyLeft && under.length === 0) return null;
  return (
    <s-section heading={t('handBack.heading')}>
      {data?.isDone && !isAnyLeft ? (
        <s-banner tone="success" heading={t('handBack.all')}>
          <s-paragraph>{t('handBack.allText')}</s-paragraph>
        </s-banner>
      ) : (
        <s-paragraph>{t('handBack.text')}</s-paragraph>
      )}
      {under.map(({ id, name, total, remaining, finishedAt }) => (
        <div key={id}>
          <s-paragraph>
            {name}:{' '}
            {finishedAt === null
              ? t('ending.remaining', { count: remaining, total })
              : t('handBack.finished')}
          </s-paragraph>
          <s-progress
            accessibilityLabel={t('handBack.progress', { name })}
            max={Math.max(total, 1)}
            value={finishedAt === null ? total - remaining : Math.max(total, 1)}
          />
        </div>
      ))}
      {isAnyLeft && (
        <s-stack direction="inline">
          <s-button tone="critical" commandFor="hand-back" loading={handBack.isPending}>
            {t('handBack.act')}
          </s-button>
        </s-stack>
      )}
      <Confirmation
        id="hand-back"
        heading={t('handBack.confirmHeading', { count: users })}
        act={t('handBack.act')}
        onConfirm={() => handBack.mutate({ parameters: { shop }, body: { confirm: shop } })}
      >
        <s-paragraph>{t('handBack.confirmText', { shop, count: connections.length })}</s-paragraph>
        <s-paragraph>{t('ending.final')}</s-paragraph>
      </Confirmation>
    </s-section>
  );
}
