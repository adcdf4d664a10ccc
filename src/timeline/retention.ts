// Forgets what is older than its connection keeps it: a little at a time, so that nobody's write waits behind it.
import { setTimeout as pause } from 'node:timers/promises';
import type { EventScope, KeptEvents, TimelineStore } from './ports.ts';
import { NOBODY } from './timeline.ts';

export interface RetentionDependencies {
  readonly store: Pick<TimelineStore, 'kept' | 'prune'>;
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
/** How long calls are kept that nobody may make. */
const STRANGERS_DAYS = 30;
const READ_AT_ONCE = 500;
const BATCH = 500;
/** Of one connection in one round; with its rounds, more than any directory brings. */
const MAX_BATCHES = 200;
const BETWEEN_MS = 20;

export function createRetention({ store, now, onFailure }: RetentionDependencies): Retention {
  const stopping = new AbortController();
  let running: Promise<void> | undefined;

  async function run(): Promise<number> {
    let forgotten = await forget(NOBODY, STRANGERS_DAYS);
    for (let after: EventScope | undefined = NOBODY; after !== undefined && !stopping.signal.aborted; ) {
      const page: readonly KeptEvents[] = await store.kept(after, READ_AT_ONCE);
      for (const { shop, connection, days, oldestAt } of page) {
        const isDue = oldestAt !== null && oldestAt < now() - days * DAY_MS;
        if (isDue) forgotten += await forget({ shop, connection }, days);
      }
      after = page.length < READ_AT_ONCE ? undefined : page.at(-1);
    }
    return forgotten;
  }

  async function forget(scope: EventScope, days: number): Promise<number> {
    const before = now() - days * DAY_MS;
    let forgotten = 0;
    for (let batch = 0; batch < MAX_BATCHES && !stopping.signal.aborted; batch += 1) {
      const pruned = await store.prune(scope, before, BATCH);
      forgotten += pruned;
      if (pruned < BATCH) break;
      await rest(BETWEEN_MS, true);
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
