// What the sync tells of its work, for people to look up: types only. Nothing here says who somebody is.

/** One exchange with Shopify. */
export interface ShopifyCall {
  readonly operation: string;
  /** Points that were reserved for it, and those that Shopify counted; null without an answer. */
  readonly requestedCost: number;
  readonly actualCost: number | null;
  /** `ok`; `refused` where a mutation was not carried out; else the code of what went wrong. */
  readonly outcome: string;
  readonly refusals: readonly Refusal[];
  /** Shopify's `x-request-id`. */
  readonly requestId: string | null;
  /** From 1: Shopify was asked again after it asked to wait. */
  readonly attempt: number;
  readonly durationMs: number;
}

/** A userError, without its text, which may quote what was sent. */
export interface Refusal {
  readonly field: string;
  readonly code: string | null;
}

/** What was sent of a difference, by the names of its keys. */
export interface SentStep {
  readonly kind: string;
  readonly keys: readonly string[];
}

/** One try for one user, and what it came to. */
export interface TryEntry {
  readonly connection: string;
  readonly userId: string;
  /** Of the user; null when it was deleted. */
  readonly version: number | null;
  /** From 1. */
  readonly attempt: number;
  readonly leaving: boolean;
  /** Since the user became dirty: what has been waited for this outcome, other tries included. */
  readonly waitedMs: number;
  /** The claim's state, or `forgotten` with its user; null where nothing new is known. */
  readonly state: string | null;
  readonly code: string | null;
  readonly detail: string | null;
  readonly warnings: readonly string[];
  /** What becomes of the work: `clear` is done, `again` and `retry` go on at `nextAt`, `dead` waits for a person. */
  readonly next: 'clear' | 'again' | 'retry' | 'dead' | 'release';
  readonly nextAt: number | null;
  readonly customerId: string | null;
  readonly sent: readonly SentStep[];
  readonly calls: readonly ShopifyCall[];
}

export interface Journal {
  /** Returns at once. */
  note(shop: string, at: number, entry: TryEntry): void;
}
