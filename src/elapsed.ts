// How long ago something was, by a clock that may be set.

/**
 * Whether it was less than `ms` milliseconds ago. What lies in time to come is of a clock that was set back since, and says
 * nothing of how long ago it was.
 */
export function isWithin(ms: number, since: number, now: number): boolean {
  return since <= now && now - since < ms;
}
