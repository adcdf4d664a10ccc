// What Shopify accepts as an e-mail address, a phone number and a locale, and how it stores them.
import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { checkLength, type UserError } from './user-errors.ts';

const emailPattern = /^[^\s@<>()[\],;:\\"]+@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+[\p{L}]{2,}$/u;

/** Removes all white space, inner too, as recorded; an empty address is none. */
export function normalizeEmail(email: string | null | undefined): string | null {
  return email?.replaceAll(/\s/g, '') || null;
}

/** The objections to a normalised address; none to a missing one. */
export function checkEmail(email: string | null): UserError[] {
  if (email === null) return [];
  const tooLong = checkLength(['email'], 'Email', email, 255);
  // An over-long address is recorded to be refused twice.
  if (tooLong.length === 0 && emailPattern.test(email)) return [];
  return [...tooLong, { field: ['email'], message: 'Email is invalid', code: 'INVALID' }];
}

/** E.164, or undefined when it is no valid number. National numbers are completed for the country. */
export function normalizePhone(phone: string, country: string): string | undefined {
  const parsed = parsePhoneNumberFromString(
    phone,
    isSupportedCountry(country) ? (country as CountryCode) : 'US',
  );
  return parsed?.isValid() ? parsed.number : undefined;
}

const languageNames = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' });
const knownLocales = new Map<string, boolean>();

/** en, fr-CA, zh-Hant-TW: a language that exists, with an optional script and region. */
export function isLocale(locale: string): boolean {
  const known = knownLocales.get(locale);
  if (known !== undefined) return known;
  const language = /^([a-z]{2,3})(-[A-Z][a-z]{3})?(-[A-Z]{2})?$/.exec(locale)?.[1];
  const valid = language !== undefined && languageNames.of(language) !== undefined;
  if (knownLocales.size < 1000) knownLocales.set(locale, valid);
  return valid;
}
