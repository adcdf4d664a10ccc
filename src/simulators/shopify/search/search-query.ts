// Shopify's search syntax: terms, field:value, quotes, prefix*, comparisons, AND, OR, NOT, parentheses.

export type SearchWarning = { field: string; message: string; code: string };

/** What can be searched in records of one kind, by search key. */
export type SearchSyntax<T> = {
  /** Where terms without a key are looked for. */
  plain(record: T): string;
  /** Compared word by word. */
  text: Record<string, (record: T) => string | null>;
  /** Compared as a whole, without regard to case. */
  whole: Record<string, (record: T) => (string | null)[]>;
  /** Keys that ask for records which lack the value. */
  without?: Record<string, (record: T) => string[]>;
  number: Record<string, (record: T) => number>;
  /** Milliseconds. */
  date: Record<string, (record: T) => number>;
};

export type SearchPlan<T> = {
  matches(record: T): boolean;
  /** Terms that were ignored because their field is unknown: Shopify then answers as if they were not there. */
  warnings: SearchWarning[];
  /** The query as understood, shown in extensions.search. */
  parsed: unknown;
};

type Test<T> = (record: T) => boolean;
type Part<T> = { test: Test<T> | undefined; parsed: unknown };

type Term = { field: string | undefined; value: string; quoted: boolean };
type Token = Term | '(' | ')' | 'AND' | 'OR' | 'NOT';

/** Compiles a query. Fields listed in `unknown` are treated as unknown although the syntax has them. */
export function compileSearch<T>(
  query: string,
  syntax: SearchSyntax<T>,
  unknown: readonly string[] = [],
): SearchPlan<T> {
  const warnings: SearchWarning[] = [];

  function compilePart(term: Term): Part<T> {
    const { field, value, quoted } = term;
    const test = unknown.includes(field ?? '') ? undefined : compileTerm(term, syntax);
    if (!test && field !== undefined) {
      warnings.push({ field, message: 'Invalid search field for this query.', code: 'invalid_field' });
    }
    const matched = quoted ? { match_phrase: value } : { match_all: value };
    return { test, parsed: { ...(field !== undefined && { field }), ...matched } };
  }

  const { test, parsed } = parseTokens(tokenize(query), compilePart);
  return { matches: test ?? (() => true), warnings, parsed };
}

/** Reads OR, AND (also unwritten), NOT and parentheses; stray parentheses are passed over. */
function parseTokens<T>(tokens: readonly Token[], compilePart: (term: Term) => Part<T>): Part<T> {
  let position = 0;

  function parseOr(): Part<T> {
    const parts = [parseAnd()];
    while (tokens[position] === 'OR') {
      position += 1;
      parts.push(parseAnd());
    }
    return combine(parts, 'or');
  }

  function parseAnd(): Part<T> {
    const parts: Part<T>[] = [];
    while (position < tokens.length && tokens[position] !== 'OR' && tokens[position] !== ')') {
      if (tokens[position] === 'AND') position += 1;
      else parts.push(parseUnary());
    }
    return combine(parts, 'and');
  }

  function parseUnary(): Part<T> {
    const token = tokens[position];
    position += 1;
    if (token === 'NOT') {
      const { test, parsed } = parseUnary();
      return { test: test && ((record) => !test(record)), parsed: { not: parsed } };
    }
    if (token === '(') {
      const inner = parseOr();
      if (tokens[position] === ')') position += 1;
      return inner;
    }
    return typeof token === 'object' ? compilePart(token) : { test: undefined, parsed: null };
  }

  const parts: Part<T>[] = [];
  while (position < tokens.length) {
    if (tokens[position] === ')') position += 1;
    else parts.push(parseOr());
  }
  return combine(parts, 'and');
}

/** Leaves out the parts that test nothing: an ignored term vanishes from the conjunction around it. */
function combine<T>(parts: Part<T>[], word: 'and' | 'or'): Part<T> {
  const [only] = parts;
  if (parts.length === 1 && only) return only;
  const tests = parts.flatMap(({ test }) => test ?? []);
  const parsed = { [word]: parts.map((part) => part.parsed) };
  if (tests.length === 0) return { test: undefined, parsed };
  if (word === 'and') return { test: (record) => tests.every((test) => test(record)), parsed };
  return { test: (record) => tests.some((test) => test(record)), parsed };
}

function tokenize(query: string): Token[] {
  const pattern = /[()]|-?(?:([\w.]+):)?(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([^\s()]+))/g;
  return [...query.matchAll(pattern)].flatMap(([text, field, double, single, bare]): Token[] => {
    if (text === '(' || text === ')') return [text];
    if (field === undefined && (bare === 'AND' || bare === 'OR' || bare === 'NOT')) return [bare];
    const quoted = double ?? single;
    const negated = text.startsWith('-');
    const plain = negated && field === undefined ? bare?.replace(/^-/, '') : bare;
    const value = quoted === undefined ? (plain ?? '') : quoted.replaceAll(/\\(.)/g, '$1');
    const term: Term = { field: field?.toLowerCase(), value, quoted: quoted !== undefined };
    return negated ? ['NOT', term] : [term];
  });
}

/** The test of one term, or undefined when its field is unknown. */
function compileTerm<T>({ field, value, quoted }: Term, syntax: SearchSyntax<T>): Test<T> | undefined {
  if (field === undefined) {
    const matches = compileText(value, quoted);
    return (record) => matches(syntax.plain(record));
  }
  const without = syntax.without?.[field];
  if (without) return (record) => !without(record).some((each) => sameText(each, value));
  const whole = syntax.whole[field];
  const numeric = syntax.number[field] ?? syntax.date[field];
  const comparison = /^(<=|>=|<|>)(.*)$/.exec(value);
  if (numeric && (comparison || !whole)) {
    const bound =
      field in syntax.date ? Date.parse(comparison?.[2] ?? value) : Number(comparison?.[2] ?? value);
    return Number.isNaN(bound) ? undefined : (record) => compare(numeric(record), comparison?.[1], bound);
  }
  if (whole) return (record) => whole(record).some((each) => each !== null && sameText(each, value));
  const text = syntax.text[field];
  if (!text) return undefined;
  const matches = compileText(value, quoted);
  return (record) => matches(text(record) ?? '');
}

function compare(left: number, sign: string | undefined, right: number): boolean {
  if (sign === '<') return left < right;
  if (sign === '<=') return left <= right;
  if (sign === '>') return left > right;
  return sign === '>=' ? left >= right : left === right;
}

/** Unquoted: every word occurs somewhere. Quoted: the words occur next to each other. A final * matches a prefix. */
function compileText(value: string, quoted: boolean): (text: string) => boolean {
  const words = splitWords(value);
  if (words.length === 0) return () => true;
  const prefix = value.endsWith('*');
  const fits = (word: string, index: number, candidate: string | undefined) =>
    prefix && index === words.length - 1 ? candidate?.startsWith(word) === true : candidate === word;
  if (!quoted) {
    return (text) => {
      const candidates = splitWords(text);
      return words.every((word, index) => candidates.some((candidate) => fits(word, index, candidate)));
    };
  }
  return (text) => {
    const candidates = splitWords(text);
    return candidates.some((_, start) =>
      words.every((word, index) => fits(word, index, candidates[start + index])),
    );
  };
}

function splitWords(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

function sameText(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}
