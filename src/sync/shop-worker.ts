// Works one shop's outbox: the most urgent rows first, several users at once, one try per user at a time.
import { setTimeout as pause } from 'node:timers/promises';
import { beginState, type Prepared, prepareTry } from './begin.ts';
import type { Clock } from './clock.ts';
import { type Backoff, type Decision, decide } from './decide.ts';
import { createLeaseKeeper } from './lease-keeper.ts';
import { type Outcomes, outcomeOf } from './outcomes.ts';
import type {
  CustomerGateway,
  DirtyCollection,
  DirtyRow,
  DirtyUser,
  GatewayFailure,
  Lease,
  Settlement,
  ShopFacts,
  SyncSettings,
  SyncStore,
} from './ports.ts';
import { createSettleQueue } from './settle-queue.ts';
import { settleFailure, settleVerdict } from './settlement.ts';
import { PRIORITY, type SyncState } from './state.ts';
import { createTrouble } from './trouble.ts';
import { type TryEnd, tryUser } from './try-user.ts';

export interface SyncLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

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

interface UnderWay {
  readonly version: number;
  readonly leaving: boolean;
  /** Withdraws the try's next call while it waits for budget. */
  readonly unsent: AbortController;
  readonly done: Promise<void>;
}

/** Leavers beyond the ordinary places, so that joiners never stand in their way. */
const LEAVING_PLACES = 8;
const EXPANDED_AT_ONCE = 500;
const GRACE_MS = 1_500;
const LAST_GRACE_MS = 1_000;

