// Test Connection: what it asks for, and what an administrator reads when it fails.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeConnection } from '../../../src/simulators/entra/index.ts';
import { scimError } from './scim-recorder.ts';
import { startTenant } from './tenant.ts';

test('a random user and a random group are asked for', async (t) => {
  const { recorder, entra } = await startTenant(t, { users: [] });
  assert.deepEqual(await entra.testConnection(), { ok: true });
  const guid = '[0-9a-f]{8}-[0-9a-f-]{27}';
  assert.match(recorder.lines()[0] ?? '', new RegExp(`^GET /Users\\?filter=userName eq "${guid}"$`));
  assert.match(
    recorder.lines()[1] ?? '',
    new RegExp(`^GET /Groups\\?excludedAttributes=members&filter=displayName eq "${guid}"$`),
  );
});

const ANSWERS = {
  'the token is refused': [
    scimError(401, 'bad token'),
    /answered 401\. bad token The Secret Token was not accepted/,
  ],
  'provisioning is off': [scimError(403, 'switched off'), /answered 403\. switched off The token is known/],
  'the path is wrong': [{ status: 404, body: '<html>' }, /Check the Tenant URL/],
  'the endpoint is down': [scimError(500, 'oops'), /try later/],
  'a web page answers': [{ status: 200, body: '<html>Welcome</html>' }, /needs a ListResponse/],
  'the filter is ignored': [{ status: 200, body: { Resources: [{ id: '1' }] } }, /ignores the filter/],
  'the connection breaks': ['hang up', /cannot be reached: ECONNRESET Check host and port/],
} as const;

for (const [what, [answer, expected]] of Object.entries(ANSWERS)) {
  test(`the administrator is told when ${what}`, async (t) => {
    const { recorder, entra } = await startTenant(t, { users: [] });
    recorder.intercept = () => answer;
    assert.match(describeConnection(await entra.testConnection()), expected);
  });
}

test('the group probe is judged too', async (t) => {
  const { recorder, entra } = await startTenant(t, { users: [] });
  recorder.intercept = ({ path }) =>
    path.startsWith('/Groups') ? scimError(501, 'no groups here') : undefined;
  const result = await entra.testConnection();
  assert.equal(result.ok ? '' : `${result.probe} ${result.code}`, 'groups NotImplemented');
});

test('an endpoint that never answers is a time-out', async (t) => {
  const { recorder, entra } = await startTenant(t, { users: [] }, { timeoutMs: 50 });
  recorder.intercept = () => 'silence';
  const result = await entra.testConnection();
  assert.equal(result.ok ? '' : result.code, 'Timeout');
});
