// What happens to the customer once the provider deletes its user.
import { useTranslation } from 'react-i18next';
import { NumberField } from '../../parts/number-field.tsx';
import type { LeavingSettings } from './leaving.tsx';

/** A month, to begin with. */
const DEFAULT_DAYS = 30;
const MAX_DAYS = 3650;

interface DeletionProps {
  readonly leaving: LeavingSettings;
  readonly onChange: (leaving: LeavingSettings) => void;
}

export function Deletion({ leaving, onChange }: DeletionProps) {
  const { t } = useTranslation('leaving');
  const { onDelete, adoptedOnDelete, eraseAfterDays } = leaving;
  return (
    <s-section heading={t('deletion.heading')}>
      <s-paragraph>{t('deletion.text')}</s-paragraph>
      <s-select
        label={t('deletion.created')}
        value={onDelete}
        details={t(`deletion.${onDelete}Text`)}
        onChange={({ currentTarget: { value } }) =>
          onChange({ ...leaving, onDelete: value === 'tombstone' ? 'tombstone' : 'delete' })
        }
      >
        <s-option value="delete">{t('deletion.delete')}</s-option>
        <s-option value="tombstone">{t('deletion.tombstone')}</s-option>
      </s-select>
      <s-select
        label={t('deletion.adopted')}
        value={adoptedOnDelete}
        details={t(`deletion.${adoptedOnDelete}Text`)}
        onChange={({ currentTarget: { value } }) =>
          onChange({ ...leaving, adoptedOnDelete: value === 'keepBlocked' ? 'keepBlocked' : 'handBack' })
        }
      >
        <s-option value="handBack">{t('deletion.handBack')}</s-option>
        <s-option value="keepBlocked">{t('deletion.keepBlocked')}</s-option>
      </s-select>
      <s-switch
        label={t('erasure.label')}
        details={t('erasure.text')}
        checked={eraseAfterDays !== null}
        onChange={({ currentTarget: { checked } }) =>
          onChange({ ...leaving, eraseAfterDays: checked ? DEFAULT_DAYS : null })
        }
      />
      {eraseAfterDays !== null && (
        <NumberField
          label={t('erasure.days')}
          suffix={t('erasure.unit')}
          value={eraseAfterDays}
          min={1}
          max={MAX_DAYS}
          onChange={(days) => onChange({ ...leaving, eraseAfterDays: days })}
        />
      )}
    </s-section>
  );
}
