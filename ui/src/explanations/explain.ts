// What a code of the sync stands for, in the viewer's language; the server's English for a code that has no text here.
import { useTranslation } from 'react-i18next';
import type texts from './texts/en.json';

/** As the admin API gives it. */
export interface Coded {
  readonly code: string | null;
  readonly cause: string | null;
  readonly remedy: string | null;
  readonly detail: string | null;
}

export interface Explained {
  readonly cause: string | null;
  readonly remedy: string | null;
  /** What the server says beyond that of this one case, in English. */
  readonly more: string | null;
}

export function useExplain(): (coded: Coded) => Explained {
  const { t } = useTranslation('explanations');
  return ({ code, cause, remedy, detail }) => {
    const say = (part: 'cause' | 'remedy', otherwise: string | null) =>
      code === null ? otherwise : t(`${code as keyof typeof texts}.${part}`, otherwise ?? '') || null;
    const isNews = detail !== null && detail !== cause && detail !== `${cause} ${remedy}`;
    return { cause: say('cause', cause), remedy: say('remedy', remedy), more: isNews ? detail : null };
  };
}
