// What may be written next in a Liquid template: tags, attributes or filters, by what stands before the caret. Pure.

export interface Words {
  readonly attributes: readonly string[];
  readonly filters: readonly string[];
  readonly tags: readonly string[];
}

export interface Completion {
  /** Where the word begins that is written out. */
  readonly from: number;
  readonly options: readonly string[];
}

const MAX_OPTIONS = 40;

/** Undefined where nothing can be said: outside of expressions, in a text within one, or where a word is whole. */
export function completeAt(text: string, caret: number, words: Words): Completion | undefined {
  const before = text.slice(0, caret);
  const open = Math.max(before.lastIndexOf('{{'), before.lastIndexOf('{%'));
  if (open < 0) return undefined;
  const inside = before.slice(open + 2).replace(/^-/, ' ');
  if (/\}\}|%\}/.test(inside) || isQuoted(inside)) return undefined;
  const word = /[\w.-]*$/.exec(inside)?.[0] ?? '';
  const lead = inside.slice(0, inside.length - word.length).trimEnd();
  const isTag = before.startsWith('{%', open);
  if (isTag && lead === '') return among(words.tags, word, caret);
  if (lead.endsWith('|')) return among(words.filters, word, caret);
  // Behind a value only a filter, an operator or a word of the tag can follow.
  if (
    word === '' &&
    /[\w\])"']$/.test(lead) &&
    !/\b(if|elsif|unless|case|when|in|and|or|contains)$/.test(lead)
  )
    return undefined;
  return among(words.attributes, word, caret);
}

/** A text between quotes is the merchant's own. */
function isQuoted(inside: string): boolean {
  const quotes = inside.replace(/"[^"]*"|'[^']*'/g, '');
  return /["']/.test(quotes);
}

/** Those that begin with the word first, then those of which a part does. */
function among(names: readonly string[], word: string, caret: number): Completion | undefined {
  const wanted = word.toLowerCase();
  const begins = (name: string) => name.toLowerCase().startsWith(wanted);
  const first = names.filter(begins);
  const second = names.filter((name) => !begins(name) && name.split(/[._]/).some(begins));
  const options = [...first, ...second].slice(0, MAX_OPTIONS);
  if (options.length === 0 || (options.length === 1 && options[0] === word)) return undefined;
  return { from: caret - word.length, options };
}

/** The text with an option in it, closed where it was not, and where the caret goes. */
export function complete(
  text: string,
  caret: number,
  { from }: Completion,
  option: string,
): { readonly text: string; readonly caret: number } {
  const head = text.slice(0, from);
  const open = head.lastIndexOf('{{') > head.lastIndexOf('{%') ? '}}' : '%}';
  const spaced = /\{[{%]$/.test(head) ? `${head} ` : head;
  const rest = text.slice(caret);
  const isClosed = new RegExp(`^[^{]*${open}`).test(rest);
  const isValue = open === '}}';
  const tail = isClosed || !isValue ? rest : ` }}${rest}`;
  return { text: spaced + option + tail, caret: spaced.length + option.length };
}
