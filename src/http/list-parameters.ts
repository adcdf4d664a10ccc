// What a query asks for: the same parameters in a URL and in the body of a search (RFC 7644 §3.4.2 and §3.4.3, RFC 9865).
import type { ListParameters } from '../directory/list.ts';
import { type BadRequestType, badRequest } from '../protocol/index.ts';
import type { Query } from './query.ts';

/** Resources in one page when the client does not say, and the most that it may ask for. */
export const DEFAULT_COUNT = 100;
export const MAX_COUNT = 1000;

/** @throws ScimError 400 invalidValue or, where pages go by cursor, invalidCount. */
export function readListParameters(query: Query): ListParameters {
  const { filter, sortBy, cursor } = query;
  return {
    filter,
    // An empty one is what clients send that have nothing to sort by.
    sortBy: sortBy || undefined,
    descending: isDescending(query),
    // RFC 7644 §3.4.2.4: a start below 1 means 1.
    startIndex: Math.max(1, readInteger(query, 'startIndex') ?? 1),
    cursor,
    // RFC 7644 §3.4.2.4, RFC 9865 §2: a negative count means 0, which asks for the total alone.
    count: Math.min(MAX_COUNT, Math.max(0, readCount(query) ?? DEFAULT_COUNT)),
  };
}

/** RFC 9865 §2.1 has a keyword of its own for the count of a page that goes by cursor. */
function readCount(query: Query): number | undefined {
  return readInteger(query, 'count', query.cursor === undefined ? 'invalidValue' : 'invalidCount');
}

function isDescending({ sortOrder }: Query): boolean {
  const order = sortOrder?.toLowerCase() || 'ascending';
  if (order !== 'ascending' && order !== 'descending') {
    throw badRequest('invalidValue', 'sortOrder must be "ascending" or "descending".');
  }
  return order === 'descending';
}

function readInteger(query: Query, name: string, fault: BadRequestType = 'invalidValue'): number | undefined {
  const text = query[name];
  if (text === undefined) return undefined;
  if (!/^[+-]?\d+$/.test(text)) throw badRequest(fault, `${name} must be an integer.`);
  // "All of it" is asked for by the largest number that a client's language has.
  return Math.min(Number(text), Number.MAX_SAFE_INTEGER);
}
