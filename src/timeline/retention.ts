// Forgets what is older than its connection keeps it: a little at a time, so that nobody's write waits behind it.
import { setTimeout as pause } from 'node:timers/promises';
import type { EventScope, TimelineStore } from './ports.ts';

export interface Kept extends EventScope {
  readonly days: number;
}

export interface RetentionDependencies {
  readonly store: Pick<TimelineStore, 'prune'>;
  /** What is kept how long: every connection, and the calls of nobody. */
  readonly kept: () => Promise<readonly Kept[]>;
  readonly now: () => number;
  readonly onFailure: (error: unknown) => void;
}

export interface Retention {
  start(): void;
  stop(): Promise<void>;
  /** One round: returns how many events were forgotten. */
  run(): Promise<number>;
}

const DAY_MS = 24 * 3_600_000;
const EVERY_MS = 10 * 60_000;
const BATCH = 500;
/** Of one connection in one round; with its rounds, more than any directory brings. */
const MAX_BATCHES = 200;
const BETWEEN_MS = 20;

export function createRetention({ store, kept, now, onFailure }: RetentionDependencies): Retention {
  const stopping = new AbortController();
  let running: Promise<void> | undefined;

  async function run(): Promise<number> {
    let forgotten = 0;
    for (const { days, ...scope } of await kept()) {
      const before = now() - days * DAY_MS;
      for (let batch = 0; batch < MAX_BATCHES && !stopping.signal.aborted; batch += 1) {
        const pruned = await store.prune(scope, before, BATCH);
        forgotten += pruned;
        if (pruned < BATCH) break;
        await rest(BETWEEN_MS, true);
      }
    }
    return forgotten;
  }

  /** @param ref whether the process stays for what comes after */
  async function rest(ms: number, ref: boolean): Promise<void> {
    await pause(ms, undefined, { ref, signal: stopping.signal }).catch(() => undefined);
  }

  async function keepRunning(): Promise<void> {
    while (!stopping.signal.aborted) {
      await run().catch(onFailure);
      await rest(EVERY_MS, false);
    }
  }

  return {
    run,
    start() {
      running ??= keepRunning();
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
