// The fields that customerCreate, customerUpdate and customerSet share: laid over a customer and checked.
import type { AddressRecord, CustomerRecord } from '../state/records.ts';
import type { Store } from '../state/store.ts';
import { type AddressInput, applyAddressInput, isBlankAddress } from './addresses.ts';
import { checkEmail, isLocale, normalizeEmail, normalizePhone } from './contact.ts';
import { checkTags, normalizeTags } from './tags.ts';
import { checkLength, prefixErrors, type UserError } from './user-errors.ts';

export type CustomerFieldsInput = {
  firstName?: string | null;
  lastName?: string | null;
  email?: string | null;
  phone?: string | null;
  locale?: string | null;
  note?: string | null;
  tags?: string[] | null;
  taxExempt?: boolean | null;
  addresses?: AddressInput[] | null;
};

export type Draft = { customer: CustomerRecord; errors: UserError[] };

type Environment = { store: Store; country: string };

/** Lays the input over the customer. Fields that it leaves out stay; lists that it gives replace. */
export function applyCustomerFields(
  base: CustomerRecord,
  input: CustomerFieldsInput,
  { store, country }: Environment,
): Draft {
  const customer: CustomerRecord = { ...base };
  const errors: UserError[] = [];
  if (input.firstName !== undefined) customer.firstName = input.firstName?.trim() || null;
  if (input.lastName !== undefined) customer.lastName = input.lastName?.trim() || null;
  if (input.note !== undefined) customer.note = input.note || null;
  if (input.locale !== undefined) customer.locale = input.locale ?? 'en';
  if (input.taxExempt !== undefined) customer.taxExempt = input.taxExempt ?? false;
  if (input.tags !== undefined) customer.tags = normalizeTags(input.tags ?? []);
  if (input.email !== undefined) customer.email = normalizeEmail(input.email);
  if (input.addresses) errors.push(...replaceAddresses(customer, input.addresses, store));
  if (input.phone !== undefined) errors.push(...applyPhone(customer, input.phone, country));

  errors.push(...checkEmail(customer.email));
  errors.push(...findTaken(customer, store));
  errors.push(...checkLength(['firstName'], 'First name', customer.firstName, 255));
  errors.push(...checkLength(['lastName'], 'Last name', customer.lastName, 255));
  errors.push(...checkLength(['note'], 'Note', customer.note, 5000));
  errors.push(...checkTags(customer.tags));
  if (input.locale != null && !isLocale(input.locale)) {
    errors.push({ field: ['locale'], message: 'Locale is invalid', code: 'INVALID' });
  }
  if (
    errors.length === 0 &&
    !customer.firstName &&
    !customer.lastName &&
    !customer.email &&
    !customer.phone
  ) {
    const message = 'A name, phone number, or email address must be present';
    errors.push({ field: null, message, code: 'BLANK' });
  }
  return { customer, errors };
}

function applyPhone(customer: CustomerRecord, phone: string | null, shopCountry: string): UserError[] {
  if (!phone) {
    customer.phone = null;
    return [];
  }
  const tooLong = checkLength(['phone'], 'Phone', phone, 255);
  if (tooLong.length > 0) return tooLong;
  const country = defaultAddressOf(customer)?.countryCodeV2 ?? shopCountry;
  const normalized = normalizePhone(phone, country);
  if (!normalized) return [{ field: ['phone'], message: 'Phone is invalid', code: 'INVALID' }];
  customer.phone = normalized;
  return [];
}

function findTaken({ number, email, phone }: CustomerRecord, store: Store): UserError[] {
  const errors: UserError[] = [];
  const takenBy = (holder: CustomerRecord | undefined) => holder !== undefined && holder.number !== number;
  if (email && takenBy(store.customerByEmail(email))) {
    errors.push({ field: ['email'], message: 'Email has already been taken', code: 'TAKEN' });
  }
  if (phone && takenBy(store.customerByPhone(phone))) {
    errors.push({ field: ['phone'], message: 'Phone has already been taken', code: 'TAKEN' });
  }
  return errors;
}

/** Replaces the addresses; an entry with the id of an existing one changes that one. */
function replaceAddresses(
  customer: CustomerRecord,
  inputs: readonly AddressInput[],
  store: Store,
): UserError[] {
  const errors: UserError[] = [];
  const addresses: AddressRecord[] = [];
  for (const [index, input] of inputs.entries()) {
    const existing = customer.addresses.find(({ id }) => id === input.id);
    const prefix = ['addresses', String(index)] as const;
    if (input.id && !existing) {
      errors.push({ field: [...prefix, 'id'], message: 'Customer address does not exist', code: 'INVALID' });
      continue;
    }
    const { fields, errors: faults } = applyAddressInput(input, existing);
    if (faults.length === 0 && isBlankAddress(fields)) {
      errors.push({ field: [...prefix], message: 'Customer address cannot be blank.', code: 'BLANK' });
    }
    errors.push(...prefixErrors(faults, ...prefix));
    addresses.push(existing ? { ...existing, ...fields } : newAddress(customer, fields, store));
  }
  Object.assign(customer, withAddresses(customer, addresses));
  return errors;
}

/** A new address takes the customer's name where it has none of its own. */
export function newAddress(
  { firstName, lastName }: CustomerRecord,
  fields: Omit<AddressRecord, 'id'>,
  store: Store,
): AddressRecord {
  return {
    ...fields,
    firstName: fields.firstName ?? firstName,
    lastName: fields.lastName ?? lastName,
    id: `gid://shopify/MailingAddress/${store.nextNumber()}?model_name=CustomerAddress`,
  };
}

/** The customer with these addresses; the first is the default when the default is gone. */
export function withAddresses(customer: CustomerRecord, addresses: readonly AddressRecord[]): CustomerRecord {
  const stays = addresses.some(({ id }) => id === customer.defaultAddressId);
  return {
    ...customer,
    addresses,
    defaultAddressId: stays ? customer.defaultAddressId : (addresses[0]?.id ?? null),
  };
}

function defaultAddressOf({ addresses, defaultAddressId }: CustomerRecord): AddressRecord | undefined {
  return addresses.find(({ id }) => id === defaultAddressId);
}
