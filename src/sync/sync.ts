// The sync's public face: brings every shop's customers into line with its directory, as the outbox says.
import { describeBug } from './bug.ts';
import { createClock } from './clock.ts';
import { BACKOFF, type Backoff } from './decide.ts';
import { waitElsewhere } from './elsewhere.ts';
import { createOutcomes, type Outcome, waiterKey } from './outcomes.ts';
import type { Journal, Peers, ShopGateway, ShopStore } from './ports.ts';
import { createShopWorker, type ShopWorker } from './shop-worker.ts';
import type { SyncLog } from './user-work.ts';

export type { Outcome } from './outcomes.ts';

export interface SyncDependencies {
  readonly store: ShopStore;
  readonly peers: Pick<Peers, 'isAlone' | 'owner'>;
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
  /** Says that any shop's outbox may have something new. */
  look(): void;
  /** Says that a shop's trouble may be over, such as after the app was installed again. */
  relieve(shop: string): void;
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

/** Users worked on at once in all shops together, which share them evenly. */
const CONCURRENCY_OF_ALL = 256;
const MIN_CONCURRENCY = 2;
/** So few shops are made ready before there is work for them. */
const READY_AHEAD = 20;
/** Enough to use up the largest bucket at the slowest answers seen. */
const CONCURRENCY = 32;
/** Five minutes of calls on the smallest plan. */
const BULK_FROM = 3_000;
const POLL_MS = 5_000;

export function createSync(dependencies: SyncDependencies): Sync {
  const { store, peers, newId } = dependencies;
  const outcomes = createOutcomes();
  const clock = {
    ...createClock(dependencies.now),
    ...(dependencies.sleep && { sleep: dependencies.sleep }),
  };
  const pollMs = dependencies.pollMs ?? POLL_MS;
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
        owner: peers.owner,
        gatewayFor: dependencies.gatewayFor,
        log: dependencies.log,
        journal: dependencies.journal,
        random: dependencies.random ?? Math.random,
        backoff: dependencies.backoff ?? BACKOFF,
        concurrency: shareOfShop,
        bulkFrom: dependencies.bulkFrom ?? BULK_FROM,
      });
      if (isPaused) worker.pause(true);
      workers.set(shop, worker);
    }
    return worker;
  }

  function shareOfShop(): number {
    let working = 0;
    for (const worker of workers.values()) if (worker.isWorking()) working += 1;
    const share = Math.floor(CONCURRENCY_OF_ALL / Math.max(1, working));
    return Math.min(dependencies.concurrency ?? CONCURRENCY, Math.max(MIN_CONCURRENCY, share));
  }

  async function wakeAll(shops: Promise<string[]>): Promise<void> {
    try {
      for (const shop of await shops) if (!stopping.signal.aborted) workerOf(shop).wake();
    } catch (error) {
      dependencies.log.error({ bug: describeBug(error) }, 'the shops could not be listed');
    }
  }

  function lookForWork(): Promise<void> {
    return wakeAll(store.shopsWithWork(clock.now() + pollMs));
  }

  async function poll(): Promise<void> {
    await wakeAll(store.shops(READY_AHEAD));
    while (!stopping.signal.aborted) {
      await lookForWork();
      await clock.sleep(pollMs, stopping.signal);
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
    look() {
      if (isStarted && !stopping.signal.aborted) void lookForWork();
    },
    relieve(shop) {
      if (isStarted && !stopping.signal.aborted) workerOf(shop).relieve();
    },
    settled(shop, connection, userId, version, timeoutMs, signal) {
      if (!isStarted && peers.isAlone) return Promise.resolve({ kind: 'pending' });
      if (isStarted) workerOf(shop).wake();
      const here = outcomes.wait(waiterKey(shop, connection, userId), version, timeoutMs, signal);
      if (peers.isAlone) return here;
      const over = new AbortController();
      const elsewhere = waitElsewhere(store, { shop, connection, userId }, version, over.signal);
      return Promise.race([here, elsewhere]).finally(() => over.abort());
    },
    async drain() {
      const shops = await store.shops(Number.MAX_SAFE_INTEGER);
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
