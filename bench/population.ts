// The people and groups that every measured system holds: made from their number, so that all hold the same.

export const SHOP = 'bench.myshopify.com';
/** As long as a real one. */
export const CONNECTION = 'be5c0ffee123';
/** Where every measured server says that it is. */
export const ORIGIN = 'http://127.0.0.1';
/** Where every measured server has its SCIM endpoint. */
export const SCIM_ROOT = '/scim/v2';

const DEPARTMENTS = ['Sales', 'Design', 'Roastery', 'Finance', 'Logistics', 'Support'];
/** One in so many people is not active. */
const INACTIVE_EVERY = 50;
const FIRST_AT = Date.UTC(2025, 5, 1);
/** Milliseconds between the creation of one person and the next. */
const APART = 30_000;

export function userNameOf(n: number): string {
  return `Person.${n}@harbour-and-pine.example`;
}

export function externalIdOf(n: number): string {
  return `person-${n}`;
}

export function displayNameOf(n: number): string {
  return `Given${n} Family${n}`;
}

/** Whether a person of the population has no access: whoever is created later has. */
export function isInactive(n: number): boolean {
  return n % INACTIVE_EVERY === 7;
}

/** When person or group number n was created and last changed; later numbers are later. */
export function instantOf(n: number): number {
  return FIRST_AT + n * APART;
}

/** UUIDs of version 7 as Rollcall makes them, but for what would be random. */
export function userIdOf(n: number): string {
  return idOf(n, '7000');
}

export function groupIdOf(n: number): string {
  return idOf(n, '7001');
}

function idOf(n: number, version: string): string {
  const at = instantOf(n).toString(16).padStart(12, '0');
  return `${at.slice(0, 8)}-${at.slice(8)}-${version}-8000-${n.toString(16).padStart(12, '0')}`;
}

/** A user as Entra creates it with its default attribute mappings. */
export function userBody(n: number): Record<string, unknown> {
  return {
    schemas: [
      'urn:ietf:params:scim:schemas:core:2.0:User',
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
    ],
    externalId: externalIdOf(n),
    userName: userNameOf(n),
    active: true,
    displayName: displayNameOf(n),
    title: 'Specialist',
    preferredLanguage: 'en-US',
    name: { formatted: displayNameOf(n), givenName: `Given${n}`, familyName: `Family${n}` },
    emails: [{ primary: true, type: 'work', value: userNameOf(n) }],
    phoneNumbers: [{ type: 'work', value: `+1206555${String(n % 10_000).padStart(4, '0')}` }],
    addresses: [
      {
        type: 'work',
        streetAddress: `${n} Harbour Street`,
        locality: 'Seattle',
        region: 'WA',
        postalCode: '98101',
        country: 'US',
      },
    ],
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': {
      department: DEPARTMENTS[n % DEPARTMENTS.length],
      employeeNumber: String(100_000 + n),
    },
  };
}

export function groupNameOf(n: number): string {
  return `Team ${n}`;
}

export function groupBody(displayName: string, members: readonly string[]): Record<string, unknown> {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
    externalId: displayName,
    displayName,
    members: members.map((value) => ({ value })),
  };
}

/** Groups in a directory of so many users. */
export function groupCount(users: number): number {
  return Math.max(200, Math.floor(users / 100));
}

/** The numbers of the groups that person number n is in: three, or none. */
export function groupsOf(n: number, users: number): readonly number[] {
  const { from, to } = joined(users);
  if (n < from || n >= to) return [];
  return [n, n + 17, n + 101].map((group) => group % groupCount(users));
}

/** The number of the k-th person who is in groups, round and round. */
export function joinedNumber(k: number, users: number): number {
  const { from, to } = joined(users);
  return from + (k % (to - from));
}

/** The number of the k-th person who is in no group, round and round. */
export function plainNumber(k: number, users: number): number {
  const { from, to } = joined(users);
  const n = k % plainCount(users);
  return n < from ? n : n + (to - from);
}

/** How many are in no group. */
export function plainCount(users: number): number {
  const { from, to } = joined(users);
  return users - (to - from);
}

/** A tenth of the people, in the middle, so that neither the first pages nor the last ones hold any of them. */
function joined(users: number): { from: number; to: number } {
  return { from: Math.floor(users * 0.4), to: Math.floor(users * 0.5) };
}
