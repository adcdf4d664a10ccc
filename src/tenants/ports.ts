// What the tenants need of a store.
import type { Schema } from '../protocol/index.ts';
import type { Ending } from './ending.ts';
import type { Settings, SettingsInput } from './settings.ts';

/** How an existing customer with a user's e-mail is treated (RULES 7). */
export const LINK_POLICIES = ['link', 'hold', 'never'] as const;
export type LinkPolicy = (typeof LINK_POLICIES)[number];

/** Which product calls: for people, and for what is known of each. */
export const PROVIDERS = [
  'entra',
  'okta',
  'onelogin',
  'jumpcloud',
  'google',
  'ping',
  'keycloak',
  'authentik',
  'rippling',
  'miniorange',
  'other',
] as const;
export type Provider = (typeof PROVIDERS)[number];

/** One identity provider of one shop. */
export interface Connection {
  readonly shop: string;
  readonly id: string;
  readonly name: string;
  readonly provider: Provider;
  /** Its place in the shop's order: where two claim one person, the lower decides the profile (RULES 1). */
  readonly rank: number;
  /** Off: SCIM calls are refused with 403. */
  readonly scimProvisioning: boolean;
  /** Off: only customers that exist already are linked. */
  readonly newCustomerCreation: boolean;
  readonly linkPolicy: LinkPolicy;
  /** E-mail domains whose customers may be adopted without review; `*` stands for all of them. */
  readonly domains: readonly string[];
  /** Follows the RFC to the letter where leniency towards real clients departs from it. */
  readonly strict: boolean;
  /** Extensions of User and Group that this provider sends (RFC 7643 §3.3). The same declaration is the same array. */
  readonly schemas: readonly Schema[];
  /** With its defaults. The same document is the same object. */
  readonly settings: Settings;
  /**
   * Only of a stage: the connection whose copy it is. On a stage a made-up person is played through, so that nothing of
   * the rehearsed connection counts it: no user, call, leaver or alert. It is in no list of connections.
   */
  readonly rehearses?: string;
  /** Null while it lives. */
  readonly ending: Ending | null;
}

/** What an admin may change of a connection. */
export type ConnectionChanges = Partial<
  Pick<
    Connection,
    | 'name'
    | 'provider'
    | 'scimProvisioning'
    | 'newCustomerCreation'
    | 'linkPolicy'
    | 'domains'
    | 'strict'
    | 'schemas'
  > & {
    /** The sections that are to be replaced; the others stay. */
    readonly settings: SettingsInput;
  }
>;

export interface Scope {
  readonly shop: string;
  readonly connection: string;
}

/** How far a connection has come, and when it was heard of. */
export interface Statistics {
  readonly users: number;
  readonly groups: number;
  /** Users whose changes wait for the store. */
  readonly waiting: number;
  /** Users whom a person is to look at: those that a rule holds, and those whose customer is gone. */
  readonly held: number;
  readonly failed: number;
  /** SCIM calls since midnight, UTC. */
  readonly callsToday: number;
  /** Milliseconds since the epoch. */
  readonly lastCallAt: number | null;
}

/** A name that another connection of the shop has, or no such shop. */
export type NotMade = 'name_taken' | 'no_such_shop';

export interface TenantStore {
  /** Those of all shops, or of one. */
  listConnections(shop?: string): Promise<Connection[]>;
  /** Makes the stage of a connection, or makes the one that it has like this. */
  setStage(wanted: Connection & { readonly rehearses: string }, now: number): Promise<Connection>;
  /** Of whichever shop. */
  connectionById(id: string): Promise<Connection | undefined>;
  findConnection(shop: string, id: string): Promise<Connection | undefined>;
  /** Adds one behind the others of its shop. */
  insertConnection(wanted: Connection, now: number): Promise<Connection | NotMade>;
  /** Puts the shop's connections into this order, and marks them dirty; false if they are not just these. */
  orderConnections(shop: string, ids: readonly string[], now: number): Promise<boolean>;
  statistics(scope: Scope, today: number, now: number): Promise<Statistics>;
  /** Returns the shop's first connection, made from `wanted` if the shop has none yet. */
  ensureConnection(wanted: Connection, now: number): Promise<Connection>;
  /** Changes a connection and marks it dirty for the sync, in one transaction; undefined if there is none. */
  updateConnection(
    shop: string,
    id: string,
    changes: ConnectionChanges,
    now: number,
  ): Promise<Connection | 'name_taken' | undefined>;
}
