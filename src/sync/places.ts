// Which due rows get a place, given those under way: leavers have places that joiners cannot take (RULES 16).
import type { DirtyRow } from './ports.ts';
import { PRIORITY } from './state.ts';

/** A user being worked on. */
export interface UnderWay {
  readonly version: number;
  readonly leaving: boolean;
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

/**
 * The rows to begin, of those that are due. A leaver whose own joining is under way does not wait behind it: what
 * is not sent yet is withdrawn.
 */
export function chooseRows(
  rows: readonly DirtyRow[],
  underWay: ReadonlyMap<string, UnderWay>,
  places: Places,
): DirtyRow[] {
  let { ordinary, leaving } = places;
  return rows.filter((row) => {
    const isLeaving = row.priority === PRIORITY.leaving;
    const current = row.kind === 'user' ? underWay.get(keyOf(row)) : undefined;
    if (current !== undefined) {
      if (isLeaving && !current.leaving && row.version !== current.version) current.unsent.abort();
      return false;
    }
    if (isLeaving && leaving > 0) leaving -= 1;
    else if (ordinary > 0) ordinary -= 1;
    else return false;
    return true;
  });
}

/** A user among those under way. */
export function keyOf({ connection, subject }: Pick<DirtyRow, 'connection' | 'subject'>): string {
  return `${connection} ${subject}`;
}
