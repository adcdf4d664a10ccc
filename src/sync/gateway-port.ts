// What the sync needs of Shopify: types only.
import type {
  CompanyAnswer,
  CompanyStep,
  CompanyStepResult,
  Contact,
  WantedCompany,
} from './company/company-port.ts';
import type { ShopifyCall } from './journal-port.ts';

/** A metafield: the bare key in the app's own namespace, else `namespace.key`; neither part holds a dot. */
export type MetafieldKey = string;

export type Metafields = Readonly<Record<MetafieldKey, string>>;

/** A metafield that a mapping writes, beside those that Rollcall cannot do without. */
export interface MetafieldDefinition {
  readonly key: MetafieldKey;
  readonly type: string;
  /** What the admin shows. */
  readonly name: string;
}

/** The fields of a customer that a directory may give. */
export type ProfileField = 'email' | 'firstName' | 'lastName' | 'phone' | 'locale' | 'note';
export type Profile = Readonly<Partial<Record<ProfileField, string>>>;
/** What to write: null empties a field. */
export type ProfileChanges = Readonly<Partial<Record<ProfileField, string | null>>>;

/** A postal address in Shopify's parts; `province` is a name, `provinceCode` a code. */
export type Address = Readonly<
  Partial<
    Record<'address1' | 'address2' | 'city' | 'zip' | 'province' | 'provinceCode' | 'countryCode', string>
  >
>;

export interface NewCustomer {
  readonly fields: Profile;
  readonly metafields: Metafields;
  readonly tags: readonly string[];
}

/** One mutation of an existing customer. */
export type CustomerStep =
  | { readonly kind: 'update'; readonly fields: ProfileChanges; readonly metafields: Metafields }
  | { readonly kind: 'tagsAdd'; readonly tags: readonly string[] }
  | { readonly kind: 'tagsRemove'; readonly tags: readonly string[] }
  | { readonly kind: 'metafieldsDelete'; readonly keys: readonly MetafieldKey[] }
  | { readonly kind: 'addressCreate'; readonly address: Address }
  | { readonly kind: 'addressUpdate'; readonly addressId: string; readonly address: Address }
  | { readonly kind: 'addressDelete'; readonly addressId: string }
  | { readonly kind: 'emailConsent'; readonly consent: Consent }
  | { readonly kind: 'smsConsent'; readonly consent: Consent }
  | { readonly kind: 'delete' };

/** Why Shopify refused an input; `code` is stable, `message` is Shopify's and may quote the input. */
export interface Rejection {
  readonly code: RejectionCode;
  readonly field: readonly string[];
  readonly message: string;
  readonly requestId: string | null;
}

export type RejectionCode =
  | 'email_taken'
  | 'email_invalid'
  | 'phone_taken'
  | 'phone_invalid'
  | 'locale_invalid'
  | 'name_invalid'
  | 'note_invalid'
  | 'metafield_invalid'
  | 'tags_invalid'
  | 'link_id_taken'
  | 'address_exists'
  | 'address_missing'
  | 'address_invalid'
  | 'consent_invalid'
  | 'customer_missing'
  | 'has_orders'
  | 'rejected';

/** What became of one step; `addressId` where it made an address. */
export interface StepResult {
  readonly rejections: readonly Rejection[];
  readonly addressId: string | null;
}

/** A consent to marketing: Shopify's state (`SUBSCRIBED`, …) and opt-in level. */
export interface Consent {
  readonly state: string;
  readonly level: string | null;
}

export interface Consents {
  readonly email: Consent | null;
  readonly sms: Consent | null;
}

export interface WriteAnswer {
  /** One result per step, in order. */
  readonly results: readonly StepResult[];
  /** As it is after the first step, when it was asked for. */
  readonly consents: Consents | null;
}

export type CreateAnswer =
  | { readonly created: true; readonly customerId: string }
  | { readonly created: false; readonly rejections: readonly Rejection[] };

/** A customer as it stands in the store. */
export interface FoundCustomer {
  readonly id: string;
  readonly fields: Profile;
  readonly tags: readonly string[];
  /** Whether Shopify holds the e-mail address for verified. */
  readonly verifiedEmail: boolean;
  readonly consents: Consents;
  /** Our link id on it, if any. */
  readonly linkId: string | null;
  /** The mapped metafields outside the app's namespace, which may have been the merchant's before. */
  readonly merchantMetafields: Metafields;
}

/** As `FoundCustomer`, with what costs more to read. */
export interface CustomerSnapshot extends FoundCustomer {
  /** The app's own and the merchant's. */
  readonly metafields: Metafields;
  readonly addresses: readonly { readonly id: string; readonly address: Address }[];
}

/** What stands of a leaver's customer, for its certificate. */
export interface LeaverReading {
  /** Null where Shopify has no such customer. */
  readonly customer: {
    readonly tags: readonly string[];
    readonly active: string | null;
    readonly consents: Consents;
    /** Of its account: `ENABLED`, `DISABLED`, `INVITED`, `DECLINED`. */
    readonly state: string;
    /** Null where Shopify denies companies, as it does to shops without B2B. */
    readonly companies: ContactsReading | null;
    /** Since when it is known that they are denied: some minutes pass before they are asked for again. */
    readonly companiesDeniedForMs: number | null;
  } | null;
  /** Shopify's, of the answer. */
  readonly requestId: string | null;
}

/**
 * `none`: nothing was to be called off. `denied`: the app lacks the scope. `failed`: Shopify does not say why.
 * `missing`: Shopify knows no such customer.
 */
