// The things a simulated store holds. Records are never changed in place: a write puts a new one.

export type AddressFields = {
  firstName: string | null;
  lastName: string | null;
  company: string | null;
  address1: string | null;
  address2: string | null;
  city: string | null;
  province: string | null;
  provinceCode: string | null;
  zip: string | null;
  country: string | null;
  countryCodeV2: string | null;
  phone: string | null;
};

export type AddressRecord = AddressFields & { id: string };

export type MetafieldRecord = {
  id: string;
  namespace: string;
  key: string;
  type: string;
  value: string;
  ownerId: string;
  /** Milliseconds of simulator time, as all times in records. */
  createdAt: number;
  updatedAt: number;
};

export type ConsentRecord = {
  state: 'NOT_SUBSCRIBED' | 'PENDING' | 'SUBSCRIBED' | 'UNSUBSCRIBED' | 'INVALID' | 'REDACTED';
  optInLevel: string;
  updatedAt: string | null;
  collectedFrom: string | null;
};

export type CustomerRecord = {
  number: number;
  id: string;
  firstName: string | null;
  lastName: string | null;
  email: string | null;
  phone: string | null;
  locale: string;
  note: string | null;
  tags: readonly string[];
  addresses: readonly AddressRecord[];
  defaultAddressId: string | null;
  /** By full name: namespace, dot, key. */
  metafields: ReadonlyMap<string, MetafieldRecord>;
  state: 'DECLINED' | 'DISABLED' | 'ENABLED' | 'INVITED';
  verifiedEmail: boolean;
  emailConsent: ConsentRecord;
  smsConsent: ConsentRecord;
  orders: number;
  taxExempt: boolean;
  /** Whether gift cards were bought or got, which forbids a merge. */
  giftCards: boolean;
  /** When personal data are to be erased, if that was asked for. */
  erasureAt: number | null;
  createdAt: number;
  updatedAt: number;
};

export type DefinitionRecord = {
  id: string;
  ownerType: string;
  namespace: string;
  key: string;
  name: string;
  description: string | null;
  type: string;
  validations: readonly { name: string; value: string }[];
  access: { admin: string; storefront: string; customerAccount: string };
  uniqueValues: boolean;
  adminFilterable: boolean;
  pinned: boolean;
};

/** A checkout rule: a function of the app that is switched on or off. */
export type ValidationRecord = {
  number: number;
  id: string;
  title: string;
  enabled: boolean;
  blockOnFailure: boolean;
  handle: string;
  /** By full name, as those of customers. */
  metafields: ReadonlyMap<string, MetafieldRecord>;
};

const unasked: ConsentRecord = {
  state: 'NOT_SUBSCRIBED',
  optInLevel: 'SINGLE_OPT_IN',
  updatedAt: null,
  collectedFrom: null,
};

/** A customer with nothing filled in, as the Admin API makes one: state DISABLED, e-mail taken as verified. */
export function blankCustomer(number: number, now: number): CustomerRecord {
  return {
    number,
    id: `gid://shopify/Customer/${number}`,
    firstName: null,
    lastName: null,
    email: null,
    phone: null,
    locale: 'en',
    note: null,
    tags: [],
    addresses: [],
    defaultAddressId: null,
    metafields: new Map(),
    state: 'DISABLED',
    verifiedEmail: true,
    emailConsent: unasked,
    smsConsent: unasked,
    orders: 0,
    taxExempt: false,
    giftCards: false,
    erasureAt: null,
    createdAt: now,
    updatedAt: now,
  };
}

/** The name Shopify shows: the person's, else the e-mail, else the phone number. */
export function displayName({ firstName, lastName, email, phone }: CustomerRecord): string {
  return [firstName, lastName].filter(Boolean).join(' ') || email || phone || '';
}
