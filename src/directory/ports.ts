// What the directory's use cases need: a store of resources, and someone who knows Shopify's answer.
import type { Filter, Member, ResourceType, ResourceTypes, Sort, SortKey } from '../protocol/index.ts';

/** Which connection of which shop a call is for: no query goes without it. */
export interface Scope {
  readonly shop: string;
  readonly connection: string;
}

/** The connection that a change is for, and how it wants its clients read. */
export interface Target extends Scope {
  /** The RFC to the letter where leniency towards real clients departs from it. */
  readonly strict: boolean;
  /** User and Group with the extensions that the connection declares. */
  readonly types: ResourceTypes;
}

/** A target, and where its clients find what is in it. */
export interface Addressed extends Target {
  /** Root of the SCIM endpoint, without a slash at the end. */
  readonly baseUrl: string;
}

export type ResourceKind = 'User' | 'Group';

/** A resource at rest. */
export interface StoredResource {
  readonly id: string;
  readonly version: number;
  /** JSON text of the stored form: no id, no meta, no members. */
  readonly body: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly modifiedAt: number;
  /** Whether a user is in any group; undefined where nobody has looked. */
  readonly inGroups?: boolean | undefined;
}

/** What a write stores: the resource and the keys by which it is found. */
export interface ResourceWrite extends StoredResource {
  /** userName or displayName, folded. */
  readonly nameKey: string;
  /** displayName, folded; null without one. */
  readonly displayKey: string | null;
  /**
   * Whether the name must be free (per connection and kind), may be another's too (groups only), or is the one that
   * the resource has already (both of its names are), so that there is nothing to look for.
   */
  readonly naming: 'unique' | 'shared' | 'kept';
  readonly externalId: string | null;
  /** Users only; groups are always active. */
  readonly active: boolean;
}

/** What is asked of one kind of resource. */
export interface KindQuery {
  readonly kind: ResourceKind;
  readonly type: ResourceType;
  /** Names resolved by `checkFilter`. */
  readonly filter: Filter | undefined;
  /** Undefined: in the order of creation. Null: by an attribute that this kind does not have. */
  readonly sort: Sort | null | undefined;
}

/** A place in the order of a list; the resource that had it may be gone. */
export interface Position {
  readonly key: SortKey;
  /** Settles which comes first of two with the same key. */
  readonly seq: number;
}

/** Where a page begins, or ends: `startIndex` is 1-based; after nothing is the first page that a cursor leads on from. */
export type PageStart =
  | { readonly startIndex: number }
  | { readonly after: Position | undefined }
  | { readonly before: Position };

export interface ListQuery {
  readonly kinds: readonly KindQuery[];
  readonly descending: boolean;
  readonly start: PageStart;
  readonly count: number;
  /** The same for every page of one query, and for no other query of the connection; made when it is needed. */
  readonly name: () => string;
}

export interface Listed {
  readonly kind: ResourceKind;
  readonly stored: StoredResource;
}

export interface ResourcePage {
  readonly totalResults: number;
  readonly resources: readonly Listed[];
  /** The first and the last place of the page, where more resources come before or after it; not by `startIndex`. */
  readonly previous?: Position | undefined;
  readonly next?: Position | undefined;
}

export interface MemberEdge {
  readonly value: string;
  readonly type: ResourceKind;
}

export interface DirectoryReader {
  find(scope: Scope, kind: ResourceKind, id: string): Promise<StoredResource | undefined>;
  /** Members by ascending id, `limit` at most, those after `after`. */
  members(scope: Scope, groupId: string, after: string, limit: number): Promise<MemberEdge[]>;
}

/** A group that a user is in, itself or through another group. */
export interface Membership {
  readonly value: string;
  readonly display: string;
  readonly type: 'direct' | 'indirect';
}

/** How a user's sync with the store stands. */
export interface SyncFacts {
  /** `pending` until the newest version has been looked at. */
  readonly syncState: string;
  /** Shopify's gid. */
  readonly customerId: string | null;
  /** The stable code of what went wrong. */
  readonly lastError: string | null;
  /** Whether the customer was made for the user, or found in the store. */
  readonly origin: 'created' | 'linked' | null;
}

