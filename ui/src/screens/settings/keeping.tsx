// How long payloads are kept, and how often the store is compared with what was written.
import { useTranslation } from 'react-i18next';
import { NumberField } from '../../parts/number-field.tsx';
import type { PartProps } from './connection-settings.tsx';

const REPAIRS = ['report', 'ours', 'managed'] as const;
/** As the admin API bounds them. */
const MAX_DAYS = 3650;
const MAX_HOURS = 24 * 365;

export function Keeping({ draft: { retention, reconcile }, onChange }: PartProps) {
  const { t } = useTranslation('settings');
  return (
    <s-section heading={t('keeping.heading')}>
      <div className="fields">
        <NumberField
          label={t('keeping.days')}
          details={t('keeping.text')}
          suffix={t('days')}
          value={retention.days}
          min={1}
          max={MAX_DAYS}
          onChange={(days) => onChange({ retention: { days } })}
        />
        <NumberField
          label={t('reconcile.every')}
          details={t('reconcile.text', { count: reconcile.everyHours })}
          suffix={t('hours')}
          value={reconcile.everyHours}
          min={0}
          max={MAX_HOURS}
          onChange={(everyHours) => onChange({ reconcile: { ...reconcile, everyHours } })}
        />
      </div>
      <s-select
        label={t('reconcile.repair')}
        value={reconcile.repair}
        details={t(`reconcile.${reconcile.repair}Text`)}
        onChange={({ currentTarget: { value } }) =>
          onChange({
            reconcile: { ...reconcile, repair: REPAIRS.find((one) => one === value) ?? reconcile.repair },
          })
        }
      >
        {REPAIRS.map((one) => (
          <s-option key={one} value={one}>
            {t(`reconcile.${one}`)}
          </s-option>
        ))}
      </s-select>
    </s-section>
  );
}
