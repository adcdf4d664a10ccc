// What a connection is called, which customers it may take over, and how strictly its provider is read.
import { useTranslation } from 'react-i18next';
import { DomainsField } from '../../parts/domains-field.tsx';
import type { PartProps } from './connection-settings.tsx';

const LINK_POLICIES = ['link', 'hold', 'never'] as const;

export function Linking({ draft: { name, linkPolicy, domains, strict }, onChange }: PartProps) {
  const { t } = useTranslation('settings');
  return (
    <s-section heading={t('connection.heading')}>
      <s-text-field
        label={t('connection.name')}
        value={name}
        maxLength={100}
        {...(name.trim() === '' && { error: t('connection.nameless') })}
        onInput={({ currentTarget: { value } }) => onChange({ name: value })}
      />
      <s-select
        label={t('link.label')}
        value={linkPolicy}
        details={t(`link.${linkPolicy}Text`)}
        onChange={({ currentTarget: { value } }) =>
          onChange({ linkPolicy: LINK_POLICIES.find((one) => one === value) ?? linkPolicy })
        }
      >
        {LINK_POLICIES.map((one) => (
          <s-option key={one} value={one}>
            {t(`link.${one}`)}
          </s-option>
        ))}
      </s-select>
      <DomainsField domains={domains} onInput={(typed) => onChange({ domains: typed })} />
      <s-switch
        label={t('strict.label')}
        details={t('strict.text')}
        checked={strict}
        onChange={({ currentTarget: { checked } }) => onChange({ strict: checked })}
      />
    </s-section>
  );
}
