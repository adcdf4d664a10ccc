// What the oversight needs of a store, and the things that it speaks of.
import type {
  Decision,
  DirtyUser,
  DriftKey,
  Link,
  LinkState,
  ProfileField,
  UserGroup,
} from '../sync/ports.ts';

/** A connection of a shop. */
export interface Scope {
  readonly shop: string;
  readonly connection: string;
}

/** A user whom a rule holds until a person decides. */
export interface HeldUser {
  readonly userId: string;
  readonly code: string;
  readonly detail: string | null;
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** JSON text of the stored user. */
  readonly body: string;
  /** The customer that it would have, or had. */
  readonly customerId: string | null;
  readonly link: { readonly id: string; readonly state: LinkState } | null;
  readonly decision: Decision | null;
}

export interface HeldQuery {
  readonly code: string | undefined;
  /** A user id: the page begins behind it. */
  readonly before: string | undefined;
  readonly limit: number;
  /** Also those whom a person decided to leave as they are. */
  readonly withLeft: boolean;
}

/** Closes connections that have ended. */
export interface CloserStore {
  /** Does a part; false if there is nothing to be done now. */
  closeSome(limit: number, now: number): Promise<boolean>;
}

export interface ReviewStore {
  /** The newest users first. */
  listHeld(scope: Scope, query: HeldQuery): Promise<HeldUser[]>;
  findHeld(scope: Scope, userId: string): Promise<HeldUser | undefined>;
  /** The user of the connection whose customer this is; undefined if it has none there. */
  findOwner(scope: Scope, customerId: string): Promise<string | null | undefined>;
  /** Notes the decision and makes the user dirty; false if it is not held for this reason any more. */
  decide(scope: Scope, userId: string, held: { code: string }, decision: Decision): Promise<boolean>;
}

/** A user with all groups that it is in, directly or not. */
export interface GroupedUser {
  readonly userId: string;
  readonly name: string | null;
  readonly active: boolean;
  readonly customerId: string | null;
  readonly groups: readonly UserGroup[];
}

export interface MappingStore {
  /** JSON text of the stored user, and its groups, direct and indirect. */
  findMapped(
    scope: Scope,
    userId: string,
  ): Promise<{ readonly body: string; readonly groups: readonly UserGroup[] } | undefined>;
  /** In the order in which they came. */
  listGroups(scope: Scope, limit: number): Promise<UserGroup[]>;
  /** How many members groups have directly; a group without any is not there. */
  countMembers(scope: Scope, groupIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Users by ascending id, as the sync sees them, with their groups whether or not the settings depend on them. */
  users(scope: Scope, after: string, limit: number): Promise<readonly DirtyUser[]>;
  /** Those in any of the groups, directly or through others, by ascending id; of everyone if null. */
  members(
    scope: Scope,
    groupIds: readonly string[] | null,
    after: string,
    limit: number,
  ): Promise<readonly GroupedUser[]>;
  countUsers(scope: Scope): Promise<number>;
}

export interface Webhook {
  readonly shop: string;
  /** By which a delivery that comes again is known (`X-Shopify-Webhook-Id`). */
  readonly id: string;
  readonly topic: string;
  /** When Shopify says that it happened, in milliseconds since the epoch. */
  readonly at: number;
  readonly payload: unknown;
}

/** What a webhook says. Kept until it is taken in, and then forgotten: it may hold personal data. */
export type WebhookFacts = CustomerFacts | AppFacts;

/** Of the app itself, in a shop that installed it. */
export type AppFacts =
  /** @property at milliseconds since the epoch */
  | { readonly kind: 'uninstalled'; readonly at: number }
  | { readonly kind: 'scopes'; readonly scopes: readonly string[] };

export type CustomerFacts =
  | {
      readonly kind: 'profile';
      readonly customers: readonly string[];
      /** The address that the customer has now: somebody may wait for it. */
      readonly emailKey: string | null;
      readonly fields: Readonly<Partial<Record<ProfileField, string | null>>>;
    }
  | {
      readonly kind: 'gone';
      readonly customers: readonly string[];
      /** Into which they were merged, if they were. */
      readonly survivor: string | null;
    }
  | {
      readonly kind: 'tagsAdded' | 'tagsRemoved';
      readonly customers: readonly string[];
      readonly tags: readonly string[];
    };

/** What a webhook has changed. */
export type TakenIn = 'nothing' | 'users' | 'app';

export interface InboxStore {
  /** False if it is kept already. */
  keep(shop: string, id: string, facts: WebhookFacts, now: number): Promise<boolean>;
  /** The oldest first. */
  listWaiting(limit: number): Promise<readonly { readonly shop: string; readonly id: string }[]>;
  /**
   * Makes the users dirty whose customers are to be read, and those that wait for such a customer, or notes what became
   * of the app, and forgets the facts.
   */
  takeIn(
    shop: string,
    id: string,
    callsForLook: (facts: CustomerFacts, link: Link, hasDrift: boolean) => boolean,
    now: number,
  ): Promise<TakenIn>;
  /** Forgets those that were received before then and are taken in. */
  forget(before: number): Promise<void>;
}

/** A customer that another hand has changed, with the names of what it changed. */
export interface DriftedCustomer {
  readonly linkId: string;
  readonly userId: string;
  /** displayName, else userName; null of a user that was deleted. */
  readonly name: string | null;
  readonly customerId: string | null;
  readonly changed: readonly DriftKey[];
  /** When it was seen, in milliseconds since the epoch. */
  readonly since: number;
}

export interface DriftStore {
  /** @param after the link id at the end of the page before; empty for the first */
  listDrift(scope: Scope, after: string, limit: number): Promise<DriftedCustomer[]>;
}

/** A user who left among so many that a person is to look first (RULES 22). */
export interface HeldLeaver {
  readonly userId: string;
  /** Null of one who was deleted. */
  readonly name: string | null;
  readonly since: number;
  readonly kind: 'deactivated' | 'deleted';
}

/** Leavers that one connection's guard holds; there is one only while it holds some. */
export interface GuardAlert extends Scope {
  readonly held: number;
  readonly since: number;
}

export interface GuardStore {
  /** Of each of the shop's connections that has any. */
  held(shop: string): Promise<GuardAlert[]>;
  /** The first to leave first. */
  listHeld(scope: Scope, limit: number): Promise<HeldLeaver[]>;
  /** Lets leavers go on, all of them if null; returns whom. They count as leavers no longer. */
  release(scope: Scope, userIds: readonly string[] | null, now: number): Promise<readonly string[]>;
}
