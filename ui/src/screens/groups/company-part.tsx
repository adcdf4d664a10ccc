// The company whose contacts a rule makes the members, and their role there.
import { useTranslation } from 'react-i18next';
import { linesOf } from '../../parts/lines.ts';
import { TemplateField, useFaultAt } from '../../parts/template-desk.tsx';
import type { Rule } from './rule-card.tsx';

type Company = NonNullable<Rule['company']>;

const TEXTS = ['name', 'externalId', 'location', 'role'] as const;

interface CompanyPartProps {
  /** In the settings, such as `groups[0].company`. */
  readonly path: string;
  readonly company: Company | undefined;
  readonly onChange: (company: Company | undefined) => void;
}

export function CompanyPart({ path, company, onChange }: CompanyPartProps) {
  const { t } = useTranslation('groups');
  const fault = useFaultAt(path);
  return (
    <>
      <s-switch
        label={t('company.label')}
        details={t('company.text')}
        checked={company !== undefined}
        onChange={({ currentTarget: { checked } }) => onChange(checked ? { create: false } : undefined)}
      />
      {company !== undefined && (
        <>
          {fault !== undefined && (
            <s-banner tone="critical">
              <s-paragraph>{fault}</s-paragraph>
            </s-banner>
          )}
          <div className="fields">
            {TEXTS.map((part) => (
              <TemplateField
                key={part}
                path={`${path}.${part}`}
                label={t(`company.${part}`)}
                details={t(`company.${part}Text`)}
                value={company[part] ?? ''}
                onChange={(text) => onChange(put(company, part, text))}
              />
            ))}
          </div>
          <s-checkbox
            label={t('company.create')}
            details={t('company.createText')}
            checked={company.create}
            onChange={({ currentTarget: { checked } }) => onChange({ ...company, create: checked })}
          />
          <s-text-area
            label={t('company.allowed')}
            details={t('company.allowedText')}
            rows={2}
            value={(company.allowed ?? []).join('\n')}
            onChange={({ currentTarget }) => onChange(allow(company, linesOf(currentTarget.value)))}
          />
        </>
      )}
    </>
  );
}

function put(company: Company, part: (typeof TEXTS)[number], text: string): Company {
  const { [part]: _, ...others } = company;
  return text === '' ? others : { ...company, [part]: text };
}

function allow({ allowed: _, ...others }: Company, names: string[]): Company {
  return names.length === 0 ? others : { ...others, allowed: names };
}
