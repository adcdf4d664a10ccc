// The time that the simulator lives in: real by default, replaced in tests and demos that skip hours.

/** `now()` in milliseconds since the epoch; `sleep(ms)` resolves once that much of *this* clock's time passed. */
export type Clock = { now(): number; sleep(ms: number): Promise<void> };

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};