export type ErasureAnswer = 'done' | 'none' | 'denied' | 'failed' | 'missing';

/** What companies a customer belongs to, and of which answer of Shopify's. */
export interface ContactsReading {
  readonly contacts: readonly Contact[];
  readonly requestId: string | null;
}

export interface CallOptions {
  /** Draws on the reserve that joiners leave in the budget (RULES 16). */
  readonly leaving: boolean;
  /** Waits for everything else, and leaves half of the budget alone. */
  readonly background?: boolean;
  /** Gives a call up while it waits for budget; once it is sent this does nothing. */
  readonly unsent?: AbortSignal;
  /** Asked right before the call is sent, whatever it waited for until then; `false` withdraws it. */
  readonly maySend?: () => boolean;
  /** Cuts a call off that is under way; it may still take effect. */
  readonly signal?: AbortSignal;
  /** Hears of every exchange that it takes. */
  readonly observe?: (call: ShopifyCall) => void;
}

export interface ShopFacts {
  /** ISO 3166-1 alpha-2; null if the shop has none. */
  readonly country: string | null;
  /** Mapped metafields that cannot be written, and why: a sentence for the merchant. */
  readonly unusable: Readonly<Record<MetafieldKey, string>>;
}

/** Whether a shop may switch the checkout rule on, and by what that is decided. */
export interface CheckoutRuleEligibility {
  readonly eligible: boolean;
  readonly code: 'public_app' | 'plus_plan' | 'development_store' | 'plus_needed';
  /** As merchants know it. */
  readonly plan: string;
  /** One sentence. */
  readonly reason: string;
}

/**
 * Customers of one shop. What Shopify refuses is an answer; everything else that goes wrong is a thrown
 * `GatewayFailure`.
 */
export interface CustomerGateway {
  /** Makes sure that all metafield definitions exist, and reads what the sync needs to know of the shop. */
  prepare(definitions: readonly MetafieldDefinition[], options: CallOptions): Promise<ShopFacts>;
  /** What `prepare` said last; null before it. */
  facts(): ShopFacts | null;
  create(customer: NewCustomer, options: CallOptions): Promise<CreateAnswer>;
  /** Runs the steps in order, in one call; a refused step does not stop those after it. */
  write(
    customerId: string,
    steps: readonly CustomerStep[],
    options: CallOptions & { readonly askConsents: boolean },
  ): Promise<WriteAnswer>;
  /** By our unique metafield; never lags. */
  readByLink(linkId: string, options: CallOptions): Promise<CustomerSnapshot | null>;
  /** By the very address; never lags, never a search. */
  findByEmail(email: string, options: CallOptions): Promise<FoundCustomer | null>;
  read(customerId: string, options: CallOptions): Promise<CustomerSnapshot | null>;
  /** As `read`, for several in one call; in order, null for each that is not there. */
  readMany(
    customerIds: readonly string[],
    options: CallOptions,
  ): Promise<readonly (CustomerSnapshot | null)[]>;
  /** Asks Shopify to erase the customer's personal data, which it does in its own time, or calls that off. */
  erase(customerId: string, ask: 'request' | 'cancel', options: CallOptions): Promise<ErasureAnswer>;
  /**
   * Reads back what leaving has left.
   * @param options `asksCompanies`: companies are asked for although they were denied a moment ago
   */
  readLeaver(
    customerId: string,
    options: CallOptions & { readonly asksCompanies: boolean },
  ): Promise<LeaverReading>;
  readonly companies: CompanyGateway;
  /** Handles of the scopes that the app has in the shop. */
  scopes(options: CallOptions): Promise<readonly string[]>;
  /** Whether the shop may switch the checkout rule on, by its plan and the app's distribution; the reason is one sentence. */
  checkoutRule(options: CallOptions): Promise<CheckoutRuleEligibility>;
  /** The cost bucket as last known, to be kept with the lease; opaque to the sync. */
  bucket(): string;
}

/** Companies of one shop, for its customers; denials are answers here. */
export interface CompanyGateway {
  /** Makes it where that is wanted; what is found is believed for some minutes. */
  find(wanted: WantedCompany, options: CallOptions): Promise<CompanyAnswer>;
  /**
   * Never lags.
   * @param likely whether it probably has some: else that is asked first, which costs less where there are none
   */
  contacts(customerId: string, likely: boolean, options: CallOptions): Promise<readonly Contact[] | 'denied'>;
  /** As `contacts`, for several in few calls, in order. */
  contactsOfMany(
    customerIds: readonly string[],
    options: CallOptions,
  ): Promise<readonly (readonly Contact[])[] | 'denied'>;
  write(step: CompanyStep, options: CallOptions): Promise<CompanyStepResult>;
}

/** How a call failed that got no answer to its input. */
export interface GatewayFailure extends Error {
  /**
   * `throttled`: asked to wait. `rejected`: an input of ours that no user can mend. `unauthorized`: token,
   * scope or shop. `misconfigured`: a missing definition, an operation unknown to this API version.
   * `unavailable`: no answer, or a 5xx. `withdrawn`: given up before it was sent.
   */
  readonly kind: 'throttled' | 'rejected' | 'unauthorized' | 'misconfigured' | 'unavailable' | 'withdrawn';
  readonly code: string;
  /** The call may have taken effect, or may do so yet. */
  readonly mayLand: boolean;
  /** Milliseconds that Shopify asked us to wait. */
  readonly retryAfterMs: number | null;
}
