// All that decides what is done for one user, and the things that can be done: plain data.
import type { OwnPart } from './claimants.ts';
import type { CompanyAsk, CompanyLearnt } from './company/company-state.ts';
import type { DesiredCustomer } from './desired.ts';
import type {
  ClaimState,
  Consents,
  CustomerSnapshot,
  CustomerStep,
  Decision,
  DriftKey,
  ErasureAnswer,
  FoundCustomer,
  Holder,
  Intent,
  LeaverReading,
  Link,
  Look,
  NewCustomer,
  Owned,
  Priority,
  Rejection,
  RungProof,
  SyncSettings,
  Who,
} from './ports.ts';

export interface SyncState {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly settings: SyncSettings;
  /** Of the user; null when it was deleted. */
  readonly version: number | null;
  /** By all who claim the customer; null when the user was deleted, and nobody else does. */
  readonly desired: DesiredCustomer | null;
  readonly own: OwnPart;
  readonly who: Who | null;
  readonly link: Link | null;
  /** The link was made for this try: nothing was ever sent for it. */
  readonly freshLink: boolean;
  /** Who else has the desired e-mail address, as far as we know without asking. */
  readonly holder: Holder | null;
  /** An earlier try broke off without a word: what it sent is not known. */
  readonly suspect: boolean;
  /** What such tries had set out to write. */
  readonly intent: Intent | null;
  /** What a person decided for the user as it is now. */
  readonly decision: Decision | null;
  /** Another hand may have changed the customer. */
  readonly look: Look;
  /** The customer into which the user's own was merged, if Shopify told of one. */
  readonly mergedInto: string | null;
  /** Its create is part of a bulk operation under way: the customer may come any time. */
  readonly inBulk: boolean;
  /** The person was erased on request: nothing is made of it unless a person decides so (RULES 28). */
  readonly erased?: boolean;
  /** The user has just taken over a customer. */
  readonly inherited?: true;
  readonly learnt: Learnt;
}

/** What this try has found out; absent means not asked yet, null means there is none. */
export interface Learnt {
  readonly byLink?: CustomerSnapshot | null;
  /** It was asked for the customer into which the user's own was merged. */
  readonly askedSurvivor?: true;
  readonly byEmail?: FoundCustomer | null;
  /** The customer that a person chose for the user. */
  readonly chosen?: CustomerSnapshot | null;
  /** Who holds the customer found by e-mail, or chosen. */
  readonly byEmailHolder?: Holder | null;
  /** Who else holds the survivor of a merge, which stands under our link id. */
  readonly survivorHolder?: Holder;
  readonly snapshot?: CustomerSnapshot | null;
  /** What another hand had changed when the customer was read. */
  readonly drift?: readonly DriftKey[];
  /** It does not carry our link id, and is to. */
  readonly unmarked?: true;
  readonly consents?: Consents;
  readonly company?: CompanyLearnt;
  readonly created?: true;
  readonly emailTaken?: true;
  /** Shopify does not let the customer be deleted, as a rule because it has orders. */
  readonly undeletable?: true;
  /** Shopify does not know the customer's id any more. */
  readonly missing?: true;
  /** The customer is deleted, or handed back. */
  readonly released?: true;
  /** Shopify does not take the user's e-mail address. */
  readonly emailInvalid?: true;
  /** What Shopify said when it was asked to erase the customer, or to call that off. */
  readonly erasure?: Exclude<ErasureAnswer, 'missing'>;
  /** What was read back of a leaver since the last write, and how often that was done. */
  readonly proof?: Proof;
  readonly proofs?: number;
  /** A refusal that no rule foresees: the try is given up. */
  readonly unforeseen?: Rejection;
}

/** A leaver's customer as Shopify shows it, held against what should be so (RULES 20). */
export interface Proof {
  readonly at: number;
  readonly reading: LeaverReading;
  readonly rungs: readonly RungProof[];
  readonly isComplete: boolean;
}

export type Action =
  | { readonly do: 'readByLink'; readonly linkId: string }
  | { readonly do: 'findByEmail'; readonly email: string }
  | { readonly do: 'readSurvivor'; readonly customerId: string }
  | { readonly do: 'readChosen'; readonly customerId: string }
  | { readonly do: 'findHolder'; readonly customer: FoundCustomer }
  | { readonly do: 'read'; readonly customerId: string }
  | { readonly do: 'create'; readonly customer: NewCustomer }
  | { readonly do: 'saveLink'; readonly link: Link }
  | {
      readonly do: 'write';
      readonly customerId: string;
      readonly steps: readonly CustomerStep[];
      readonly askConsents: boolean;
    }
  | { readonly do: 'company'; readonly ask: CompanyAsk }
  | { readonly do: 'readLeaver'; readonly customerId: string; readonly asksCompanies: boolean }
  | { readonly do: 'erasure'; readonly ask: 'request' | 'cancel'; readonly customerId: string }
  | { readonly do: 'settle'; readonly verdict: Verdict }
  /** The store contradicts itself, or refuses what it should not: try again later. */
  | { readonly do: 'giveUp'; readonly code: string; readonly detail: string };

/** How a try ends when it got its answers. */
export interface Verdict {
  /** Null when the user is gone, and its claim with it; `keep` where nothing is known yet. */
  readonly claim: ClaimState | 'keep' | null;
  readonly code: string | null;
  readonly detail: string | null;
  /** What becomes of the link; `tombstone` keeps it without a user, `join` gives the user another's. */
  readonly link: 'keep' | 'drop' | 'gone' | 'tombstone' | { readonly join: string };
  /** When the row is looked at again although all is said; null clears it. */
  readonly again: { readonly at: number; readonly priority: Priority } | null;
  /** What is left for then is of this version too: the store does not reflect it yet. */
  readonly isPart?: true;
  /** The status for whoever waits for this write: only a user's own data is ever refused (RULES 24). */
  readonly refusal: 400 | 409 | null;
}

export const NOTHING_OWNED: Owned = {
  fields: {},
  metafields: {},
  tags: [],
  address: null,
  company: null,
  taken: [],
  notReturned: null,
  left: false,
  leaving: null,
  refused: {},
  doubt: [],
  verify: null,
  who: null,
};

/** How long a call that was cut off may still take effect, in milliseconds. */
export const LANDING_MS = 30_000;
/** When a leaver is repaired of whom Shopify does not show what it accepted. */
export const REPAIR_MS = 60_000;
/** How often it is looked whether what a user waits for has come. */
export const RECHECK_MS = 10 * 60_000;
/** How often it is looked whether a leaver's customer has come by a bulk operation that is still under way. */
export const BULK_RECHECK_MS = 60_000;
/** When Shopify is asked once more that did not take an erasure, or its end. */
export const ERASURE_RECHECK_MS = 6 * 60 * 60_000;
