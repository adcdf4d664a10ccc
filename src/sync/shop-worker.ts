// Works one shop's outbox: the most urgent rows first, several users at once, one try per user at a time.
import { setTimeout as pause } from 'node:timers/promises';
import { createAlarm } from './alarm.ts';
import { beginState, type Prepared, prepareTry } from './begin.ts';
import { describeBug } from './bug.ts';
import type { Clock } from './clock.ts';
import type { Backoff } from './decide.ts';
import { createLeaseKeeper } from './lease-keeper.ts';
import type { Outcomes } from './outcomes.ts';
import { chooseRows, countPlaces, keyOf, type UnderWay } from './places.ts';
import type {
  CustomerGateway,
  DirtyRow,
  DirtyUser,
  GatewayFailure,
  Lease,
  RowOutcome,
  Settlement,
  ShopFacts,
  SyncSettings,
  SyncStore,
} from './ports.ts';
import { PRIORITY, type SyncState } from './state.ts';
import { createTrouble } from './trouble.ts';
import { createUserWork, type SyncLog } from './user-work.ts';

export interface ShopWorkerDependencies {
  readonly store: SyncStore;
  /** @throws GatewayFailure for a shop that cannot be reached by this process. */
  readonly gatewayFor: (shop: string, bucket: string | null) => CustomerGateway;
  readonly outcomes: Outcomes;
  readonly clock: Clock;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly newId: () => string;
  readonly log: SyncLog;
  /** This process, among those that may hold a lease. */
  readonly owner: string;
  readonly backoff: Backoff;
  /** Users worked on at once, leavers not counted. */
  readonly concurrency: number;
}

export interface ShopWorker {
  /** Says that something may be due. */
  wake(): void;
  pause(isPaused: boolean): void;
  /** Resolves once nothing is due, under way, or to be tried again. */
  drained(): Promise<void>;
  /** Ends within three seconds; calls that are cut off are noted as unknown. */
  stop(): Promise<void>;
}

const EXPANDED_AT_ONCE = 500;
/** After an error of the store, or of ours, or while Shopify is not there. */
const STUMBLE_MS = 1_000;
/** For calls under way to end by themselves when the process stops, and then to note that they were cut off. */
const GRACE_MS = 1_500;
const LAST_GRACE_MS = 1_000;

