// What is known of one customer and its users: the link, what we wrote, and how far a leaving has come; types only.
import type { OwnedCompany, TakenContact } from './company/company-port.ts';
import type { Address, Consents, MetafieldKey, Metafields, Profile, ProfileField } from './gateway-port.ts';
import type { Rung } from './settings-port.ts';

/** By what a returning user is recognised (RULES 19). */
export interface Who {
  readonly nameKey: string;
  readonly externalId: string | null;
}

/** One thing that we write, as it is noted in `Owned`. */
export type OwnedKey = ProfileField | `metafield:${string}` | `tag:${string}` | 'address' | 'province';

/**
 * Whether a customer that another hand may have changed is to be read, and what of it is then put right: nothing;
 * what only Rollcall writes (metafields, tags, the link); or every field that it manages (RULES 11).
 */
export type Look = 'no' | 'report' | 'ours' | 'managed';

/** Where a customer is not as we wrote it; `link`: it does not carry our link id. */
export type DriftKey = ProfileField | `metafield:${string}` | 'tags' | 'address' | 'company' | 'link';

/** What we wrote to a customer, as far as Shopify confirmed it. */
export interface Owned {
  readonly fields: Profile;
  readonly metafields: Metafields;
  readonly tags: readonly string[];
  /** `id` is null where the merchant's own address says the same, or ours is gone. */
  readonly address: { readonly id: string | null; readonly address: Address } | null;
  /** Others that we made unheard, and that are to go. */
  readonly strayAddresses?: readonly string[];
  /** Null where groups give no company, and nothing of one is left. */
  readonly company: OwnedCompany | null;
  /** What merchants had given of companies, and a leaving took. */
  readonly taken: readonly TakenContact[];
  /** What of that a return could not give back, and the version of the user that returned. */
  readonly notReturned: { readonly version: number | null; readonly warnings: readonly string[] } | null;
  /** The rungs of leaving are done (RULES 15). */
  readonly left: boolean;
  /** The leaving under way, or carried out; null while the user is active. */
  readonly leaving: Leaving | null;
  /** Shopify was asked to erase the customer, or was about to be where no time is noted. */
  readonly erasure?: { readonly requestedAt: number | null } | null;
  /** Values that Shopify refused: not sent again until they change, or the customer is read anew (RULES 26). */
  readonly refused: Readonly<Partial<Record<OwnedKey, string>>>;
  /** Touched by a call whose outcome is unknown: sent again whatever we believe. */
  readonly doubt: readonly OwnedKey[];
  /** When, and for what, the customer is read once such a call can no longer land. */
  readonly verify: Verify | null;
  readonly who: Who | null;
}

export interface Verify {
  readonly at: number;
  readonly keys: readonly OwnedKey[];
  /** Addresses that may have been made. */
  readonly addresses?: readonly Address[];
}

/** What a try sets out to write, by name: noted as it begins, so that what it sent is known should it break off. */
export interface Intent {
  readonly fields: readonly ProfileField[];
  readonly tags: readonly string[];
  readonly metafields: readonly MetafieldKey[];
  readonly addresses: readonly Address[];
}

/** One leaving of one user: what its grace is reckoned from, and how far it has come. */
export interface Leaving {
  readonly kind: 'deactivated' | 'deleted';
  /** The version of the user that left; null where the user was deleted. */
  readonly version: number | null;
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly done: readonly Rung[];
  /** Tags of ours that it took off. */
  readonly removedTags: readonly string[];
  /** Ids of the contacts that it removed, and of the roles that it revoked. */
  readonly removedContacts: readonly string[];
  readonly removedRoles: readonly string[];
  /** Shopify was asked what is now so, and it is as it should be (RULES 20). */
  readonly certified: boolean;
  /** The connections whose users have a certificate of it; absent in what older versions noted. */
  readonly certifiedFor?: readonly string[];
}

/** A customer as it was when it was adopted (RULES 9). */
export interface Before {
  readonly fields: Profile;
  readonly tags: readonly string[];
  readonly consents: Consents;
  /** Of those outside the app's namespace that were mapped then; absent in what older versions noted. */
  readonly metafields?: Metafields;
}

/**
 * `creating`: a create may have been sent. `adopting`: the customer is chosen, our first write to it may have
 * been sent. `linked`. `gone`: a merchant removed the customer. `tombstone`: its user was deleted (RULES 18).
 */
export type LinkState = 'creating' | 'adopting' | 'linked' | 'gone' | 'tombstone';

export interface Link {
  readonly id: string;
  readonly customerId: string | null;
  readonly origin: 'created' | 'adopted';
  readonly state: LinkState;
  readonly emailKey: string | null;
  readonly owned: Owned;
  readonly before: Before | null;
  /** Milliseconds since the epoch. */
  readonly updatedAt: number;
}
