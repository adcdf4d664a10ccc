// Metafields with their namespace, key, type, name and the template of their value.
import { useTranslation } from 'react-i18next';
import type { Connection } from '../shell/connections.tsx';
import { TemplateField, useFaultAt } from './template-desk.tsx';

export type Metafield = NonNullable<Connection['settings']['mapping']['metafields']>[number];

const MAX_METAFIELDS = 50;
const TYPES: readonly Metafield['type'][] = [
  'single_line_text_field',
  'multi_line_text_field',
  'boolean',
  'number_integer',
  'number_decimal',
  'date',
  'date_time',
  'url',
  'json',
  'list.single_line_text_field',
];
/** As the admin API takes them. */
const NAMESPACE = /^(\$app|(?!app--|shopify)[A-Za-z0-9_-]{3,255})$/;
const KEY = /^[A-Za-z0-9_-]{2,64}$/;

/** False while one could not even be sent to be looked at. */
export function areSendable(metafields: readonly Metafield[] | undefined): boolean {
  return (metafields ?? []).every(({ namespace, key }) => NAMESPACE.test(namespace) && KEY.test(key));
}

interface MetafieldListProps {
  /** In the settings, such as `mapping.metafields`. */
  readonly path: string;
  readonly metafields: readonly Metafield[];
  readonly onChange: (metafields: Metafield[]) => void;
}

export function MetafieldList({ path, metafields, onChange }: MetafieldListProps) {
  const { t } = useTranslation('parts');
  const added: Metafield = { namespace: '$app', key: '', type: 'single_line_text_field', value: '' };
  return (
    <div className="template-list">
      {metafields.map((metafield, index) => (
        <MetafieldRow
          // biome-ignore lint/suspicious/noArrayIndexKey: a metafield is known by its place alone
          key={index}
          path={`${path}[${index}]`}
          metafield={metafield}
          onChange={(changed) => onChange(metafields.with(index, changed))}
          onRemove={() => onChange(metafields.toSpliced(index, 1))}
        />
      ))}
      {metafields.length < MAX_METAFIELDS && (
        <div>
          <s-button icon="plus" onClick={() => onChange([...metafields, added])}>
            {t('template.addMetafield')}
          </s-button>
        </div>
      )}
    </div>
  );
}

interface MetafieldRowProps {
  readonly path: string;
  readonly metafield: Metafield;
  readonly onChange: (metafield: Metafield) => void;
  readonly onRemove: () => void;
}

function MetafieldRow({ path, metafield, onChange, onRemove }: MetafieldRowProps) {
  const { t } = useTranslation('parts');
  const { namespace, key, type, name, value } = metafield;
  const fault = useFaultAt(path);
  return (
    <fieldset className="metafield">
      <legend>{key === '' ? t('template.newMetafield') : `${namespace}.${key}`}</legend>
      <s-text-field
        label={t('template.namespace')}
        value={namespace}
        {...(!NAMESPACE.test(namespace) && { error: t('template.badNamespace') })}
        onInput={({ currentTarget }) => onChange({ ...metafield, namespace: currentTarget.value })}
      />
      <s-text-field
        label={t('template.key')}
        value={key}
        {...(!KEY.test(key) && { error: t('template.badKey') })}
        onInput={({ currentTarget }) => onChange({ ...metafield, key: currentTarget.value })}
      />
      <s-select
        label={t('template.type')}
        value={type}
        onChange={({ currentTarget }) =>
          onChange({ ...metafield, type: TYPES.find((one) => one === currentTarget.value) ?? type })
        }
      >
        {TYPES.map((one) => (
          <s-option key={one} value={one}>
            {one}
          </s-option>
        ))}
      </s-select>
      <s-text-field
        label={t('template.name')}
        value={name ?? ''}
        maxLength={255}
        onInput={({ currentTarget }) => onChange(named(metafield, currentTarget.value))}
      />
      <div className="metafield-value with-remove">
        <TemplateField
          path={`${path}.value`}
          label={t('template.value')}
          value={value}
          onChange={(text) => onChange({ ...metafield, value: text })}
        />
        <s-button
          variant="tertiary"
          icon="delete"
          accessibilityLabel={t('template.removeMetafield', { key })}
          onClick={onRemove}
        />
      </div>
      {fault !== undefined && (
        <s-banner tone="critical">
          <s-paragraph>{fault}</s-paragraph>
        </s-banner>
      )}
    </fieldset>
  );
}

function named({ name: _, ...others }: Metafield, name: string): Metafield {
  return name === '' ? others : { ...others, name };
}
