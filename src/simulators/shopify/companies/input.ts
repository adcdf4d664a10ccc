// What Shopify accepts as a company's, a location's and a contact's fields.
import { checkEmail, isLocale, normalizeEmail, normalizePhone } from '../rules/contact.ts';
import { findCountry, findProvince } from '../rules/regions.ts';
import { checkLength, prefixErrors, type UserError } from '../rules/user-errors.ts';
import type { Store } from '../state/store.ts';
import { invalidInput } from './errors.ts';
import type { CompanyAddressFields } from './records.ts';

export type CompanyInput = {
  name?: string | null;
  note?: string | null;
  externalId?: string | null;
  customerSince?: string | null;
};

export type AddressInput = Partial<CompanyAddressFields>;

export type LocationInput = {
  name?: string | null;
  note?: string | null;
  externalId?: string | null;
  phone?: string | null;
  locale?: string | null;
  taxExempt?: boolean | null;
  billingSameAsShipping?: boolean | null;
  billingAddress?: AddressInput | null;
  shippingAddress?: AddressInput | null;
};

export type ContactInput = {
  email?: string | null;
  firstName?: string | null;
  lastName?: string | null;
  locale?: string | null;
  phone?: string | null;
  title?: string | null;
};

const htmlTag = /<[a-z/][^>]*>/i;
const externalIdPattern = /^[A-Za-z0-9!@#$%^&*(){}[\]\\/?<>_\-~,.;:'`"]*$/;

export const stripHtml = (text: string): string => text.replaceAll(/<[a-z/][^>]*>/gi, '').trim();

/** Length and characters of an external id; `taken` says whether another record has it. */
export function checkExternalId(
  externalId: string | null | undefined,
  taken: (id: string) => boolean,
): UserError[] {
  if (!externalId) return [];
  const field = ['externalId'];
  if (externalId.length > 64) {
    return [{ field, message: 'External Id must be 64 characters or less.', code: 'TOO_LONG' }];
  }
  if (!externalIdPattern.test(externalId)) {
    const message =
      'External Id can only contain numbers, letters, and some special characters, including !@#$%^&*(){}[]\\/?<>_-~,.;:\'`"';
    return [{ field, message, code: 'INVALID' }];
  }
  return taken(externalId) ? [{ field, message: 'External id has already been taken.', code: 'TAKEN' }] : [];
}

/** Name and notes; the errors speak of `notes`, as recorded, although the input says `note`. */
export function checkTexts({ name, note }: { name?: string | null; note?: string | null }): UserError[] {
  const errors = [
    ...checkLength(['name'], 'Name', name, 255),
    ...checkLength(['notes'], 'Notes', note, 5000),
  ];
  if (name !== undefined && !stripHtml(name ?? '')) {
    errors.unshift({ field: ['name'], message: "Name can't be blank", code: 'BLANK' });
  }
  return errors;
}

const checkedPlaces = {
  address1: 'Address1',
  address2: 'Address2',
  city: 'City',
  zip: 'Zip',
  recipient: 'Recipient',
  firstName: 'First name',
  lastName: 'Last name',
} as const;

/** The objections to one address. */
function checkAddress(address: AddressInput): UserError[] {
  const errors: UserError[] = [];
  const refuse = (field: string, label: string) =>
    errors.push({ field: [field], message: `${label} is invalid`, code: 'INVALID' });
  for (const [field, label] of Object.entries(checkedPlaces)) {
    const value = address[field as keyof typeof checkedPlaces];
    if (value && (htmlTag.test(value) || /https?:\/\//i.test(value) || value.length > 255))
      refuse(field, label);
  }
  const country = address.countryCode && findCountry(address.countryCode);
  if (address.countryCode && (!country || address.countryCode === 'ZZ'))
    refuse('countryCode', 'Country code');
  else if (country && address.zoneCode && !findProvince(country.code, address.zoneCode)) {
    refuse('zoneCode', 'Zone code');
  }
  return errors;
}

/** The objections to a location's input, except to its external id. */
export function checkLocation(input: LocationInput, shopCountry: string): UserError[] {
  const errors = [
    ...checkLength(['name'], 'Name', input.name, 255),
    ...checkLength(['notes'], 'Notes', input.note, 5000),
  ];
  if (input.taxExempt === null) errors.push(invalidInput('taxExempt'));
  // Two contradictory wishes, or neither an address nor the wish to share one.
  if (input.billingSameAsShipping && hasText(input.billingAddress))
    errors.push(invalidInput('billingAddress'));
  for (const field of ['shippingAddress', 'billingAddress'] as const) {
    const address = input[field];
    if (!address) continue;
    // A country is all that an address cannot do without; the recording shows no more than that this is refused.
    if (hasText(address) && !address.countryCode) errors.push(invalidInput(field));
    errors.push(...prefixErrors(checkAddress(address), field));
  }
  const country = input.shippingAddress?.countryCode ?? input.billingAddress?.countryCode ?? shopCountry;
  if (input.phone && !normalizePhone(input.phone, country)) {
    errors.push({ field: ['phone'], message: 'Phone is invalid', code: 'INVALID' });
  }
  return errors;
}

export function hasText(address: AddressInput | null | undefined): boolean {
  return Object.values(address ?? {}).some(Boolean);
}

/** The objections to a new contact, which makes a new customer. */
export function checkContact(input: ContactInput, store: Store, country: string): UserError[] {
  const email = normalizeEmail(input.email);
  if (!email) {
    const message = 'Either the attribute email or customer_id must be provided';
    return [{ field: [], message, code: 'INVALID' }];
  }
  const names = [input.firstName, input.lastName];
  if (names.some((name) => name && htmlTag.test(name))) return [invalidInput()];
  const errors: UserError[] = [];
  if (checkEmail(email).length > 0) {
    errors.push({ field: ['email'], message: 'Email is invalid', code: 'INVALID' });
  } else if (store.customerByEmail(email)) {
    errors.push({ field: ['email'], message: 'Email address has already been taken.', code: 'TAKEN' });
  }
  if (input.locale && !isLocale(input.locale)) {
    errors.push({ field: ['locale'], message: 'Invalid locale format.', code: 'INVALID' });
  }
  if (input.phone) {
    const phone = normalizePhone(input.phone, country);
    if (!phone) errors.push({ field: ['phone'], message: 'Phone is invalid', code: 'INVALID' });
    else if (store.customerByPhone(phone)) {
      errors.push({ field: ['phone'], message: 'Phone number has already been taken.', code: 'TAKEN' });
    }
  }
  return errors;
}
