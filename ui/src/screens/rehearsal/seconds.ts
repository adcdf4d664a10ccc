// How long something took, in seconds; nothing takes none.
import { useTranslation } from 'react-i18next';

export function useSeconds(): (ms: number) => string {
  const { i18n } = useTranslation();
  const format = { style: 'unit', unit: 'second', unitDisplay: 'short' } as const;
  return (ms) => {
    const maximumFractionDigits = ms < 1000 ? 2 : 1;
    const say = new Intl.NumberFormat(i18n.resolvedLanguage, { ...format, maximumFractionDigits });
    return say.format(Math.max(10, ms) / 1000);
  };
}
