// Names of what differs at a customer, as a reader knows them.
import { useTranslation } from 'react-i18next';

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
