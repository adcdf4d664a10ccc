// Recognises a country however a directory writes it.
import { phoneLibrary } from './phone-library.ts';

/** Everyday codes that ISO 3166-1 does not know. */
const COMMON: readonly [string, string][] = [
  ['uk', 'GB'],
  ['usa', 'US'],
  ['united states of america', 'US'],
  ['great britain', 'GB'],
  ['holland', 'NL'],
];

interface Countries {
  readonly codes: ReadonlySet<string>;
  readonly byName: ReadonlyMap<string, string>;
}

let known: Countries | undefined;

function countries(): Countries {
  known ??= listCountries();
  return known;
}

function listCountries(): Countries {
  const codes = phoneLibrary().getCountries();
  const byName = new Map<string, string>(COMMON);
  const english = new Intl.DisplayNames('en', { type: 'region' });
  for (const code of codes) {
    const name = english.of(code);
    if (name !== undefined) byName.set(name.toLowerCase(), code);
  }
  return { codes: new Set(codes), byName };
}

/**
 * Countries to ISO, and provinces of the US to Shopify, whose CountryCode does not know them.
 * https://shopify.dev/docs/api/admin-graphql/2026-10/enums/CountryCode
 */
const US_PROVINCES: ReadonlySet<string> = new Set(['AS', 'FM', 'GU', 'MH', 'MP', 'PR', 'PW', 'VI']);

/** A country in Shopify's terms. */
export interface Country {
  readonly countryCode: string;
  /** Where Shopify counts the country to another. */
  readonly provinceCode?: string;
}

/** What Shopify calls a country, given as an ISO 3166-1 alpha-2 code or an English name; undefined if it is neither. */
export function toCountry(text: string | undefined): Country | undefined {
  if (text === undefined) return undefined;
  const { codes, byName } = countries();
  const upper = text.toUpperCase();
  const code = codes.has(upper) ? upper : byName.get(text.toLowerCase());
  if (code === undefined) return undefined;
  return US_PROVINCES.has(code) ? { countryCode: 'US', provinceCode: code } : { countryCode: code };
}

/** The country whose calling code a national number has: some provinces of the US have one of their own. */
export function phoneCountryOf({ countryCode, provinceCode }: Partial<Country>): string | undefined {
  const isCountry = countryCode === 'US' && provinceCode !== undefined && US_PROVINCES.has(provinceCode);
  return isCountry ? provinceCode : countryCode;
}
