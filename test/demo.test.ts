import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { after, describe, it } from 'node:test';
import { freePort } from './support/free-port.ts';
import { eventually } from './support/rollcall.ts';

const LAUNCHER = new URL('../rollcall', import.meta.url).pathname;

describe('the demo', () => {
  const running: ChildProcess[] = [];
  after(() => {
    for (const child of running) child.kill('SIGKILL');
  });
  const demo = (...args: string[]) => {
    const child = spawn(LAUNCHER, ['demo', ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    running.push(child);
    return child;
  };

  it('GIVEN --json WHEN ready THEN one line says where everything is, and SIGTERM ends it cleanly', async () => {
    const port = await freePort();
    const child = demo('--json', '--port', String(port));
    const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]();
    const ready = JSON.parse(String((await lines.next()).value));
    assert.equal(ready.ready, true);
    assert.equal(ready.scim, `http://127.0.0.1:${port}/scim/v2`);

    const [connection] = await get(`${ready.adminApi}/connections`, ready.adminToken);
    assert.equal(connection.scimProvisioning, true);
    assert.equal(connection.newCustomerCreation, true);
    assert.deepEqual(connection.domains, ['*']);
    assert.equal((await get(`${ready.scim}/Users`, ready.token)).totalResults, 0);
    assert.deepEqual(await get(`${ready.shopify}/_sim/customers`), []);
    assert.equal((await fetch(ready.admin)).status, 200);

    const body = JSON.stringify({
      userName: 'ann@x.example',
      emails: [{ value: 'ann@x.example', type: 'work' }],
      name: { givenName: 'Ann', familyName: 'Example' },
    });
    const headers = { authorization: `Bearer ${ready.token}`, 'content-type': 'application/scim+json' };
    assert.equal((await fetch(`${ready.scim}/Users`, { method: 'POST', headers, body })).status, 201);
    const [customer] = await eventually(async () => {
      const customers = await get(`${ready.shopify}/_sim/customers`);
      return customers.length > 0 && customers;
    }, 'the customer');
    assert.equal(customer.email, 'ann@x.example');
    assert.equal(customer.metafields.active, 'true');

    // The store tells of what the merchant does: nobody asks for it.
    const number = customer.id.split('/').at(-1);
    await fetch(`${ready.shopify}/_sim/customers/${number}`, { method: 'DELETE' });
    const users = `${ready.adminApi}/connections/${connection.id}/users`;
    await eventually(async () => {
      const [ann] = (await get(users, ready.adminToken)).users;
      return ann.code === 'customer_gone';
    }, 'the news that the customer is gone');

    child.kill('SIGTERM');
    assert.deepEqual(await once(child, 'exit'), [0, null]);
    assert.equal((await lines.next()).done, true, 'nothing else is on standard output');
  });

  it('GIVEN no options WHEN run THEN the story is played to its end, and it stays up', async () => {
    const child = demo();
    let output = '';
    (child.stdout as NodeJS.ReadableStream).setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    await eventually(async () => output.includes('Done.'), `the end of the story`, 180_000);
    for (const part of [
      '1. ',
      '9. ',
      'Test connection: the supplied credentials are authorized',
      'rollcall:leaver',
    ]) {
      assert.ok(output.includes(part), part);
    }
    assert.equal(child.exitCode, null);
    child.kill('SIGTERM');
    assert.deepEqual(await once(child, 'exit'), [0, null]);
  });
});

// biome-ignore lint/suspicious/noExplicitAny: bodies of every shape
async function get(url: string, token?: string): Promise<any> {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(url, { headers });
  assert.equal(response.status, 200, url);
  return response.json();
}
