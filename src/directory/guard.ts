// When so many leave at once that a person is to look first (RULES 22): pure.

/** What a connection holds for a mass. */
export interface GuardSettings {
  readonly maxLeavers: number;
  /** Of the users who were active when the window began, from 0 to 1. */
  readonly maxShare: number;
  /** Fewer are no mass, however large their share. */
  readonly minLeavers: number;
}

/**
 * The number of users that must still be active for `leavers` not to be a mass: 0 where they are none in any case,
 * infinite where they are one.
 *
 * @example activeNeeded(25, { maxLeavers: 500, maxShare: 0.2, minLeavers: 25 }) === 100
 */
export function activeNeeded(leavers: number, { maxLeavers, maxShare, minLeavers }: GuardSettings): number {
  if (leavers > maxLeavers) return Number.POSITIVE_INFINITY;
  if (leavers < minLeavers || maxShare >= 1) return 0;
  // leavers > maxShare × (active + leavers), solved for the active.
  return Math.ceil((leavers * (1 - maxShare)) / maxShare);
}
