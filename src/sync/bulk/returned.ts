// Takes the creates of a run that is over back, each with what its result means for its user.
import { absorbCreate, linkOfCreated } from '../absorb.ts';
import { beginState, isSuspect, type Prepared } from '../begin.ts';
import type { Seal } from '../certificate.ts';
import { describeAction, toEntry } from '../journal.ts';
import { rememberTags } from '../owned.ts';
import { keyOf } from '../places.ts';
import { planSync } from '../plan.ts';
import type {
  BulkRun,
  CreateAnswer,
  DirtyUser,
  Journal,
  Lease,
  Link,
  ReturnedCreate,
  Settlement,
  ShopifyCall,
  ShopStore,
  TryEntry,
} from '../ports.ts';
import { NOTHING_INTENDED, settleVerdict } from '../settlement.ts';
import type { Learnt, SyncState } from '../state.ts';

/** A run that is over, with what it brought. */
export interface Over {
  readonly answers: ReadonlyMap<number, CreateAnswer>;
  /** For lines that have no answer. */
  readonly otherwise: Extract<BulkAnswer, string>;
  /** Lines up to here are taken back, but for those of users being worked on. */
  after: number;
}

export interface TakeBackDependencies {
  readonly store: ShopStore;
  readonly shop: string;
  readonly prepare: (row: DirtyUser) => Prepared | Settlement;
  readonly seal: Seal;
  readonly journal: Journal;
  readonly isUnderWay: (key: string) => boolean;
  /** What a user's next try need not ask again. */
  readonly onLearnt: (row: DirtyUser, learnt: Learnt) => void;
}

/** Creates taken back in one turn: leavers wait no longer than that takes. */
const CHUNK = 200;

/** `some`: there may be more. `stuck`: all that is left is being worked on. */
export async function takeBackSome(
  run: BulkRun,
  over: Over,
  lease: Lease,
  now: number,
  dependencies: TakeBackDependencies,
): Promise<'some' | 'stuck' | 'all' | 'lost'> {
  const { store, shop, isUnderWay, onLearnt, journal } = dependencies;
  const page = await store.bulk.returned(shop, run.id, over.after, CHUNK);
  const isFirst = over.after < 0;
  over.after = page.length < CHUNK ? -1 : (page.at(-1)?.line ?? -1);
  if (page.length === 0) return isFirst ? 'all' : 'some';
  // A leaver's try may have found its customer already: its result waits for the end of that.
  const free = page.filter(({ connection, userId }) => !isUnderWay(keyOf({ connection, subject: userId })));
  if (free.length === 0) return over.after < 0 ? 'stuck' : 'some';
  const ends = free.map((create) => {
    const { settlement, learnt } = takeReturn(
      create,
      over.answers.get(create.line) ?? over.otherwise,
      dependencies,
      now,
    );
    if (create.row !== null && learnt !== null) onLearnt(create.row, learnt);
    return { create, settlement };
  });
  if (!(await store.bulk.takeBack(lease, run.id, ends, now))) return 'lost';
  for (const { create, settlement } of ends) {
    const entry = settlement && entryOf(create, now, over.answers.get(create.line), settlement);
    if (entry) journal.note(shop, now, entry);
  }
  return 'some';
}

/** What the journal tells of a create that was answered. */
function entryOf(
  { row, customer }: ReturnedCreate,
  now: number,
  answer: CreateAnswer | undefined,
  settlement: Settlement,
): TryEntry | undefined {
  if (row === null || answer === undefined) return undefined;
  const refusals = answer.created ? [] : answer.rejections;
  const call: ShopifyCall = {
    operation: 'BulkCreateCustomers',
    // Shopify reserves no points for the rows of an operation.
    requestedCost: 0,
    actualCost: 0,
    outcome: answer.created ? 'ok' : 'refused',
    refusals: refusals.map(({ field, code }) => ({ field: field.join('.'), code })),
    requestId: null,
    attempt: 1,
    durationMs: 0,
  };
  const sent = describeAction({ do: 'create', customer });
  const customerId = answer.created ? answer.customerId : null;
  return toEntry(row, now, false, customerId, settlement, { sent, calls: [call] });
}

interface Return {
  /** Null where nothing waits for the result any more. */
  readonly settlement: Settlement | null;
  /** What the user's next try need not ask again. */
  readonly learnt: Learnt | null;
}

/** Said of a create: `unsent` if no operation ever had it, `unknown` if that left it out of its results. */
type BulkAnswer = CreateAnswer | 'unsent' | 'unknown';

function takeReturn(
  { row, linkId, version, customer }: ReturnedCreate,
  answer: BulkAnswer,
  { prepare, seal }: Pick<TakeBackDependencies, 'prepare' | 'seal'>,
  now: number,
): Return {
  const link = row?.link ?? null;
  // A leaver whose customer was found before the result came has gone its way.
  if (row === null || link === null || link.id !== linkId || link.customerId !== null) {
    return { settlement: null, learnt: null };
  }
  if (answer === 'unsent') return replan(row, { drop: link.id });
  // The next try looks for the customer by its link before anything else (RULES 2).
  if (answer === 'unknown') return replan(row, rememberTags(link, customer));
  const prepared = prepare(row);
  if (!('request' in prepared)) {
    const made = answer.created ? linkOfCreated(link, customer, answer.customerId) : ('keep' as const);
    return { settlement: { ...prepared, link: made }, learnt: null };
  }
  const begun = beginState(prepared, { link, fresh: false, holder: null }, now);
  // What a leaver's try sent that broke off is for its next try to find out.
  const state: SyncState = { ...begun, link, suspect: false, inBulk: false, learnt: { byLink: null } };
  const after = absorbCreate(state, customer, answer);
  const isSame = row.version === version;
  const action = isSame ? planSync(after) : undefined;
  if (action?.do === 'settle') {
    return { settlement: settleVerdict(row, after, action.verdict, link, seal), learnt: null };
  }
  const again = replan(row, after.link === null || after.link === link ? 'keep' : after.link);
  return isSame && !answer.created ? { ...again, learnt: after.learnt } : again;
}

/** Goes on as if it had never been tried, held by the guard or not; but what tries that broke off sent stays unknown. */
function replan(row: DirtyUser, link: Link | 'keep' | { drop: string }): Return {
  const settlement: Settlement = {
    row,
    outcome: { kind: 'release' },
    link,
    claim: 'keep',
    freesEmail: link !== 'keep' && 'drop' in link,
    certificate: null,
    ...(isSuspect(row) && { unheard: row.intent ?? NOTHING_INTENDED }),
  };
  return { settlement, learnt: null };
}
