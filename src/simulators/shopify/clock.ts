// The simulator's time: real time multiplied by a speed, so that rate limits and lags can be hurried along.

export type Clock = {
  /** Milliseconds since 1970 in simulator time. */
  now(): number;
};

/** Starts at the present moment and runs `speed` times as fast as real time. */
export function createClock(speed: number): Clock {
  const startedAt = Date.now();
  const origin = performance.now();
  return { now: () => startedAt + (performance.now() - origin) * speed };
}
