// Joiners, movers and leavers: which calls a user's change in the directory brings about.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_MAPPINGS } from '../../../src/simulators/entra/index.ts';
import { ENTERPRISE, person, startTenant } from './tenant.ts';

const ADA = 'ada@quillandspruce.example';
const ONE = { users: [person('ada')], assignments: ['oid-ada'] };

test('a user who exists at the target is matched by userName and only brought into line', async (t) => {
  const { recorder, entra } = await startTenant(t, ONE);
  recorder.users.set('old', { id: 'old', userName: ADA, displayName: 'Someone', active: 'True' });
  await entra.runCycle();
  assert.deepEqual(recorder.lines(), [`GET /Users?filter=userName eq "${ADA}"`, 'PATCH /Users/old']);
  assert.deepEqual(recorder.operations()[0], [
    { op: 'Replace', path: 'displayName', value: 'Ada' },
    { op: 'Add', path: 'emails[type eq "work"].value', value: ADA },
    { op: 'Add', path: 'externalId', value: 'ada' },
  ]);
});

test('a matching attribute of second precedence is asked for when the first finds nobody', async (t) => {
  const users = DEFAULT_MAPPINGS.users.map((mapping) =>
    mapping.target === 'externalId' ? { ...mapping, matching: 2 } : mapping,
  );
  const { recorder, entra } = await startTenant(t, ONE, { mappings: { ...DEFAULT_MAPPINGS, users } });
  recorder.users.set('old', { id: 'old', userName: 'elsewhere', externalId: 'ada' });
  await entra.runCycle();
  assert.deepEqual(recorder.lines().slice(0, 2), [
    `GET /Users?filter=userName eq "${ADA}"`,
    'GET /Users?filter=externalId eq "ada"',
  ]);
  assert.equal(recorder.users.size, 1);
});

test('a cycle in which nothing changed makes no call', async (t) => {
  const { recorder, entra } = await startTenant(t, ONE);
  await entra.runCycle();
  recorder.forget();
  const report = await entra.runCycle();
  assert.deepEqual([report.kind, report.records, recorder.lines()], ['incremental', [], []]);
});

test('a change of the UPN keeps the id and travels as userName', async (t) => {
  const { recorder, entra } = await startTenant(t, ONE);
  await entra.runCycle();
  recorder.forget();
  entra.directory.updateUser(ADA, { userPrincipalName: 'ada.marsh@quillandspruce.example' });
  await entra.runCycle();
  assert.deepEqual(recorder.lines(), ['GET /Users/t1', 'PATCH /Users/t1']);
  assert.deepEqual(recorder.operations()[0], [
    { op: 'Replace', path: 'userName', value: 'ada.marsh@quillandspruce.example' },
  ]);
});

test('an attribute cleared in the directory is not sent', async (t) => {
  const { recorder, entra } = await startTenant(t, {
    users: [person('ada', { jobTitle: 'Buyer' })],
    assignments: ['oid-ada'],
  });
  await entra.runCycle();
  recorder.forget();
  entra.directory.updateUser(ADA, { jobTitle: null });
  const { records } = await entra.runCycle();
  assert.deepEqual(recorder.lines(), ['GET /Users/t1']);
  assert.equal(records[0]?.provisioningStatusInfo.errorInformation?.errorCode, 'RedundantExport');
});

test('a guest marker is stripped from the UPN', async (t) => {
  const { recorder, entra } = await startTenant(t, {
    users: [person('guest', { userPrincipalName: 'kim_birch.example#EXT#@quillandspruce.example' })],
    assignments: ['oid-guest'],
  });
  await entra.runCycle();
  assert.equal(recorder.bodies('POST')[0]?.userName, 'kim_birch.example@quillandspruce.example');
});

test('a user disabled in the directory is neither matched nor created', async (t) => {
  const { recorder, entra } = await startTenant(t, {
    users: [person('ada', { accountEnabled: false })],
    assignments: ['oid-ada'],
  });
  const { records } = await entra.runCycle();
  assert.deepEqual(recorder.lines(), []);
  assert.deepEqual(records[0]?.provisioningStatusInfo, {
    status: 'skipped',
    errorInformation: {
      errorCode: 'NotEffectivelyEntitled',
      reason: 'A disabled user is never newly provisioned.',
    },
  });
});

const LEAVING = {
  unassigned: ['unassign', 'assign'],
  disabled: ['disableUser', 'enableUser'],
  'soft-deleted': ['softDelete', 'restore'],
} as const;

for (const [how, [leave, comeBack]] of Object.entries(LEAVING)) {
  test(`a user who is ${how} is disabled once and restored on return`, async (t) => {
    const { recorder, entra } = await startTenant(t, ONE);
    await entra.runCycle();
    recorder.forget();
    entra.directory[leave](ADA);
    const { records } = await entra.runCycle();
    await entra.runCycle();
    assert.deepEqual(recorder.lines(), ['GET /Users/t1', 'PATCH /Users/t1']);
    assert.equal(records[0]?.provisioningAction, 'disable');
    assert.equal(recorder.userNamed(ADA)?.active, false);

    recorder.forget();
    entra.directory[comeBack](ADA);
    await entra.runCycle();
    assert.deepEqual(recorder.operations()[0], [{ op: 'Replace', path: 'active', value: 'True' }]);
  });
}

