// Pages of a list as Shopify's connections: first or last, before and after a cursor, reverse.
import { GraphQLError } from 'graphql';

/** A bulk operation reads whole lists, where a request must say how much of one it wants. */
export type Paging = { wholeLists: boolean };

export type PageArguments = {
  first?: number | null;
  last?: number | null;
  after?: string | null;
  before?: string | null;
  reverse?: boolean | null;
};

export type Connection<T> = {
  nodes: T[];
  edges: { cursor: string; node: T }[];
  pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
};

const maximumPage = 250;

/** Cuts a page out of a sorted list. A cursor whose entry is gone leads to an empty page. */
export function paginate<T extends { id: string }>(
  sorted: readonly T[],
  page: PageArguments,
  { wholeLists }: Paging,
): Connection<T> {
  const { first, last, after, before } = page;
  if (wholeLists) return cut(page.reverse ? sorted.toReversed() : sorted, 0, sorted.length);
  if (first == null && last == null) throw badRequest('you must provide one of first or last');
  if (first != null && last != null) throw badRequest('providing both first and last is not supported');
  const size = first ?? last ?? 0;
  if (size < 0) throw badRequest('first and last must not be negative');
  if (size > maximumPage) throw badRequest(`first and last must not exceed ${maximumPage}`);

  const items = page.reverse ? sorted.toReversed() : sorted;
  const from = after == null ? 0 : place(items, after) + 1;
  const to = before == null ? items.length : place(items, before);
  const start = first == null ? Math.max(from, to - size) : from;
  const end = first == null ? to : Math.min(to, from + size);
  return cut(items, start, end);
}

function cut<T extends { id: string }>(items: readonly T[], start: number, end: number): Connection<T> {
  const nodes = items.slice(start, end);
  const edges = nodes.map((node) => ({ cursor: toCursor(node), node }));
  return {
    nodes,
    edges,
    pageInfo: {
      hasNextPage: end < items.length,
      hasPreviousPage: start > 0,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

function place(items: readonly { id: string }[], cursor: string): number {
  const index = items.findIndex((item) => toCursor(item) === cursor);
  return index < 0 ? items.length : index;
}

function toCursor({ id }: { id: string }): string {
  const number = /\/(\d+)/.exec(id)?.[1] ?? id;
  return Buffer.from(JSON.stringify({ last_id: Number(number), last_value: number })).toString('base64');
}

function badRequest(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_REQUEST' } });
}
