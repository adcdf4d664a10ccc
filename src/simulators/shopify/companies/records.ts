// The things of B2B that a simulated store holds. Records are never changed in place: a write puts a new one.

export type CompanyAddressFields = {
  address1: string | null;
  address2: string | null;
  city: string | null;
  countryCode: string | null;
  firstName: string | null;
  lastName: string | null;
  phone: string | null;
  recipient: string | null;
  zip: string | null;
  zoneCode: string | null;
};

export type CompanyAddressRecord = CompanyAddressFields & {
  id: string;
  companyName: string;
  createdAt: number;
  updatedAt: number;
};

export type RoleRecord = { id: string; number: number; name: string; note: string | null };

export type CompanyRecord = {
  number: number;
  id: string;
  name: string;
  note: string | null;
  externalId: string | null;
  customerSince: string;
  /** What a contact may do at a location: Shopify gives every company the same two. */
  roles: readonly RoleRecord[];
  mainContact: number | null;
  createdAt: number;
  updatedAt: number;
};

export type LocationRecord = {
  number: number;
  id: string;
  company: number;
  name: string;
  note: string | null;
  externalId: string | null;
  phone: string | null;
  locale: string | null;
  shippingAddress: CompanyAddressRecord | null;
  billingAddress: CompanyAddressRecord | null;
  createdAt: number;
  updatedAt: number;
};

/** One role of one contact at one location. */
export type AssignmentRecord = {
  number: number;
  id: string;
  contact: number;
  location: number;
  role: RoleRecord;
  createdAt: number;
  updatedAt: number;
};

/** A customer in its part as somebody who buys for a company. */
export type ContactRecord = {
  number: number;
  id: string;
  company: number;
  customer: number;
  title: string | null;
  locale: string | null;
  assignments: readonly AssignmentRecord[];
  /** Orders placed for the company, which forbid to delete the contact. */
  orders: number;
  createdAt: number;
  updatedAt: number;
};
