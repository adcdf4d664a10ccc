// Which due rows get a place, given those under way: leavers have places that joiners cannot take (RULES 16).
import type { DirtyRow } from './ports.ts';

/** A user being worked on. */
export interface UnderWay {
  readonly version: number;
  readonly leaving: boolean;
  /** One try for a customer at a time, whichever user of it is meant; null while it has none. */
  readonly linkId: string | null;
  /** Withdraws the try's next call while it waits for budget. */
  readonly unsent: AbortController;
  readonly done: Promise<void>;
}

export interface Places {
  readonly ordinary: number;
  /** For leavers only. */
  readonly leaving: number;
}

/** Leavers beyond the ordinary places, so that joiners never stand in their way. */
const LEAVING_PLACES = 8;

/** @param concurrency the ordinary places; leavers beyond their own take of them */
export function countPlaces(underWay: Iterable<UnderWay>, concurrency: number): Places {
  let leaving = 0;
  let ordinary = 0;
  for (const one of underWay) {
    if (one.leaving) leaving += 1;
    else ordinary += 1;
  }
  const beyond = Math.max(0, leaving - LEAVING_PLACES);
  return {
    ordinary: Math.max(0, concurrency - ordinary - beyond),
    leaving: Math.max(0, LEAVING_PLACES - leaving),
  };
}

export interface Choice {
  readonly begin: readonly DirtyRow[];
  /** Tries whose user leaves now: a leaver does not wait behind what its own joining has not sent yet. */
  readonly withdraw: readonly UnderWay[];
}

/** What to begin of the rows that are due, and what to withdraw of those under way. */
export function chooseRows(
  rows: readonly DirtyRow[],
  underWay: ReadonlyMap<string, UnderWay>,
  places: Places,
): Choice {
  let { ordinary, leaving } = places;
  const begin: DirtyRow[] = [];
  const withdraw: UnderWay[] = [];
  const byLink = new Map([...underWay.values()].map((one) => [one.linkId, one] as const));
  const begun = new Set<string>();
  for (const row of rows) {
    const isLeaving = row.priority === 'leaving';
    const current = row.kind === 'user' ? underWay.get(keyOf(row)) : undefined;
    if (current !== undefined) {
      if (isLeaving && !current.leaving && row.version !== current.version) withdraw.push(current);
      continue;
    }
    const linkId = row.kind === 'user' ? (row.link?.id ?? null) : null;
    const sharer = linkId === null ? undefined : byLink.get(linkId);
    if (isLeaving && sharer !== undefined && !sharer.leaving) withdraw.push(sharer);
    if (sharer !== undefined || (linkId !== null && begun.has(linkId))) continue;
    if (isLeaving && leaving > 0) leaving -= 1;
    else if (ordinary > 0) ordinary -= 1;
    else continue;
    begin.push(row);
    if (linkId !== null) begun.add(linkId);
  }
  return { begin, withdraw };
}

/** A user among those under way. */
export function keyOf({ connection, subject }: Pick<DirtyRow, 'connection' | 'subject'>): string {
  return `${connection} ${subject}`;
}
