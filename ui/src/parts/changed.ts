// Names of what differs at a customer, as a reader knows them.
import { useTranslation } from 'react-i18next';
import type texts from './texts/en.json';

const NAMED = [
  'email',
  'firstName',
  'lastName',
  'phone',
  'locale',
  'note',
  'tags',
  'address',
  'company',
  'link',
  'emailConsent',
  'smsConsent',
] as const;
const METAFIELD = 'metafield:';
/** What Rollcall knows its customer by: nothing that the directory gave. */
const LINK_ID = 'metafields.link_id';

/** One of them. */
export function useFieldText(): (name: string) => string {
  const { t } = useTranslation('parts');
  return (name) => {
    if (name.startsWith(METAFIELD)) return t('metafield', { name: name.slice(METAFIELD.length) });
    const known = NAMED.find((one) => one === name);
    return known ? t(`field.${known}`) : name;
  };
}

export function useChangedText(): (names: readonly string[]) => string {
  const say = useFieldText();
  return (names) => (names.length === 0 ? '–' : names.map(say).join(', '));
}

/** One of the things that were written to a customer: what was done, and with which of its fields. */
export function useSentText(): (sent: { readonly kind: string; readonly keys: readonly string[] }) => string {
  const { t } = useTranslation('parts');
  const sayField = useFieldText();
  return ({ kind, keys }) => {
    const what = t(`sent.${kind as keyof typeof texts.sent}`, kind);
    const fields = keys.flatMap((key) => {
      if (key === LINK_ID) return [];
      const { name, many } = readKey(key);
      const isKnown = name.startsWith(METAFIELD) || NAMED.some((one) => one === name);
      return isKnown ? [many === undefined ? sayField(name) : `${sayField(name)}: ${many}`] : [];
    });
    return fields.length === 0 ? what : `${what} (${fields.join(', ')})`;
  };
}

/** @example readKey('tags (2)') gives `tags` and 2, `fields.email` is `email` */
function readKey(key: string): { readonly name: string; readonly many?: string } {
  const [, name, many] = /^(\w+) \((\d+)\)$/.exec(key) ?? [];
  if (name !== undefined && many !== undefined) return { name, many };
  return { name: key.replace(/^fields\./, '').replace(/^metafields\./, METAFIELD) };
}
