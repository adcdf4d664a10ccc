// Carries one user's try through: the calls, what their end means, and telling whoever waits for it.
import { describeBug } from './bug.ts';
import type { Seal } from './certificate.ts';
import type { Clock } from './clock.ts';
import { type Backoff, decide } from './decide.ts';
import { describeAction, toEntry, traceTry } from './journal.ts';
import { type Outcome, type Outcomes, outcomeOf, waiterKey } from './outcomes.ts';
import type {
  CustomerGateway,
  DirtyUser,
  GatewayFailure,
  Journal,
  Lease,
  Settlement,
  SyncStore,
} from './ports.ts';
import { createSettleQueue, type SettleQueue } from './settle-queue.ts';
import { settleFailure, settleVerdict } from './settlement.ts';
import type { SyncState } from './state.ts';
import type { Trouble } from './trouble.ts';
import { type TryEnd, tryUser } from './try-user.ts';

export interface SyncLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface UserWorkDependencies extends Seal {
  readonly shop: string;
  readonly store: SyncStore;
  readonly outcomes: Outcomes;
  readonly clock: Clock;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly log: SyncLog;
  readonly journal: Journal;
  readonly backoff: Backoff;
  readonly trouble: Trouble;
  /** Whether a call under this lease may be sent now. */
  readonly maySend: (lease: Lease) => boolean;
  /** Cuts off every call under way. */
  readonly cutOff: AbortSignal;
  /** How many users are under way. */
  readonly countUnderWay: () => number;
  /** The shop turned out not to be prepared for writes. */
  readonly onUnprepared: () => void;
}

export interface UserTask {
  readonly lease: Lease;
  readonly gateway: CustomerGateway;
  readonly row: DirtyUser;
  readonly state: SyncState;
  readonly leaving: boolean;
  readonly unsent: AbortSignal;
}

export interface UserWork {
  /** Resolves once the end is stored; false when the lease was lost and nothing was. @throws when the store fails. */
  carryOut(task: UserTask): Promise<boolean>;
  /** Notes a failed call, and raises an alert where the trouble is the shop's. */
  raise(lease: Lease, failure: Failure, isShops: boolean): Promise<void>;
  /** Notes that Shopify answers, and takes back the alert that says otherwise. */
  recover(lease: Lease): Promise<void>;
  /** Answers whoever waits for this version of the user. */
  tell(row: DirtyUser, outcome: Outcome): void;
}

type Failure = Pick<Extract<TryEnd, { kind: 'failure' }>['failure'], 'kind' | 'code' | 'message'>;

export function createUserWork(dependencies: UserWorkDependencies): UserWork {
  const { shop, store, clock, trouble, outcomes } = dependencies;
  let queue: { epoch: number; settles: SettleQueue } | undefined;

  function queueOf(lease: Lease): SettleQueue {
    if (queue?.epoch !== lease.epoch) {
      const settles = createSettleQueue({
        settle: (settlements) => store.settle(lease, settlements, clock.now()),
        othersUnderWay: (waiting) => dependencies.countUnderWay() > waiting,
      });
      queue = { epoch: lease.epoch, settles };
    }
    return queue.settles;
  }

  async function raise(lease: Lease, failure: Failure, isShops: boolean): Promise<void> {
    if (failure.kind === 'misconfigured') dependencies.onUnprepared();
    const alert = trouble.note(failure, isShops, clock.now());
    if (alert === undefined) return;
    dependencies.log.warn({ shop, code: alert.code }, 'the shop cannot be synced now');
    await store.setAlert(lease, alert);
  }

  async function recover(lease: Lease): Promise<void> {
    if (trouble.clear()) await store.setAlert(lease, null);
  }

  async function conclude({ lease, row, state, leaving }: UserTask, end: TryEnd): Promise<Settlement> {
    if (end.kind === 'verdict') {
      if (end.answered) await recover(lease);
      return settleVerdict(row, end.state, end.verdict, row.link ?? state.link, dependencies);
    }
    const attempts = row.attempts + 1;
    const { failure } = end;
    const { backoff, random } = dependencies;
    const decision = decide(
      failure,
      { attempts, leaving, isShopDown: trouble.isProbing() },
      clock.now(),
      random(),
      backoff,
    );
    logFailure(dependencies.log, { shop, user: row.subject, attempts, decided: decision.do }, failure);
    await raise(lease, failure, decision.do === 'pause');
    return settleFailure(row, end, decision, row.link ?? state.link);
  }

  function tell({ connection, subject, user }: DirtyUser, outcome: Outcome): void {
    // A deleted user has no versions any more: whatever is waited for is answered.
    outcomes.tell(waiterKey(shop, connection, subject), user?.version ?? Number.POSITIVE_INFINITY, outcome);
  }

  return {
    raise,
    recover,
    tell,
    async carryOut(task) {
      const { lease, gateway, row, leaving, unsent } = task;
      const trace = traceTry();
      const end = await tryUser(task.state, {
        gateway,
        options: {
          leaving,
          unsent,
          maySend: () => dependencies.maySend(lease),
          signal: dependencies.cutOff,
          observe: (call) => trace.calls.push(call),
        },
        now: clock.now,
        onAction: (action) => trace.sent.push(...describeAction(action)),
        findHolder: (customer) => store.findHolder(shop, row.connection, customer),
        async saveLink(link) {
          if (!(await store.saveLink(lease, link, clock.now()))) throw new Overtaken();
        },
      });
      const settlement = await conclude(task, end);
      const settled = await queueOf(lease).add(settlement);
      const customerId = end.state.link?.customerId ?? null;
      const now = clock.now();
      dependencies.journal.note(shop, now, toEntry(row, now, leaving, customerId, settlement, trace));
      if (settled === 'lost') return false;
      const refusal = end.kind === 'verdict' ? end.verdict.refusal : null;
      tell(row, settled === 'stored' ? outcomeOf(settlement, refusal) : { kind: 'pending' });
      return true;
    },
  };
}

/** The lease is lost, or the user's link is gone: the try ends as if it had never begun. */
class Overtaken extends Error implements GatewayFailure {
  readonly kind = 'withdrawn';
  readonly code = 'withdrawn';
  readonly mayLand = false;
  readonly retryAfterMs = null;
}

function logFailure(
  log: SyncLog,
  fields: {
    readonly shop: string;
    readonly user: string;
    readonly attempts: number;
    readonly decided: string;
  },
  failure: Extract<TryEnd, { kind: 'failure' }>['failure'],
): void {
  const told = { ...fields, code: failure.code };
  if (failure.kind === 'bug')
    log.error({ ...told, bug: describeBug(failure.error) }, 'an error inside Rollcall');
  else if (fields.decided === 'dead') log.warn(told, 'a user could not be synced and is left to a person');
  else log.info(told, 'a try failed');
}
