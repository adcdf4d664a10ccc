// The people and groups that every measured system holds: made from their number, so that all hold the same.

export const SHOP = 'bench.myshopify.com';
/** Where every measured server has its SCIM endpoint. */
export const SCIM_ROOT = '/scim/v2';

const DEPARTMENTS = ['Sales', 'Design', 'Roastery', 'Finance', 'Logistics', 'Support'];

export function userNameOf(n: number): string {
  return `Person.${n}@harbour-and-pine.example`;
}

/** A user as Entra creates it with its default attribute mappings. */
export function userBody(n: number): Record<string, unknown> {
  return {
    schemas: [
      'urn:ietf:params:scim:schemas:core:2.0:User',
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
    ],
    externalId: `person-${n}`,
    userName: userNameOf(n),
    active: true,
    displayName: `Given${n} Family${n}`,
    title: 'Specialist',
    preferredLanguage: 'en-US',
    name: { formatted: `Given${n} Family${n}`, givenName: `Given${n}`, familyName: `Family${n}` },
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

export function groupBody(displayName: string, members: readonly string[]): Record<string, unknown> {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
    externalId: displayName,
    displayName,
    members: members.map((value) => ({ value })),
  };
}
