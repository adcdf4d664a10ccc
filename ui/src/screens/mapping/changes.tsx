// What saving would change: each place in the settings, before and after.
import { useTranslation } from 'react-i18next';
import type { MappingSettings } from './mapping.tsx';

interface ChangesProps {
  readonly before: MappingSettings;
  readonly after: MappingSettings;
}

export function Changes({ before, after }: ChangesProps) {
  const { t } = useTranslation('mapping');
  const old = flatten(before);
  const now = flatten(after);
  const changed = [...new Set([...old.keys(), ...now.keys()])].filter(
    (place) => old.get(place) !== now.get(place),
  );
  if (changed.length === 0) return null;
  const say = (value: string | null | undefined) =>
    value === undefined ? t('changes.none') : value === null ? t('mode.left') : <code>{value}</code>;
  return (
    <>
      <strong>{t('changes.heading', { count: changed.length })}</strong>
      <dl className="changes">
        {changed.map((place) => (
          <div key={place}>
            <dt>{place}</dt>
            <dd>
              <del>{say(old.get(place))}</del> → <ins>{say(now.get(place))}</ins>
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

/** Each text by its place, such as `fields.note`; a metafield is known by its namespace and key. */
function flatten({ fields, address, tags, allowedTags, metafields }: MappingSettings) {
  return new Map<string, string | null | undefined>([
    ...Object.entries(fields).map(([name, text]) => [`fields.${name}`, text] as const),
    ...(address === null ? [['address', null] as const] : []),
    ...Object.entries(address ?? {}).map(([part, text]) => [`address.${part}`, text] as const),
    ...(tags === undefined ? [] : [['tags', tags.join(' · ')] as const]),
    ...(allowedTags.length === 0 ? [] : [['allowedTags', allowedTags.join(' · ')] as const]),
    ...(metafields?.length === 0 ? [['metafields', '[]'] as const] : []),
    ...(metafields ?? []).map(({ namespace, key, type, name, value }) => {
      const kind = name === undefined ? type : `${type}, ${name}`;
      return [`metafields.${namespace}.${key}`, `${value} (${kind})`] as const;
    }),
  ]);
}