export function createShopWorker(shop: string, dependencies: ShopWorkerDependencies): ShopWorker {
  const { store, clock, log, concurrency } = dependencies;
  const keeper = createLeaseKeeper(store, shop, dependencies.owner);
  const trouble = createTrouble(dependencies.random);
  const cutOff = new AbortController();
  const underWay = new Map<string, UnderWay>();
  const drainers: (() => void)[] = [];
  const alarm = createAlarm(clock, wake);
  let gateway: CustomerGateway | undefined;
  let facts: ShopFacts | undefined;
  let isStopped = false;
  let isPaused = false;
  let turning: Promise<void> | undefined;
  let turnAgain = false;
  const work = createUserWork({
    ...dependencies,
    shop,
    trouble,
    cutOff: cutOff.signal,
    countUnderWay: () => underWay.size,
    onUnprepared: () => {
      facts = undefined;
    },
  });

  function wake(): void {
    if (isStopped || isPaused) return;
    turnAgain = true;
    turning ??= turnWhileAsked();
  }

  async function turnWhileAsked(): Promise<void> {
    // Wakes of one turn of the event loop are one.
    await new Promise((resolve) => setImmediate(resolve));
    while (turnAgain && !isStopped && !isPaused) {
      turnAgain = false;
      try {
        await turn();
      } catch (error) {
        log.error({ shop, bug: describeBug(error) }, 'the sync stumbled; it goes on in a moment');
        alarm.set(clock.now() + STUMBLE_MS);
      }
    }
    turning = undefined;
  }

  /** Begins what is due and has a place, and sets the alarm for what is not due yet. */
  async function turn(): Promise<void> {
    const now = clock.now();
    if (underWay.size > 0 && keeper.renewAt() <= now && (await keeper.hold(now)) === null) {
      withdrawAll();
      return alarm.set(keeper.freeAt());
    }
    if (trouble.until() > now) {
      return alarm.set(underWay.size > 0 ? Math.min(trouble.until(), keeper.renewAt()) : trouble.until());
    }
    const chosen = await chooseDue(now);
    // A shop is prepared even when nothing is due: the first write after that need not wait for it.
    if (chosen.length > 0 || facts === undefined) {
      const lease = await keeper.hold(now);
      if (lease === null) return alarm.set(keeper.freeAt());
      const ready = await prepareShop(lease);
      if (ready === undefined) return absorb(chosen, now);
      // An idle shop's lease is left to whichever process is first to have work for it.
      if (chosen.length === 0) await keeper.release(ready.gateway.bucket());
      else await begin(lease, ready, chosen, now);
    }
    if (underWay.size > 0) alarm.set(keeper.renewAt());
    const next = await store.nextDue(shop);
    if (next !== undefined && next > now) alarm.set(next);
    if (chosen.length === 0 && underWay.size === 0) await tellDrained();
  }

  async function chooseDue(now: number): Promise<DirtyRow[]> {
    // After trouble, one call shows whether it is over.
    if (trouble.isProbing() && underWay.size > 0) return [];
    const places = trouble.isProbing()
      ? { ordinary: 1, leaving: 0 }
      : countPlaces(underWay.values(), concurrency);
    // A few free places are not worth a look at the joiners: they come in batches, leavers at once.
    const leavingOnly = underWay.size > 0 && places.ordinary * 4 < concurrency;
    const limit = (leavingOnly ? 0 : places.ordinary) + places.leaving + underWay.size;
    // The answer may be older than the end of a try that was under way when it was asked for: such a row waits
    // for the next look, which its end has caused.
    const whenAsked = new Map(underWay);
    const rows = await store.due(shop, now, limit, leavingOnly);
    return chooseRows(rows, new Map([...whenAsked, ...underWay]), places);
  }

  /** Whoever has the lease now decides: what is not sent yet must not be sent any more. */
  function withdrawAll(): void {
    for (const { unsent } of underWay.values()) unsent.abort();
  }

  /** The gateway, once the shop is prepared for writes; raises an alert if it cannot be. */
  async function prepareShop(lease: Lease): Promise<Ready | undefined> {
    try {
      gateway ??= dependencies.gatewayFor(shop, keeper.bucket());
      facts ??= await gateway.prepare({ leaving: true, signal: cutOff.signal });
      return { gateway, facts };
    } catch (error) {
      if (!isFailure(error)) throw error;
      await work.raise(lease, error, error.kind !== 'unavailable' && error.kind !== 'throttled');
      return undefined;
    }
  }

  /** The shop is not ready: whoever waits for one of these writes is not kept waiting (RULES 24). */
  function absorb(rows: readonly DirtyRow[], now: number): void {
    for (const row of rows) if (row.kind === 'user') work.tell(row, { kind: 'pending' });
    alarm.set(Math.max(trouble.until(), now + STUMBLE_MS));
  }

  async function begin(lease: Lease, ready: Ready, rows: readonly DirtyRow[], now: number): Promise<void> {
    const prepared: Prepared[] = [];
    for (const row of rows) {
      if (row.kind !== 'user') {
        await store.expand(lease, row, EXPANDED_AT_ONCE, now);
        turnAgain = true;
        continue;
      }
      const one = prepareUser(row, ready.facts, now);
      if ('request' in one) prepared.push(one);
      else await store.settle(lease, [one], now);
    }
    if (prepared.length === 0) return;
    const requests = prepared.map(({ request }) => request);
    const grants = await store.claim(lease, requests, now);
    if (grants === null) return keeper.forget();
    prepared.forEach((one, index) => {
      const grant = grants[index];
      if (grant !== undefined) start(lease, ready.gateway, one.row, beginState(one, grant, now));
    });
  }

  /** What is wanted for a user, or why nothing can be done for it. */
  function prepareUser(row: DirtyUser, { country }: ShopFacts, now: number): Prepared | Settlement {
    // The connection is gone: nobody decides for its users any more, and the store stays as it is.
    if (!hasSettings(row)) return abandon(row, { kind: 'clear' });
    try {
      return prepareTry(row, country, dependencies.newId(), now);
    } catch (error) {
      // One user that cannot be read must not stop the others.
      log.error({ shop, user: row.subject, bug: describeBug(error) }, 'a stored user cannot be read');
      return abandon(row, { kind: 'dead', code: 'internal', detail: UNREADABLE });
    }
  }

  function start(lease: Lease, through: CustomerGateway, row: DirtyUser, state: SyncState): void {
    const leaving = row.priority === PRIORITY.leaving;
    const unsent = new AbortController();
    const task = { lease, gateway: through, row, state, leaving, unsent: unsent.signal };
    const done = work
      .carryOut(task)
      .then((isOurs) => {
        if (isOurs) return;
        keeper.forget();
        withdrawAll();
      })
      .catch(async (error: unknown) => {
        const fields = { shop, user: row.subject, bug: describeBug(error) };
        log.error(fields, 'an outcome could not be stored; it is found out again');
        // Its place is kept for a moment: begun anew at once, it might fail as fast for ever.
        await clock.sleep(STUMBLE_MS, cutOff.signal).catch(() => undefined);
      })
      .finally(() => {
        underWay.delete(keyOf(row));
        wake();
      });
    underWay.set(keyOf(row), { version: row.version, leaving, unsent, done });
  }

  async function tellDrained(): Promise<void> {
    if (drainers.length === 0 || (await store.hasWork(shop, clock.now()))) return;
    for (const resolve of drainers.splice(0)) resolve();
  }

  async function stop(): Promise<void> {
    isStopped = true;
    alarm.cancel();
    for (const resolve of drainers.splice(0)) resolve();
    const finish = async () => {
      await turning;
      await Promise.all([...underWay.values()].map(({ done }) => done));
    };
    for (const { unsent } of underWay.values()) unsent.abort();
    await Promise.race([finish(), pause(GRACE_MS, undefined, { ref: false })]);
    cutOff.abort();
    await Promise.race([finish(), pause(LAST_GRACE_MS, undefined, { ref: false })]);
    if (underWay.size === 0) await keeper.release(gateway?.bucket() ?? keeper.bucket());
  }

  return {
    wake,
    pause(paused) {
      isPaused = paused;
      if (!paused) wake();
    },
    drained() {
      return new Promise((resolve) => {
        if (isStopped) return resolve();
        drainers.push(resolve);
        wake();
      });
    },
    stop,
  };
}

/** A shop that can be written to. */
interface Ready {
  readonly gateway: CustomerGateway;
  readonly facts: ShopFacts;
}

function isFailure(error: unknown): error is GatewayFailure {
  return error instanceof Error && 'kind' in error && 'code' in error;
}

function hasSettings(row: DirtyUser): row is DirtyUser & { readonly settings: SyncSettings } {
  return row.settings !== null;
}

const UNREADABLE = 'The stored user cannot be read. This is a fault of Rollcall: see its log.';

/** Ends a row without touching its customer. */
function abandon(row: DirtyUser, outcome: RowOutcome): Settlement {
  return { row, outcome, link: 'keep', claim: 'keep', freesEmail: false };
}
