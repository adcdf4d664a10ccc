// What an alert says, in the viewer's language: of its kind and details, and the server's English for those not known here.
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../api/client.ts';
import { useExplain } from '../../explanations/explain.ts';
import type texts from './texts/en.json';

type Alert = Answer<'GET /alerts'>['alerts'][number];
type Counted = keyof typeof texts.counted;

/** @returns what is so, and what to do; nothing is to be done of what is over */
export function useAlertText(): (alert: Alert) => string {
  const { t, i18n } = useTranslation('settings');
  const explain = useExplain();
  const language = i18n.resolvedLanguage ?? 'en';
  const toTheMinute = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });

  function valuesOf({ details }: Alert) {
    const timeOf = (at: unknown) => (typeof at === 'number' ? toTheMinute.format(at) : '?');
    const code = typeof details.code === 'string' ? details.code : null;
    const counts = Object.entries((details.counts ?? {}) as Record<string, number>).map(([kind, count]) =>
      t(`counted.${kind as Counted}`, `${kind} ${count}`, { count }),
    );
    return {
      ...details,
      ...explain({ code, cause: code, remedy: null, detail: null }),
      count: Number(details.count ?? 0),
      lastCall: timeOf(details.lastCallAt),
      expiresAt: timeOf(details.expiresAt),
      deadline: timeOf(details.deadlineAt),
      counts: new Intl.ListFormat(language).format(counts),
    };
  }

  return (alert) => {
    const { kind, summary, remedy, resolvedAt } = alert;
    const values = valuesOf(alert);
    const said = t(`about.${kind}.said`, summary, values);
    if (resolvedAt === null) return `${said} ${t(`about.${kind}.remedy`, remedy ?? '', values)}`;
    return `${t('overSince', { at: toTheMinute.format(resolvedAt) })} ${said}`;
  };
}
