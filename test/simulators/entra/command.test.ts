// The command: what it prints and how it ends.
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { test } from 'node:test';
import type { EntraCommandOptions } from '../../../src/simulators/entra/index.ts';
import { runEntraCommand } from '../../../src/simulators/entra/index.ts';
import { scimError, startRecorder } from './scim-recorder.ts';
import { manualClock, person } from './tenant.ts';

const ONE = JSON.stringify({ users: [person('ada')], assignments: ['oid-ada'] });

async function start(t: TestContext) {
  const recorder = await startRecorder();
  t.after(recorder.close);
  const printed: string[] = [];
  const run = (more: Partial<EntraCommandOptions> = {}) =>
    runEntraCommand(
      { base: recorder.url, token: 'secret', readDirectory: () => ONE, clock: manualClock().clock, ...more },
      (line) => printed.push(line),
    );
  return { recorder, printed, run };
}

test('it tests the connection and runs the cycles asked for', async (t) => {
  const { recorder, printed, run } = await start(t);
  assert.equal(await run({ cycles: 2 }), 0);
  assert.match(printed[0] ?? '', /authorized/);
  assert.deepEqual(
    printed.slice(1).map((text) => text.split(':')[0]),
    ['Cycle 1 (initial)', 'Cycle 2 (incremental)'],
  );
  assert.equal(recorder.users.size, 1);
});

test('it provisions on demand, and then nothing else unless asked', async (t) => {
  const { printed, run } = await start(t);
  assert.equal(await run({ provision: ['ada@quillandspruce.example'] }), 0);
  assert.equal(printed.length, 2);
  assert.match(printed[1] ?? '', /ada@quillandspruce\.example: success\n {2}import success/);
  assert.equal(await run({ provision: ['ghost'] }), 2);
  assert.match(printed.at(-1) ?? '', /no user or group "ghost"/);
});

test('a failing connection or object ends it with 1, an unusable file or URL with 2', async (t) => {
  const { recorder, printed, run } = await start(t);
  recorder.intercept = ({ method }) => (method === 'POST' ? scimError(400, 'no') : undefined);
  assert.equal(await run(), 1);
  recorder.intercept = () => scimError(401, 'no');
  assert.equal(await run(), 1);
  assert.match(printed.at(-1) ?? '', /^Test connection failed/);
  assert.equal(await run({ readDirectory: () => '{' }), 2);
  const readDirectory = () => Promise.reject(new Error('no such file'));
  assert.equal(await run({ readDirectory }), 2);
  assert.match(printed.at(-1) ?? '', /no such file/);
  assert.equal(await run({ base: 'localhost:4000' }), 2);
});

test('watching rereads the file before every cycle and outlives a broken one', async (t) => {
  const { recorder, printed, run } = await start(t);
  const stop = new AbortController();
  const versions = [
    ONE,
    '{',
    JSON.stringify({ users: [person('ada'), person('bo')], assignments: ['oid-bo'] }),
  ];
  const readDirectory = () => {
    const next = versions.shift();
    if (versions.length === 0) stop.abort();
    return next ?? ONE;
  };
  assert.equal(await run({ watch: true, readDirectory, signal: stop.signal, flag: true }), 0);
  assert.equal(
    printed.some((text) => text.includes('not JSON')),
    true,
  );
  assert.deepEqual(
    [...recorder.users.values()].map(({ externalId, active }) => [externalId, active]),
    [
      ['ada', false],
      ['bo', true],
    ],
  );
});
