// What a query asks for: the same parameters in a URL and in the body of a search (RFC 7644 §3.4.2 and §3.4.3, RFC 9865).
import type { ListParameters } from '../directory/list.ts';
import { badRequest } from '../protocol/index.ts';
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
    count: cursor === undefined ? readCount(query) : readCursorCount(query),
  };
}

/** RFC 7644 §3.4.2.4: a negative count means 0. */
function readCount(query: Query): number {
  return Math.min(MAX_COUNT, Math.max(0, readInteger(query, 'count') ?? DEFAULT_COUNT));
}

/** RFC 9865 §2: a positive number; a page may hold fewer. */
function readCursorCount({ count }: Query): number {
  if (count === undefined) return DEFAULT_COUNT;
  if (!/^\+?\d{1,15}$/.test(count) || Number(count) === 0) {
    throw badRequest('invalidCount', `count must be a whole number from 1 to ${MAX_COUNT}.`);
  }
  return Math.min(MAX_COUNT, Number(count));
}

function isDescending({ sortOrder }: Query): boolean {
  const order = sortOrder?.toLowerCase() || 'ascending';
  if (order !== 'ascending' && order !== 'descending') {
    throw badRequest('invalidValue', 'sortOrder must be "ascending" or "descending".');
  }
  return order === 'descending';
}

function readInteger(query: Query, name: string): number | undefined {
  const text = query[name];
  if (text === undefined) return undefined;
  const value = /^[+-]?\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(value)) throw badRequest('invalidValue', `${name} must be an integer.`);
  return value;
}
