// Provision on demand: four steps, the default dialect, at most five members.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OnDemandResult } from '../../../src/simulators/entra/index.ts';
import { scimError } from './scim-recorder.ts';
import { person, startTenant } from './tenant.ts';

const ADA = 'ada@quillandspruce.example';
const ONE = { users: [person('ada')], assignments: ['oid-ada'] };
const statuses = ({ steps }: OnDemandResult) => steps.map(({ name, status }) => `${name} ${status}`);

test('a new user passes four steps and is created', async (t) => {
  const { recorder, entra } = await startTenant(t, ONE);
  const result = await entra.provisionOnDemand(ADA);
  assert.deepEqual(statuses(result), ['import success', 'scope success', 'match success', 'act success']);
  assert.equal(result.steps[3]?.details.targetId, 't1');
  assert.equal(result.record.initiatedBy, 'provisionOnDemand');
  assert.deepEqual(entra.log, [result.record]);
  recorder.forget();
  await entra.runCycle();
  assert.deepEqual(recorder.lines(), []);
});

test('the endpoint is spoken to in the default dialect even with the flag', async (t) => {
  const { recorder, entra } = await startTenant(t, ONE, { flag: true });
  await entra.provisionOnDemand(ADA);
  entra.directory.updateUser(ADA, { displayName: 'Ada M', jobTitle: 'Buyer' });
  await entra.provisionOnDemand(ADA);
  assert.equal(recorder.lines().at(-1), 'PATCH /Users/t1?aadOptscim062020');
  assert.deepEqual(recorder.operations()[0], [
    { op: 'Replace', path: 'displayName', value: 'Ada M' },
    { op: 'Add', path: 'title', value: 'Buyer' },
  ]);
});

test('a refusal of the endpoint stands in the act step with its own words', async (t) => {
  const { recorder, entra } = await startTenant(t, ONE);
  recorder.intercept = ({ method }) =>
    method === 'POST' ? scimError(400, 'the phone is invalid') : undefined;
  const result = await entra.provisionOnDemand(ADA);
  assert.deepEqual(statuses(result).slice(2), ['match success', 'act failure']);
  assert.match(result.steps[3]?.description ?? '', /answered 400\. the phone is invalid/);
  assert.equal(result.record.provisioningAction, 'create');
});

test('a failed match leaves the act step unreached', async (t) => {
  const { recorder, entra } = await startTenant(t, ONE);
  recorder.intercept = () => scimError(500, 'oops');
  assert.deepEqual(statuses(await entra.provisionOnDemand(ADA)).slice(2), ['match failure', 'act skipped']);
});

test('somebody disabled or deleted in the directory is not acted on', async (t) => {
  const { recorder, entra } = await startTenant(t, ONE);
  await entra.runCycle();
  recorder.forget();
  for (const leave of ['disableUser', 'softDelete'] as const) {
    entra.directory[leave](ADA);
    const result = await entra.provisionOnDemand(ADA);
    assert.deepEqual([result.status, statuses(result)[1]], ['skipped', 'scope skipped']);
  }
  assert.deepEqual(recorder.lines(), []);
  await entra.runCycle();
  assert.equal(recorder.userNamed(ADA)?.active, false);
});

test('an inactive user at the target is updated but restored by the next cycle only', async (t) => {
  const { recorder, entra } = await startTenant(t, ONE);
  await entra.runCycle();
  entra.directory.disableUser(ADA);
  await entra.runCycle();
  entra.directory.enableUser(ADA);
  entra.directory.updateUser(ADA, { jobTitle: 'Buyer' });
  await entra.provisionOnDemand(ADA);
  assert.deepEqual(recorder.operations().at(-1), [{ op: 'Add', path: 'title', value: 'Buyer' }]);
  await entra.runCycle();
  assert.equal(recorder.userNamed(ADA)?.active, true);
});

test('an unassigned user is disabled', async (t) => {
  const { recorder, entra } = await startTenant(t, ONE);
  await entra.runCycle();
  entra.directory.unassign(ADA);
  const result = await entra.provisionOnDemand(ADA);
  assert.equal(result.record.provisioningAction, 'disable');
  assert.equal(recorder.userNamed(ADA)?.active, false);
});

const NICKS = ['ada', 'bo', 'cy', 'di', 'ed', 'flo'];
const CROWD = {
  users: NICKS.map((nick) => person(nick)),
  groups: [{ objectId: 'oid-all', displayName: 'All', members: NICKS.map((nick) => `oid-${nick}`) }],
  assignments: ['All'],
};

test('a group takes the members that were picked, five at most', async (t) => {
  const { recorder, entra } = await startTenant(t, CROWD);
  await assert.rejects(entra.provisionOnDemand('All'), /at most 5 members/);
  await assert.rejects(entra.provisionOnDemand({ group: 'All', members: ['Nobody'] }), /no direct member/);
  await assert.rejects(entra.provisionOnDemand('Nobody'), /no user or group/);

  recorder.users.set('x', { id: 'x', userName: ADA });
  const result = await entra.provisionOnDemand({ group: 'All', members: ['oid-ada', 'oid-bo'] });
  assert.equal(result.status, 'success');
  assert.match(result.steps[2]?.description ?? '', /bo@quillandspruce\.example is not at the target yet/);
  assert.deepEqual(recorder.operations().at(-1), [
    { op: 'Add', path: 'members', value: [{ $ref: null, value: 'x' }] },
  ]);
});
