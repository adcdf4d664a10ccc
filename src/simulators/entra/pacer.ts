// Keeps the calls of a job under a rate, and makes all of them wait when the endpoint asks for it.
import type { Clock } from './clock.ts';

export type Pacer = {
  /** Resolves when the next call may start. */
  turn(): Promise<void>;
  /** Lets no further call start for that many milliseconds. */
  pause(ms: number): void;
};

/** Spaces calls evenly at `perSecond`; `Infinity` never waits unless paused. */
export function createPacer(perSecond: number, clock: Clock): Pacer {
  const gap = 1000 / perSecond;
  let next = 0;
  let pausedUntil = 0;
  return {
    async turn() {
      const now = clock.now();
      const start = Math.max(now, next, pausedUntil);
      next = start + gap;
      if (start > now) await clock.sleep(start - now);
      // Somebody else's 429 may have arrived while this call waited.
      while (pausedUntil > clock.now()) await clock.sleep(pausedUntil - clock.now());
    },
    pause(ms) {
      pausedUntil = Math.max(pausedUntil, clock.now() + ms);
    },
  };
}

/** Runs `work` over `items`, at most `width` at a time; takes no further item once `stopped()` is true. */
export async function forEachAtOnce<T>(
  items: Iterable<T>,
  width: number,
  work: (item: T) => Promise<void>,
  stopped: () => boolean,
): Promise<void> {
  const iterator = items[Symbol.iterator]();
  const worker = async () => {
    while (!stopped()) {
      const { done, value } = iterator.next();
      if (done) return;
      await work(value);
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
}
