// What Entra's calls look like on the wire, in both PATCH dialects.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ENTERPRISE, person, startTenant } from './tenant.ts';

const FULL = person('ada', {
  objectId: 'oid-ada',
  displayName: 'Ada Marsh',
  givenName: 'Ada',
  surname: 'Marsh',
  jobTitle: 'Buyer',
  department: 'Wholesale',
  employeeId: '701984',
  companyName: 'Quill & Spruce',
  mobile: '+1 202-555-0143',
  telephoneNumber: '+1 202-555-0144',
  streetAddress: '1 Main St',
  city: 'Portland',
  state: 'ME',
  postalCode: '04101',
  country: 'US',
  preferredLanguage: 'en-US',
});
const PATCH_SCHEMAS = ['urn:ietf:params:scim:api:messages:2.0:PatchOp'];

test('a call carries the token, the SCIM media types and no User-Agent', async (t) => {
  const { recorder, entra } = await startTenant(t, { users: [FULL], assignments: ['oid-ada'] });
  await entra.runCycle();
  const [get, post] = recorder.calls;
  assert.equal(get?.headers.authorization, 'Bearer secret');
  assert.equal(get?.headers.accept, 'application/scim+json');
  assert.equal(get?.headers.connection, 'keep-alive');
  assert.equal(post?.headers['content-type'], 'application/scim+json; charset=utf-8');
  for (const call of recorder.calls) assert.equal('user-agent' in call.headers, false);
});

test('a new user is looked for by userName, then created with every mapped attribute that has a value', async (t) => {
  const { recorder, entra } = await startTenant(t, { users: [FULL], assignments: ['oid-ada'] });
  await entra.runCycle();
  assert.deepEqual(recorder.lines(), [
    'GET /Users?filter=userName eq "ada@quillandspruce.example"',
    'POST /Users',
  ]);
  assert.equal(
    recorder.calls[0]?.target,
    '/scim/v2/Users?filter=userName%20eq%20%22ada%40quillandspruce.example%22',
  );
  assert.deepEqual(recorder.calls[1]?.body, {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', ENTERPRISE],
    userName: 'ada@quillandspruce.example',
    externalId: 'ada',
    active: true,
    displayName: 'Ada Marsh',
    title: 'Buyer',
    emails: [{ primary: true, type: 'work', value: 'ada@quillandspruce.example' }],
    preferredLanguage: 'en-US',
    name: { givenName: 'Ada', familyName: 'Marsh', formatted: 'Ada Marsh' },
    addresses: [
      {
        type: 'work',
        streetAddress: '1 Main St',
        locality: 'Portland',
        region: 'ME',
        postalCode: '04101',
        country: 'US',
      },
    ],
    phoneNumbers: [
      { type: 'work', value: '+1 202-555-0144' },
      { type: 'mobile', value: '+1 202-555-0143' },
    ],
    [ENTERPRISE]: { employeeNumber: '701984', department: 'Wholesale', organization: 'Quill & Spruce' },
    meta: { resourceType: 'User' },
    roles: [],
  });
});

test('a user without optional attributes is created without them', async (t) => {
  const { recorder, entra } = await startTenant(t, {
    users: [person('bo', { mail: null, givenName: 'Bo' })],
    assignments: ['oid-bo'],
  });
  await entra.runCycle();
  assert.deepEqual(recorder.bodies('POST'), [
    {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', ENTERPRISE],
      userName: 'bo@quillandspruce.example',
      externalId: 'bo',
      active: true,
      displayName: 'Bo',
      name: { givenName: 'Bo' },
      meta: { resourceType: 'User' },
      roles: [],
    },
  ]);
});

const CHANGES = {
  displayName: 'Ada M',
  givenName: 'Ada M',
  mail: 'am@quillandspruce.example',
  department: 'Retail',
};

