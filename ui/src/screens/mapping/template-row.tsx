// One part of the customer: as by default, by a template, or left to the merchant; and what a person gets.
import { useTranslation } from 'react-i18next';
import { Address } from '../../parts/address.tsx';
import { TemplateField } from '../../parts/template-desk.tsx';

interface TemplateRowProps {
  /** In the settings, such as `mapping.fields.note`. */
  readonly path: string;
  readonly label: string;
  readonly byDefault: string;
  /** Left out: as by default. Null: Rollcall does not write it. */
  readonly value: string | null | undefined;
  /** What a template of one's own begins with. */
  readonly start: string;
  readonly canBeLeft: boolean;
  /** What the person gets; undefined: nothing. */
  readonly result: string | undefined;
  readonly onChange: (value: string | null | undefined) => void;
}

export function TemplateRow(props: TemplateRowProps) {
  const { path, label, byDefault, value, start, canBeLeft, result, onChange } = props;
  const { t } = useTranslation('mapping');
  const mode = value === undefined ? 'default' : value === null ? 'left' : 'template';
  return (
    <li className="template-row">
      <s-select
        label={label}
        value={mode}
        onChange={({ currentTarget: { value: chosen } }) =>
          onChange(chosen === 'default' ? undefined : chosen === 'left' ? null : start)
        }
      >
        <s-option value="default">{t('mode.default')}</s-option>
        <s-option value="template">{t('mode.template')}</s-option>
        {canBeLeft && <s-option value="left">{t('mode.left')}</s-option>}
      </s-select>
      {typeof value === 'string' ? (
        <TemplateField path={path} label={t('templateOf', { label })} value={value} onChange={onChange} />
      ) : (
        <p className="row-text">{mode === 'left' ? t('mode.leftText') : byDefault}</p>
      )}
      <div className="result">
        <span className="result-name">{t('result')}</span>
        {result === undefined ? (
          <span className="nothing">{t('nothing')}</span>
        ) : (
          <output aria-label={t('resultOf', { label })}>
            <Address of={result} />
          </output>
        )}
      </div>
    </li>
  );
}
