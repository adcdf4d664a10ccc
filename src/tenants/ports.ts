// What the tenants need of a store.
import type { Schema } from '../protocol/index.ts';
import type { Settings, SettingsInput } from './settings.ts';

/** How an existing customer with a user's e-mail is treated (RULES 7). */
export const LINK_POLICIES = ['link', 'hold', 'never'] as const;
export type LinkPolicy = (typeof LINK_POLICIES)[number];

/** One identity provider of one shop. */
export interface Connection {
  readonly shop: string;
  readonly id: string;
  readonly name: string;
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
}

/** What an admin may change of a connection. */
export type ConnectionChanges = Partial<
  Pick<
    Connection,
    'scimProvisioning' | 'newCustomerCreation' | 'linkPolicy' | 'domains' | 'strict' | 'schemas'
  > & {
    /** The sections that are to be replaced; the others stay. */
    readonly settings: SettingsInput;
  }
>;

export interface StoredToken {
  readonly shop: string;
  readonly id: string;
  readonly connection: string;
  /** SHA-256 of the whole token, in hex. */
  readonly hash: string;
}

export interface TenantStore {
  /** A token that is not revoked, with its connection. */
  findToken(shop: string, id: string): Promise<{ hash: string; connection: Connection } | undefined>;
  insertToken(token: StoredToken, now: number): Promise<void>;
  listConnections(): Promise<Connection[]>;
  /** Returns the shop's first connection, made from `wanted` if the shop has none yet. */
  ensureConnection(wanted: Connection, now: number): Promise<Connection>;
  /** Changes a connection and marks it dirty for the sync, in one transaction; undefined if there is none. */
  updateConnection(
    shop: string,
    id: string,
    changes: ConnectionChanges,
    now: number,
  ): Promise<Connection | undefined>;
}
