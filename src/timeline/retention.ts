// Forgets what is older than its connection keeps it: a little at a time, so that nobody's write waits behind it.
import { setTimeout as pause } from 'node:timers/promises';
import { createRounds } from '../rounds.ts';
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
  const { signal, start, stop } = createRounds({ everyMs: EVERY_MS, round: () => run(), onFailure });

  async function run(): Promise<number> {
    let forgotten = await forget(NOBODY, STRANGERS_DAYS);
    for (let after: EventScope | undefined = NOBODY; after !== undefined && !signal.aborted; ) {
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
    for (let batch = 0; batch < MAX_BATCHES && !signal.aborted; batch += 1) {
      const pruned = await store.prune(scope, before, BATCH);
      forgotten += pruned;
      if (pruned < BATCH) break;
      await pause(BETWEEN_MS, undefined, { signal }).catch(() => undefined);
    }
    return forgotten;
  }

  return { run, start, stop };
}
