// What the sync needs of a store: types only.
import type { Certificate } from './certificate-port.ts';
import type { DriftKey, Intent, Link, Look, Who } from './link-port.ts';
import type { GroupRule, GuardSettings, LeavingSettings, MappingSettings } from './settings-port.ts';

/** The right to work one shop: lost as soon as another process holds a later epoch. */
export interface Lease {
  readonly shop: string;
  readonly owner: string;
  readonly epoch: number;
}

export type LeaseGrant =
  | { readonly lease: Lease; readonly bucket: string | null }
  | { readonly lease: null /** Milliseconds since the epoch. */; readonly freeAt: number };

/** What a connection says about its customers. The same sections are the same objects. */
export interface SyncSettings {
  readonly newCustomerCreation: boolean;
  readonly linkPolicy: 'link' | 'hold' | 'never';
  readonly domains: readonly string[];
  readonly mapping: MappingSettings;
  readonly groups: readonly GroupRule[];
  readonly leaving: LeavingSettings;
  readonly guard: GuardSettings;
  /** The connection has ended, and its customers are given back. */
  readonly isHandedBack?: true;
  /** A connection that has ended, whose customers this one takes over. */
  readonly inheritsFrom?: string;
}

export interface StoredUser extends Who {
  readonly version: number;
  /** JSON: the stored form. */
  readonly body: string;
}

/** A group that a user is in, itself or through other groups. */
export interface UserGroup {
  /** The SCIM id. */
  readonly id: string;
  readonly name: string;
  readonly externalId: string | null;
  readonly direct: boolean;
}

export type ClaimState = 'synced' | 'held' | 'waiting' | 'inactive' | 'left' | 'gone' | 'failed' | 'erased';

/** Takes access away; the ordinary course; may wait for everything else. */
export type Priority = 'leaving' | 'ordinary' | 'background';

/**
 * What a person decided for a user whom a rule holds. `link`: adopt that very customer, although a guard holds it;
 * `leave`: adopt nobody, and ask no more. For a customer that is gone, `recreate`: make another; `relink`: adopt
 * another.
 */
