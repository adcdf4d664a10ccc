// Remembers where the pages of lists ended, so that the next page is read from there however deep it is.
import type { Position } from '../directory/ports.ts';

/** Pages remembered at once, by all connections together. */
const MAX_PAGES = 10_000;
/** A client that takes longer between two pages has its page counted off. */
const REMEMBERED_MS = 600_000;

export interface Walks {
  /** The place before the page of a query that begins at `startIndex`; undefined if that is not known. */
  find(query: string, startIndex: number): Position | undefined;
  note(query: string, startIndex: number, before: Position): void;
}

export function createWalks(now: () => number): Walks {
  // In the order of noting: the first is the oldest.
  const pages = new Map<string, { readonly before: Position; readonly at: number }>();

  return {
    find(query, startIndex) {
      const page = pages.get(`${startIndex} ${query}`);
      return page !== undefined && now() - page.at < REMEMBERED_MS ? page.before : undefined;
    },
    note(query, startIndex, before) {
      const key = `${startIndex} ${query}`;
      pages.delete(key);
      pages.set(key, { before, at: now() });
      if (pages.size > MAX_PAGES) pages.delete(pages.keys().next().value as string);
    },
  };
}
