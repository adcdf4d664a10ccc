// What a sentence of the server says, in the viewer's language by its code; the server's English where it has none.
import { useTranslation } from 'react-i18next';
import { useFieldText } from '../parts/changed.ts';
import type texts from './texts/en.json';

interface Coded {
  readonly code: string;
  readonly values: Readonly<Record<string, string>>;
}

/** As the admin API gives it beside the sentence. */
export type Notice = (Coded & { readonly cause?: Coded | undefined }) | null;

export interface Said {
  readonly text: string;
  /** Of what has no code, the language that it is in. */
  readonly lang?: 'en';
}

export function useNotice(): (sentence: string, notice: Notice) => Said {
  const { t, i18n } = useTranslation('notices');
  const sayField = useFieldText();
  const toTheMinute = new Intl.DateTimeFormat(i18n.resolvedLanguage, {
    dateStyle: 'medium',
    timeStyle: 'short',
  });

  function say({ code, values }: Coded): string | undefined {
    const { field, until } = values;
    const told = {
      ...values,
      ...(field !== undefined && { field: sayField(field) }),
      ...(until !== undefined && { until: toTheMinute.format(new Date(until)) }),
    };
    return t(code as keyof typeof texts, '', told) || undefined;
  }

  return (sentence, notice) => {
    if (notice === null) return { text: sentence, lang: 'en' };
    const { cause, values } = notice;
    const inner = cause && say(cause);
    const text = say({ ...notice, values: inner === undefined ? values : { ...values, cause: inner } });
    return text === undefined ? { text: sentence, lang: 'en' } : { text };
  };
}

interface Warned {
  readonly warnings: readonly string[];
  /** Of the warnings, one by one. */
  readonly notices: readonly Notice[];
}

/** What is told of a person beside its state. */
export function useWarnings(): (told: Warned) => readonly Said[] {
  const say = useNotice();
  return ({ warnings, notices }) => warnings.map((warning, index) => say(warning, notices[index] ?? null));
}
