// Killed without warning in the middle of reconciling, Rollcall goes on where it was, and counts nobody twice.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startShopifySimulator } from '../../src/simulators/shopify/index.ts';
import { freePort } from '../support/free-port.ts';
import { ADMIN_TOKEN, eventually, SHOP } from '../support/rollcall.ts';
import { runRollcall, type Served, serveRollcall, switchOn } from '../support/served.ts';
import { person } from './support.ts';

const USERS = 120;
const KILLS = 3;
const ACCESS_TOKEN = 'shpat_of_the_kill_test';

describe('killed while reconciling', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-kill-'));
  let simulator: Awaited<ReturnType<typeof startShopifySimulator>>;
  let served: Served | undefined;
  before(async () => {
    simulator = await startShopifySimulator({ accessToken: ACCESS_TOKEN, plan: 'plus', hangMs: 300 });
  });
  after(async () => {
    served?.process.kill('SIGKILL');
    await simulator.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it(`GIVEN ${USERS} customers that a merchant renamed WHEN killed ${KILLS} times THEN each is found once, and put right`, async () => {
    const options = {
      databaseUrl: `sqlite:${join(folder, 'rollcall.sqlite')}`,
      adminOrigin: simulator.url,
      accessToken: ACCESS_TOKEN,
      port: await freePort(),
    };
    const token = await runRollcall(['token', 'create', '--shop', SHOP], options);
    served = await serveRollcall(options);
    const { url } = served;
    await switchOn(url, ['*']);
    // biome-ignore lint/suspicious/noExplicitAny: bodies of every shape
    const admin = async (method: string, path: string, body?: object): Promise<any> => {
      const headers = { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' };
      const sent = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) };
      return (await fetch(`${url}/admin/api${path}`, sent)).json();
    };
    const [connection] = await admin('GET', '/connections');
    const path = `/connections/${connection.id}/reconciliations`;

    for (let i = 0; i < USERS; i += 1) {
      await fetch(`${url}/scim/v2/Users`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(person(`user${i}`)),
      });
    }
    const customers = async () =>
      (await (await fetch(`${simulator.url}/_sim/customers`)).json()) as { id: string; lastName: string }[];
    const areAll = async (name: string) => {
      const all = await customers();
      return all.length === USERS && all.every(({ lastName }) => lastName === name);
    };
    await eventually(() => areAll('Lovelace'), 'all have joined');
    for (const { id } of await customers()) {
      await fetch(`${simulator.url}/admin/api/2026-10/graphql.json`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-shopify-access-token': ACCESS_TOKEN },
        body: JSON.stringify({
          query: 'mutation ($input: CustomerInput!) { customerUpdate(input: $input) { customer { id } } }',
          variables: { input: { id, lastName: 'King' } },
        }),
      });
    }

    const { id } = await admin('POST', path, { repair: 'managed' });
    for (let kill = 0; kill < KILLS; kill += 1) {
      await new Promise((resolve) => setTimeout(resolve, 60 * (kill + 1)));
      served.process.kill('SIGKILL');
      await once(served.process, 'exit');
      served = await serveRollcall(options);
    }
    const report = await eventually(async () => {
      const found = await admin('GET', `${path}/${id}?limit=500`);
      return found.finishedAt !== null && found;
    }, 'the reconciliation has finished');
    assert.equal(report.state, 'finished');
    assert.equal(report.counts.customers + report.counts.waiting, USERS);
    assert.equal(report.findings.length, report.counts.drift);
    assert.equal(report.counts.drift, USERS);
    await eventually(() => areAll('Lovelace'), 'all are put right');
  });
});
