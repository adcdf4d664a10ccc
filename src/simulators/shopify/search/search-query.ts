// Shopify's search syntax for customers: terms, field:value, quotes, prefix*, comparisons, AND, OR, NOT, parentheses.
import { type CustomerRecord, displayName } from '../state/records.ts';

export type SearchWarning = { field: string; message: string; code: string };

export type SearchPlan = {
  matches(customer: CustomerRecord): boolean;
  /** Terms that were ignored because their field is unknown: Shopify then answers as if they were not there. */
  warnings: SearchWarning[];
  /** The query as understood, shown in extensions.search. */
  parsed: unknown;
};

type Test = (customer: CustomerRecord) => boolean;
type Part = { test: Test | undefined; parsed: unknown };

type Term = { field: string | undefined; value: string; quoted: boolean };
type Token = Term | '(' | ')' | 'AND' | 'OR' | 'NOT';

/** Text fields by search key. E-mail is tokenised like text, so that look-alikes match too. */
const textFields: Record<string, (customer: CustomerRecord) => string | null> = {
  email: ({ email }) => email,
  first_name: ({ firstName }) => firstName,
  last_name: ({ lastName }) => lastName,
  phone: ({ phone }) => phone,
  country: ({ addresses }) => addresses.map(({ country }) => country).join(' '),
};

const wholeFields: Record<string, (customer: CustomerRecord) => string[]> = {
  id: ({ number }) => [String(number)],
  state: ({ state }) => [state],
  tag: ({ tags }) => [...tags],
};

const numberFields: Record<string, (customer: CustomerRecord) => number> = {
  id: ({ number }) => number,
  orders_count: ({ orders }) => orders,
};

const dateFields: Record<string, (customer: CustomerRecord) => number> = {
  customer_date: ({ createdAt }) => createdAt,
  created_at: ({ createdAt }) => createdAt,
  updated_at: ({ updatedAt }) => updatedAt,
};

/** Keys that a real store was seen to ignore in customersCount although customers knows them. */
export const keysUnknownToCount = ['email', 'state'];

/** Compiles a query. Fields listed in `unknown` are treated as unknown although the syntax has them. */
export function compileSearch(query: string, unknown: readonly string[] = []): SearchPlan {
  const warnings: SearchWarning[] = [];

  function compilePart(term: Term): Part {
    const { field, value, quoted } = term;
    const test = compileTerm(term, unknown);
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
function parseTokens(tokens: readonly Token[], compilePart: (term: Term) => Part): Part {
  let position = 0;

  function parseOr(): Part {
    const parts = [parseAnd()];
    while (tokens[position] === 'OR') {
      position += 1;
      parts.push(parseAnd());
    }
    return combine(parts, 'or');
  }

  function parseAnd(): Part {
    const parts: Part[] = [];
    while (position < tokens.length && tokens[position] !== 'OR' && tokens[position] !== ')') {
      if (tokens[position] === 'AND') position += 1;
      else parts.push(parseUnary());
    }
    return combine(parts, 'and');
  }

  function parseUnary(): Part {
    const token = tokens[position];
    position += 1;
    if (token === 'NOT') {
      const { test, parsed } = parseUnary();
      return { test: test && ((customer) => !test(customer)), parsed: { not: parsed } };
    }
    if (token === '(') {
      const inner = parseOr();
      if (tokens[position] === ')') position += 1;
      return inner;
    }
    return typeof token === 'object' ? compilePart(token) : { test: undefined, parsed: null };
  }

  const parts: Part[] = [];
  while (position < tokens.length) {
    if (tokens[position] === ')') position += 1;
    else parts.push(parseOr());
  }
  return combine(parts, 'and');
}

/** Leaves out the parts that test nothing: an ignored term vanishes from the conjunction around it. */
function combine(parts: Part[], word: 'and' | 'or'): Part {
  const [only] = parts;
  if (parts.length === 1 && only) return only;
  const tests = parts.flatMap(({ test }) => test ?? []);
  const parsed = { [word]: parts.map((part) => part.parsed) };
  if (tests.length === 0) return { test: undefined, parsed };
  if (word === 'and') return { test: (customer) => tests.every((test) => test(customer)), parsed };
  return { test: (customer) => tests.some((test) => test(customer)), parsed };
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
function compileTerm({ field, value, quoted }: Term, unknown: readonly string[]): Test | undefined {
  if (field === undefined) {
    const matches = compileText(value, quoted);
    return (customer) => matches([displayName(customer), customer.email, customer.phone].join(' '));
  }
  if (unknown.includes(field)) return undefined;
  if (field === 'tag_not') return (customer) => !customer.tags.some((tag) => sameText(tag, value));
  const numeric = numberFields[field] ?? dateFields[field];
  const comparison = /^(<=|>=|<|>)(.*)$/.exec(value);
  if (numeric && (comparison || !wholeFields[field])) {
    const bound =
      field in dateFields ? Date.parse(comparison?.[2] ?? value) : Number(comparison?.[2] ?? value);
    return Number.isNaN(bound) ? undefined : (customer) => compare(numeric(customer), comparison?.[1], bound);
  }
  const whole = wholeFields[field];
  if (whole) return (customer) => whole(customer).some((each) => sameText(each, value));
  const text = textFields[field];
  if (!text) return undefined;
  const matches = compileText(value, quoted);
  return (customer) => matches(text(customer) ?? '');
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
