// What Shopify accepts as a customer's postal address, and how it stores it.
import type { AddressFields, AddressRecord } from '../state/records.ts';
import { normalizePhone } from './contact.ts';
import { findCountry, findProvince } from './regions.ts';
import { checkLength, type UserError } from './user-errors.ts';

/** The schema's MailingAddressInput. */
export type AddressInput = Partial<
  Record<
    | 'id'
    | 'firstName'
    | 'lastName'
    | 'company'
    | 'address1'
    | 'address2'
    | 'city'
    | 'province'
    | 'provinceCode'
    | 'zip'
    | 'country'
    | 'countryCode'
    | 'phone',
    string | null
  >
>;

const textFields = {
  firstName: 'First name',
  lastName: 'Last name',
  company: 'Company',
  address1: 'Address1',
  address2: 'Address2',
  city: 'City',
  zip: 'Zip',
  phone: 'Phone',
} as const;

const blankAddress: AddressFields = {
  firstName: null,
  lastName: null,
  company: null,
  address1: null,
  address2: null,
  city: null,
  province: null,
  provinceCode: null,
  zip: null,
  country: null,
  countryCodeV2: null,
  phone: null,
};

/** Lays an input over an address (or over none); fields that the input leaves out stay. */
export function applyAddressInput(
  input: AddressInput,
  base: AddressFields = blankAddress,
): { fields: AddressFields; errors: UserError[] } {
  const fields = { ...base };
  const errors: UserError[] = [];
  for (const name of Object.keys(textFields) as (keyof typeof textFields)[]) {
    const value = input[name];
    if (value === undefined) continue;
    fields[name] = value || null;
    errors.push(...checkText(name, value));
  }
  errors.push(...applyRegion(input, fields));
  if (input.phone) {
    fields.phone = normalizePhone(input.phone, fields.countryCodeV2 ?? 'US') ?? input.phone;
  }
  return { fields, errors };
}

/** An address is blank when nothing but perhaps a name is in it. */
export function isBlankAddress({ firstName, lastName, ...place }: AddressFields): boolean {
  return Object.values(place).every((value) => value === null);
}

/** Shopify refuses a second address with the same content. */
export function sameAddress(left: AddressFields, right: AddressFields): boolean {
  return (Object.keys(blankAddress) as (keyof AddressFields)[]).every((name) => left[name] === right[name]);
}

/** "Toronto ON, Canada". */
export function formatArea({ city, provinceCode, country }: AddressRecord): string | null {
  const place = [city, provinceCode].filter(Boolean).join(' ');
  return [place, country].filter(Boolean).join(', ') || null;
}

function checkText(name: keyof typeof textFields, value: string | null): UserError[] {
  if (!value) return [];
  const label = textFields[name];
  const refuse = (message: string): UserError[] => [
    { field: [name], message: `${label} ${message}`, code: 'INVALID' },
  ];
  if (/<[a-z/][^>]*>/i.test(value)) return refuse('cannot contain HTML tags');
  if (/https?:\/\/|www\./i.test(value)) return refuse('cannot contain URL');
  if (/\p{Extended_Pictographic}/u.test(value)) return refuse('cannot contain emojis');
  return checkLength([name], label, value, 255);
}

function applyRegion(input: AddressInput, fields: AddressFields): UserError[] {
  const givenCountry = input.countryCode ?? input.country;
  if (givenCountry) {
    const country = findCountry(givenCountry);
    if (!country) return [{ field: ['country'], message: 'Country is invalid', code: 'INVALID' }];
    fields.country = country.name;
    fields.countryCodeV2 = country.code;
  } else if (givenCountry === null || givenCountry === '') {
    fields.country = null;
    fields.countryCodeV2 = null;
  }
  const givenProvince = input.provinceCode ?? input.province;
  if (givenProvince) {
    const province = findProvince(fields.countryCodeV2 ?? '', givenProvince);
    if (!province) return [{ field: ['province'], message: 'Province is invalid', code: 'INVALID' }];
    fields.province = province === 'unchecked' ? (input.province ?? null) : province.name;
    fields.provinceCode = province === 'unchecked' ? (input.provinceCode ?? null) : province.code;
  } else if (givenProvince === null || givenProvince === '') {
    fields.province = null;
    fields.provinceCode = null;
  }
  return [];
}
