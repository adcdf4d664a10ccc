// A user's name and contact details in Shopify's forms: phone, locale, address.
import type { CountryCode } from 'libphonenumber-js/max';
import { say } from '../notices/notices.ts';
import type { JsonObject } from '../protocol/index.ts';
import { toCountry } from './country.ts';
import { phoneLibrary } from './phone-library.ts';
import type { Address } from './ports.ts';
import { elementsOf, objectOf, textOf } from './values.ts';

/** A value in Shopify's form, or why the user's value was left out (RULES 26); both absent if there is none. */
export interface Converted<T> {
  readonly value?: T;
  readonly warning?: string;
}

/** The order in which a user's numbers are considered; after these, whichever comes first. */
const PHONE_TYPES = ['work', 'mobile'];

/** The E.164 form of a user's number; a national number is read as one of the first country that is known. */
export function choosePhone(user: JsonObject, countries: readonly (string | undefined)[]): Converted<string> {
  const numbers = elementsOf(user.phoneNumbers).filter((number) => textOf(number.value) !== undefined);
  const chosen =
    PHONE_TYPES.map((type) => numbers.find((number) => isOfType(number, type))).find(
      (number) => number !== undefined,
    ) ?? numbers[0];
  const text = textOf(chosen?.value);
  if (text === undefined) return {};
  const type = textOf(chosen?.type);
  const unsound = type === undefined ? say('first_phone_unsound') : say('typed_phone_unsound', { type });
  return toPhone(text, countries, unsound);
}

/** @param unsound the warning of one that is none */
export function toPhone(
  text: string,
  countries: readonly (string | undefined)[],
  unsound: string,
): Converted<string> {
  const country = countries.find((code) => code !== undefined) as CountryCode | undefined;
  // Much of the world dials 00 before the calling code of another country, whatever is dialled in the shop's.
  for (const form of [text, text.replace(/^\s*00/, '+')]) {
    const parsed = phoneLibrary().parsePhoneNumberFromString(form, country);
    if (parsed?.isValid()) return { value: parsed.number };
  }
  return { warning: unsound };
}

const languages = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' });

/** A language tag from `preferredLanguage` (whose form is that of Accept-Language) or `locale`. */
export function chooseLocale(user: JsonObject): Converted<string> {
  const attribute = textOf(user.preferredLanguage) === undefined ? 'locale' : 'preferredLanguage';
  return toLocale(textOf(user[attribute]) ?? '', attribute);
}

/** @param attribute where the value is from, for a warning */
export function toLocale(value: string, attribute: string): Converted<string> {
  const text = value.split(/[,;]/)[0]?.trim().replaceAll('_', '-');
  if (text === undefined || text === '' || text === '*') return {};
  try {
    const { language, region } = new Intl.Locale(text);
    if (languages.of(language) !== undefined)
      return { value: region === undefined ? language : `${language}-${region}` };
  } catch {
    // Not a language tag at all: the same warning.
  }
  return { warning: say('language_unknown', { attribute }) };
}

/** An address as a directory or a template words it. */
export type AddressTexts = Partial<
  Record<'address1' | 'address2' | 'city' | 'zip' | 'province' | 'country', string | undefined>
>;

/** The work address; the first line of its street, and the others joined. */
export function chooseAddress(user: JsonObject): AddressTexts {
  const address = elementsOf(user.addresses).find((candidate) => isOfType(candidate, 'work'));
  if (address === undefined) return {};
  const street = typeof address.streetAddress === 'string' ? address.streetAddress : '';
  const lines = street
    .split(/\r?\n/)
    .map(textOf)
    .filter((line) => line !== undefined);
  const [address1, ...others] = lines;
  return {
    address1,
    address2: textOf(others.join(', ')),
    city: textOf(address.locality),
    zip: textOf(address.postalCode),
    province: textOf(address.region),
    country: textOf(address.country),
  };
}

/** An address in Shopify's parts; a region is a code if it looks like one. */
export function toAddress(texts: AddressTexts): Converted<Address> {
  const { address1, address2, city, zip, province: region, country } = texts;
  const known = toCountry(country);
  const isCode = region !== undefined && known !== undefined && /^[A-Za-z0-9]{1,3}$/.test(region);
  const parts: Record<keyof Address, string | undefined> = {
    address1,
    address2,
    city,
    zip,
    province: isCode || known?.provinceCode !== undefined ? undefined : region,
    provinceCode: known?.provinceCode ?? (isCode ? region.toUpperCase() : undefined),
    countryCode: known?.countryCode,
  };
  const present = Object.entries(parts).filter(([, value]) => value !== undefined);
  return {
    ...(present.length === 0 ? {} : { value: Object.fromEntries(present) as Address }),
    ...(country !== undefined && known === undefined ? { warning: say('country_unknown') } : {}),
  };
}

/** First and last name: as given, else from the display name, "Ada Lovelace" or "Lovelace, Ada". */
export function chooseName(user: JsonObject): {
  firstName: string | undefined;
  lastName: string | undefined;
} {
  const name = objectOf(user.name);
  const firstName = textOf(name.givenName);
  const lastName = textOf(name.familyName);
  if (firstName !== undefined || lastName !== undefined) return { firstName, lastName };
  const shown = textOf(user.displayName) ?? textOf(name.formatted);
  const comma = /^([^,]+), ?([^,]+)$/.exec(shown ?? '');
  if (comma !== null) return { firstName: textOf(comma[2]), lastName: textOf(comma[1]) };
  const [first, ...rest] = (shown ?? '').split(' ');
  return { firstName: textOf(first), lastName: textOf(rest.join(' ')) };
}

function isOfType(element: JsonObject, type: string): boolean {
  return textOf(element.type)?.toLowerCase() === type;
}
