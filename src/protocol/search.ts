// The body of a search (RFC 7644 §3.4.3): what a URL's query would say, as JSON.
import { LENIENT, type Strictness } from './dialects.ts';
import { requireDistinctNames } from './distinct-names.ts';
import { badRequest } from './errors.ts';
import { isObject } from './json.ts';
import { memberOf, SEARCH_REQUEST } from './messages.ts';

/** The parameters under the names that a URL has them by; lists of names are joined by commas. */
export type SearchParameters = Readonly<Partial<Record<(typeof PARAMETERS)[number], string>>>;

const PARAMETERS = [
  'attributes',
  'excludedAttributes',
  'filter',
  'sortBy',
  'sortOrder',
  'startIndex',
  'count',
  'cursor',
] as const;

/**
 * Reads a SearchRequest; names without regard to case, what it does not know is ignored as in a URL.
 *
 * @throws ScimError 400 invalidSyntax (no object, another message) or invalidValue (names the parameter).
 */
export function readSearch(body: unknown, mode: Strictness = LENIENT): SearchParameters {
  if (!isObject(body))
    throw badRequest('invalidSyntax', 'The body must be one JSON object, a SearchRequest.');
  requireDistinctNames(body, mode);
  requireSearch(memberOf(body, 'schemas'), mode);
  const parameters: Partial<Record<(typeof PARAMETERS)[number], string>> = {};
  for (const [key, value] of Object.entries(body)) {
    const name = PARAMETERS.find((parameter) => parameter.toLowerCase() === key.toLowerCase());
    if (name !== undefined && value !== null) parameters[name] = toText(name, value);
  }
  return parameters;
}

/** RFC 7644 §3.4.3: a search says that it is one. That it says nothing is refused by a strict reader only. */
function requireSearch(schemas: unknown, { strict }: Strictness): void {
  if (schemas === undefined && !strict) return;
  const named = Array.isArray(schemas) ? schemas : [schemas];
  const isSearch = named.some((urn) => String(urn).toLowerCase() === SEARCH_REQUEST.toLowerCase());
  if (!isSearch) throw badRequest('invalidSyntax', `The schemas of a search must name ${SEARCH_REQUEST}.`);
}

function toText(name: string, value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' && Number.isInteger(value)) return String(value);
  const isList = name === 'attributes' || name === 'excludedAttributes';
  if (isList && Array.isArray(value) && value.every((item) => typeof item === 'string')) return value.join();
  throw badRequest(
    'invalidValue',
    `${name} must be ${isList ? 'an array of attribute names' : 'text or an integer'}.`,
  );
}