test('a user who falls out of the scoping filter is disabled, and nothing else of them is sent', async (t) => {
  const { recorder, entra } = await startTenant(t, {
    users: [person('ada', { department: 'Retail' }), person('bo', { department: 'Board' })],
    assignments: ['oid-ada', 'oid-bo'],
    scopingFilter: [{ attribute: 'department', operator: 'REGEX MATCH', value: '^(Retail|Wholesale)$' }],
  });
  await entra.runCycle();
  assert.equal(recorder.users.size, 1);
  entra.directory.updateUser(ADA, { department: 'Board', displayName: 'Ada, elsewhere' });
  await entra.runCycle();
  assert.deepEqual(recorder.operations()[0], [{ op: 'Replace', path: 'active', value: 'False' }]);
});

test('SkipOutOfScopeDeletions leaves the unassigned alone and still disables the soft-deleted', async (t) => {
  const { recorder, entra } = await startTenant(t, {
    users: [person('ada'), person('bo')],
    assignments: ['oid-ada', 'oid-bo'],
    options: { skipOutOfScopeDeletions: true },
  });
  await entra.runCycle();
  entra.directory.unassign('oid-ada');
  entra.directory.softDelete('oid-bo');
  await entra.runCycle();
  assert.deepEqual(
    [...recorder.users.values()].map(({ active }) => active),
    [true, false],
  );
});

test('a hard deletion after a soft one is followed by DELETE', async (t) => {
  const { recorder, entra } = await startTenant(t, ONE);
  await entra.runCycle();
  entra.directory.softDelete(ADA);
  await entra.runCycle();
  recorder.forget();
  entra.directory.hardDelete(ADA);
  const { records } = await entra.runCycle();
  assert.deepEqual(recorder.lines(), ['DELETE /Users/t1']);
  assert.equal(records[0]?.provisioningAction, 'delete');
  assert.deepEqual(entra.state.links, []);
});

test('a user who was unassigned first and deleted later is never deleted at the target', async (t) => {
  const { recorder, entra } = await startTenant(t, ONE);
  await entra.runCycle();
  entra.directory.unassign(ADA);
  await entra.runCycle();
  entra.directory.softDelete(ADA);
  await entra.runCycle();
  recorder.forget();
  entra.directory.hardDelete(ADA);
  await entra.runCycle();
  assert.deepEqual(recorder.lines(), []);
});

test('somebody hired again under a freed userName is created anew in the same cycle', async (t) => {
  const { recorder, entra } = await startTenant(t, ONE);
  await entra.runCycle();
  entra.directory.hardDelete(ADA);
  entra.directory.addUser({ ...person('ada'), objectId: 'oid-ada-2' });
  entra.directory.assign('oid-ada-2');
  recorder.forget();
  await entra.runCycle();
  assert.deepEqual(recorder.lines(), [
    'DELETE /Users/t1',
    `GET /Users?filter=userName eq "${ADA}"`,
    'POST /Users',
  ]);
});

test('a user who vanished from the target is matched and created anew at the next change', async (t) => {
  const { recorder, entra } = await startTenant(t, ONE);
  await entra.runCycle();
  recorder.users.clear();
  recorder.forget();
  entra.directory.updateUser(ADA, { jobTitle: 'Buyer' });
  await entra.runCycle();
  assert.deepEqual(recorder.lines(), [
    'GET /Users/t1',
    `GET /Users?filter=userName eq "${ADA}"`,
    'POST /Users',
  ]);
});

test('a user who vanished from the target is not created anew while disabled', async (t) => {
  const { recorder, entra } = await startTenant(t, ONE);
  await entra.runCycle();
  recorder.users.clear();
  entra.directory.disableUser(ADA);
  await entra.runCycle();
  assert.equal(recorder.bodies('POST').length, 1);
  assert.deepEqual(entra.state.links, []);
});

test('managers are written after everybody exists, and one out of scope is left out', async (t) => {
  const { recorder, entra } = await startTenant(t, {
    users: [
      person('ada', { manager: 'bo@quillandspruce.example' }),
      person('bo', { manager: 'oid-cy' }),
      person('cy'),
    ],
    assignments: ['oid-ada', 'oid-bo'],
  });
  await entra.runCycle();
  assert.deepEqual(recorder.lines().slice(-1), ['PATCH /Users/t1']);
  assert.deepEqual(recorder.operations(), [[{ op: 'Add', path: `${ENTERPRISE}:manager`, value: 't2' }]]);
  entra.directory.assign('oid-cy');
  entra.directory.updateUser('oid-ada', { manager: 'oid-cy' });
  await entra.runCycle();
  assert.deepEqual(recorder.operations().at(-1), [
    { op: 'Replace', path: `${ENTERPRISE}:manager`, value: 't3' },
  ]);
});

test('a restart matches everybody anew and creates nobody twice', async (t) => {
  const { recorder, entra } = await startTenant(t, ONE);
  await entra.runCycle();
  entra.restart();
  recorder.forget();
  const report = await entra.runCycle();
  assert.equal(report.kind, 'initial');
  assert.deepEqual(recorder.lines(), [`GET /Users?filter=userName eq "${ADA}"`]);
  assert.deepEqual(entra.state.links, [{ objectId: 'oid-ada', targetId: 't1' }]);
});