export interface Decision {
  readonly kind: 'link' | 'leave' | 'recreate' | 'relink';
  readonly customerId: string | null;
  /** The link that the user had then: that of the customer that is gone. */
  readonly linkId: string | null;
  /** The user's e-mail address then: with another one, the decision is void. */
  readonly emailKey: string | null;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Another user who claims the same customer, by another connection (RULES 1). */
export interface OtherClaim {
  readonly connection: string;
  readonly userId: string;
  /** Its connection stands before that of the row in the shop's order. */
  readonly comesFirst: boolean;
  /** Null when the user was deleted. */
  readonly user: StoredUser | null;
  /** Null when the connection is gone. */
  readonly settings: SyncSettings | null;
  /** Read only where the settings depend on groups. */
  readonly groups: readonly UserGroup[];
  /** Its leaving waits for a person (RULES 22). */
  readonly isHeld: boolean;
  /** Of tries for it that broke off. */
  readonly intent: Intent | null;
}

/** A row of the outbox: a thing is dirty at a version. */
interface DirtyThing {
  readonly connection: string;
  readonly subject: string;
  readonly version: number;
  readonly priority: Priority;
  /** Since when it is dirty, in milliseconds since the epoch. */
  readonly since: number;
  /** Tries since the last settled outcome, this one not counted. */
  readonly attempts: number;
  readonly errorCode: string | null;
}

export interface DirtyUser extends DirtyThing {
  readonly kind: 'user';
  /** The customer into which its own was merged, as Shopify told it. */
  readonly mergedInto: string | null;
  /** Null when the user was deleted. */
  readonly user: StoredUser | null;
  /** Null when the connection is gone. */
  readonly settings: SyncSettings | null;
  /** Read only where the settings depend on groups. */
  readonly groups: readonly UserGroup[];
  readonly link: Link | null;
  /** Who else has that link, in the shop's order. */
  readonly others: readonly OtherClaim[];
  /** What a person decided for it, whether or not that still counts. */
  readonly decision: Decision | null;
  /** Its customer may have been changed by another hand: it is to be read. */
  readonly look: Look;
  /** Of the try that was begun last, and of those before it that broke off, as long as that was not found out. */
  readonly intent: Intent | null;
  /** Its first create is part of a bulk operation whose result is not in yet. */
  readonly inBulk: boolean;
}

/** A group or a connection: stands for the users that depend on it. */
export interface DirtyCollection extends DirtyThing {
  readonly kind: 'group' | 'connection';
}

export type DirtyRow = DirtyUser | DirtyCollection;

/** Who has an e-mail address, or a customer, already; of several users, the one of the connection that asks. */
export interface Holder {
  readonly link: Link;
  readonly connection: string | null;
  readonly userId: string | null;
}

/** `kept`: it bears the link id of a connection that has ended, and is nobody's any more (RULES 27). */
export type FoundHolder = Holder | 'kept' | null;

/** What is asked for an e-mail address that a user does not hold yet. */
export interface EmailRequest {
  readonly key: string;
  /** Becomes the user's link if it has none and nobody holds the address. */
  readonly newLink: Link;
  /** Whether a holder is the user itself, come back (RULES 19): the user is given that link. */
  readonly isReturning: (holder: Link) => boolean;
}

/** Notes that a try begins. */
export interface ClaimRequest {
  readonly row: DirtyUser;
  readonly email: EmailRequest | null;
  /** The decision that does not count any more, if there is one. */
  readonly voids: Decision | null;
  /** By what its customer is known to the connection from which the user's own takes over. */
  readonly heir?: Heir;
  readonly intent: Intent | null;
}

export interface Heir extends Who {
  readonly from: string;
  readonly emailKey: string | null;
}

export interface ClaimGrant {
  readonly link: Link | null;
  /** The link was made just now: nothing was ever sent for it. */
  readonly fresh: boolean;
  readonly holder: Holder | null;
  /** The person was erased on request (RULES 28). Not asked of a user that has a customer. */
  readonly erased?: boolean;
  /** The user has taken over a link: its try begins anew with it. */
  readonly inherited?: true;
}

/** What becomes of an outbox row. `clear` and `dead` only apply while nothing newer came. */
export type RowOutcome =
  | { readonly kind: 'clear' }
  | { readonly kind: 'again'; readonly at: number; readonly priority: Priority; readonly code: string | null }
  | { readonly kind: 'retry'; readonly at: number; readonly code: string; readonly detail: string }
  | { readonly kind: 'dead'; readonly code: string; readonly detail: string }
  /** As if it had never been tried. */
  | { readonly kind: 'release' };

export interface ClaimRecord {
  readonly state: ClaimState;
  readonly code: string | null;
  readonly detail: string | null;
  readonly warnings: readonly string[];
  /** The version of the user that the store now reflects; null leaves it. */
  readonly syncedVersion: number | null;
  /** The customer that a held user would have, were it not held. */
  readonly foundCustomer: string | null;
}

export interface JoinedLink {
  readonly join: string;
  readonly instead: string | null;
}

/** The end of one try, written in one transaction. */
export interface Settlement {
  readonly row: DirtyUser;
  readonly outcome: RowOutcome;
  /**
   * `keep` writes nothing; a dropped link is forgotten, and that any user had it. To join gives the user a link that
   * another has, and drops the one that was made for it.
   */
  readonly link: Link | 'keep' | { readonly drop: string } | JoinedLink;
  /** `drop` for a user that is gone. */
  readonly claim: ClaimRecord | 'keep' | 'drop';
  /** For the timeline, of a user whose claim is gone. */
  readonly warnings?: readonly string[];
  /** What another hand has changed, where that was looked for. */
  readonly drift?: readonly DriftKey[];
  /** What companies it belongs to was not looked at, so that what was seen of that before still counts. */
  readonly keepsCompanyDrift?: boolean;
  /** Whoever else has the user's link is looked at; `suspect` where what was sent for it is not known. */
  readonly wakes?: { readonly priority: Priority; readonly suspect: boolean; readonly intent: Intent | null };
  /** What tries that broke off may have sent, where this one did not find it out. */
  readonly unheard?: Intent;
  /** An e-mail address became free: whoever waits for one is looked at again. */
  readonly freesEmail: boolean;
  /** A phone number that the customer had from us, and has no longer: whose was refused for it is looked at again. */
  readonly freesPhone?: string;
  /** The address that another has, as it was when the try began: it may have become free meanwhile. */
  readonly waitsForEmail?: string;
  /** What was read back of a leaver; stands in the place of an earlier one of the same leaving. */
  readonly certificate: Certificate | null;
}

/** What a claim says of the version of the user that it was settled for. */
export interface StoredVerdict extends Pick<ClaimRecord, 'code' | 'detail'> {
  readonly syncedVersion: number;
}

export interface ShopAlert {
  readonly code: string;
  readonly detail: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

/** Everything that writes takes a lease, and does nothing (answers false or null) once the lease is lost. */
export interface SyncStore {
  /** At most `limit`. */
  shops(limit: number): Promise<string[]>;
  /** Those with a row that is due by then, or with a bulk operation that is not over. */
  shopsWithWork(by: number): Promise<string[]>;
  /** What is known of a user's last outcome, whichever process found it. */
  verdictOf(shop: string, connection: string, userId: string): Promise<StoredVerdict | undefined>;
  /** What every connection of a shop is set to. */
  settingsOf(shop: string): Promise<SyncSettings[]>;
  /** Takes the lease if it is free or ours; prolongs it if it is ours. */
  acquireLease(shop: string, owner: string, now: number, ttlMs: number): Promise<LeaseGrant>;
  releaseLease(lease: Lease, bucket: string | null): Promise<void>;
  /** What is due, the most urgent first; `leavingOnly` leaves out what gives access. */
  due(shop: string, now: number, limit: number, leavingOnly: boolean): Promise<DirtyRow[]>;
  /** When the next pending row is due; undefined if there is none. */
  nextDue(shop: string): Promise<number | undefined>;
  /**
   * The clock was set back: what was due before, and what is to be tried again, is due as much sooner. What is due later
   * for other reasons looks at the time itself.
   */
  setBack(shop: string, from: number, to: number): Promise<void>;
  /** Whether a row is due, or will be because a try failed. */
  hasWork(shop: string, now: number): Promise<boolean>;
  /** One grant per request, in order; null when the lease is lost. */
  claim(lease: Lease, requests: readonly ClaimRequest[], now: number): Promise<ClaimGrant[] | null>;
  /** False too where the link is gone: links come only by claims. */
  saveLink(lease: Lease, link: Link, now: number): Promise<boolean>;
  findHolder(
    shop: string,
    connection: string,
    customer: { id: string; linkId: string | null },
  ): Promise<FoundHolder>;
  /** Whether each was stored. One whose link is gone is not: its row is left due, as if it had never been tried. */
  settle(lease: Lease, settlements: readonly Settlement[], now: number): Promise<readonly boolean[] | null>;
  /** Turns a collection into rows of its users, at most `limit` now; true once all are there. */
  expand(lease: Lease, row: DirtyCollection, limit: number, now: number): Promise<boolean | null>;
  setAlert(lease: Lease, alert: ShopAlert | null): Promise<void>;
}
