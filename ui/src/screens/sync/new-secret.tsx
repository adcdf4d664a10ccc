// Makes a token or a client secret, for as long as is chosen.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { onSingleClick } from '../../parts/single-click.ts';

const LIFETIMES_DAYS = [180, 365, 730] as const;
const DAY_MS = 24 * 3600 * 1000;

interface NewSecretProps {
  /** None of its kind is valid yet. */
  readonly isFirst: boolean;
  readonly isPending: boolean;
  readonly onCreate: (expiresAt: number | null) => void;
}

export function NewSecret({ isFirst, isPending, onCreate }: NewSecretProps) {
  const { t } = useTranslation('sync');
  const [days, setDays] = useState('365');
  return (
    <>
      <s-stack direction="inline" gap="small" alignItems="end">
        <s-select
          label={t('credentials.lifetime')}
          value={days}
          onChange={({ currentTarget }) => setDays(currentTarget.value)}
        >
          {LIFETIMES_DAYS.map((count) => (
            <s-option key={count} value={`${count}`}>
              {t('credentials.days', { count })}
            </s-option>
          ))}
          <s-option value="">{t('credentials.forever')}</s-option>
        </s-select>
        <s-button
          variant={isFirst ? 'primary' : 'secondary'}
          icon="key"
          loading={isPending}
          onClick={onSingleClick(() => onCreate(days === '' ? null : Date.now() + Number(days) * DAY_MS))}
        >
          {t(isFirst ? 'credentials.create' : 'credentials.renew')}
        </s-button>
      </s-stack>
      {!isFirst && <s-paragraph color="subdued">{t('credentials.overlap')}</s-paragraph>}
    </>
  );
}
