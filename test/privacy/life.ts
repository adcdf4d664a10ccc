// A life full of events for one person, so that its name comes to stand wherever a name can.
import assert from 'node:assert/strict';
import { createUser, merchant, patchUser, settle } from '../oversight/support.ts';
import { eventually, type Harness, SHOP } from '../support/rollcall.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** Said of nobody else, and folded: what must be found nowhere afterwards. */
export const TELLING = [
  'quillfeather',
  'penhaligon',
  'adalbertine',
  'ext-q-7731',
  '3012345678',
  'rosenweg',
  'employee-4711',
  'cartographer',
];

export const quill = {
  userName: 'Adalbertine.Quillfeather@example.com',
  externalId: 'ext-q-7731',
  displayName: 'Adalbertine Quillfeather',
  name: { givenName: 'Adalbertine', familyName: 'Quillfeather', formatted: 'Adalbertine Quillfeather' },
  emails: [{ type: 'work', value: 'Adalbertine.Quillfeather@example.com' }],
  phoneNumbers: [{ type: 'work', value: '+49 30 12345678' }],
  title: 'Cartographer',
  addresses: [
    { type: 'work', streetAddress: 'Rosenweg 9', locality: 'Berlin', postalCode: '10115', country: 'DE' },
  ],
  [ENTERPRISE]: { department: 'Maps', employeeNumber: 'employee-4711' },
};

/** What Shopify's webhooks of an app's configuration are sent to. */
export async function configureWebhooks(harness: Harness): Promise<void> {
  const topics = ['customers/update', 'customers/data_request', 'customers/redact', 'shop/redact'];
  await harness.sim('POST', '/_sim/webhooks', { topics, uri: `${harness.url}/shopify/webhooks` });
}

export async function askFor(harness: Harness, topic: string, customer?: string): Promise<void> {
  const before = (await requestsOf(harness)).map(({ id }) => id);
  const customerId = customer?.split('/').at(-1);
  await harness.sim('POST', '/_sim/compliance', { topic, ...(customerId && { customerId }) });
  const isNew = ({ id }: { id: string }) => !before.includes(id);
  await eventually(async () => (await requestsOf(harness)).some(isNew), `${topic} is kept`);
}

export async function requestsOf(harness: Harness) {
  return (await harness.admin('GET', '/privacy/requests')).body.requests as {
    id: string;
    kind: string;
    state: string;
    customerId: string | null;
    receivedAt: number;
    deadlineAt: number;
  }[];
}

/** Joins, moves, leaves and returns; is looked at, refused, held and decided on. Resolves with its ids. */
export async function liveALife(
  harness: Harness,
): Promise<{ userId: string; customerId: string; groupId: string }> {
  const path = (end: string) => `/connections/${harness.connectionId}${end}`;
  // It was a customer before, so that it is adopted, by a decision.
  await harness.admin('PATCH', path(''), { domains: [] });
  const made = await harness.sim('POST', '/_sim/customers', {
    email: 'adalbertine.quillfeather@example.com',
    firstName: 'Adalbertine',
    lastName: 'Penhaligon',
    emailMarketingState: 'SUBSCRIBED',
  });
  const userId = await createUser(harness, {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    ...quill,
  });
  await settle(harness);
  await harness.admin('GET', path('/reviews'));
  await harness.admin('POST', path(`/reviews/${userId}`), { decision: 'link' });
  await settle(harness);
  const customerId = made.body.id as string;

  // Its manager, its groups, and others who are told of it.
  const boss = await createUser(harness, {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName: 'boss@example.com',
    emails: [{ type: 'work', value: 'boss@example.com' }],
    [ENTERPRISE]: { manager: { value: userId, displayName: 'Adalbertine Quillfeather' } },
  });
  const members = [{ value: userId, display: 'Adalbertine Quillfeather' }, { value: boss }];
  const group = await harness.scim('POST', '/Groups', { schemas: [GROUP], displayName: 'Map room', members });
  const groupId = group.body.id as string;
  const again = { schemas: [PATCH_OP], Operations: [{ op: 'add', path: 'members', value: members }] };
  await harness.scim('PATCH', `/Groups/${groupId}`, again);

  // What is refused, and what comes in a Bulk.
  await harness.scim('POST', '/Users', { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], ...quill });
  await harness.scim('GET', `/Users?filter=userName eq "${quill.userName}"`);
  await harness.scim('POST', '/Bulk', {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
    Operations: [
      {
        method: 'PATCH',
        path: `/Users/${userId}`,
        data: { schemas: [PATCH_OP], Operations: [{ op: 'replace', path: 'nickName', value: 'Penhaligon' }] },
      },
    ],
  });

  // Moves, leaves with a certificate, and returns.
  await harness.admin('PATCH', path(''), { domains: ['example.com'] });
  await patchUser(harness, userId, {
    userName: 'a.penhaligon@example.com',
    'name.familyName': 'Penhaligon',
    'emails[type eq "work"].value': 'a.penhaligon@example.com',
  });
  await settle(harness);
  await patchUser(harness, userId, { active: false });
  await settle(harness);
  await patchUser(harness, userId, { active: true });
  await settle(harness);

  // Acts that name it, and a hand of the merchant's.
  await harness.admin('POST', path('/mapping/preview'), { userId });
  await harness.admin('PATCH', path(''), {
    settings: { mapping: { allowedTags: ['for adalbertine quillfeather'] } },
  });
  await harness.admin('PATCH', path(''), { settings: { mapping: {} } });
  await settle(harness);
  const rename = 'mutation ($input: CustomerInput!) { customerUpdate(input: $input) { customer { id } } }';
  await merchant(harness, rename, { input: { id: customerId, firstName: 'Quillfeather' } });
  await eventually(
    async () => (await harness.admin('GET', path('/drift'))).body.customers.length > 0,
    'the drift is reported',
  );
  for (const survey of ['reconciliations', 'dry-runs']) {
    const { body } = await harness.admin('POST', path(`/${survey}`), {});
    await eventually(
      async () => (await harness.admin('GET', path(`/${survey}/${body.id}`))).body.finishedAt !== null,
      `${survey} has finished`,
    );
  }
  await settle(harness);
  await harness.rollcall.inbox.drain();
  assert.equal((await harness.admin('GET', `/audit?shop=${SHOP}`)).status, 200);
  return { userId, customerId, groupId };
}
