// What the audit log keeps, and what it needs of a store: types only.

/**
 * Who acts. `operator`: whoever holds the admin's token; `merchant`: a member of a shop's staff; `command`: the command
 * line; `shopify`: a webhook of Shopify's.
 */
export interface Actor {
  readonly kind: 'operator' | 'merchant' | 'command' | 'shopify';
  /** The id by which the actor is known, such as the subject of an ID token; null where there is none. */
  readonly subject: string | null;
}

/** What is chained: ids, codes and keyed digests, and nothing that says who somebody is (RULES 28). */
export interface AuditFacts {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The same in the two entries of one act. */
  readonly act: string;
  /** An act is written down before it begins, and again when it has ended: one without an end was cut off. */
  readonly phase: 'begun' | 'ended';
  readonly actor: Actor;
  /** Such as `PATCH /connections/:id`. */
  readonly what: string;
  readonly connection: string | null;
  /** Ids by name. */
  readonly target: Readonly<Record<string, string>>;
  /** The HTTP status of the end, and the code of a refusal. */
  readonly status: number | null;
  readonly code: string | null;
  /** HMAC-SHA-256 of each value beside, under a key that is kept, and erased, with them. */
  readonly digests: Readonly<Partial<Record<AuditValue, string>>>;
}

export type AuditValue = 'request' | 'before' | 'after';

/** What may say who somebody is: kept beside the chain, and erasable. */
export type AuditValues = Readonly<Partial<Record<AuditValue, unknown>>>;

export interface AuditEntry {
  /** The first of a shop is 1. */
  readonly seq: number;
  /** JSON: `AuditFacts`, in the very text that is hashed. */
  readonly facts: string;
  /** SHA-256 over the hash before it, the shop, the place and the facts. */
  readonly hash: string;
  /** JSON: the key of the digests, and the values; null once it is erased. */
  readonly personal: string | null;
}

/** The last link of a chain: kept elsewhere, it shows whether the chain before it was changed, or cut. */
export interface AuditHead {
  readonly seq: number;
  readonly hash: string;
}

export interface AuditStore {
  /** Adds an entry behind the last one of the shop, which nobody else can add to meanwhile. */
  append(shop: string, make: (before: AuditHead) => AuditEntry): Promise<AuditEntry>;
  /** The entries of a shop behind a place, in their order. */
  read(shop: string, after: number, limit: number): Promise<AuditEntry[]>;
  /** The entries of a shop before a place, the newest first. */
  readBack(shop: string, before: number, limit: number): Promise<AuditEntry[]>;
  /** What is noted of the last entry apart from the entries; undefined where there never was one. */
  head(shop: string): Promise<AuditHead | undefined>;
  /** Every shop that has a log; empty text for what concerns none. */
  shops(): Promise<string[]>;
}
