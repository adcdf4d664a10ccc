// Closes connections that have ended, part by part, once a person has chosen what becomes of their customers (RULES 27).
import { createRounds } from '../rounds.ts';
import { describeBug } from '../sync/bug.ts';
import type { CloserStore } from './ports.ts';

export interface Closer {
  /** Begins, with what an earlier process left. */
  start(): void;
  stop(): Promise<void>;
  /** Says that something was chosen. */
  wake(): void;
  /** Resolves once nothing can be done now; for tests. */
  drain(): Promise<void>;
}

export interface CloserDependencies {
  readonly store: CloserStore;
  readonly now: () => number;
  readonly log: { error(fields: object, message: string): void };
}

const AT_ONCE = 500;
/** Whether the sync has handed the last customer back is looked for so often. */
const POLL_MS = 15_000;

export function createCloser({ store, now, log }: CloserDependencies): Closer {
  const rounds = createRounds({
    everyMs: POLL_MS,
    async round() {
      while (rounds.isOn() && (await store.closeSome(AT_ONCE, now()))) {
        // Each part is a transaction of its own; others come in between.
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
    onFailure: (error) =>
      log.error({ bug: describeBug(error) }, 'an ended connection could not be closed; it is tried again'),
  });
  const { start, stop, wake, run } = rounds;
  return { start, stop, wake, drain: run };
}
