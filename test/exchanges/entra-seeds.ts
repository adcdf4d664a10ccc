// What must exist before a recorded Entra exchange makes sense, by the number in the exchange's file name.
import type { Harness } from '../support/rollcall.ts';
import type { Names } from './exchange.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

type Seed = (harness: Harness) => Promise<Names>;
type Attributes = Readonly<Record<string, unknown>>;

let made = 0;

const WHOLE: Attributes = {
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

export async function createUser(harness: Harness, attributes: Attributes = {}): Promise<string> {
  made += 1;
  const { body } = await harness.scim('POST', '/Users', {
    userName: `seed-${made}@contoso.example`,
    ...attributes,
  });
  return body.id;
}

async function createGroup(harness: Harness, members: readonly string[], attributes: Attributes = {}) {
  made += 1;
  const { body } = await harness.scim('POST', '/Groups', {
    displayName: `Seed ${made}`,
    members: members.map((value) => ({ value })),
    ...attributes,
  });
  return body.id as string;
}

/** A user under the id that the exchange prints. */
const userCalled =
  (printed: string, attributes: Attributes = WHOLE): Seed =>
  async (harness) => ({ [printed]: await createUser(harness, attributes) });

const groupCalled =
  (printed: string, attributes: Attributes = {}): Seed =>
  async (harness) => ({ [printed]: await createGroup(harness, [], attributes) });

const nothing: Seed = async () => ({});

const elevenUsers: Seed = async (harness) => {
  for (let i = 0; i < 11; i += 1) await createUser(harness);
  return {};
};

export const ENTRA_SEEDS: Readonly<Record<string, Seed>> = {
  '003': async (harness) => ({
    id: await createUser(harness, {
      userName: 'Test_User_00aa00aa-bb11-cc22-dd33-44ee44ee44ee',
      emails: [{ type: 'work', primary: true, value: 'test.user@contoso.example' }],
    }),
  }),
  '005': async (harness) => ({ id: await createUser(harness, { externalId: 'jyoung' }) }),
  '006': async (harness) => ({
    id: await createUser(harness, { emails: [{ type: 'work', value: 'user@contoso.com' }] }),
  }),
  '007': async (harness) => ({ id: await createUser(harness, { userName: 'CaseFilter@Test.COM' }) }),
  '012': async (harness) => ({
    id: await createUser(harness, { userName: 'Test_User_00aa00aa-bb11-cc22-dd33-44ee44ee44ee' }),
  }),
  '020': userCalled('5d48a0a8e9f04aa38008', {
    userName: 'Test_User_00aa00aa-bb11-cc22-dd33-44ee44ee44ee',
    externalId: '58342554-38d6-4ec8-948c-50044d0a33fd',
  }),
  '030': userCalled('6764549bef60420686bc'),
  '031': userCalled('5171a35d82074e068ce2'),
  '032': userCalled('5171a35d82074e068ce2'),
  '034': userCalled('id'),
  '035': userCalled('id', { active: false }),
  '036': userCalled('id'),
  '038': userCalled('id', {}),
  '039': userCalled('id'),
  '040': userCalled('id', {}),
  '042': userCalled('21', {
    emails: [{ type: 'work', value: 'AdeleV@contoso.onmicrosoft.com' }],
    addresses: [{ type: 'work', formatted: '18/2110' }],
  }),
  '043': userCalled('id', {}),
  '044': userCalled('id', {}),
  '046': userCalled('id', { roles: [{ value: 'Other' }] }),
  '047': userCalled('id', { roles: [{ value: 'Admin' }, { value: 'User' }] }),
  '048': async (harness) => ({
    'a0a0a0a0-bbbb-cccc-dddd-e1e1e1e1e1e1': await createUser(harness),
    '00aa00aa-bb11-cc22-dd33-44ee44ee44ee': await createUser(harness),
  }),
  '050': async (harness) => ({ id: await createUser(harness, WHOLE), manager2Id: await createUser(harness) }),
  '051': userCalled('id'),
  '052': userCalled('id'),
  '054': userCalled('id'),
  '055': userCalled('id'),
  '056': userCalled('id'),
  '058': userCalled('id'),
  '059': userCalled('id'),
  '060': userCalled('5171a35d82074e068ce2'),
  '062': async (harness) => {
    const id = await createUser(harness);
    await harness.scim('DELETE', `/Users/${id}`);
    return { deletedId: id };
  },
  '063': userCalled('id'),
  '072': groupCalled('40734ae655284ad3abcc', {
    displayName: 'displayName',
    externalId: '60f1bb27-2e1e-402d-bcc4-ec999564a194',
  }),
  '073': groupCalled('id', { displayName: 'displayName' }),
  '076': groupCalled('fa2ce26709934589afc5'),
  '077': groupCalled('id'),
  '078': groupCalled('id'),
  '080': async (harness) => ({
    id: await createGroup(harness, []),
    user1: await createUser(harness),
    user2: await createUser(harness),
    user3: await createUser(harness),
  }),
  '081': async (harness) => {
    const [leaves, stays] = [await createUser(harness), await createUser(harness)];
    return {
      a99962b9f99d4c4fac67: await createGroup(harness, [leaves, stays]),
      f648f8d5ea4e4cd38e9c: leaves,
    };
  },
  '082': async (harness) => {
    const [leaves, stays] = [await createUser(harness), await createUser(harness)];
    return { id: await createGroup(harness, [leaves, stays]), u1091: leaves };
  },
  '084': async (harness) => ({ id: await createGroup(harness, []), userId: await createUser(harness) }),
  '085': async (harness) => ({ id: await createGroup(harness, []), userId: await createUser(harness) }),
  '086': async (harness) => {
    const userId = await createUser(harness);
    return { userId, groupId: await createGroup(harness, [userId]) };
  },
  '091': elevenUsers,
  '092': elevenUsers,
  '098': async () => ({ authorization: 'Bearer rollcall_example.myshopify.com_0123_revoked' }),
};

/** The seed of an exchange; most need nothing. */
export function seedFor(number: string): Seed {
  return ENTRA_SEEDS[number] ?? nothing;
}
