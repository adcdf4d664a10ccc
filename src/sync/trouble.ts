// Trouble of a whole shop: nothing is sent for a while, then one call at a time until one succeeds. Leavers do not
// wait for that while: one of them is tried every few seconds.
import { type Backoff, jitter } from './decide.ts';
import type { GatewayFailure, ShopAlert } from './ports.ts';

export interface Trouble {
  /** Until when nothing but a leaver is sent, in milliseconds since the epoch; 0 when there is no trouble. */
  until(): number;
  /** From when a leaver may be sent. */
  leaverFrom(): number;
  /** Notes that a leaver is sent. */
  tryLeaver(now: number): void;
  /** One call is let through to see whether the trouble is over. */
  isProbing(): boolean;
  /** Notes a failed call. Returns the alert that it raises, if it raises one. */
  note(failure: Failure, isShops: boolean, now: number): ShopAlert | undefined;
  /** What caused it may be over: a call is let through at once. */
  relieve(): void;
  /** Notes that Shopify answered. True if the alert, ours or one left from before, is to be taken back. */
  clear(): boolean;
}

type Failure = Pick<GatewayFailure, 'code' | 'message'> & { readonly kind: string };

/** One probe a minute at least. */
const BACKOFF: Backoff = { baseMs: 2_000, capMs: 60_000 };
/** Between two leavers: one that takes access away never waits behind anybody else's failures (RULES 16). */
const LEAVER_GAP_MS = 3_000;
/** So many calls without an answer, and none with one between, are no accident of single users. */
const UNAVAILABLE_CALLS = 10;

export function createTrouble(random: () => number): Trouble {
  let unanswered = 0;
  let rounds = 0;
  let until = 0;
  let leaverFrom = 0;
  let alert: ShopAlert | undefined;
  let isCleared = false;

  return {
    until: () => until,
    leaverFrom: () => leaverFrom,
    tryLeaver(now) {
      leaverFrom = now + LEAVER_GAP_MS;
    },
    isProbing: () => rounds > 0,
    note({ kind, code, message }, isShops, now) {
      if (kind === 'unavailable') unanswered += 1;
      if (!isShops && unanswered < UNAVAILABLE_CALLS) return undefined;
      // Calls that were under way when the trouble began tell nothing new.
      if (until > now) return undefined;
      rounds += 1;
      // At least half of the limit: a pause of nothing would be none.
      until = now + jitter(rounds, 0.5 + random() / 2, BACKOFF);
      if (alert?.code === code) return undefined;
      alert = { code, detail: message, since: now };
      isCleared = false;
      return alert;
    },
    relieve() {
      until = 0;
      leaverFrom = 0;
    },
    clear() {
      unanswered = 0;
      rounds = 0;
      until = 0;
      leaverFrom = 0;
      alert = undefined;
      const wasCleared = isCleared;
      isCleared = true;
      return !wasCleared;
    },
  };
}
