// What reconciliations and dry runs need of a store, and the things that they speak of: types only.
import type { ClaimGrant, ClaimRequest, DirtyUser, FoundHolder, Link } from '../sync/ports.ts';
import type { Scope } from './ports.ts';

/** A reconciliation compares customers with what was written; a dry run finds out what would be. */
export type SurveyKind = 'reconciliation' | 'dry_run';

/** What is put right of what was found (RULES 11). */
export type RepairPolicy = 'report' | 'ours' | 'managed';

export interface Survey {
  readonly id: string;
  readonly kind: SurveyKind;
  readonly policy: RepairPolicy;
  readonly scheduled: boolean;
  /** Nothing is carried out, and nothing noted but what was found. */
  readonly dryRun: boolean;
  readonly state: 'waiting' | 'reading' | 'repairing' | 'finished' | 'failed';
  /** How many users, or linked customers, there were to be looked at as it began; null of an older one. */
  readonly total: number | null;
  readonly counts: Readonly<Record<string, number>>;
  /** Why it failed, or what it waits for. */
  readonly error: string | null;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly finishedAt: number | null;
}

/**
 * `look`: the customer is read again, and what is so is noted; `repair`: what differs is written again; `release`: the
 * customer is released as that of a deleted user; `decide`: a person must; `none`.
 */
export type FindingAction = 'look' | 'repair' | 'release' | 'decide' | 'none';

export interface Finding {
  /** The user, or where there is none the link. */
  readonly subject: string;
  /** Of a reconciliation `drift`, `customer_gone`, `user_gone`, `link_broken`; of a dry run what would be done. */
  readonly kind: string;
  readonly action: FindingAction;
  readonly customerId: string | null;
  readonly code: string | null;
  /** Names only: never a person's value. */
  readonly changed: readonly string[];
}

/** A finding as it is shown: with the user's displayName or userName, null where there is no user any more. */
export interface NamedFinding extends Finding {
  readonly name: string | null;
}

/** How far a reconciliation has come that reads by bulk operations. */
export interface BulkReading {
  /**
   * `rest`: all that was read is compared, and those are looked for that were not among it. `pages`: Shopify does not
   * read by bulk, and it begins anew page by page.
   */
  readonly phase: 'roles' | 'customers' | 'rest' | 'pages';
  readonly hasCompanies: boolean;
  readonly operationId: string | null;
  /** When it was asked to start, in milliseconds since the epoch: of what changed since, it may tell the past. */
  readonly sentAt: number | null;
  /** Rows of its file that are taken in. */
  readonly taken: number;
}

/** A survey that this process works on. */
export interface TakenSurvey extends Scope {
  readonly survey: Survey;
  readonly bookmark: string;
  /** Null: page by page. */
  readonly reading: BulkReading | null;
}

/** A claim as a reconciliation looks at it. */
export interface ClaimedLink {
  readonly userId: string;
  readonly link: Link;
  /** The user is there. */
  readonly exists: boolean;
  /** A change of it waits for the sync: what stands at Shopify is not yet what is wanted. */
  readonly isPending: boolean;
  /** The sync is to read its customer anyway, and notes what it finds. */
  readonly isLookDue: boolean;
}

export interface Progress {
  readonly findings: readonly Finding[];
  readonly counts: Readonly<Record<string, number>>;
  readonly bookmark: string;
  readonly state: Survey['state'];
  readonly reading: BulkReading | null;
  /** What was come across by bulk: ids of users, or names of roles. */
  readonly seen: readonly string[];
  /** Where it was found that another hand has, or has not, changed a customer. */
  readonly drift: readonly { readonly linkId: string; readonly keys: readonly string[] }[];
}

/** A connection with what it is set to. */
export interface ScheduledConnection extends Scope {
  /** 0: never by itself. */
  readonly everyHours: number;
  readonly repair: RepairPolicy;
  /** When it was last reconciled, or else made. */
  readonly lastAt: number;
}

export interface SurveyStore {
  /** Undefined while one of this kind is under way. */
  begin(
    scope: Scope,
    wanted: Pick<Survey, 'id' | 'kind' | 'policy' | 'scheduled' | 'dryRun'>,
    now: number,
  ): Promise<Survey | undefined>;
  /** The newest first. */
  list(scope: Scope, kind: SurveyKind, before: string, limit: number): Promise<Survey[]>;
  find(scope: Scope, kind: SurveyKind, id: string): Promise<Survey | undefined>;
  findings(scope: Scope, id: string, after: string, limit: number): Promise<NamedFinding[]>;
  /** Connections that live, behind one, in the order of their keys. */
  scheduled(after: Scope, limit: number): Promise<ScheduledConnection[]>;
  /** The oldest that nobody works on, of a shop of which nobody works on any. */
  take(owner: string, now: number, until: number): Promise<TakenSurvey | undefined>;
  claimedLinks(scope: Scope, after: string, limit: number, now: number): Promise<ClaimedLink[]>;
  /** Those of some customers. */
  claimedLinksOf(scope: Scope, customerIds: readonly string[], now: number): Promise<ClaimedLink[]>;
  /** Those that were not come across. */
  unseenLinks(taken: TakenSurvey, after: string, limit: number, now: number): Promise<ClaimedLink[]>;
  areSeen(taken: TakenSurvey, seen: readonly string[]): Promise<ReadonlySet<string>>;
  /** How many links the connection has, counted up to `limit`. */
  countLinks(scope: Scope, limit: number): Promise<number>;
  /** Links that no user claims, and that are no tombstones. */
  unclaimedLinks(shop: string, limit: number): Promise<Link[]>;
  users(scope: Scope, after: string, limit: number): Promise<DirtyUser[]>;
  /** As the claim would find them, but nothing is claimed. */
  preview(shop: string, request: ClaimRequest): Promise<ClaimGrant>;
  findHolder(
    shop: string,
    connection: string,
    customer: { id: string; linkId: string | null },
  ): Promise<FoundHolder>;
  /** Notes how far it has come; false once another process works on it. */
  save(taken: TakenSurvey, owner: string, progress: Progress, now: number, until: number): Promise<boolean>;
  /** Makes a page of what was found dirty; the last of it, or undefined at the end. False once it is another's. */
  carryOut(
    taken: TakenSurvey,
    owner: string,
    after: string,
    limit: number,
    now: number,
    until: number,
  ): Promise<string | undefined | false>;
  end(
    taken: TakenSurvey,
    owner: string,
    state: 'finished' | 'failed',
    error: string | null,
    now: number,
  ): Promise<void>;
  /** Leaves it as it is, to be taken up again from then on; `error` says what it waits for. */
  release(taken: TakenSurvey, owner: string, error: string | null, until: number): Promise<void>;
}
