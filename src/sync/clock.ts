// The time as the sync needs it; tests put one of their own in its place.
import { setTimeout } from 'node:timers/promises';

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms` milliseconds or when the signal aborts; does not keep the process alive. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export function createClock(now: () => number): Clock {
  return {
    now,
    async sleep(ms, signal) {
      const options = { ref: false, ...(signal === undefined ? {} : { signal }) };
      await setTimeout(ms, undefined, options).catch(() => undefined);
    },
  };
}
