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

export function useChangedText(): (names: readonly string[]) => string {
  const { t } = useTranslation('checks');
  const say = (name: string) => {
    if (name.startsWith(METAFIELD)) return t('metafield', { name: name.slice(METAFIELD.length) });
    const known = NAMED.find((one) => one === name);
    return known ? t(`field.${known}`) : name;
  };
  return (names) => (names.length === 0 ? '–' : names.map(say).join(', '));
}
