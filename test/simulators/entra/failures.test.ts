// What goes wrong: single objects that are retried, throttling, lost connections, quarantine.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { QUARANTINE_RULES } from '../../../src/simulators/entra/index.ts';
import { scimError } from './scim-recorder.ts';
import { person, startTenant } from './tenant.ts';

const HOUR = 3_600_000;
const TWO = { users: [person('ada'), person('bo')], assignments: ['oid-ada', 'oid-bo'] };

test('a failing object does not hold up the others and is retried at growing distances', async (t) => {
  const { recorder, entra } = await startTenant(t, TWO);
  recorder.intercept = ({ method, body }) =>
    method === 'POST' && body?.externalId === 'ada' ? scimError(409, 'the e-mail is taken') : undefined;
  const tried: number[] = [];
  for (let cycle = 1; cycle <= 8; cycle++) {
    recorder.forget();
    const report = await entra.runCycle();
    assert.equal(report.status, 'completed');
    if (recorder.calls.length > 0) tried.push(cycle);
  }
  assert.deepEqual(tried, [1, 2, 4, 8]);
  assert.equal(recorder.users.size, 1);
  assert.equal(entra.state.escrows, 1);
  assert.deepEqual(entra.log.at(-1)?.provisioningStatusInfo, {
    status: 'failure',
    errorInformation: {
      errorCode: 'SystemForCrossDomainIdentityManagementEntryConflict',
      reason: 'POST /Users was answered 409. the e-mail is taken',
    },
  });
});

test('a change in the directory has a failing object tried at once', async (t) => {
  const { recorder, entra } = await startTenant(t, TWO);
  recorder.intercept = ({ method }) => (method === 'POST' ? scimError(400, 'no') : undefined);
  for (let cycle = 1; cycle <= 2; cycle++) await entra.runCycle();
  recorder.intercept = undefined;
  entra.directory.updateUser('oid-ada', { jobTitle: 'Buyer' });
  await entra.runCycle();
  assert.equal(recorder.userNamed('ada@quillandspruce.example')?.title, 'Buyer');
  assert.equal(entra.state.escrows, 1);
});

test('a failed manager is written in a later cycle', async (t) => {
  const { recorder, entra } = await startTenant(t, {
    ...TWO,
    users: [person('ada', { manager: 'oid-bo' }), person('bo')],
  });
  recorder.intercept = ({ method }) => (method === 'PATCH' ? scimError(500, 'later') : undefined);
  const { records } = await entra.runCycle();
  const ada = records.find(({ sourceIdentity }) => sourceIdentity.id === 'oid-ada');
  assert.deepEqual(
    [
      ada?.provisioningAction,
      ada?.provisioningStatusInfo.status,
      ada?.provisioningSteps.at(-1)?.provisioningStepType,
    ],
    ['create', 'failure', 'referenceResolution'],
  );
  recorder.intercept = undefined;
  recorder.forget();
  await entra.runCycle();
  assert.deepEqual(recorder.lines().at(-1), 'PATCH /Users/t1');
  assert.equal(entra.state.escrows, 0);
});

test('two users who match one target object are not both linked to it', async (t) => {
  const { recorder, entra } = await startTenant(t, TWO);
  recorder.intercept = ({ method, path }) =>
    method === 'GET' && path.includes('filter')
      ? { status: 200, body: { totalResults: 1, Resources: [{ id: 'same', userName: 'x' }] } }
      : { status: 204 };
  const { records } = await entra.runCycle();
  assert.equal(records[1]?.provisioningStatusInfo.errorInformation?.errorCode, 'DuplicateTargetEntries');
});

test('a query with two hits is refused', async (t) => {
  const { recorder, entra } = await startTenant(t, TWO);
  recorder.intercept = () => ({
    status: 200,
    body: { totalResults: 2, Resources: [{ id: 'a' }, { id: 'b' }] },
  });
  const { records } = await entra.runCycle();
  assert.match(
    records[0]?.provisioningStatusInfo.errorInformation?.errorCode ?? '',
    /MultipleEntriesInResponse$/,
  );
});

