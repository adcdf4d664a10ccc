// The sync's public face: brings every shop's customers into line with its directory, as the outbox says.
import { describeBug } from './bug.ts';
import { createClock } from './clock.ts';
import { BACKOFF, type Backoff } from './decide.ts';
import { createOutcomes, type Outcome, waiterKey } from './outcomes.ts';
import type { Journal, ShopGateway, ShopStore } from './ports.ts';
import { createShopWorker, type ShopWorker } from './shop-worker.ts';
import type { SyncLog } from './user-work.ts';

export type { Outcome } from './outcomes.ts';

export interface SyncDependencies {
  readonly store: ShopStore;
  /** `bucket` is what `ShopGateway.bucket` said last, wherever this shop was worked. */
  readonly gatewayFor: (shop: string, bucket: string | null) => ShopGateway;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Ids of links; ascending ones keep the table compact. */
  readonly newId: () => string;
  /** Keyed; names persons on certificates once they are erased (RULES 28). */
  readonly digest: (text: string) => string;
  readonly log: SyncLog;
  readonly journal: Journal;
  /** From 0 to 1; Math.random if absent. */
  readonly random?: () => number;
  /** Pauses; real ones if absent. */
  readonly sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly backoff?: Backoff;
  /** Users of one shop worked on at once. */
  readonly concurrency?: number;
  /** So many first creates waiting in one shop go by Shopify's bulk operations; 0 for none. */
  readonly bulkFrom?: number;
  /** How often every shop is looked at unasked, in milliseconds: other processes write too. */
  readonly pollMs?: number;
}

export interface Sync {
  start(): void;
  /** Ends within three seconds; what is not done stays in the outbox. */
  stop(): Promise<void>;
  /** Says that a shop's outbox has something new. */
  wake(shop: string): void;
  /** What became of this version of a user, or of a later one; `pending` when that is not known in time. */
  settled(
    shop: string,
    connection: string,
    userId: string,
    version: number,
    timeoutMs: number,
    signal?: AbortSignal,
  ): Promise<Outcome>;
  /** Resolves once no row is due or to be tried again; for tests and benches. */
  drain(): Promise<void>;
  /** Begins no new try until `resume`. */
  pause(): void;
  resume(): void;
}

/** Enough to use up the largest bucket at the slowest answers seen. */
const CONCURRENCY = 32;
/** Five minutes of calls on the smallest plan. */
const BULK_FROM = 3_000;
const POLL_MS = 5_000;

export function createSync(dependencies: SyncDependencies): Sync {
  const { store, newId } = dependencies;
  const outcomes = createOutcomes();
  const clock = {
    ...createClock(dependencies.now),
    ...(dependencies.sleep && { sleep: dependencies.sleep }),
  };
  const owner = newId();
  const workers = new Map<string, ShopWorker>();
  const stopping = new AbortController();
  let isStarted = false;
  let isPaused = false;

  function workerOf(shop: string): ShopWorker {
    let worker = workers.get(shop);
    if (worker === undefined) {
      worker = createShopWorker(shop, {
        store,
        outcomes,
        clock,
        newId,
        digest: dependencies.digest,
        owner,
        gatewayFor: dependencies.gatewayFor,
        log: dependencies.log,
        journal: dependencies.journal,
        random: dependencies.random ?? Math.random,
        backoff: dependencies.backoff ?? BACKOFF,
        concurrency: dependencies.concurrency ?? CONCURRENCY,
        bulkFrom: dependencies.bulkFrom ?? BULK_FROM,
      });
      if (isPaused) worker.pause(true);
      workers.set(shop, worker);
    }
    return worker;
  }

  async function wakeAll(): Promise<void> {
    for (const shop of await store.shops()) if (!stopping.signal.aborted) workerOf(shop).wake();
  }

  async function poll(): Promise<void> {
    while (!stopping.signal.aborted) {
      await wakeAll().catch((error: unknown) => {
        dependencies.log.error({ bug: describeBug(error) }, 'the shops could not be listed');
      });
      await clock.sleep(dependencies.pollMs ?? POLL_MS, stopping.signal);
    }
  }

  return {
    start() {
      if (isStarted) return;
      isStarted = true;
      void poll();
    },
    async stop() {
      stopping.abort();
      await Promise.all([...workers.values()].map((worker) => worker.stop()));
    },
    wake(shop) {
      if (isStarted && !stopping.signal.aborted) workerOf(shop).wake();
    },
    settled(shop, connection, userId, version, timeoutMs, signal) {
      if (!isStarted) return Promise.resolve({ kind: 'pending' });
      workerOf(shop).wake();
      return outcomes.wait(waiterKey(shop, connection, userId), version, timeoutMs, signal);
    },
    async drain() {
      const shops = await store.shops();
      await Promise.all(shops.map((shop) => workerOf(shop).drained()));
    },
    pause() {
      isPaused = true;
      for (const worker of workers.values()) worker.pause(true);
    },
    resume() {
      isPaused = false;
      for (const worker of workers.values()) worker.pause(false);
    },
  };
}
