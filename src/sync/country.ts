// Recognises a country however a directory writes it.
import { phoneLibrary } from './phone-library.ts';

/** Everyday names that the tables of no language have. */
const COMMON: readonly [string, string][] = [
  ['usa', 'US'],
  ['united states of america', 'US'],
  ['great britain', 'GB'],
  ['england', 'GB'],
  ['scotland', 'GB'],
  ['wales', 'GB'],
  ['republic of ireland', 'IE'],
  ['holland', 'NL'],
  ['czech republic', 'CZ'],
  ['turkey', 'TR'],
  ['russian federation', 'RU'],
  ['korea', 'KR'],
  ['republic of korea', 'KR'],
  ['korea, republic of', 'KR'],
  ['ivory coast', 'CI'],
];

/** Those in which directories are kept: of a name that means two countries, the first language decides. */
const LANGUAGES = 'en de fr es it nl pt sv da nb fi pl cs hu ro tr el ja ko zh zh-Hant'.split(' ');

let known: ReadonlyMap<string, string> | undefined;

/** Listed for the first country that is not given by its code. */
function codesByName(): ReadonlyMap<string, string> {
  known ??= listNames();
  return known;
}

function listNames(): ReadonlyMap<string, string> {
  const codes = phoneLibrary().getCountries();
  const byName = new Map<string, string>(COMMON);
  for (const language of LANGUAGES) {
    for (const style of ['long', 'short'] as const) {
      const names = new Intl.DisplayNames(language, { type: 'region', style });
      for (const code of codes) {
        const name = foldName(names.of(code) ?? code);
        if (!byName.has(name)) byName.set(name, code);
      }
    }
  }
  return byName;
}

/** As people type it: without accents, whatever its case. */
function foldName(name: string): string {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').replaceAll('’', "'").toLowerCase();
  return plain.replace(/^the /, '').trim();
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

/** What Shopify calls a country, given as an ISO 3166-1 alpha-2 code or by name; undefined if it is neither. */
export function toCountry(text: string | undefined): Country | undefined {
  if (text === undefined) return undefined;
  const upper = text.toUpperCase();
  const code = phoneLibrary().isSupportedCountry(upper) ? upper : codesByName().get(foldName(text));
  if (code === undefined) return undefined;
  return US_PROVINCES.has(code) ? { countryCode: 'US', provinceCode: code } : { countryCode: code };
}

/** The country whose calling code a national number has: some provinces of the US have one of their own. */
export function phoneCountryOf({ countryCode, provinceCode }: Partial<Country>): string | undefined {
  const isCountry = countryCode === 'US' && provinceCode !== undefined && US_PROVINCES.has(provinceCode);
  return isCountry ? provinceCode : countryCode;
}