/** What is not stored with a user, each for a whole page by one query. Users with none of it are left out. */
export interface ComputedReader {
  groupsOf(scope: Scope, userIds: readonly string[]): Promise<ReadonlyMap<string, readonly Membership[]>>;
  /** displayName of those who exist; null where one has none. */
  displayNames(scope: Scope, userIds: readonly string[]): Promise<ReadonlyMap<string, string | null>>;
  syncFacts(scope: Scope, userIds: readonly string[]): Promise<ReadonlyMap<string, SyncFacts>>;
}

/** `leaving` takes access away; `held` would, and waits for a person. */
export type Urgency = 'ordinary' | 'leaving' | 'held';

/** One transaction. Its resources are locked from `find` to commit. */
export interface DirectoryTransaction extends DirectoryReader {
  /** False if the name is taken: the caller rolls back by throwing. */
  insert(scope: Scope, kind: ResourceKind, resource: ResourceWrite): Promise<boolean>;
  /**
   * False if the name is taken by another; nothing is written then. An index of what is as it `was` is left alone.
   */
  update(
    scope: Scope,
    kind: ResourceKind,
    resource: ResourceWrite,
    was: Pick<ResourceWrite, 'externalId' | 'active'>,
  ): Promise<boolean>;
  /** Removes a resource and its memberships, which changes the groups that had it; false if there is none. */
  remove(scope: Scope, kind: ResourceKind, id: string, now: number): Promise<boolean>;
  /** Says by which addresses a user is found, and is no longer: folded, each once. */
  indexEmails(
    scope: Scope,
    userId: string,
    changes: { readonly removed: readonly string[]; readonly added: readonly string[] },
  ): Promise<void>;
  /** How many were not members before. As in what follows, the sync is told of the users whom the change concerns. */
  addMembers(scope: Scope, groupId: string, members: readonly Member[], now: number): Promise<number>;
  /** How many were members. */
  removeMembers(scope: Scope, groupId: string, ids: readonly string[], now: number): Promise<number>;
  clearMembers(scope: Scope, groupId: string, now: number): Promise<number>;
  /** Tells the sync that a resource differs from what the store knows. */
  markDirty(scope: Scope, kind: ResourceKind, id: string, urgency: Urgency, now: number): Promise<void>;
  /**
   * Whether a user who is inactive, or gone, is one of so many that a person is to look first (RULES 22).
   *
   * It is decided here, in the transaction of the write, and not where the sync claims the row: only here is it known
   * that a leaving begins, each exactly once; a row that is held is so before the provider has its answer, whether a
   * worker runs or not; and the same inputs give the same decision after a restart, since what is counted is stored
   * with it. How many have left and how many are active is kept, not counted, so that it costs the same in every mass.
   * @param begins it was active until now, or is deleted
   */
  noteLeaver(scope: Scope, userId: string, begins: boolean, now: number): Promise<boolean>;
  /** Whoever comes back has not left, and is held no longer. */
  forgetLeaver(scope: Scope, userId: string): Promise<void>;
}

export interface DirectoryStore extends DirectoryReader, ComputedReader {
  /** @throws ScimError tooMany when a filter without an index would read more than the bound. */
  list(scope: Scope, query: ListQuery): Promise<ResourcePage>;
  /** Commits before it resolves; a throw rolls back. `work` awaits nothing but the transaction. */
  transact<T>(work: (transaction: DirectoryTransaction) => Promise<T>): Promise<T>;
}

/** Why Shopify refuses a user's own data (RULES 24). */
export interface Refusal {
  readonly status: 400 | 409;
  readonly detail: string;
}

/** Asks the sync what became of a write; resolves within the time that confirming may take. */
export type Confirmation = (scope: Scope, userId: string, version: number) => Promise<Refusal | undefined>;
