// Tags and metafields: as by default, or lists of the merchant's own in their place.
import { useTranslation } from 'react-i18next';
import { linesOf } from '../../parts/lines.ts';
import { type Metafield, MetafieldList } from '../../parts/metafield-list.tsx';
import { TemplateList } from '../../parts/template-list.tsx';
import type { MappingSettings, Preview } from './mapping.tsx';

/** Templates that come to what is so by default. */
const USUAL_TAGS = ['department:{{ user.department | handleize }}'];
const USUAL_METAFIELDS: Metafield[] = [
  ['department', 'department'],
  ['employeeNumber', 'employeeNumber'],
  ['title', 'title'],
  ['company', 'organization'],
].map(([key = '', attribute]) => ({
  namespace: '$app',
  key,
  type: 'single_line_text_field',
  value: `{{ user.${attribute} }}`,
}));

interface PartProps {
  readonly mapping: MappingSettings;
  readonly preview: Preview | undefined;
  readonly onChange: (mapping: MappingSettings) => void;
}

export function Tags({ mapping, preview, onChange }: PartProps) {
  const { t } = useTranslation('mapping');
  const { tags, ...withoutTags } = mapping;
  return (
    <s-section heading={t('tags.heading')}>
      <s-paragraph>{t('tags.text')}</s-paragraph>
      {tags === undefined ? (
        <AsByDefault
          templates={USUAL_TAGS}
          act={t('tags.own')}
          onOwn={() => onChange({ ...mapping, tags: USUAL_TAGS })}
        />
      ) : (
        <>
          <TemplateList
            path="mapping.tags"
            templates={tags}
            onChange={(own) => onChange({ ...mapping, tags: own })}
          />
          <div>
            <s-button variant="tertiary" icon="undo" onClick={() => onChange(withoutTags)}>
              {t('tags.reset')}
            </s-button>
          </div>
        </>
      )}
      <s-text-area
        label={t('tags.allowed')}
        details={t('tags.allowedText')}
        rows={2}
        value={mapping.allowedTags.join('\n')}
        onChange={({ currentTarget }) => onChange({ ...mapping, allowedTags: linesOf(currentTarget.value) })}
      />
      <Result values={preview?.tags ?? []} />
    </s-section>
  );
}

export function Metafields({ mapping, preview, onChange }: PartProps) {
  const { t } = useTranslation('mapping');
  const { metafields, ...withoutMetafields } = mapping;
  return (
    <s-section heading={t('metafields.heading')}>
      <s-paragraph>{t('metafields.text')}</s-paragraph>
      {metafields === undefined ? (
        <AsByDefault
          templates={USUAL_METAFIELDS.map(({ namespace, key, value }) => `${namespace}.${key} = ${value}`)}
          act={t('metafields.own')}
          onOwn={() => onChange({ ...mapping, metafields: USUAL_METAFIELDS })}
        />
      ) : (
        <>
          <MetafieldList
            path="mapping.metafields"
            metafields={metafields}
            onChange={(own) => onChange({ ...mapping, metafields: own })}
          />
          <div>
            <s-button variant="tertiary" icon="undo" onClick={() => onChange(withoutMetafields)}>
              {t('metafields.reset')}
            </s-button>
          </div>
        </>
      )}
      <Result values={Object.entries(preview?.metafields ?? {}).map(([key, value]) => `${key} = ${value}`)} />
    </s-section>
  );
}

interface AsByDefaultProps {
  readonly templates: readonly string[];
  readonly act: string;
  readonly onOwn: () => void;
}

function AsByDefault({ templates, act, onOwn }: AsByDefaultProps) {
  const { t } = useTranslation('mapping');
  return (
    <>
      <div>
        <s-badge>{t('mode.default')}</s-badge>
      </div>
      <ul className="usual">
        {templates.map((template) => (
          <li key={template}>
            <code>{template}</code>
          </li>
        ))}
      </ul>
      <div>
        <s-button onClick={onOwn}>{act}</s-button>
      </div>
    </>
  );
}

function Result({ values }: { readonly values: readonly string[] }) {
  const { t } = useTranslation('mapping');
  return (
    <div className="result">
      <span className="result-name">{t('result')}</span>
      {values.length === 0 ? (
        <span className="nothing">{t('nothing')}</span>
      ) : (
        values.map((value) => <output key={value}>{value}</output>)
      )}
    </div>
  );
}
