// What a code of the sync stands for, in the viewer's language; the server's English for a code that has no text here.
import { useTranslation } from 'react-i18next';
import { type Notice, type Said, useNotice } from '../notices/notice.ts';
import type texts from './texts/en.json';

/** As the admin API gives it. */
export interface Coded {
  readonly code: string | null;
  readonly cause: string | null;
  readonly remedy: string | null;
  readonly detail: string | null;
  /** Of the detail. */
  readonly notice?: Notice;
}

export interface Explained {
  readonly cause: string | null;
  readonly remedy: string | null;
  /** What the server says beyond that of this one case. */
  readonly more: Said | null;
}

export function useExplain(): (coded: Coded) => Explained {
  const { t, i18n } = useTranslation('explanations');
  const sayNotice = useNotice();
  return ({ code, cause, remedy, detail, notice = null }) => {
    const say = (part: 'cause' | 'remedy', otherwise: string | null) =>
      code === null ? otherwise : t(`${code as keyof typeof texts}.${part}`, otherwise ?? '') || null;
    // A detail without a code says in other words what the text of the code does.
    const isNews = notice !== null || code === null || !i18n.exists(`explanations:${code}.cause`);
    return {
      cause: say('cause', cause),
      remedy: say('remedy', remedy),
      more: isNews && detail !== null ? sayNotice(detail, notice) : null,
    };
  };
}
