// Groups and their members: matched without members, filled by PATCH, never read back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Recorder } from './scim-recorder.ts';
import { person, startTenant } from './tenant.ts';

const PEOPLE = [person('ada'), person('bo'), person('cy')];
const GROUP = { objectId: 'oid-sales', displayName: 'Sales' };
const TENANT = {
  users: PEOPLE,
  groups: [{ ...GROUP, members: ['oid-ada', 'oid-bo'] }],
  assignments: ['Sales'],
};

/** How many members each PATCH speaks of. */
function memberCounts(recorder: Recorder): number[] {
  return recorder.operations().map(([first]) => [first?.value].flat().length);
}

test('an assigned group brings its direct members, is created empty, and is filled by PATCH', async (t) => {
  const { recorder, entra } = await startTenant(t, TENANT);
  await entra.runCycle();
  assert.equal(recorder.users.size, 2);
  assert.deepEqual(recorder.lines().slice(-3), [
    'GET /Groups?excludedAttributes=members&filter=displayName eq "Sales"',
    'POST /Groups',
    'PATCH /Groups/t3',
  ]);
  assert.deepEqual(recorder.bodies('POST').at(-1), {
    schemas: [
      'urn:ietf:params:scim:schemas:core:2.0:Group',
      'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group',
    ],
    displayName: 'Sales',
    externalId: 'oid-sales',
    meta: { resourceType: 'Group' },
  });
  assert.deepEqual(recorder.operations().at(-1), [
    {
      op: 'Add',
      path: 'members',
      value: [
        { $ref: null, value: 't1' },
        { $ref: null, value: 't2' },
      ],
    },
  ]);
});

test('members beyond the batch size travel in several calls', async (t) => {
  const { recorder, entra } = await startTenant(
    t,
    { ...TENANT, groups: [{ ...GROUP, members: ['oid-ada', 'oid-bo', 'oid-cy'] }] },
    { memberBatchSize: 2 },
  );
  await entra.runCycle();
  assert.deepEqual(memberCounts(recorder), [2, 1]);
});

for (const [flag, operations] of [
  [
    false,
    [
      {
        op: 'Remove',
        path: 'members',
        value: [
          { $ref: null, value: 't1' },
          { $ref: null, value: 't2' },
        ],
      },
    ],
  ],
  [
    true,
    [
      { op: 'remove', path: 'members[value eq "t1"]' },
      { op: 'remove', path: 'members[value eq "t2"]' },
    ],
  ],
] as const) {
  test(`members are removed in the dialect ${flag ? 'of the flag' : 'that is the default'}`, async (t) => {
    const { recorder, entra } = await startTenant(
      t,
      { ...TENANT, assignments: ['Sales', 'oid-ada', 'oid-bo'] },
      { flag },
    );
    await entra.runCycle();
    recorder.forget();
    entra.directory.removeFromGroup('Sales', 'oid-ada', 'oid-bo');
    await entra.runCycle();
    const query = flag ? 'aadOptscim062020&' : '';
    assert.deepEqual(recorder.lines(), [
      `GET /Groups/t3?${query}excludedAttributes=members`,
      `PATCH /Groups/t3${flag ? '?aadOptscim062020' : ''}`,
    ]);
    assert.deepEqual(recorder.operations()[0], operations);
  });
}

test('a group of that name at the target is adopted, its members unread', async (t) => {
  const { recorder, entra } = await startTenant(t, TENANT);
  recorder.groups.set('old', { id: 'old', displayName: 'Sales', members: [{ value: 't1' }] });
  await entra.runCycle();
  assert.deepEqual(recorder.operations(), [
    [{ op: 'Add', path: 'externalId', value: 'oid-sales' }],
    [
      {
        op: 'Add',
        path: 'members',
        value: [
          { $ref: null, value: 't1' },
          { $ref: null, value: 't2' },
        ],
      },
    ],
  ]);
  assert.equal(
    recorder.lines().some((line) => line.startsWith('GET /Groups') && !line.includes('excludedAttributes')),
    false,
  );
});

