// The customer's own fields and address, a row each.
import { useTranslation } from 'react-i18next';
import type { MappingSettings, Preview } from './mapping.tsx';
import { TemplateRow } from './template-row.tsx';

/** Each with what a template of one's own begins with. */
const FIELDS = {
  email: '{{ user.email }}',
  firstName: '{{ user.firstName }}',
  lastName: '{{ user.lastName }}',
  phone: '{{ user.phoneNumbers | map: "value" | first }}',
  locale: '{{ user.preferredLanguage }}',
  note: '',
} as const;

const ADDRESS = {
  address1: '{{ user.addresses | map: "streetAddress" | first }}',
  address2: '',
  city: '{{ user.addresses | map: "locality" | first }}',
  zip: '{{ user.addresses | map: "postalCode" | first }}',
  province: '{{ user.addresses | map: "region" | first }}',
  country: '{{ user.addresses | map: "country" | first }}',
} as const;

type FieldName = keyof typeof FIELDS;
type AddressPart = keyof typeof ADDRESS;

interface CustomerFieldsProps {
  readonly mapping: MappingSettings;
  readonly preview: Preview | undefined;
  readonly onChange: (mapping: MappingSettings) => void;
}

export function CustomerFields({ mapping, preview, onChange }: CustomerFieldsProps) {
  const { t } = useTranslation('mapping');
  const { address, fields } = mapping;
  const { address: _, ...withoutAddress } = mapping;
  return (
    <>
      <s-section heading={t('fields.heading')}>
        <ul className="template-rows">
          {(Object.keys(FIELDS) as FieldName[]).map((name) => (
            <TemplateRow
              key={name}
              path={`mapping.fields.${name}`}
              label={t(`field.${name}`)}
              byDefault={t(`byDefault.${name}`)}
              value={fields[name]}
              start={FIELDS[name]}
              canBeLeft={name !== 'email'}
              result={preview?.fields[name]}
              onChange={(value) => onChange({ ...mapping, fields: put(fields, name, value) })}
            />
          ))}
        </ul>
      </s-section>
      <s-section heading={t('address.heading')}>
        <s-switch
          label={t('address.written')}
          details={t('address.text')}
          checked={address !== null}
          onChange={({ currentTarget: { checked } }) =>
            onChange(checked ? withoutAddress : { ...mapping, address: null })
          }
        />
        {address !== null && (
          <ul className="template-rows">
            {(Object.keys(ADDRESS) as AddressPart[]).map((part) => (
              <TemplateRow
                key={part}
                path={`mapping.address.${part}`}
                label={t(`field.${part}`)}
                byDefault={t('byDefault.address')}
                value={address?.[part]}
                start={ADDRESS[part]}
                canBeLeft
                result={preview?.address?.[part] ?? preview?.address?.[`${part}Code`]}
                onChange={(value) => {
                  const changed = put(address ?? {}, part, value);
                  const isDefault = Object.keys(changed).length === 0;
                  onChange(isDefault ? withoutAddress : { ...mapping, address: changed });
                }}
              />
            ))}
          </ul>
        )}
      </s-section>
    </>
  );
}

/** Undefined takes the name out: as by default. */
function put<Record_ extends object>(record: Record_, name: keyof Record_, value: string | null | undefined) {
  const { [name]: _, ...others } = record;
  return (value === undefined ? others : { ...record, [name]: value }) as Record_;
}
