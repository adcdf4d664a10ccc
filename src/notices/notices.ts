// Says a sentence of the table, and reads off one that was said which it is: what is stored, sent or logged is the
// sentence, and so has its code whoever made it and whenever.
import { SENTENCES } from './sentences.ts';

type NoticeCode = keyof typeof SENTENCES;

type PlacesIn<Sentence> = Sentence extends `${string}{${infer Place}}${infer Rest}`
  ? Place | PlacesIn<Rest>
  : never;

type ValuesOf<Code extends NoticeCode> = Readonly<
  Record<PlacesIn<(typeof SENTENCES)[Code]>, string | number>
>;

/** Of a sentence without places. */
export type PlainCode = {
  [Code in NoticeCode]: PlacesIn<(typeof SENTENCES)[Code]> extends never ? Code : never;
}[NoticeCode];

export interface Notice {
  /** Of `SENTENCES`. */
  readonly code: string;
  /** What stands in its places. */
  readonly values: Readonly<Record<string, string>>;
}

/** @example say('note_cut', { limit: 5_000 }) === 'The note is longer than 5000 characters and was cut.' */
export function say<Code extends NoticeCode>(
  code: Code,
  ...[values]: PlacesIn<(typeof SENTENCES)[Code]> extends never ? [] : [values: ValuesOf<Code>]
): string {
  const given: Readonly<Record<string, string | number>> = values ?? {};
  return SENTENCES[code].replace(PLACE, (_, place: string) => String(given[place]));
}

/** Which sentence it is, and of what; null for one that is in no table, such as one of an older version. */
export function noticeOf(sentence: string): Notice | null {
  for (const { code, head, form } of FORMS) {
    if (!sentence.startsWith(head)) continue;
    const found = form.exec(sentence);
    if (found !== null) return { code, values: { ...found.groups } };
  }
  return null;
}

const PLACE = /\{(\w+)\}/g;

/** Each with what it begins with, by which the most are passed over. */
const FORMS = Object.entries(SENTENCES)
  .map(([code, sentence]) => ({
    code,
    head: sentence.slice(0, sentence.search(/\{|$/)),
    form: formOf(sentence),
  }))
  // What says more of itself is looked at first: `{host} …` suits very much.
  .sort((left, right) => right.head.length - left.head.length);

function formOf(sentence: string): RegExp {
  const seen = new Set<string>();
  const pattern = sentence.split(PLACE).map((part, index) => {
    if (index % 2 === 0) return part.replace(/[\^$.*+?()[\]{}|]/g, '\\$&');
    if (seen.has(part)) return `\\k<${part}>`;
    seen.add(part);
    return `(?<${part}>.+?)`;
  });
  return new RegExp(`^${pattern.join('')}$`, 's');
}
