// What a leaver certificate says (RULES 20): types only.
import type { Rung } from './settings-port.ts';

/**
 * `not_so`: Shopify shows otherwise. `unreadable`: Shopify denies companies, as it does to shops without B2B.
 * `handed_back`: the customer is the merchant's again, as it was.
 */
export interface RungProof {
  readonly rung: Rung;
  readonly state: 'done' | 'off' | 'not_so' | 'unreadable' | 'handed_back';
}

/** What companies the customer belongs to, and with which roles. */
export interface CompaniesProof {
  readonly contacts: readonly {
    readonly contactId: string;
    readonly companyId: string;
    readonly roles: readonly { readonly locationId: string; readonly roleId: string }[];
  }[];
  /** Of the call that read them. */
  readonly requestId: string | null;
}

/** What the person can still do, whatever is taken away. */
export type StillPossible =
  | 'guest_checkout'
  | 'log_in'
  | 'order_for_company'
  | 'buy'
  | 'buy_without_checkout_rule'
  | 'marketing'
  | 'accept_invitation'
  | 'register_anew';

export interface Certificate {
  readonly id: string;
  readonly userId: string;
  readonly kind: 'deactivated' | 'deleted';
  /** The version of the user that left; null where the user was deleted. */
  readonly version: number | null;
  /** Times are milliseconds since the epoch. */
  readonly since: number;
  readonly customerId: string | null;
  readonly outcome: 'deactivated' | 'deleted' | 'tombstone' | 'kept_blocked' | 'handed_back';
  /** Every rung that is on was found to be so. */
  readonly isComplete: boolean;
  readonly provenAt: number;
  /** Of the call that read it back, as Shopify names it. */
  readonly requestId: string | null;
  readonly accountState: string | null;
  readonly rungs: readonly RungProof[];
  /** Null where nothing could be read, as in a shop without B2B. */
  readonly companies: CompaniesProof | null;
  /** When Shopify denied them: of what came since, nothing is known. */
  readonly companiesDeniedAt: number | null;
  readonly stillPossible: readonly StillPossible[];
  /** Keyed digests, by which a person's name can be compared once it is erased (RULES 28). */
  readonly digests: Readonly<Record<'userName' | 'email', string | null>>;
  /** Personal values, kept beside the rest and erasable. */
  readonly person: Readonly<Record<'userName' | 'email', string | null>>;
}
