// When a provider's silence, and the end of its token, raise an alert.
import { useTranslation } from 'react-i18next';
import { NumberField } from '../../parts/number-field.tsx';
import type { PartProps } from './connection-settings.tsx';

const WEEK_MINUTES = 7 * 24 * 60;
/** As the admin API bounds them. */
const MAX_CYCLES = 1000;
const MAX_TOKEN_DAYS = 90;

export function Silence({ draft: { alerts }, onChange }: PartProps) {
  const { t } = useTranslation('settings');
  const change = (part: Partial<typeof alerts>) => onChange({ alerts: { ...alerts, ...part } });
  return (
    <s-section heading={t('silence.heading')}>
      <s-paragraph>{t('silence.text')}</s-paragraph>
      <div className="fields">
        <NumberField
          label={t('silence.cycle')}
          suffix={t('minutes')}
          value={alerts.cycleMinutes}
          min={1}
          max={WEEK_MINUTES}
          onChange={(cycleMinutes) => change({ cycleMinutes })}
        />
        <NumberField
          label={t('silence.cycles')}
          details={t('silence.cyclesText', { count: alerts.staleAfterCycles })}
          value={alerts.staleAfterCycles}
          min={0}
          max={MAX_CYCLES}
          onChange={(staleAfterCycles) => change({ staleAfterCycles })}
        />
        <NumberField
          label={t('silence.token')}
          suffix={t('days')}
          value={alerts.tokenDays}
          min={1}
          max={MAX_TOKEN_DAYS}
          onChange={(tokenDays) => change({ tokenDays })}
        />
      </div>
    </s-section>
  );
}
