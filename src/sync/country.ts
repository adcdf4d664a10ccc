// Recognises a country however a directory writes it.
import { getCountries } from 'libphonenumber-js/max';

/** Everyday codes that ISO 3166-1 does not know. */
const COMMON: readonly [string, string][] = [
  ['uk', 'GB'],
  ['usa', 'US'],
  ['united states of america', 'US'],
  ['great britain', 'GB'],
  ['holland', 'NL'],
];

const byName = new Map<string, string>(COMMON);
const english = new Intl.DisplayNames('en', { type: 'region' });
for (const code of getCountries()) {
  const name = english.of(code);
  if (name !== undefined) byName.set(name.toLowerCase(), code);
}
const codes = new Set<string>(getCountries());

/** The ISO 3166-1 alpha-2 code of a code or an English name; undefined if it is neither. */
export function toCountryCode(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const upper = text.toUpperCase();
  return codes.has(upper) ? upper : byName.get(text.toLowerCase());
}