test('a rename travels alone', async (t) => {
  const { recorder, entra } = await startTenant(t, TENANT);
  await entra.runCycle();
  recorder.forget();
  entra.directory.renameGroup('Sales', 'Wholesale');
  await entra.runCycle();
  assert.deepEqual(recorder.lines(), ['GET /Groups/t3?excludedAttributes=members', 'PATCH /Groups/t3']);
  assert.deepEqual(recorder.operations()[0], [{ op: 'Replace', path: 'displayName', value: 'Wholesale' }]);
});

test('a restored user gets no membership again', async (t) => {
  const { recorder, entra } = await startTenant(t, { ...TENANT, assignments: ['Sales'] });
  await entra.runCycle();
  entra.directory.disableUser('oid-ada');
  await entra.runCycle();
  entra.directory.enableUser('oid-ada');
  recorder.forget();
  await entra.runCycle();
  assert.deepEqual(recorder.lines(), ['GET /Users/t1', 'PATCH /Users/t1']);
});

test('a member who was out of scope when added is added after a restart only', async (t) => {
  const { recorder, entra } = await startTenant(t, {
    ...TENANT,
    users: [person('ada', { department: 'Retail' }), person('bo'), person('cy')],
    scopingFilter: [{ attribute: 'department', operator: 'IS NULL' }],
  });
  await entra.runCycle();
  entra.directory.updateUser('oid-ada', { department: null });
  recorder.forget();
  await entra.runCycle();
  assert.deepEqual(recorder.lines(), [
    'GET /Users?filter=userName eq "ada@quillandspruce.example"',
    'POST /Users',
  ]);
  entra.restart();
  recorder.forget();
  await entra.runCycle();
  assert.equal(memberCounts(recorder).at(-1), 2);
});

test('a member whose creation failed is added once it succeeds', async (t) => {
  const { recorder, entra } = await startTenant(t, TENANT);
  recorder.intercept = ({ method, body }) =>
    method === 'POST' && body?.externalId === 'bo' ? { status: 400 } : undefined;
  await entra.runCycle();
  recorder.intercept = undefined;
  recorder.forget();
  await entra.runCycle();
  assert.deepEqual(recorder.lines().slice(-2), [
    'GET /Groups/t2?excludedAttributes=members',
    'PATCH /Groups/t2',
  ]);
  assert.deepEqual(recorder.operations().at(-1), [
    { op: 'Add', path: 'members', value: [{ $ref: null, value: 't3' }] },
  ]);
});

test('a nested group is neither expanded nor sent as a member', async (t) => {
  const { recorder, entra } = await startTenant(t, {
    users: PEOPLE,
    groups: [
      { ...GROUP, members: ['oid-ada', 'oid-inner'] },
      { objectId: 'oid-inner', displayName: 'Inner', members: ['oid-bo'] },
    ],
    assignments: ['Sales'],
  });
  await entra.runCycle();
  assert.deepEqual([recorder.users.size, recorder.groups.size], [1, 1]);
});

test('an unassigned group and a deleted one are both deleted', async (t) => {
  const { recorder, entra } = await startTenant(t, {
    ...TENANT,
    groups: [
      { ...GROUP, members: [] },
      { objectId: 'oid-b', displayName: 'B' },
    ],
    assignments: ['Sales', 'B'],
  });
  await entra.runCycle();
  recorder.forget();
  entra.directory.unassign('Sales');
  entra.directory.deleteGroup('B');
  await entra.runCycle();
  assert.deepEqual(recorder.lines().toSorted(), ['DELETE /Groups/t1', 'DELETE /Groups/t2']);
});

test('a user deleted in the directory leaves groups without a call of their own', async (t) => {
  const { recorder, entra } = await startTenant(t, TENANT);
  await entra.runCycle();
  recorder.forget();
  entra.directory.hardDelete('oid-bo');
  await entra.runCycle();
  assert.deepEqual(recorder.lines(), ['DELETE /Users/t2']);
});
