// What a customer should look like, given a user: pure.
import { chooseEmail, type JsonObject } from '../protocol/index.ts';
import { chooseAddress, chooseLocale, choosePhone } from './contact.ts';
import { phoneCountryOf } from './country.ts';
import type { Address, Metafields, Profile } from './ports.ts';
import { departmentTag, LEAVER_TAG } from './tags.ts';
import { enterpriseOf, objectOf, textOf } from './values.ts';

export interface DesiredCustomer {
  readonly active: boolean;
  /** The e-mail among the fields was taken from the userName (RULES 8). */
  readonly emailFromUserName: boolean;
  readonly fields: Profile;
  readonly metafields: Metafields;
  readonly tags: readonly string[];
  readonly address: Address | null;
  /** What was left out and why, without personal data. */
  readonly warnings: readonly string[];
}

/**
 * @param user the stored form of a SCIM user
 * @param shopCountry where national phone numbers are read if the work address names no country
 */
export function desireCustomer(user: JsonObject, shopCountry: string | null): DesiredCustomer {
  const active = user.active !== false;
  const address = chooseAddress(user);
  const phone = choosePhone(user, [phoneCountryOf(address.value ?? {}), shopCountry ?? undefined]);
  const locale = chooseLocale(user);
  const email = chooseEmail(user);
  const enterprise = enterpriseOf(user);
  const department = textOf(enterprise.department);
  const tag = active ? departmentTag(department) : LEAVER_TAG;
  const warnings = [phone.warning, locale.warning, address.warning];
  return {
    active,
    emailFromUserName: email?.source === 'userName',
    fields: withValues({
      // Shopify strips white space even inside an address.
      email: email?.value.replace(/\s+/g, '') || undefined,
      ...chooseName(user),
      phone: phone.value,
      locale: locale.value,
    }),
    metafields: withValues({
      active: String(active),
      department,
      employeeNumber: textOf(enterprise.employeeNumber),
      title: textOf(user.title),
      company: textOf(enterprise.organization),
    }),
    tags: tag === undefined ? [] : [tag],
    address: address.value ?? null,
    warnings: warnings.filter((warning) => warning !== undefined),
  };
}

/** First and last name: as given, else from the display name, "Ada Lovelace" or "Lovelace, Ada". */
function chooseName(user: JsonObject): { firstName: string | undefined; lastName: string | undefined } {
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

function withValues<T extends Record<string, string | undefined>>(
  values: T,
): Partial<Record<keyof T & string, string>> {
  const present = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present) as Partial<Record<keyof T & string, string>>;
}
