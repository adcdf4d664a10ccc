// The codes of the sync, and of sentences, as texts of the screens: English, as the server says it. Other languages are
// written by hand.
import { SENTENCES } from '../../src/notices/sentences.ts';
import { EXPLANATIONS } from '../../src/sync/explanations.ts';

export function writeTexts(): string {
  const texts = Object.fromEntries(
    Object.entries(EXPLANATIONS).map(([code, { cause, remedy }]) => [code, { cause, remedy }]),
  );
  return toJson(texts);
}

/** Places are written as the screens' i18n library has them. */
export function writeNotices(): string {
  const texts = Object.entries(SENTENCES).map(([code, text]) => [code, text.replace(/\{(\w+)\}/g, '{{$1}}')]);
  return toJson(Object.fromEntries(texts));
}

function toJson(texts: object): string {
  return `${JSON.stringify(texts, null, 2)}\n`;
}
