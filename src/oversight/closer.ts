// Closes connections that have ended, part by part, once a person has chosen what becomes of their customers (RULES 27).
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
  let isRunning = false;
  let timer: NodeJS.Timeout | undefined;
  let working: Promise<void> = Promise.resolve();

  async function closeAll(): Promise<void> {
    try {
      while (isRunning && (await store.closeSome(AT_ONCE, now()))) {
        // Each part is a transaction of its own; others come in between.
        await new Promise((resolve) => setImmediate(resolve));
      }
    } catch (error) {
      log.error({ bug: describeBug(error) }, 'an ended connection could not be closed; it is tried again');
    }
  }

  function drain(): Promise<void> {
    working = working.then(closeAll);
    return working;
  }

  const wake = () => void drain();

  return {
    start() {
      isRunning = true;
      timer = setInterval(wake, POLL_MS).unref();
      wake();
    },
    async stop() {
      isRunning = false;
      clearInterval(timer);
      await working;
    },
    wake,
    drain,
  };
}
