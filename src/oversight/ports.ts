// What the oversight needs of a store, and the things that it speaks of.
import type { Decision, LinkState, UserGroup } from '../sync/ports.ts';

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

export interface ReviewStore {
  /** The newest users first. */
  listHeld(scope: Scope, query: HeldQuery): Promise<HeldUser[]>;
  findHeld(scope: Scope, userId: string): Promise<HeldUser | undefined>;
  /** The user whose customer this is; null for one whose user was deleted, undefined if nobody's. */
  findOwner(shop: string, customerId: string): Promise<string | null | undefined>;
  /** Notes the decision and makes the user dirty; false if it is not held for this reason any more. */
  decide(scope: Scope, userId: string, held: { code: string }, decision: Decision): Promise<boolean>;
}

export interface MappingStore {
  /** JSON text of the stored user, and its groups, direct and indirect. */
  findMapped(
    scope: Scope,
    userId: string,
  ): Promise<{ readonly body: string; readonly groups: readonly UserGroup[] } | undefined>;
}
