// Works one shop's outbox: the most urgent rows first, several users at once, one try per user at a time.
import { setTimeout as pause } from 'node:timers/promises';
import { createAlarm } from './alarm.ts';
import { beginState, type Prepared, prepareUser } from './begin.ts';
import { describeBug } from './bug.ts';
import { createBulkWork } from './bulk/bulk-work.ts';
import { REST_MS } from './bulk/fill.ts';
import type { Clock } from './clock.ts';
import { createCrew } from './crew.ts';
import type { Backoff } from './decide.ts';
import { createLeaseKeeper } from './lease-keeper.ts';
import { definitionsOf } from './mapping/metafields.ts';
import type { Outcomes } from './outcomes.ts';
import { chooseRows, countPlaces, type Places } from './places.ts';
import type { DirtyRow, DirtyUser, Journal, Lease, Settlement, ShopGateway, ShopStore } from './ports.ts';
import { createReadiness, type Ready } from './readiness.ts';
import { createTrouble } from './trouble.ts';
import { createUserWork, type SyncLog } from './user-work.ts';

export interface ShopWorkerDependencies {
  readonly store: ShopStore;
  /** @throws GatewayFailure for a shop that cannot be reached by this process. */
  readonly gatewayFor: (shop: string, bucket: string | null) => ShopGateway;
  readonly outcomes: Outcomes;
  readonly clock: Clock;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly newId: () => string;
  /** Keyed; names persons on certificates once they are erased. */
  readonly digest: (text: string) => string;
  readonly log: SyncLog;
  readonly journal: Journal;
  /** Under which this process holds leases now. */
  readonly owner: () => string;
  readonly backoff: Backoff;
  /** Users worked on at once, leavers not counted: what this shop may have now. */
  readonly concurrency: () => number;
  /** So many first creates waiting go by bulk operations; 0 for none. */
  readonly bulkFrom: number;
}

export interface ShopWorker {
  /** Says that something may be due. */
  wake(): void;
  /** The shop's trouble may be over: it is prepared anew, and tried at once. */
  relieve(): void;
  pause(isPaused: boolean): void;
  /** Whether something of it is under way. */
  isWorking(): boolean;
  /** Resolves once nothing is due, under way, or to be tried again. */
  drained(): Promise<void>;
  /** Ends within three seconds; calls that are cut off are noted as unknown. */
  stop(): Promise<void>;
}

const EXPANDED_AT_ONCE = 500;
/** After an error of the store, or of ours, or while Shopify is not there for a moment. */
const STUMBLE_MS = 1_000;
/** For calls under way to end by themselves when the process stops, and then to note that they were cut off. */
const GRACE_MS = 1_500;
const LAST_GRACE_MS = 1_000;