test('Retry-After is honoured, in seconds and as a date', async (t) => {
  const { recorder, entra, slept } = await startTenant(t, TWO);
  const answers = [
    { status: 429, headers: { 'retry-after': '7' } },
    { status: 503, headers: { 'retry-after': new Date(Date.UTC(2026, 0, 5, 0, 1, 7)).toUTCString() } },
  ];
  recorder.intercept = () => answers.shift();
  const { records } = await entra.runCycle();
  assert.deepEqual(slept, [7_000, 60_000]);
  assert.equal(
    records.every(({ provisioningAction }) => provisioningAction === 'create'),
    true,
  );
});

test('an endpoint that throttles for ever costs an object its turn', async (t) => {
  const { recorder, entra } = await startTenant(t, TWO);
  recorder.intercept = ({ method }) => (method === 'POST' ? { status: 429 } : undefined);
  const report = await entra.runCycle();
  assert.equal(report.status, 'completed');
  assert.equal(report.records[0]?.provisioningStatusInfo.errorInformation?.errorCode, 'TooManyRequests');
});

test('calls are spaced at the rate asked for', async (t) => {
  const { entra, slept } = await startTenant(t, TWO, { requestsPerSecond: 10 });
  await entra.runCycle();
  assert.deepEqual(slept, [100, 100, 100]);
});

test('one lost call is the object’s trouble only', async (t) => {
  const { recorder, entra } = await startTenant(t, TWO);
  recorder.intercept = ({ method, body }) =>
    method === 'POST' && body?.externalId === 'ada' ? 'hang up' : undefined;
  const report = await entra.runCycle();
  assert.equal(report.status, 'completed');
  assert.equal(
    report.records[0]?.provisioningStatusInfo.errorInformation?.errorCode,
    'WebExceptionProtocolError',
  );
  assert.equal(recorder.users.size, 1);
});

test('a refused token puts the job into quarantine, which is left 6, 12, 24 and 24 hours later', async (t) => {
  const { recorder, entra, advance } = await startTenant(t, TWO);
  recorder.intercept = () => scimError(401, 'who are you?');
  const started = Date.UTC(2026, 0, 5);
  const waits: number[] = [];
  let now = started;
  for (let n = 0; n < 4; n++) {
    const { status, quarantine } = await entra.runCycle();
    assert.equal(status, 'quarantined');
    waits.push(((quarantine?.nextTry ?? 0) - now) / HOUR);
    recorder.forget();
    await entra.runCycle();
    assert.deepEqual(recorder.lines(), [], 'no call before the time has come');
    now = advance((quarantine?.nextTry ?? 0) - now);
  }
  assert.deepEqual(waits, [6, 12, 24, 24]);

  recorder.intercept = undefined;
  const { status, kind } = await entra.runCycle();
  assert.deepEqual([status, kind, recorder.users.size], ['completed', 'initial', 2]);
});

test('after four weeks in quarantine the job is disabled until a restart', async (t) => {
  const { recorder, entra, advance } = await startTenant(t, TWO);
  recorder.intercept = () => scimError(401, 'who are you?');
  await entra.runCycle();
  advance(28 * 24 * HOUR);
  assert.equal((await entra.runCycle()).status, 'disabled');
  recorder.intercept = undefined;
  advance(1000 * HOUR);
  assert.equal((await entra.runCycle()).status, 'disabled');
  entra.restart();
  assert.equal((await entra.runCycle()).status, 'completed');
});

test('a silent endpoint and a 404 to a filter quarantine at once', async (t) => {
  const silent = await startTenant(t, TWO);
  silent.recorder.intercept = () => 'hang up';
  assert.equal((await silent.entra.runCycle()).quarantine?.code, 'WebExceptionProtocolError');
  const wrong = await startTenant(t, TWO);
  wrong.recorder.intercept = () => scimError(404, 'no such path');
  assert.equal((await wrong.entra.runCycle()).quarantine?.code, 'NotFound');
  assert.equal(wrong.recorder.calls.length, 1);
});

test('too large a share of failing objects quarantines, but only from the threshold on', async (t) => {
  const quarantineRules = { ...QUARANTINE_RULES, judgedFrom: 2 };
  const { recorder, entra } = await startTenant(t, TWO, { quarantineRules });
  recorder.intercept = ({ method }) => (method === 'POST' ? scimError(403, 'switched off') : undefined);
  const report = await entra.runCycle();
  assert.equal(report.quarantine?.code, 'EncounteredEscrowProportionThreshold');
  const patient = await startTenant(t, TWO);
  patient.recorder.intercept = recorder.intercept;
  assert.equal((await patient.entra.runCycle()).status, 'completed');
});
