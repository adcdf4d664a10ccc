// What must exist before an exchange that an RFC prints makes sense, as shared-seeds.ts has it for the others.
import type { Seed } from './shared-seeds.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const BJENSEN = '2819c223-7f76-453a-919d-413861904646';
const JSMITH = '08e1d05d-121c-4561-8b96-473d93df9210';
const GROUP = 'acbf3ae7-8463-4692-b4fd-9b4da3f908ce';

const bjensen = { userName: 'bjensen', externalId: 'bjensen', displayName: 'Barbara Jensen' };
const working = {
  ...bjensen,
  emails: [{ type: 'work', primary: true, value: 'bjensen@example.com' }],
  addresses: [{ type: 'work', streetAddress: '911 Universal City Plaza', locality: 'Hollywood' }],
};
const jsmith = { userName: 'jsmith', displayName: 'James Smith' };
const user = { userName: 'someone' };
const hundred = { 'user*100': { userName: 'user{n}@example.com' } };
const hundredJ = { 'user*100': { userName: 'J{n}' } };

/** ETags as the RFC prints them: without the closing quote. */
const etagOf = (name: string) => ({ 'W/"a330bc54f0671c9': `{${name}.version}` });
/** A group whose id the RFC abbreviates, with its members' ids as printed. */
const groupWith = (members: Readonly<Record<string, string>>): Pick<Seed, 'given' | 'printed'> => ({
  given: {
    [BJENSEN]: bjensen,
    [JSMITH]: jsmith,
    [GROUP]: { displayName: 'Tour Guides', members: [{ value: `{${BJENSEN}}` }] },
  },
  printed: { ...members, 'acbf3ae7-8463-...-9b4da3f908ce': `{${GROUP}}`, ...etagOf(GROUP) },
});
const membersAre = (...ids: string[]): NonNullable<Seed['afterwards']> =>
  Object.fromEntries(
    [BJENSEN, JSMITH].map((id) => [
      `/Groups?filter=members eq "{${id}}"`,
      { totalResults: ids.includes(id) ? 1 : 0 },
    ]),
  );

/** For the filters of figure 2: some match, some do not. */
const filtered = (totalResults: number): Seed => ({
  given: {
    john: {
      userName: 'john',
      title: 'Guide',
      userType: 'Employee',
      name: { familyName: "O'Malley" },
      emails: [{ type: 'work', value: 'john@example.com' }],
    },
    jane: {
      userName: 'Jane',
      userType: 'Intern',
      emails: [{ type: 'home', value: 'jane@example.org' }],
      [ENTERPRISE]: { department: 'Tours' },
    },
    carl: { userName: 'carl', userType: 'Contractor' },
  },
  answer: { totalResults },
});

