// What must exist before a recorded exchange makes sense, by the beginning of its name; most need nothing.
import type { Exchange, Step } from './exchange.ts';

export interface Seed extends Pick<Exchange, 'given' | 'connection' | 'afterwards'> {
  /** Why the exchange is not played. */
  readonly left?: string;
  /** The resource that the source prints is created next, under the id that it prints. */
  readonly givenAsExpected?: boolean;
  readonly givenAfter?: Exchange['given'];
  /** Played before the exchange itself. */
  readonly before?: readonly Step[];
  /** Seconds that pass before the exchange. */
  readonly later?: number;
  /** Further texts that the source prints, and the names that stand for them. */
  readonly printed?: Readonly<Record<string, string>>;
  /** Sent beside, or instead of, what the source has. */
  readonly headers?: Step['headers'];
  readonly body?: unknown;
  /** Expected instead of what the source has. */
  readonly status?: number;
  readonly answer?: unknown;
}

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

const joy = {
  userName: 'joy.young@contoso.example',
  displayName: 'Joy Young',
  title: 'Buyer',
  preferredLanguage: 'en-GB',
  name: { givenName: 'givenName', familyName: 'familyName' },
  emails: [{ type: 'work', primary: true, value: 'joy.young@contoso.example' }],
  phoneNumbers: [
    { type: 'work', value: '+1 202-555-0171' },
    { type: 'mobile', value: '+1 202-555-0172' },
  ],
  addresses: [{ type: 'work', streetAddress: '1 Main St', locality: 'Portland' }],
  [ENTERPRISE]: { department: 'Sales', costCenter: '4130', manager: { value: 'boss' } },
};
const bare = { userName: 'bare@contoso.example' };
const other = { userName: 'other@contoso.example' };
const third = { userName: 'third@contoso.example' };
const eleven = { 'user*11': { userName: 'user{n}@contoso.example' } };
const group = { displayName: 'Seed' };
const groupOf = (...names: string[]) => ({
  displayName: 'Seed',
  members: names.map((name) => ({ value: `{${name}}` })),
});

const entraUser = { userName: 'Test_User_00aa00aa-bb11-cc22-dd33-44ee44ee44ee' };
const oktaUser = { userName: 'test.user@okta.local' };
const OKTA_USER = '23a35c27-23d3-4c03-b4c5-6443c09e7173';
const OKTA_OTHER = '89bb1940-b905-4575-9e7f-6f887cfb368e';
const OKTA_GROUP = 'abf4dd94-a4c0-4f67-89c9-76b03340cb9b';
const oktaGroup = { displayName: 'Test SCIMv2' };
const BJENSEN = '2819c223-7f76-453a-919d-413861904646';

const OKTA_ENTITLEMENTS = 'Roles and entitlements as resource types of their own are Okta’s, and not offered';

