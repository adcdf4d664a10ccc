// The bulk path of one shop: gathers a backlog of first creates into runs, sees them through Shopify's bulk
// operations, and takes them back row by row.
//
// What touches rows happens in the worker's turns, so that nobody else begins them meanwhile; what waits for Shopify
// happens beside them. All that must survive a crash is in the store.
import type { Prepared } from '../begin.ts';
import { describeBug } from '../bug.ts';
import type { Seal } from '../certificate.ts';
import type { Clock } from '../clock.ts';
import { type Backoff, jitter } from '../decide.ts';
import { isGatewayFailure } from '../gateway-failure.ts';
import { keyOf } from '../places.ts';
import type {
  BulkRun,
  DirtyUser,
  GatewayFailure,
  Journal,
  Lease,
  Settlement,
  ShopGateway,
  ShopStore,
} from '../ports.ts';
import type { Learnt } from '../state.ts';
import type { SyncLog } from '../user-work.ts';
import { type FillDependencies, fillSome } from './fill.ts';
import { type Step, takeStep } from './operation.ts';
import { type Over, takeBackSome } from './returned.ts';

export interface BulkWorkDependencies extends Seal {
  readonly shop: string;
  readonly store: ShopStore;
  readonly clock: Clock;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly journal: Journal;
  readonly log: SyncLog;
  readonly backoff: Backoff;
  /** So many first creates are a backlog that goes by bulk; 0 switches it off. */
  readonly bulkFrom: number;
  readonly isUnderWay: (key: string) => boolean;
  /** Whether nothing but probes may be sent now. */
  readonly isInTrouble: () => boolean;
  readonly maySend: (lease: Lease) => boolean;
  readonly cutOff: AbortSignal;
  /** Raises an alert where the trouble is the shop's. */
  readonly raise: (lease: Lease, failure: GatewayFailure, isShops: boolean) => Promise<void>;
  /** Something can be done in a turn. */
  readonly onReady: () => void;
}

/** The shop as a turn has it in its hands. */
export interface Turn {
  readonly lease: Lease;
  readonly gateway: ShopGateway;
  readonly now: number;
  readonly prepare: (row: DirtyUser) => Prepared | Settlement;
}

export interface BulkWork {
  /** Whether there is something to do in a turn. */
  isDue(now: number): Promise<boolean>;
  /** Does a part of it; false when the lease is lost. */
  takeTurn(turn: Turn): Promise<boolean>;
  /** Whether the lease is needed between turns. */
  isBusy(): boolean;
  /** Whether creates are on their way. */
  isOpen(): boolean;
  /** When there will be something to do, in milliseconds since the epoch. */
  nextAt(): number | undefined;
  /** The clock was set back: nothing waits for what it told. */
  forgetTimes(): void;
  /** What a run has told of a user whose try begins now. */
  recall(row: DirtyUser): Learnt;
  ended(): Promise<void>;
}

/** https://shopify.dev/docs/api/usage/bulk-operations/imports */
const MAX_RUNS = 5;
const MAX_ROWS = 5_000;
/** Below this, one operation more is not worth its calls. */
const MIN_ROWS = 500;
/** What is left to calls, which go on meanwhile: what the smallest bucket holds. */
const LEFT = 200;
const LOOK_MS = 2_000;
/** Of a run that comes no further; its creates then go by calls. */
const MAX_TRIES = 20;
/** After Shopify refused an operation. */
const REST_MS = 60 * 60_000;

