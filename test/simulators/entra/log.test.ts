// The provisioning log: what an administrator can read off a record.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ProvisioningLogRecord } from '../../../src/simulators/entra/index.ts';
import { countRecords, describeCycle } from '../../../src/simulators/entra/index.ts';
import { scimError } from './scim-recorder.ts';
import { ENTERPRISE, person, startTenant } from './tenant.ts';

test('a cycle leaves one record per object, the manager’s pass included', async (t) => {
  const heard: ProvisioningLogRecord[] = [];
  const { entra } = await startTenant(
    t,
    {
      users: [person('ada', { manager: 'oid-bo' }), person('bo'), person('cy')],
      groups: [{ objectId: 'oid-all', displayName: 'All', members: ['oid-ada', 'oid-bo'] }],
      assignments: ['All'],
    },
    { onLog: (record) => heard.push(record) },
  );
  const { records } = await entra.runCycle();
  assert.deepEqual(heard, records);
  assert.deepEqual(entra.log, records);
  assert.deepEqual(
    records
      .map(
        (record) => `${record.provisioningAction} ${record.sourceIdentity.id} ${record.targetIdentity?.id}`,
      )
      .toSorted(),
    ['create oid-ada t1', 'create oid-all t3', 'create oid-bo t2', 'other oid-cy undefined'],
  );
  const ada = records.find((record) => record.sourceIdentity.id === 'oid-ada');
  assert.deepEqual(
    ada?.provisioningSteps.map((step) => step.provisioningStepType),
    ['import', 'scoping', 'matching', 'export', 'referenceResolution'],
  );
  assert.deepEqual(ada?.modifiedProperties.at(-1), {
    displayName: `${ENTERPRISE}:manager`,
    oldValue: null,
    newValue: 't2',
  });
  assert.deepEqual(ada?.sourceIdentity.details, { userPrincipalName: 'ada@quillandspruce.example' });
  const cy = records.find((record) => record.sourceIdentity.id === 'oid-cy');
  assert.equal(cy?.provisioningStatusInfo.errorInformation?.errorCode, 'NotEffectivelyEntitled');
  assert.equal(new Set(records.map((record) => record.cycleId)).size, 1);
});

test('an update names old and new values', async (t) => {
  const { entra } = await startTenant(t, { users: [person('ada')], assignments: ['oid-ada'] });
  await entra.runCycle();
  entra.directory.updateUser('oid-ada', { displayName: 'Ada M', jobTitle: 'Buyer' });
  const { records } = await entra.runCycle();
  assert.deepEqual(records[0]?.modifiedProperties, [
    { displayName: 'displayName', oldValue: 'Ada', newValue: 'Ada M' },
    { displayName: 'title', oldValue: null, newValue: 'Buyer' },
  ]);
});

test('a cycle is told as a table with its failures', async (t) => {
  const { recorder, entra } = await startTenant(t, {
    users: [person('ada'), person('bo')],
    assignments: ['oid-ada', 'oid-bo'],
  });
  recorder.intercept = ({ method, body }) =>
    method === 'POST' && body?.externalId === 'bo' ? scimError(409, 'taken') : undefined;
  const report = await entra.runCycle();
  assert.deepEqual(countRecords(report.records), {
    create: 1,
    update: 0,
    disable: 0,
    delete: 0,
    skipped: 0,
    failure: 1,
  });
  assert.deepEqual(describeCycle(report).split('\n'), [
    'Cycle 1 (initial): completed after 0.0 s',
    '             create   update  disable   delete  skipped  failure',
    '  users           1        0        0        0        0        1',
    '  groups          0        0        0        0        0        0',
    '  failed: create bo@quillandspruce.example: SystemForCrossDomainIdentityManagementEntryConflict: POST /Users was answered 409. taken',
  ]);
});

test('calls at once change the order and nothing else', async (t) => {
  const users = Array.from({ length: 40 }, (_, n) =>
    person(`p${n}`, { manager: n > 0 ? 'oid-p0' : undefined }),
  );
  const { recorder, entra } = await startTenant(
    t,
    {
      users,
      groups: [{ objectId: 'oid-all', displayName: 'All', members: users.map(({ objectId }) => objectId) }],
      assignments: ['All'],
    },
    { concurrency: 8 },
  );
  const { records } = await entra.runCycle();
  assert.deepEqual([recorder.users.size, recorder.groups.size, recorder.operations().length], [40, 1, 40]);
  assert.equal(countRecords(records).create, 41);
});
