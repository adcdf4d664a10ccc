// For a customer that is gone: another one is made, or one that exists takes its place.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useWrite } from '../../api/queries.ts';
import { Confirmation } from '../../parts/confirmation.tsx';

const RECREATE = 'recreate';
const RELINK = 'relink';

interface RelinkProps {
  readonly connectionId: string;
  readonly userId: string;
}

export function Relink({ connectionId: id, userId }: RelinkProps) {
  const { t } = useTranslation('person');
  const [number, setNumber] = useState('');
  const decide = useWrite('POST /connections/:id/reviews/:userId', { toast: () => t('relink.done') });
  const parameters = { id, userId };
  const customerId = `gid://shopify/Customer/${number.trim().replace(/^.*\//, '')}`;
  return (
    <s-section heading={t('relink.heading')}>
      <s-paragraph>{t('relink.text')}</s-paragraph>
      <s-stack direction="inline" gap="small" alignItems="end">
        <s-text-field
          label={t('relink.number')}
          value={number}
          onInput={({ currentTarget }) => setNumber(currentTarget.value)}
        />
        <s-button commandFor={RELINK} disabled={!/\d/.test(number)}>
          {t('relink.link')}
        </s-button>
        <s-button commandFor={RECREATE}>{t('relink.recreate')}</s-button>
      </s-stack>
      <Confirmation
        id={RECREATE}
        heading={t('relink.recreate')}
        act={t('relink.recreate')}
        isCritical={false}
        onConfirm={() => decide.mutate({ parameters, body: { decision: 'recreate' } })}
      >
        <s-paragraph>{t('relink.recreateText')}</s-paragraph>
      </Confirmation>
      <Confirmation
        id={RELINK}
        heading={t('relink.link')}
        act={t('relink.link')}
        isCritical={false}
        onConfirm={() => decide.mutate({ parameters, body: { decision: 'relink', customerId } })}
      >
        <s-paragraph>{t('relink.linkText', { number: number.trim() })}</s-paragraph>
      </Confirmation>
    </s-section>
  );
}
