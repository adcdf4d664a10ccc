// What is to be done after a call that got no answer: pure.
import type { GatewayFailure } from './ports.ts';

export interface FailedTry {
  /** Tries so far, this one included. */
  readonly attempts: number;
  /** It takes access away: it is never given up (RULES 16). */
  readonly leaving: boolean;
  /** Shopify is not there for anybody: that is nothing to give a single user up for (RULES 24). */
  readonly isShopDown: boolean;
}

export interface Backoff {
  /** Milliseconds within which the first retry falls. */
  readonly baseMs: number;
  readonly capMs: number;
}

export const BACKOFF: Backoff = { baseMs: 1_000, capMs: 5 * 60_000 };

export type Decision =
  | { readonly do: 'retry'; readonly at: number }
  /** The trouble is the shop's, not this user's: nothing is sent for a while. */
  | { readonly do: 'pause' }
  | { readonly do: 'dead' };

const LEAVING_CAP_MS = 30_000;

/** Tries after which an unavailable Shopify, or an unforeseen refusal, is left to a person. */
const TRIES = { unavailable: 25, other: 8 } as const;

/**
 * @param now milliseconds since the epoch
 * @param random from 0 to 1: full jitter, so that many rows that failed together do not return together
 */
export function decide(
  failure: Pick<GatewayFailure, 'kind' | 'retryAfterMs'> | { readonly kind: 'bug' },
  tried: FailedTry,
  now: number,
  random: number,
  backoff: Backoff = BACKOFF,
): Decision {
  switch (failure.kind) {
    case 'withdrawn':
      return { do: 'retry', at: now };
    case 'throttled':
      return { do: 'retry', at: now + (failure.retryAfterMs ?? backoff.baseMs) };
    case 'unauthorized':
    case 'misconfigured':
      return { do: 'pause' };
    default: {
      const tries = failure.kind === 'unavailable' ? TRIES.unavailable : TRIES.other;
      const isAbsorbed = tried.leaving || (failure.kind === 'unavailable' && tried.isShopDown);
      if (tried.attempts >= tries && !isAbsorbed) return { do: 'dead' };
      const limits = tried.leaving ? hasten(backoff) : backoff;
      return { do: 'retry', at: now + jitter(tried.attempts, random, limits) };
    }
  }
}

/** A leaver has access until a try succeeds: it is tried again sooner, and never left alone for long. */
function hasten({ baseMs, capMs }: Backoff): Backoff {
  return { baseMs: baseMs / 4, capMs: Math.min(capMs, LEAVING_CAP_MS) };
}

/** Milliseconds before the next try: anything up to a limit that doubles. */
export function jitter(attempts: number, random: number, { baseMs, capMs }: Backoff): number {
  return Math.round(random * Math.min(capMs, baseMs * 2 ** Math.min(attempts - 1, 30)));
}