export const RFC_SEEDS: Readonly<Record<string, Seed>> = {
  'rfc-7643-8.1': { givenAsExpected: true },
  'rfc-7643-8.2': {
    givenAsExpected: true,
    givenAfter: {
      'e9e30dba-f08f-4109-8486-d5c6a331660a': {
        displayName: 'Tour Guides',
        members: [{ value: `{${BJENSEN}}` }],
      },
      'fc348aa8-3835-40eb-a20b-c726e15c55b5': {
        displayName: 'Employees',
        members: [{ value: '{e9e30dba-f08f-4109-8486-d5c6a331660a}' }],
      },
      '71ddacd2-a8e7-49b8-a5db-ae50d0a5bfd7': {
        displayName: 'US Employees',
        members: [{ value: `{${BJENSEN}}` }],
      },
    },
  },
  'rfc-7643-8.3': {
    given: {
      '26118915-6090-4610-87e4-49d8ca9f808d': { userName: 'jsmith', displayName: 'John Smith' },
    },
    givenAsExpected: true,
    givenAfter: {
      'e9e30dba-f08f-4109-8486-d5c6a331660a': {
        displayName: 'Tour Guides',
        members: [{ value: `{${BJENSEN}}` }],
      },
      'fc348aa8-3835-40eb-a20b-c726e15c55b5': {
        displayName: 'Employees',
        members: [{ value: '{e9e30dba-f08f-4109-8486-d5c6a331660a}' }],
      },
      '71ddacd2-a8e7-49b8-a5db-ae50d0a5bfd7': {
        displayName: 'US Employees',
        members: [{ value: `{${BJENSEN}}` }],
      },
    },
  },
  'rfc-7643-8.5': {
    // Whose features they are differs; that they are all stated does not.
    answer: {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
      patch: { supported: true },
      bulk: { supported: '*', maxOperations: '*', maxPayloadSize: '*' },
      filter: { supported: true, maxResults: '*' },
      changePassword: { supported: '*' },
      sort: { supported: '*' },
      etag: { supported: '*' },
      authenticationSchemes: [{ type: 'oauthbearertoken', name: '*', description: '*' }],
    },
  },
  'rfc-7643-8.6': {
    // Printed as a bare array; RFC 7644 section 4 asks for a ListResponse.
    answer: {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
      Resources: [
        { id: 'User', endpoint: '/Users', schemaExtensions: [{ schema: ENTERPRISE }] },
        { id: 'Group', endpoint: '/Groups' },
      ],
    },
  },
  'rfc-7643-8.7.1': {
    // Likewise. Their characteristics are compared in test/protocol/printed-schemas.test.ts.
    answer: {
      Resources: [
        { id: 'urn:ietf:params:scim:schemas:core:2.0:User' },
        { id: 'urn:ietf:params:scim:schemas:core:2.0:Group' },
        { id: ENTERPRISE },
      ],
    },
  },

  'rfc-7644-02': { given: { [BJENSEN]: bjensen } },
  'rfc-7644-03': { givenAsExpected: true },
  'rfc-7644-05': { given: hundred },
  'rfc-7644-06': { given: hundred },
  'rfc-7644-09': { given: { [BJENSEN]: bjensen }, answer: { totalResults: 1, Resources: [] } },
  'rfc-7644-10': {
    given: {
      jsmith: { userName: 'jsmith', displayName: 'Smith, James' },
      family: { displayName: 'Smith Family' },
      other: user,
    },
    answer: {
      totalResults: 2,
      Resources: [{ userName: 'jsmith', displayName: 'Smith, James' }, { displayName: 'Smith Family' }],
    },
  },
  'rfc-7644-20': { given: { [BJENSEN]: bjensen }, printed: etagOf(BJENSEN) },
  'rfc-7644-22': {
    given: { [BJENSEN]: working },
    printed: etagOf(BJENSEN),
    afterwards: {
      [`/Users/{${BJENSEN}}`]: {
        nickName: 'Babs',
        emails: [{ value: 'bjensen@example.com' }, { value: 'babs@jensen.org' }],
      },
    },
  },
  'rfc-7644-23': {
    ...groupWith({ '2819c223-7f76-...413861904646': `{${BJENSEN}}` }),
    afterwards: membersAre(),
  },
  'rfc-7644-24': { ...groupWith({}), afterwards: membersAre() },
  'rfc-7644-26': {
    ...groupWith({
      '2819c223...919d-413861904646': `{${BJENSEN}}`,
      '08e1d05d...473d93df9210': `{${JSMITH}}`,
    }),
    afterwards: membersAre(JSMITH),
  },
  'rfc-7644-27': { ...groupWith({}), afterwards: membersAre(BJENSEN, JSMITH) },
  'rfc-7644-28': {
    ...groupWith({ '2819c223...413861904646': `{${BJENSEN}}`, '08e1d05d...473d93df9210': `{${JSMITH}}` }),
    afterwards: membersAre(BJENSEN, JSMITH),
  },
  'rfc-7644-30': {
    given: { [BJENSEN]: working },
    printed: etagOf(BJENSEN),
    afterwards: {
      [`/Users/{${BJENSEN}}`]: {
        addresses: [{ type: 'work', streetAddress: '1010 Broadway Ave', locality: 'Hollywood' }],
      },
    },
  },
  'rfc-7644-31': {
    given: { [BJENSEN]: working },
    printed: etagOf(BJENSEN),
    afterwards: {
      [`/Users/{${BJENSEN}}`]: {
        nickName: 'Babs',
        displayName: 'Barbara Jensen',
        emails: [{ type: 'home' }],
      },
    },
  },
  'rfc-7644-32': { given: { id: user }, connection: { strict: true } },
  'rfc-7644-34': {
    given: { id: bjensen },
    afterwards: { '/Users/{id}': { displayName: 'Barbara Jensen' } },
  },
  'rfc-7644-35': { given: { id: user } },
  'rfc-7644-40': {
    given: { [BJENSEN]: bjensen },
    printed: { 'W/"c310cd84f0281b7': `{${BJENSEN}.version}` },
    afterwards: { [`/Users/{${BJENSEN}}`]: 404 },
  },
  'rfc-7644-42': {
    given: { gone: bjensen },
    before: [{ request: 'DELETE /Users/{gone}', expect: { status: 204 } }],
  },
  'rfc-7644-50': {
    afterwards: { '/Groups?filter=displayName sw "Group" and members pr': { totalResults: 2 } },
  },
  // Text in single quotes is none by the RFC's own grammar.
  'rfc-7644-51': { status: 400, answer: { scimType: 'invalidFilter' } },
  'rfc-7644-53': { afterwards: { '/Users?filter=userName eq "bob" and manager pr': { totalResults: 1 } } },
  'rfc-7644-54': {
    given: {
      'b7c14771-226c-4d05-8860-134711653041': { userName: 'bob' },
      '5d8d29d3-342c-4b5f-8683-a3cb6763ffcc': { userName: 'david', nickName: 'Dave' },
      'e9025315-6bea-44e1-899c-1e07454e468b': { userName: 'erin' },
    },
    printed: {
      'W/"3694e05e9dff591"': '{b7c14771-226c-4d05-8860-134711653041.version}',
      'W/"edac3253e2c0ef2"': '{5d8d29d3-342c-4b5f-8683-a3cb6763ffcc.version}',
      'W/"0ee8add0a938e1a"': '{e9025315-6bea-44e1-899c-1e07454e468b.version}',
    },
  },
  'rfc-7644-55': {
    headers: { 'content-length': null },
    body: `{"Operations":["${'x'.repeat(3 * 1024 * 1024)}"]}`,
  },
  'rfc-7644-61': { given: { [BJENSEN]: bjensen } },
  'rfc-7644-71': {
    given: { [BJENSEN]: bjensen },
    printed: { 'W/"e180ee84f0671b1': `{${BJENSEN}.version}` },
  },
  'rfc-7644-err-invalidPath': { given: { id: user } },
  'rfc-7644-err-noTarget': { given: { id: user } },
  'rfc-7644-filter-02': filtered(1),
  'rfc-7644-filter-03': filtered(2),
  'rfc-7644-filter-04': filtered(2),
  'rfc-7644-filter-06': filtered(3),
  'rfc-7644-filter-07': filtered(3),
  'rfc-7644-filter-08': filtered(0),
  'rfc-7644-filter-10': filtered(1),
  'rfc-7644-filter-11': filtered(2),
  'rfc-7644-filter-12': filtered(1),
  'rfc-7644-filter-14': filtered(1),
  'rfc-7644-filter-15': filtered(1),
  'rfc-7644-filter-16': filtered(1),
  'rfc-7644-filter-18': filtered(1),
  'rfc-7644-filter-19': filtered(1),
  'rfc-7644-filter-20-root': {
    given: { user, group: { displayName: 'Group' } },
    status: 200,
    answer: { totalResults: 2 },
  },

  'rfc-9865-01': { given: hundredJ },
  'rfc-9865-02': {
    given: hundredJ,
    before: [
      {
        request: 'GET /Users?filter=userName sw J&cursor&count=10',
        expect: { status: 200 },
        keep: { first: 'nextCursor' },
      },
    ],
    printed: { VZUTiyhEQJ94IR: '{first}' },
  },
  'rfc-9865-03': {
    left: 'A server with cursors only; RFC 9865 section 2.4 advises to keep the index as default',
  },
  'rfc-9865-05': {
    // Section 2.4 advises to keep the index as default, which the example does not.
    answer: {
      pagination: { cursor: true, index: true, defaultPaginationMethod: 'index', cursorTimeout: '*' },
    },
  },
  'rfc-9865-07': {
    given: hundredJ,
    before: [
      { request: 'GET /Users?cursor&count=10', expect: { status: 200 }, keep: { expired: 'nextCursor' } },
    ],
    later: 3601,
  },
  'rfc-9967-01': { given: { [BJENSEN]: bjensen } },
};
