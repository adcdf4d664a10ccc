// A clock that stands still until it is told to go on.
export interface FakeClock {
  now(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Moves on to the next sleeper's time; false if nobody sleeps. */
  wakeNext(): Promise<boolean>;
  /** Every pause that was asked for, in milliseconds. */
  readonly pauses: number[];
}

export function createFakeClock(start = 0): FakeClock {
  let time = start;
  const sleepers = new Set<{ at: number; wake: () => void }>();
  const pauses: number[] = [];
  return {
    now: () => time,
    pauses,
    sleep(ms, signal) {
      pauses.push(ms);
      return new Promise((resolve) => {
        const sleeper = { at: time + ms, wake: () => end() };
        const end = () => {
          sleepers.delete(sleeper);
          signal?.removeEventListener('abort', end);
          resolve();
        };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', end, { once: true });
      });
    },
    async wakeNext() {
      const next = [...sleepers].sort((left, right) => left.at - right.at)[0];
      if (next === undefined) return false;
      time = Math.max(time, next.at);
      next.wake();
      await new Promise((resolve) => setImmediate(resolve));
      return true;
    },
  };
}
