// Pages of what happened, the newest first: each goes on where the one before ended.
import { z } from 'zod';
import type { Mark, StoredEvent } from '../../timeline/ports.ts';
import { NEWEST, type Page } from '../../timeline/timeline.ts';
import { AdminError } from './route.ts';

/** Events that are looked through for one page; a page that ends there is short, and says where to go on. */
const MAX_SCANNED = 5_000;
const SCANNED_AT_ONCE = 500;

export const page = z.strictObject({
  before: z
    .string()
    .regex(/^\d{1,15}-[\w-]{1,64}$/, 'must be the "next" of a page')
    .optional()
    .describe('The `next` of the page before.'),
  limit: z.coerce.number().int().min(1).max(500).default(50),
});

export const next = z
  .string()
  .nullable()
  .describe('What `before` must be for the next page; null on the last.');

/** Looks through events for a page of those that `pick` takes, in bounded pieces. */
export async function scan<T>(
  read: (page: Page) => Promise<readonly StoredEvent[]>,
  { before, limit }: { readonly before: string | undefined; readonly limit: number },
  pick: (event: StoredEvent) => T | undefined,
): Promise<{ readonly found: T[]; readonly next: string | null }> {
  const found: T[] = [];
  let mark: Mark | undefined = readMark(before);
  for (let scanned = 0; mark !== undefined && scanned < MAX_SCANNED; scanned += SCANNED_AT_ONCE) {
    const events = await read({ before: mark, limit: SCANNED_AT_ONCE });
    for (const event of events) {
      mark = event;
      const picked = pick(event);
      if (picked !== undefined) found.push(picked);
      if (found.length === limit) return { found, next: writeMark(event) };
    }
    if (events.length < SCANNED_AT_ONCE) mark = undefined;
  }
  return { found, next: mark === undefined ? null : writeMark(mark) };
}

export function readMark(text: string | undefined): Mark {
  if (text === undefined) return NEWEST;
  const dash = text.indexOf('-');
  const at = Number(text.slice(0, dash));
  if (!Number.isSafeInteger(at)) throw new AdminError(400, 'invalid_query', '"before" is no page’s "next".');
  return { at, id: text.slice(dash + 1) };
}

export function nextOf(events: readonly StoredEvent[], limit: number): string | null {
  const last = events.at(-1);
  return last === undefined || events.length < limit ? null : writeMark(last);
}

function writeMark({ at, id }: Mark): string {
  return `${at}-${id}`;
}
