// Rings at the soonest of the times that it was set to.
import type { Clock } from './clock.ts';

export interface Alarm {
  /** @param at milliseconds since the epoch */
  set(at: number): void;
  cancel(): void;
}

export function createAlarm(clock: Clock, ring: () => void): Alarm {
  let next: { at: number; controller: AbortController } | undefined;

  function cancel(): void {
    next?.controller.abort();
    next = undefined;
  }

  return {
    set(at) {
      if (next !== undefined && next.at <= at) return;
      cancel();
      const current = { at, controller: new AbortController() };
      next = current;
      void clock.sleep(Math.max(0, at - clock.now()), current.controller.signal).then(() => {
        if (next !== current) return;
        next = undefined;
        ring();
      });
    },
    cancel,
  };
}
