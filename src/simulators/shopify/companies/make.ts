// Makes the records of a new company, location, contact and role assignment.
import type { Clock } from '../clock.ts';
import { normalizePhone } from '../rules/contact.ts';
import type { CustomerRecord } from '../state/records.ts';
import type { Store } from '../state/store.ts';
import { type AddressInput, hasText, type LocationInput } from './input.ts';
import type {
  AssignmentRecord,
  CompanyAddressRecord,
  CompanyRecord,
  ContactRecord,
  LocationRecord,
  RoleRecord,
} from './records.ts';

export type Workshop = { store: Store; clock: Clock };

const gid = (type: string, number: number) => `gid://shopify/${type}/${number}`;

/** Shopify's two roles, which every company has from the start. */
export function makeRoles(store: Store): RoleRecord[] {
  return [
    ['Location admin', 'System-defined Location admin role'],
    ['Ordering only', 'System-defined Ordering only role'],
  ].map(([name, note]) => {
    const number = store.nextNumber();
    return { id: gid('CompanyContactRole', number), number, name: name ?? '', note: note ?? null };
  });
}

/** A location; `name` is what it is called when the input says nothing. */
export function makeLocation(
  company: CompanyRecord,
  name: string,
  input: LocationInput,
  { store, clock }: Workshop,
  country: string,
): LocationRecord {
  const number = store.nextNumber();
  const now = clock.now();
  const shippingAddress = makeAddress(input.shippingAddress, company.name, { store, clock });
  return {
    number,
    id: gid('CompanyLocation', number),
    company: company.number,
    name: input.name || name,
    note: input.note ?? null,
    externalId: input.externalId || null,
    phone: input.phone ? (normalizePhone(input.phone, country) ?? null) : null,
    locale: input.locale ?? 'en',
    shippingAddress,
    billingAddress: input.billingSameAsShipping
      ? shippingAddress
      : makeAddress(input.billingAddress, company.name, { store, clock }),
    createdAt: now,
    updatedAt: now,
  };
}

function makeAddress(
  input: AddressInput | null | undefined,
  companyName: string,
  { store, clock }: Workshop,
): CompanyAddressRecord | null {
  if (!input || !hasText(input)) return null;
  const blank = {
    address1: '',
    address2: null,
    city: null,
    countryCode: null,
    firstName: null,
    lastName: null,
    phone: null,
    recipient: null,
    zip: null,
    zoneCode: null,
  };
  const id = gid('CompanyAddress', store.nextNumber());
  return { ...blank, ...input, id, companyName, createdAt: clock.now(), updatedAt: clock.now() };
}

/** A contact without roles. */
export function makeContact(
  company: CompanyRecord,
  customer: CustomerRecord,
  { title = null, locale = null }: { title?: string | null; locale?: string | null },
  { store, clock }: Workshop,
): ContactRecord {
  const number = store.nextNumber();
  const now = clock.now();
  return {
    number,
    id: gid('CompanyContact', number),
    company: company.number,
    customer: customer.number,
    title,
    locale: locale ?? customer.locale,
    assignments: [],
    orders: 0,
    createdAt: now,
    updatedAt: now,
  };
}

export function makeAssignment(
  contact: ContactRecord,
  location: LocationRecord,
  role: RoleRecord,
  { store, clock }: Workshop,
): AssignmentRecord {
  const number = store.nextNumber();
  return {
    number,
    id: gid('CompanyContactRoleAssignment', number),
    contact: contact.number,
    location: location.number,
    role,
    createdAt: clock.now(),
    updatedAt: clock.now(),
  };
}
