// Templates of which each gives one tag: added, taken away, and faulty as the server says.
import { useTranslation } from 'react-i18next';
import { TemplateField } from './template-desk.tsx';

const MAX_TAGS = 50;

interface TemplateListProps {
  /** In the settings, such as `mapping.tags`. */
  readonly path: string;
  readonly templates: readonly string[];
  readonly onChange: (templates: string[]) => void;
}

export function TemplateList({ path, templates, onChange }: TemplateListProps) {
  const { t } = useTranslation('parts');
  return (
    <div className="template-list">
      {templates.map((template, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a template is known by its place alone
        <div className="with-remove" key={index}>
          <TemplateField
            path={`${path}[${index}]`}
            label={t('template.tag', { number: index + 1 })}
            isLabelHidden
            value={template}
            onChange={(text) => onChange(templates.with(index, text))}
          />
          <s-button
            variant="tertiary"
            icon="delete"
            accessibilityLabel={t('template.removeTag', { number: index + 1 })}
            onClick={() => onChange(templates.toSpliced(index, 1))}
          />
        </div>
      ))}
      {templates.length < MAX_TAGS && (
        <div>
          <s-button icon="plus" onClick={() => onChange([...templates, ''])}>
            {t('template.addTag')}
          </s-button>
        </div>
      )}
    </div>
  );
}