export function createBulkWork(dependencies: BulkWorkDependencies): BulkWork {
  const { shop, store, clock, log, bulkFrom } = dependencies;
  let runs: readonly BulkRun[] = [];
  /** Those of them that something can be done for. */
  let ready: readonly BulkRun[] = [];
  let backlog = 0;
  let lookAt = 0;
  const steps = new Map<string, Promise<void>>();
  const waits = new Map<string, number>();
  const tries = new Map<string, number>();
  const over = new Map<string, Over>();
  const learnt = new Map<string, { readonly version: number; readonly learnt: Learnt }>();
  let skipped = new Set<string>();

  function isReady(run: BulkRun, now: number): boolean {
    if (over.has(run.id)) return true;
    if (steps.has(run.id) || dependencies.isInTrouble()) return false;
    return run.state === 'filling' || (waits.get(run.id) ?? 0) <= now;
  }

  async function countBacklog(now: number): Promise<number> {
    if (bulkFrom === 0 || now < lookAt || dependencies.isInTrouble()) return 0;
    if (runs.length >= MAX_RUNS || runs.some(({ state }) => state === 'filling')) return 0;
    lookAt = now + LOOK_MS;
    // Once a backlog goes by bulk, what comes after it does as soon as it is worth an operation.
    const from = runs.length > 0 ? Math.min(bulkFrom, MIN_ROWS) : bulkFrom;
    if ((await store.bulk.countJoiners(shop, now, from)) < from) return 0;
    return store.bulk.countJoiners(shop, now, MAX_RUNS * MAX_ROWS);
  }

  /** Splits a backlog among the operations that may still run at once. */
  async function open({ lease, now }: Turn): Promise<boolean> {
    const free = MAX_RUNS - runs.length;
    const rows = Math.max(1, backlog - Math.min(LEFT, bulkFrom));
    const target = Math.min(MAX_ROWS, Math.max(MIN_ROWS, Math.ceil(rows / free)));
    const count = Math.min(free, Math.ceil(rows / target));
    log.info({ shop, backlog, runs: count }, 'a backlog of first creates goes by bulk');
    for (let i = 0; i < count; i += 1) {
      const id = dependencies.newId();
      const run: BulkRun = { id, state: 'filling', target, size: 0, operationId: null, sentAt: null };
      if (!(await store.bulk.saveRun(lease, run, now))) return false;
    }
    skipped = new Set();
    return true;
  }

  async function fill(run: BulkRun, { lease, now, prepare }: Turn): Promise<boolean> {
    const by: FillDependencies = { store, shop, prepare, seal: dependencies };
    const filled = await fillSome(run, lease, skipped, now, by);
    if (filled === null) return false;
    if (!filled.isFull) return true;
    if (run.size + filled.added === 0) return store.bulk.endRun(lease, run.id);
    return store.bulk.saveRun(lease, { ...run, state: 'filled' }, now);
  }

  async function settle(run: BulkRun, end: Over, { lease, now, prepare }: Turn): Promise<boolean> {
    const taken = await takeBackSome(run, end, lease, now, {
      store,
      shop,
      prepare,
      seal: dependencies,
      journal: dependencies.journal,
      isUnderWay: dependencies.isUnderWay,
      onLearnt: (row, news) => learnt.set(keyOf(row), { version: row.version, learnt: news }),
    });
    // While all that is left is being worked on, the end of that is waited for.
    if (taken === 'some' || taken === 'all') dependencies.onReady();
    return taken === 'all' ? endRun(run, lease) : taken !== 'lost';
  }

  async function endRun(run: BulkRun, lease: Lease): Promise<boolean> {
    for (const map of [over, waits, tries]) map.delete(run.id);
    return store.bulk.endRun(lease, run.id);
  }

  function begin(run: BulkRun, { lease, gateway }: Turn): void {
    const step = takeStep(run, {
      gateway: gateway.bulk,
      clock,
      options: {
        // Few calls that move thousands of users, leavers among them, stand behind no joiner's.
        leaving: true,
        maySend: () => dependencies.maySend(lease),
        signal: dependencies.cutOff,
      },
      customers: () => store.bulk.customers(shop, run.id),
      async save(changed) {
        if (!(await store.bulk.saveRun(lease, changed, clock.now()))) throw new LeaseLost();
      },
    })
      .then((taken) => conclude(run, taken))
      .catch((error: unknown) => absorbFailure(run, lease, error))
      .catch((error: unknown) => log.error({ shop, bug: describeBug(error) }, 'a bulk step went wrong'))
      .finally(() => {
        steps.delete(run.id);
        dependencies.onReady();
      });
    steps.set(run.id, step);
  }

  function conclude(run: BulkRun, step: Step): void {
    switch (step.do) {
      case 'wait':
        tries.delete(run.id);
        waits.set(run.id, step.until);
        break;
      case 'tryAgain':
        tryAgain(run);
        break;
      case 'giveUp':
        log.warn({ shop, detail: step.detail }, 'Shopify refuses a bulk operation; its creates go by calls');
        lookAt = clock.now() + REST_MS;
        over.set(run.id, { answers: new Map(), otherwise: 'unsent', after: -1 });
        break;
      case 'takeBack':
        over.set(run.id, { answers: step.answers, otherwise: 'unknown', after: -1 });
        break;
    }
  }

  function tryAgain(run: BulkRun): void {
    const tried = (tries.get(run.id) ?? 0) + 1;
    tries.set(run.id, tried);
    waits.set(run.id, clock.now() + jitter(tried, 0.5 + dependencies.random() / 2, dependencies.backoff));
    if (tried < MAX_TRIES) return;
    const otherwise = run.state === 'filled' ? 'unsent' : 'unknown';
    log.warn({ shop, otherwise }, 'a bulk operation comes no further; its creates go by calls');
    over.set(run.id, { answers: new Map(), otherwise, after: -1 });
  }

  async function absorbFailure(run: BulkRun, lease: Lease, error: unknown): Promise<void> {
    if (!isGatewayFailure(error)) {
      tryAgain(run);
      throw error;
    }
    if (error.kind === 'withdrawn') return;
    log.info({ shop, code: error.code }, 'a bulk step failed');
    tryAgain(run);
    const isShops = error.kind === 'unauthorized' || error.kind === 'misconfigured';
    await dependencies.raise(lease, error, isShops);
  }

  return {
    async isDue(now) {
      runs = await store.bulk.runs(shop);
      for (const id of over.keys()) if (!runs.some((run) => run.id === id)) over.delete(id);
      ready = runs.filter((run) => isReady(run, now));
      backlog = await countBacklog(now);
      return backlog > 0 || ready.length > 0;
    },

    async takeTurn(turn) {
      // One at a time is filled.
      const filling = ready.find(({ state }) => state === 'filling');
      for (const run of ready) {
        const end = over.get(run.id);
        if (end !== undefined) {
          if (!(await settle(run, end, turn))) return false;
        } else if (run === filling) {
          if (!(await fill(run, turn))) return false;
          dependencies.onReady();
        } else if (run.state !== 'filling') begin(run, turn);
      }
      if (backlog === 0) return true;
      dependencies.onReady();
      return open(turn);
    },

    isBusy: () => steps.size > 0,
    isOpen: () => runs.length > 0,
    nextAt() {
      const times = runs.flatMap(({ id }) => waits.get(id) ?? []);
      return times.length === 0 ? undefined : Math.min(...times);
    },
    forgetTimes() {
      waits.clear();
      lookAt = 0;
    },
    recall(row) {
      const known = learnt.get(keyOf(row));
      learnt.delete(keyOf(row));
      return known?.version === row.version ? known.learnt : {};
    },
    async ended() {
      await Promise.all(steps.values());
    },
  };
}

/** Somebody else works the shop now, and finds the run as it stands. */
class LeaseLost extends Error implements GatewayFailure {
  readonly kind = 'withdrawn';
  readonly code = 'withdrawn';
  readonly mayLand = false;
  readonly retryAfterMs = null;
}