export const SEEDS: Readonly<Record<string, Seed>> = {
  'authentik-003': { given: { uid: { userName: 'uid' } } },
  'authentik-006': { given: { id: { userName: 'uid' } } },
  'authentik-007': { given: { id: bare }, afterwards: { '/Users/{id}': 404 } },
  'authentik-009': {
    given: { user1: bare, user2: other, id: group },
    afterwards: { '/Groups/{id}': { members: [{ value: '{user1}' }, { value: '{user2}' }] } },
  },
  'authentik-010': {
    given: { user1: bare, user2: other, id: groupOf('user1', 'user2') },
    afterwards: { '/Groups/{id}?attributes=members.value': { members: [{ value: '{user2}' }] } },
  },
  'authentik-011': { given: { user1: bare, id: groupOf('user1') } },

  'entra-002': { headers: { 'user-agent': null } },
  'entra-003': { given: { id: { ...joy, ...entraUser } } },
  'entra-005': { given: { id: { ...bare, externalId: 'jyoung' } }, answer: { totalResults: 1 } },
  'entra-006': {
    given: { id: { ...bare, emails: [{ type: 'work', value: 'user@contoso.com' }] } },
    answer: { totalResults: 1 },
  },
  'entra-007': { given: { id: { userName: 'CaseFilter@Test.COM' } } },
  'entra-012': { given: { id: entraUser } },
  'entra-020': {
    given: {
      '5d48a0a8e9f04aa38008': { ...entraUser, externalId: '58342554-38d6-4ec8-948c-50044d0a33fd' },
    },
  },
  'entra-030': { given: { '6764549bef60420686bc': joy } },
  'entra-031': { given: { '5171a35d82074e068ce2': joy } },
  'entra-032': { given: { '5171a35d82074e068ce2': joy } },
  'entra-034': { given: { id: joy } },
  'entra-035': { given: { id: { ...joy, active: false } } },
  'entra-036': { given: { id: joy } },
  'entra-038': { given: { id: bare } },
  'entra-039': {
    given: { id: joy },
    afterwards: { '/Users/{id}': { 'name.givenName': null, [`${ENTERPRISE}:employeeNumber`]: null } },
  },
  'entra-040': { given: { id: bare } },
  'entra-042': {
    given: {
      21: {
        ...bare,
        emails: [{ type: 'work', value: 'AdeleV@contoso.onmicrosoft.com' }],
        addresses: [{ type: 'work', formatted: '18/2110' }],
      },
    },
  },
  'entra-043': { given: { id: bare } },
  'entra-044': { given: { id: bare } },
  'entra-046': {
    given: { id: { ...bare, roles: [{ value: 'Other' }] } },
    afterwards: { '/Users/{id}': { roles: [{ value: 'Other' }, { value: '*' }] } },
  },
  'entra-047': { given: { id: { ...bare, roles: [{ value: 'Admin' }, { value: 'User' }] } } },
  'entra-048': {
    given: {
      'a0a0a0a0-bbbb-cccc-dddd-e1e1e1e1e1e1': bare,
      '00aa00aa-bb11-cc22-dd33-44ee44ee44ee': other,
    },
  },
  'entra-050': { given: { id: joy, manager2Id: other } },
  'entra-051': { given: { id: joy }, afterwards: { '/Users/{id}': { [ENTERPRISE]: { manager: null } } } },
  'entra-052': {
    given: { id: joy },
    afterwards: { '/Users/{id}': { displayName: null, title: null, preferredLanguage: null, name: null } },
  },
  'entra-054': { given: { id: joy } },
  'entra-055': { given: { id: joy } },
  'entra-056': { given: { id: joy } },
  'entra-058': {
    given: { id: joy },
    afterwards: { '/Users/{id}': { [ENTERPRISE]: { department: null, costCenter: null } } },
  },
  'entra-059': { given: { id: joy }, afterwards: { '/Users/{id}': { phoneNumbers: null } } },
  'entra-060': {
    given: { '5171a35d82074e068ce2': joy },
    afterwards: { '/Users/{5171a35d82074e068ce2}': 404 },
  },
  'entra-062': {
    given: { deletedId: bare },
    before: [{ request: 'DELETE /Users/{deletedId}', expect: { status: 204 } }],
  },
  'entra-063': { given: { id: joy } },
  'entra-072': {
    given: {
      '40734ae655284ad3abcc': {
        displayName: 'displayName',
        externalId: '60f1bb27-2e1e-402d-bcc4-ec999564a194',
      },
    },
  },
  'entra-073': { given: { id: { displayName: 'displayName' } } },
  'entra-076': { given: { fa2ce26709934589afc5: group } },
  'entra-077': { given: { id: group }, afterwards: { '/Groups/{id}': { displayName: 'Updated Name' } } },
  'entra-078': { given: { id: group }, afterwards: { '/Groups/{id}': { externalId: 'new-ext' } } },
  'entra-080': {
    given: { user1: bare, user2: other, user3: third, id: group },
    afterwards: {
      '/Groups/{id}': { members: [{ value: '{user1}' }, { value: '{user2}' }, { value: '{user3}' }] },
    },
  },
  'entra-081': {
    given: {
      f648f8d5ea4e4cd38e9c: bare,
      stays: other,
      a99962b9f99d4c4fac67: groupOf('f648f8d5ea4e4cd38e9c', 'stays'),
    },
    afterwards: {
      '/Groups?filter=members eq "{stays}"': { totalResults: 1 },
      '/Groups?filter=members eq "{f648f8d5ea4e4cd38e9c}"': { totalResults: 0 },
    },
  },
  'entra-082': {
    given: { u1091: bare, stays: other, id: groupOf('u1091', 'stays') },
    afterwards: { '/Groups?filter=members eq "{stays}"': { totalResults: 1 } },
  },
  'entra-084': { given: { userId: bare, id: group }, afterwards: { '/Groups/{id}': { members: [] } } },
  'entra-085': {
    given: { userId: bare, id: group },
    afterwards: { '/Groups/{id}': { members: [{ value: '{userId}' }] } },
  },
  'entra-086': { given: { userId: bare, groupId: groupOf('userId') }, answer: { totalResults: 1 } },
  'entra-091': { given: eleven },
  'entra-092': { given: eleven },
  'entra-096': { left: 'A request for a token, which is no SCIM call: test/http/oauth.test.ts has them' },

  'google-005': {
    given: { id: bare, team: groupOf('id') },
    afterwards: { '/Groups/{team}': { members: [] } },
  },
  'jumpcloud-005': { given: { id: joy } },
  'jumpcloud-006': { given: { id: joy } },
  'jumpcloud-007': {
    given: { 'jc-user-uuid-001': bare, id: group },
    afterwards: { '/Groups/{id}': { members: [{ value: '{jc-user-uuid-001}' }] } },
  },
  'keycloak-002': { given: { id: { userName: 'alice', emails: [{ value: 'alice@example.com' }] } } },
  'keycloak-003': { given: { id: { userName: 'alice', active: false } } },
  'keycloak-005': {
    given: { user: bare, id: groupOf('user') },
    afterwards: { '/Groups/{id}': { members: [], displayName: 'Engineering' } },
  },
  'keycloak-009': { given: { id: { userName: 'alice' } }, printed: { '{etag}': '{id.version}' } },

  'okta-002': { given: { id: oktaUser } },
  'okta-005': { given: { id: oktaUser } },
  'okta-007': { given: { 'user*101': { userName: 'user{n}@okta.local' } }, answer: { totalResults: 101 } },
  'okta-009': { given: { [OKTA_USER]: { ...oktaUser, externalId: '00u1' } } },
  'okta-010': { given: { [OKTA_USER]: oktaUser } },
  'okta-011': { given: { [OKTA_USER]: oktaUser } },
  'okta-013': { given: { [OKTA_USER]: oktaUser } },
  'okta-023': { given: { [OKTA_GROUP]: oktaGroup } },
  'okta-024': {
    given: { [OKTA_USER]: oktaUser, [OKTA_GROUP]: { ...groupOf(OKTA_USER), displayName: 'Old' } },
    afterwards: { [`/Groups/{${OKTA_GROUP}}`]: { members: [{ value: `{${OKTA_USER}}` }] } },
  },
  'okta-025': {
    given: { [OKTA_USER]: oktaUser, [OKTA_OTHER]: other, [OKTA_GROUP]: groupOf(OKTA_OTHER) },
    afterwards: { [`/Groups?filter=members eq "{${OKTA_OTHER}}"`]: { totalResults: 0 } },
  },
  'okta-027': { given: { [OKTA_USER]: oktaUser, [OKTA_OTHER]: other, [OKTA_GROUP]: group } },
  'okta-028': { given: { [OKTA_GROUP]: oktaGroup }, afterwards: { [`/Groups/{${OKTA_GROUP}}`]: 404 } },
  'okta-030': { left: OKTA_ENTITLEMENTS },
  'okta-032': { left: OKTA_ENTITLEMENTS },
  'okta-033': { left: OKTA_ENTITLEMENTS },
  'okta-040': {
    given: { '2900df44-a197-4ca6-bad2-3c1b5641ac8e': bare, '47381c23-a95a-4341-b653-8674c974805b': group },
    afterwards: {
      '/Groups/{47381c23-a95a-4341-b653-8674c974805b}': {
        members: [{ value: '{2900df44-a197-4ca6-bad2-3c1b5641ac8e}', type: 'User' }],
      },
    },
  },
  'okta-spec-02': { given: { ISVUserid: oktaUser } },
  'okta-spec-07': { given: { idUserOne: { userName: '{randomUsername}' } } },
  'okta-spec-08': { given: { idUserOne: { userName: '{randomUsername}' } } },
  'onelogin-005': { given: { id: { userName: 'jane.doe@example.com' } } },
  'onelogin-009': {
    given: { user: bare, '080cf9f3-0912-44e4-ab91-0d467b154db1': group },
    headers: { 'content-length': null },
    body: { Operations: [{ op: 'add', path: 'members', value: [{ value: '{user}' }] }] },
    afterwards: { '/Groups?filter=members eq "{user}"': { totalResults: 1 } },
  },
  'ping-002': { given: { id: { userName: 'jdoe' } } },
  'ping-005': {
    given: { [BJENSEN]: bare, stays: other, id: groupOf(BJENSEN, 'stays') },
    afterwards: { '/Groups?filter=members eq "{stays}"': { totalResults: 1 } },
  },
  'ping-006': {
    given: { [BJENSEN]: bare, stays: other, id: groupOf(BJENSEN, 'stays') },
    afterwards: { '/Groups?filter=members eq "{stays}"': { totalResults: 1 } },
  },
  'ping-007': {
    given: { one: bare, two: other, three: third, id: groupOf('one', 'two', 'three') },
    afterwards: {
      '/Groups/{id}': { members: [{ value: '{one}' }, { value: '{two}' }, { value: '{three}' }] },
    },
  },
  'seq-graph-setup': { left: 'Calls of Microsoft Graph, which an admin makes and Rollcall never sees' },
  'seq-entra-user-lifecycle': { given: { managerId: other } },
};