test('an update in the default dialect has one capitalised operation per path', async (t) => {
  const { recorder, entra } = await startTenant(t, {
    users: [person('ada', { givenName: 'Ada' })],
    assignments: ['oid-ada'],
  });
  await entra.runCycle();
  recorder.forget();
  entra.directory.updateUser('ada@quillandspruce.example', CHANGES);
  await entra.runCycle();
  assert.deepEqual(recorder.lines(), ['GET /Users/t1', 'PATCH /Users/t1']);
  assert.deepEqual(recorder.bodies('PATCH'), [
    {
      schemas: PATCH_SCHEMAS,
      Operations: [
        { op: 'Replace', path: 'displayName', value: 'Ada M' },
        { op: 'Replace', path: 'emails[type eq "work"].value', value: 'am@quillandspruce.example' },
        { op: 'Replace', path: 'name.givenName', value: 'Ada M' },
        { op: 'Add', path: `${ENTERPRISE}:department`, value: 'Retail' },
      ],
    },
  ]);
});

test('an update with the flag keeps filter paths and folds the rest into one pathless replace', async (t) => {
  const { recorder, entra } = await startTenant(
    t,
    { users: [person('ada', { givenName: 'Ada' })], assignments: ['oid-ada'] },
    { flag: true },
  );
  await entra.runCycle();
  recorder.forget();
  entra.directory.updateUser('ada@quillandspruce.example', { ...CHANGES, mobile: '+1 202-555-0199' });
  await entra.runCycle();
  assert.deepEqual(recorder.bodies('PATCH'), [
    {
      schemas: PATCH_SCHEMAS,
      Operations: [
        { op: 'replace', path: 'emails[type eq "work"].value', value: 'am@quillandspruce.example' },
        { op: 'add', path: 'phoneNumbers[type eq "mobile"].value', value: '+1 202-555-0199' },
        {
          op: 'replace',
          value: { displayName: 'Ada M', 'name.givenName': 'Ada M', [`${ENTERPRISE}:department`]: 'Retail' },
        },
      ],
    },
  ]);
});

for (const [flag, operation] of [
  [false, { op: 'Replace', path: 'active', value: 'False' }],
  [true, { op: 'replace', path: 'active', value: false }],
] as const) {
  test(`disabling is ${JSON.stringify(operation)} ${flag ? 'with' : 'without'} the flag`, async (t) => {
    const { recorder, entra } = await startTenant(
      t,
      { users: [person('ada')], assignments: ['oid-ada'] },
      { flag },
    );
    await entra.runCycle();
    entra.directory.unassign('oid-ada');
    await entra.runCycle();
    assert.deepEqual(recorder.bodies('PATCH'), [{ schemas: PATCH_SCHEMAS, Operations: [operation] }]);
  });
}

test('the flag stands in the query of every call, before the filter', async (t) => {
  const { recorder, entra } = await startTenant(
    t,
    { users: [person('ada')], assignments: ['oid-ada'] },
    { flag: true },
  );
  await entra.runCycle();
  entra.directory.disableUser('oid-ada');
  await entra.runCycle();
  assert.deepEqual(
    recorder.calls.map((call) => call.target),
    [
      '/scim/v2/Users?aadOptscim062020&filter=userName%20eq%20%22ada%40quillandspruce.example%22',
      '/scim/v2/Users?aadOptscim062020',
      '/scim/v2/Users/t1?aadOptscim062020',
      '/scim/v2/Users/t1?aadOptscim062020',
    ],
  );
});

test('a Tenant URL that carries the flag itself selects the dialect', async (t) => {
  const first = await startTenant(t, { users: [] });
  const { entra } = await startTenant(
    t,
    { users: [person('ada')], assignments: ['oid-ada'] },
    { baseUrl: `${first.recorder.url}/?aadOptscim062020` },
  );
  await entra.runCycle();
  entra.directory.disableUser('oid-ada');
  await entra.runCycle();
  assert.deepEqual(first.recorder.operations()[0], [{ op: 'replace', path: 'active', value: false }]);
  assert.equal(first.recorder.calls[0]?.target.startsWith('/scim/v2/Users?aadOptscim062020&filter='), true);
});
