// A point in time: how long ago, and exactly when in the viewer's own zone.
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

const STEPS = [
  ['second', 60],
  ['minute', 60],
  ['hour', 24],
  ['day', 30],
  ['month', 12],
  ['year', Number.POSITIVE_INFINITY],
] as const;

/** Such as "3 minutes ago". */
export function sayAgo(at: number, now: number, language: string): string {
  let left = (at - now) / 1000;
  for (const [unit, size] of STEPS) {
    if (Math.abs(left) < size) {
      const words = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
      return words.format(Math.round(left), unit);
    }
    left /= size;
  }
  return '';
}

export function sayWhen(at: number, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' }).format(at);
}

export function Moment({ at, exact = false }: { readonly at: number; readonly exact?: boolean }) {
  const { i18n } = useTranslation();
  const language = i18n.resolvedLanguage ?? 'en';
  const now = useMinutes();
  const when = sayWhen(at, language);
  return (
    <time dateTime={new Date(at).toISOString()} title={when}>
      {exact ? when : sayAgo(at, now, language)}
    </time>
  );
}

/** The time now, told anew every half minute. */
function useMinutes(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