export function createShopWorker(shop: string, dependencies: ShopWorkerDependencies): ShopWorker {
  const { store, clock, log } = dependencies;
  const keeper = createLeaseKeeper(store, shop, dependencies.owner);
  const trouble = createTrouble(dependencies.random);
  const cutOff = new AbortController();
  const drainers: (() => void)[] = [];
  const alarm = createAlarm(clock, wake);
  let isStopped = false;
  let isPaused = false;
  let turning: Promise<void> | undefined;
  let turnAgain = false;
  let turnedAt = 0;
  const maySend = (lease: Lease) => keeper.maySend(lease, clock.now());
  const work = createUserWork({
    ...dependencies,
    shop,
    trouble,
    maySend,
    cutOff: cutOff.signal,
    countUnderWay: () => crew.underWay.size,
    onUnprepared: () => readiness.forget(),
  });
  const readiness = createReadiness({
    openGateway: () => dependencies.gatewayFor(shop, keeper.bucket()),
    definitions: async () => definitionsOf(await store.settingsOf(shop)),
    maySend,
    cutOff: cutOff.signal,
    onFailure: work.raise,
    onRecovery: work.recover,
  });
  const crew = createCrew({
    shop,
    clock,
    log,
    carryOut: work.carryOut,
    cutOff: cutOff.signal,
    onLost: loseLease,
    onEnd: wake,
  });
  const bulk = createBulkWork({
    ...dependencies,
    shop,
    isUnderWay: (key) => crew.underWay.has(key),
    isInTrouble: trouble.isProbing,
    maySend,
    cutOff: cutOff.signal,
    raise: work.raise,
    onReady: wake,
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
    if (now < turnedAt) await setBack(turnedAt, now);
    turnedAt = now;
    // Whatever is due is another process's to do.
    if (!isWorking() && keeper.askAgainAt() > now) return alarm.set(keeper.askAgainAt());
    if (isWorking() && keeper.renewAt() <= now && (await holdLease(now)) === null) return;
    const chosen = await chooseDue(now);
    const isBulkDue = await bulk.isDue(now);
    // A shop is prepared even when nothing is due: the first write after that need not wait for it.
    if (chosen.length > 0 || isBulkDue || (!readiness.isReady() && trouble.until() <= now)) {
      const lease = await holdLease(now);
      // Nothing may be left all the same: whoever has the lease keeps it for a while after its work.
      if (lease === null) return chosen.length === 0 ? tellDrained() : undefined;
      const ready = await readiness.prepare(lease, chosen);
      if (ready === undefined) absorb(chosen, now);
      else {
        if (chosen.length > 0) await begin(lease, ready, chosen, now);
        const { gateway } = ready;
        const turn = { lease, gateway, now, prepare: prepareBy(ready, now) };
        if (isBulkDue && !(await bulk.takeTurn(turn))) loseLease();
        // An idle shop's lease is left to whichever process is first to have work for it.
        if (chosen.length === 0 && !isBulkDue && !isWorking()) await keeper.release(gateway.bucket());
      }
    }
    if (isWorking()) alarm.set(keeper.renewAt());
    for (const end of [trouble.until(), trouble.leaverFrom()]) if (end > now) alarm.set(end);
    for (const next of [await store.nextDue(shop), bulk.nextAt()]) {
      if (next !== undefined && next > now) alarm.set(next);
    }
    if (chosen.length === 0 && !isWorking()) await tellDrained();
  }

  /** The clock was set back: what is waited for may be far off now. */
  async function setBack(from: number, to: number): Promise<void> {
    trouble.relieve();
    bulk.forgetTimes();
    if (!isWorking()) keeper.forget();
    await store.setBack(shop, from, to);
  }

  /** Whether the lease is needed. */
  function isWorking(): boolean {
    return crew.underWay.size > 0 || bulk.isBusy();
  }

  async function holdLease(now: number): Promise<Lease | null> {
    const lease = await keeper.hold(now);
    if (lease === null) {
      crew.withdrawAll();
      alarm.set(keeper.askAgainAt());
    }
    return lease;
  }

  function loseLease(): void {
    keeper.forget();
    crew.withdrawAll();
    wake();
  }

  async function chooseDue(now: number): Promise<readonly DirtyRow[]> {
    const { underWay } = crew;
    const concurrency = dependencies.concurrency();
    const places = placesAt(now, concurrency);
    // A few free places are not worth a look at the joiners: they come in batches, leavers at once.
    const leavingOnly = places.ordinary === 0 || (underWay.size > 0 && places.ordinary * 4 < concurrency);
    const limit = (leavingOnly ? 0 : places.ordinary) + places.leaving + underWay.size;
    if (limit === 0) return [];
    // The answer may be older than the end of a try that was under way when it was asked for: such a row waits
    // for the next look, which its end has caused.
    const whenAsked = new Map(underWay);
    const rows = await store.due(shop, now, limit, leavingOnly);
    const { begin, withdraw } = chooseRows(rows, new Map([...whenAsked, ...underWay]), places);
    for (const { unsent } of withdraw) unsent.abort();
    if (trouble.isProbing() && begin.some(isLeaving)) trouble.tryLeaver(now);
    return begin;
  }

  function placesAt(now: number, concurrency: number): Places {
    const tries = [...crew.underWay.values()];
    if (!trouble.isProbing()) return countPlaces(tries, concurrency);
    // After trouble, one call shows whether it is over; a leaver is tried even before, and beside a joiner.
    if (trouble.until() <= now && tries.length === 0) return { ordinary: 1, leaving: 0 };
    const mayLeave = trouble.leaverFrom() <= now && !tries.some(({ leaving }) => leaving);
    return { ordinary: 0, leaving: mayLeave ? 1 : 0 };
  }

  /** The shop is not ready: whoever waits for one of these writes is not kept waiting (RULES 24). */
  function absorb(rows: readonly DirtyRow[], now: number): void {
    for (const row of rows) if (row.kind === 'user') work.tell(row, { kind: 'pending' });
    if (trouble.until() <= now) alarm.set(now + STUMBLE_MS);
  }

  function prepareBy({ facts }: Ready, now: number): (row: DirtyUser) => Prepared | Settlement {
    return (row) => prepareUser(row, facts, dependencies.newId(), now, tellUnreadable);
  }

  async function begin(lease: Lease, ready: Ready, rows: readonly DirtyRow[], now: number): Promise<void> {
    const prepare = prepareBy(ready, now);
    const prepared: Prepared[] = [];
    for (const row of rows) {
      if (row.kind !== 'user') {
        if ((await store.expand(lease, row, EXPANDED_AT_ONCE, now)) === null) return loseLease();
        // What could not be used before may have been mended with the settings.
        if (row.kind === 'connection') readiness.forget();
        turnAgain = true;
        continue;
      }
      // Only one that takes access away need not wait for what the bulk operation makes of its user: once that one has
      // found the customer, nobody need.
      if (row.inBulk && row.link?.customerId == null && !isLeaving(row)) {
        if (!(await store.bulk.park(lease, row, now + REST_MS))) return loseLease();
        turnAgain = true;
        continue;
      }
      const one = prepare(row);
      if ('request' in one) prepared.push(one);
      else if ((await store.settle(lease, [one], now)) === null) return loseLease();
      else turnAgain = true;
    }
    if (prepared.length === 0) return;
    const requests = prepared.map(({ request }) => request);
    const grants = await store.claim(lease, requests, now);
    if (grants === null) return loseLease();
    prepared.forEach((one, index) => {
      const grant = grants[index];
      if (grant === undefined) return;
      const { row } = one;
      const state = { ...beginState(one, grant, now), learnt: bulk.recall(row) };
      crew.start({ lease, gateway: ready.gateway, row, state, leaving: isLeaving(row) });
    });
  }

  function tellUnreadable(user: string, error: unknown): void {
    log.error({ shop, user, bug: describeBug(error) }, 'a stored user cannot be read');
  }

  async function tellDrained(): Promise<void> {
    if (drainers.length === 0 || bulk.isOpen() || (await store.hasWork(shop, clock.now()))) return;
    for (const resolve of drainers.splice(0)) resolve();
  }

  async function stop(): Promise<void> {
    isStopped = true;
    alarm.cancel();
    for (const resolve of drainers.splice(0)) resolve();
    const finish = async () => {
      await turning;
      await crew.ended();
      await bulk.ended();
    };
    crew.withdrawAll();
    await Promise.race([finish(), pause(GRACE_MS, undefined, { ref: false })]);
    cutOff.abort();
    await Promise.race([finish(), pause(LAST_GRACE_MS, undefined, { ref: false })]);
    if (!isWorking()) await keeper.release(readiness.bucket() ?? keeper.bucket());
  }

  return {
    wake,
    isWorking,
    relieve() {
      trouble.relieve();
      readiness.forget();
      wake();
    },
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

function isLeaving(row: DirtyRow): boolean {
  return row.priority === 'leaving';
}
