// The words, names and values that random requests are made of: what clients send, and what they should not.
import { EXTRA, EXTRA_NAMES } from './declared.ts';
import type { Random } from './random.ts';

export const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
export const ROLLCALL = 'urn:ietf:params:scim:schemas:extension:rollcall:2.0:User';

/** Stands in passwords only: seen anywhere else, it leaked. */
export const SECRET = 'Sesame-9f2c';

const WORDS = [
  '',
  'a',
  'B',
  'work',
  'Work',
  'home',
  'other',
  'Ada',
  'ada',
  'straße',
  'STRASSE',
  'ΣΑΣ',
  '10',
  '0x1',
];
const STRANGE = [
  '\0',
  'a\0b',
  '\ud800',
  '\udfff\ud800',
  '\u{1f600}\u200d\u{1f9d1}',
  '\u{10ffff}',
  '\uffff',
  '\u202eabc',
  "'; DROP TABLE users; --",
  '%00',
  '%',
  '_%',
  '\\',
  '"',
  '</script>',
  '__proto__',
  'constructor',
  'toString',
  'bulkId:b1',
  'bulkId:',
  'null',
  'true',
  'False',
  'NaN',
  '\r\nX-Injected: 1',
  '\u2028',
  'Å',
  'A\u030a',
  'ﬀ',
  'İ',
  '２０',
];
const NUMBERS = [0, -0, 1, -1, 2 ** 31, 2 ** 53, 2 ** 64, -(2 ** 63), 1e308, 5e-324, 0.1, 1.5];
const DATES = [
  '2026-01-01T00:00:00Z',
  '2030-12-31T23:59:60Z',
  '0000-00-00T00:00:00Z',
  '9999-12-31T23:59:59.999999999999+14:00',
  '2026-02-30T00:00:00Z',
  '2026-01-01',
  'yesterday',
];

export function word(random: Random): string {
  if (random.oneIn(24)) return random.pick(STRANGE);
  if (random.oneIn(400))
    return random.pick(['x', 'é', '\u{1f600}']).repeat(random.pick([400, 401, 5000, 70_000]));
  return random.pick(WORDS);
}

export function number(random: Random): number {
  return random.oneIn(3) ? random.pick(NUMBERS) : random.below(100);
}

export function date(random: Random): string {
  return random.pick(DATES);
}

/** A name that few have, so that conflicts happen but most creates do not meet one. */
export function userName(random: Random): string {
  if (random.oneIn(60)) return word(random);
  const name = `u${random.below(4000)}@x.example`;
  return random.oneIn(8) ? name.toUpperCase() : name;
}

export function groupName(random: Random): string {
  return random.oneIn(60) ? word(random) : `Group ${random.below(2000)}`;
}

export function flag(random: Random): unknown {
  return random.oneIn(8) ? random.pick(['True', 'False', 'true', null, 'yes', 1, '']) : random.oneIn(2);
}

/** Any JSON at all. */
export function anything(random: Random, depth = 3): unknown {
  switch (random.below(depth > 0 ? 9 : 6)) {
    case 0:
      return null;
    case 1:
      return random.oneIn(2);
    case 2:
      return number(random);
    case 3:
      return date(random);
    case 4:
    case 5:
      return word(random);
    case 6:
      return random.list(3, () => anything(random, depth - 1));
    default:
      return Object.fromEntries(random.list(3, () => [attributeName(random), anything(random, depth - 1)]));
  }
}

/** Attributes of a user, more often those that are indexed or special. */
export const USER_ATTRIBUTES = [
  'userName',
  'externalId',
  'displayName',
  'active',
  'emails',
  'id',
  'meta',
  'schemas',
  'groups',
  'name',
  'nickName',
  'profileUrl',
  'title',
  'userType',
  'preferredLanguage',
  'locale',
  'timezone',
  'password',
  'phoneNumbers',
  'ims',
  'photos',
  'addresses',
  'entitlements',
  'roles',
  'x509Certificates',
  'department',
  'employeeNumber',
  'costCenter',
  'organization',
  'division',
  'manager',
];
export const LISTS = [
  'emails',
  'phoneNumbers',
  'ims',
  'photos',
  'addresses',
  'entitlements',
  'roles',
  'x509Certificates',
];
const SUB_ATTRIBUTES = [
  'value',
  'type',
  'primary',
  'display',
  'displayName',
  '$ref',
  'givenName',
  'familyName',
  'formatted',
  'locality',
  'country',
  'created',
  'lastModified',
  'version',
  'location',
  'resourceType',
];
const NO_ATTRIBUTES = [
  'nonsense',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  '',
  'a b',
  'é',
  '$',
  'x'.repeat(300),
];

export function attributeName(random: Random): string {
  if (random.oneIn(40)) return random.pick(NO_ATTRIBUTES);
  const name = random.oneIn(5)
    ? random.pick(['displayName', 'members', 'externalId'])
    : random.pick(USER_ATTRIBUTES);
  return random.oneIn(10) ? name.toUpperCase() : name;
}

export function subAttributeName(random: Random): string {
  return random.oneIn(25) ? random.pick(NO_ATTRIBUTES) : random.pick(SUB_ATTRIBUTES);
}

/** A name as filters, paths and projections have it. */
export function attributePath(random: Random): string {
  const urn = random.oneIn(8)
    ? `${random.pick([USER, GROUP, ENTERPRISE, ROLLCALL, EXTRA, EXTRA, 'urn:x', USER.toLowerCase()])}:`
    : '';
  const sub = random.oneIn(2) ? `.${subAttributeName(random)}` : '';
  if (random.oneIn(8)) return `${EXTRA}:${random.pick(EXTRA_NAMES)}${random.oneIn(3) ? sub : ''}`;
  return urn + attributeName(random) + sub;
}
