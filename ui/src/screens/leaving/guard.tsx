// When so many leave at once that a person is to look first.
import { useTranslation } from 'react-i18next';
import { NumberField } from '../../parts/number-field.tsx';
import type { GuardSettings } from './leaving.tsx';

interface GuardProps {
  readonly guard: GuardSettings;
  readonly onChange: (guard: GuardSettings) => void;
}

export function Guard({ guard, onChange }: GuardProps) {
  const { t } = useTranslation('leaving');
  return (
    <s-section heading={t('guard.heading')}>
      <s-paragraph>{t('guard.text')}</s-paragraph>
      <div className="fields">
        <NumberField
          label={t('guard.maxLeavers')}
          value={guard.maxLeavers}
          min={1}
          max={1_000_000}
          onChange={(maxLeavers) => onChange({ ...guard, maxLeavers })}
        />
        <NumberField
          label={t('guard.window')}
          suffix={t('guard.minutes')}
          value={guard.windowMinutes}
          min={1}
          max={7 * 24 * 60}
          onChange={(windowMinutes) => onChange({ ...guard, windowMinutes })}
        />
        <NumberField
          label={t('guard.share')}
          suffix="%"
          value={Math.round(guard.maxShare * 100)}
          min={0}
          max={100}
          onChange={(percent) => onChange({ ...guard, maxShare: percent / 100 })}
        />
        <NumberField
          label={t('guard.minLeavers')}
          value={guard.minLeavers}
          min={1}
          max={1_000_000}
          onChange={(minLeavers) => onChange({ ...guard, minLeavers })}
        />
      </div>
    </s-section>
  );
}