export function createShopWorker(shop: string, dependencies: ShopWorkerDependencies): ShopWorker {
  const { store, clock, random, log, outcomes } = dependencies;
  const keeper = createLeaseKeeper(store, shop, dependencies.owner);
  const trouble = createTrouble(random);
  const cutOff = new AbortController();
  const underWay = new Map<string, UnderWay>();
  const drainers: (() => void)[] = [];
  let gateway: CustomerGateway | undefined;
  let facts: ShopFacts | undefined;
  let isStopped = false;
  let isPaused = false;
  let turning: Promise<void> | undefined;
  let turnAgain = false;
  let alarm: { at: number; controller: AbortController } | undefined;

  // ---- when to look --------------------------------------------------------------------------------------------

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
        log.error({ shop, error }, 'the sync stumbled; it goes on in a moment');
        wakeAt(clock.now() + 1_000);
      }
    }
    turning = undefined;
  }

  function wakeAt(at: number): void {
    if (isStopped || (alarm !== undefined && alarm.at <= at)) return;
    alarm?.controller.abort();
    const current = { at, controller: new AbortController() };
    alarm = current;
    const ring = () => {
      if (alarm !== current) return;
      alarm = undefined;
      wake();
    };
    void clock.sleep(Math.max(0, at - clock.now()), current.controller.signal).then(ring);
  }

  // ---- what to take --------------------------------------------------------------------------------------------

  async function turn(): Promise<void> {
    const now = clock.now();
    if (trouble.until() > now) return wakeAt(trouble.until());
    if (underWay.size > 0 && keeper.renewAt() <= now) await keeper.hold(now);

    const places = countPlaces();
    // A few free places are not worth a look at the joiners: they come in batches, leavers at once.
    const leavingOnly = places.ordinary * 4 < dependencies.concurrency && underWay.size > 0;
    const limit = (leavingOnly ? 0 : places.ordinary) + places.leaving + underWay.size;
    const rows = limit === 0 ? [] : await store.due(shop, now, limit, leavingOnly);
    const chosen = choose(rows, places);
    if (chosen.length > 0) {
      const lease = await keeper.hold(now);
      if (lease === null) return wakeAt(keeper.freeAt());
      if (await isReady(lease)) await begin(lease, chosen);
      turnAgain ||= chosen.some((row) => row.kind !== 'user');
    }
    if (underWay.size > 0) wakeAt(keeper.renewAt());
    const next = await store.nextDue(shop);
    if (next !== undefined && next > now) wakeAt(next);
    if (chosen.length === 0 && underWay.size === 0) await tellDrained(now);
  }

  function countPlaces(): { ordinary: number; leaving: number } {
    if (trouble.isProbing()) return { ordinary: underWay.size === 0 ? 1 : 0, leaving: 0 };
    let leaving = 0;
    for (const one of underWay.values()) if (one.leaving) leaving += 1;
    const beyond = Math.max(0, leaving - LEAVING_PLACES);
    return {
      ordinary: Math.max(0, dependencies.concurrency - (underWay.size - leaving) - beyond),
      leaving: Math.max(0, LEAVING_PLACES - leaving),
    };
  }

  function choose(rows: readonly DirtyRow[], places: { ordinary: number; leaving: number }): DirtyRow[] {
    let { ordinary, leaving } = places;
    return rows.filter((row) => {
      const current = underWay.get(keyOf(row.connection, row.subject));
      const isLeaving = row.priority === PRIORITY.leaving;
      if (current !== undefined && row.kind === 'user') {
        // A leaver does not wait behind its own joining while that waits for budget.
        if (isLeaving && !current.leaving && row.version !== current.version) current.unsent.abort();
        return false;
      }
      if (isLeaving && leaving > 0) leaving -= 1;
      else if (ordinary > 0) ordinary -= 1;
      else return false;
      return true;
    });
  }

  async function tellDrained(now: number): Promise<void> {
    if (drainers.length === 0 || (await store.hasWork(shop, now))) return;
    for (const resolve of drainers.splice(0)) resolve();
  }

  // ---- working -------------------------------------------------------------------------------------------------

  /** Whether the shop is prepared for writes; raises an alert if it cannot be. */
  async function isReady(lease: Lease): Promise<boolean> {
    if (facts !== undefined) return true;
    try {
      gateway ??= dependencies.gatewayFor(shop, keeper.bucket());
      facts = await gateway.prepare({ leaving: true, signal: cutOff.signal });
      return true;
    } catch (error) {
      const known = error instanceof Error && 'code' in error && 'kind' in error;
      if (!known) throw error;
      await raise(lease, error as GatewayFailure, true);
      wakeAt(trouble.until());
      return false;
    }
  }

  async function begin(lease: Lease, rows: readonly DirtyRow[]): Promise<void> {
    const now = clock.now();
    const prepared: Prepared[] = [];
    for (const row of rows) {
      if (row.kind !== 'user') await expand(lease, row, now);
      else if (row.settings === null) await store.settle(lease, [abandon(row)], now);
      else {
        const country = facts?.country ?? null;
        prepared.push(
          prepareTry(row as DirtyUser & { settings: SyncSettings }, country, dependencies.newId(), now),
        );
      }
    }
    if (prepared.length === 0) return;
    const grants = await store.claim(
      lease,
      prepared.map(({ request }) => request),
      now,
    );
    if (grants === null) return keeper.forget();
    prepared.forEach((one, index) => {
      const grant = grants[index];
      if (grant !== undefined) start(lease, one.row, beginState(one, grant, now));
    });
  }

  async function expand(lease: Lease, row: DirtyCollection, now: number): Promise<void> {
    await store.expand(lease, row, EXPANDED_AT_ONCE, now);
  }

  function start(lease: Lease, row: DirtyUser, state: SyncState): void {
    const key = keyOf(row.connection, row.subject);
    const leaving = row.priority === PRIORITY.leaving;
    const unsent = new AbortController();
    const done = work(lease, row, state, leaving, unsent.signal)
      .catch((error: unknown) => {
        log.error(
          { shop, user: row.subject, error },
          'a result could not be stored; it will be found out again',
        );
      })
      .finally(() => {
        underWay.delete(key);
        wake();
      });
    underWay.set(key, { version: row.version, leaving, unsent, done });
  }

  async function work(
    lease: Lease,
    row: DirtyUser,
    state: SyncState,
    leaving: boolean,
    unsent: AbortSignal,
  ): Promise<void> {
    const end = await tryUser(state, {
      gateway: gateway as CustomerGateway,
      options: { leaving, unsent, signal: cutOff.signal },
      now: clock.now,
      findHolder: (customer) => store.findHolder(shop, customer),
      async saveLink(link) {
        if (!(await store.saveLink(lease, link, clock.now()))) throw new Error('the lease was lost');
      },
    });
    const settlement = await conclude(lease, row, state, end, leaving);
    if (!(await queueOf(lease).add(settlement))) return keeper.forget();
    const status = end.kind === 'verdict' ? end.verdict.refusal : null;
    outcomes.tell(
      waiterKey(shop, row.connection, row.subject),
      row.user?.version ?? Number.POSITIVE_INFINITY,
      outcomeOf(settlement, status),
    );
  }

  async function conclude(
    lease: Lease,
    row: DirtyUser,
    { link: original }: SyncState,
    end: TryEnd,
    leaving: boolean,
  ): Promise<Settlement> {
    if (end.kind === 'verdict') {
      if (trouble.clear()) await store.setAlert(lease, null);
      return settleVerdict(row, end.state, end.verdict, original);
    }
    const { failure } = end;
    const tried = { attempts: row.attempts + 1, leaving };
    const decision = decide(failure, tried, clock.now(), random(), dependencies.backoff);
    logFailure(row, failure, decision);
    await raise(lease, failure, decision.do === 'pause');
    return settleFailure(row, end, decision, original);
  }

  async function raise(
    lease: Lease,
    failure: { readonly kind: string; readonly code: string; readonly message: string },
    isShops: boolean,
  ): Promise<void> {
    if (failure.kind === 'misconfigured') facts = undefined;
    const alert = trouble.note(failure, isShops, clock.now());
    if (alert === undefined) return;
    log.warn({ shop, code: alert.code }, 'the shop cannot be synced now');
    await store.setAlert(lease, alert);
  }

  function logFailure(
    row: DirtyUser,
    failure: Extract<TryEnd, { kind: 'failure' }>['failure'],
    { do: decided }: Decision,
  ) {
    const fields = { shop, user: row.subject, code: failure.code, attempts: row.attempts + 1, decided };
    if (failure.kind === 'bug') log.error({ ...fields, error: failure.error }, 'an error inside Rollcall');
    else if (decided === 'dead') log.warn(fields, 'a user could not be synced and is left to a person');
    else log.info(fields, 'a try failed');
  }

  let queue: { lease: Lease; settles: ReturnType<typeof createSettleQueue> } | undefined;
  function queueOf(lease: Lease): ReturnType<typeof createSettleQueue> {
    if (queue?.lease.epoch !== lease.epoch) {
      const settles = createSettleQueue({
        settle: (settlements) => store.settle(lease, settlements, clock.now()),
        othersUnderWay: (waiting) => underWay.size > waiting,
      });
      queue = { lease, settles };
    }
    return queue.settles;
  }

  // ---- ending --------------------------------------------------------------------------------------------------

  async function stop(): Promise<void> {
    isStopped = true;
    alarm?.controller.abort();
    for (const resolve of drainers.splice(0)) resolve();
    const all = async () => {
      await turning;
      await Promise.all([...underWay.values()].map(({ done }) => done));
    };
    for (const { unsent } of underWay.values()) unsent.abort();
    await Promise.race([all(), pause(GRACE_MS, undefined, { ref: false })]);
    cutOff.abort();
    await Promise.race([all(), pause(LAST_GRACE_MS, undefined, { ref: false })]);
    if (underWay.size === 0) await keeper.release(gateway?.bucket() ?? keeper.bucket() ?? '');
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

/** How an outcome of one user is waited for. */
export function waiterKey(shop: string, connection: string, userId: string): string {
  return `${shop} ${connection} ${userId}`;
}

function keyOf(connection: string, subject: string): string {
  return `${connection} ${subject}`;
}

/** The connection is gone: nobody decides for its users any more, and the store stays as it is. */
function abandon(row: DirtyUser): Settlement {
  return { row, outcome: { kind: 'clear' }, link: 'keep', claim: 'keep', freesEmail: false };
}
