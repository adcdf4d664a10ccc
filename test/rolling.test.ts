// Several processes at one PostgreSQL: what one stores another carries out, and none of them is missed when it dies.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { startShopifySimulator } from '../src/simulators/shopify/index.ts';
import { freePort } from './support/free-port.ts';
import { customersOf, post, userOf } from './support/killed.ts';
import { startPostgres, type TestPostgres } from './support/postgres.ts';
import { eventually, SHOP } from './support/rollcall.ts';
import { runRolling } from './support/rolling.ts';
import { runRollcall, type Served, type ServedOptions, serveRollcall, switchOn } from './support/served.ts';

const ACCESS_TOKEN = 'shpat_of_many_processes';

describe('several processes', () => {
  let postgres: TestPostgres;
  before(async () => {
    postgres = await startPostgres();
  });
  after(() => postgres.stop());

  it('GIVEN three processes under load WHEN each is ended in turn THEN nothing is lost and nobody is doubled', async (t) => {
    const counts = await runRolling({
      databaseUrl: await postgres.createDatabase(),
      processes: 3,
      users: 300,
      ends: 3,
      patienceMs: 60_000,
    });
    t.diagnostic(JSON.stringify(counts));
    assert.equal(counts.acknowledged, 300);
    assert.equal(counts.killed + counts.stopped, 3);
    assert.deepEqual(counts.lost, []);
    assert.equal(counts.doubled, 0);
  });

  describe('a web process and a worker', () => {
    let simulator: Awaited<ReturnType<typeof startShopifySimulator>>;
    let web: Served;
    let worker: Served;
    let options: ServedOptions;
    let token: string;
    before(async () => {
      simulator = await startShopifySimulator({ accessToken: ACCESS_TOKEN, plan: 'plus' });
      options = {
        databaseUrl: await postgres.createDatabase(),
        adminOrigin: simulator.url,
        accessToken: ACCESS_TOKEN,
        port: await freePort(),
        confirmMs: 20_000,
      };
      token = await runRollcall(['token', 'create', '--shop', SHOP], options);
      web = await serveRollcall({ ...options, role: 'web' });
      worker = await serveRollcall({ ...options, role: 'worker', port: await freePort() });
      await switchOn(web.url, ['*']);
    });
    after(async () => {
      await simulator.close();
      for (const { process } of [web, worker]) process.kill('SIGKILL');
    });

    it('GIVEN a worker WHEN it is called THEN it tells its health, and serves nothing else', async () => {
      assert.equal((await fetch(`${worker.url}/readyz`)).status, 200);
      assert.equal((await fetch(`${worker.url}/admin/api/connections`)).status, 404);
    });

    it('GIVEN an address that Shopify refuses WHEN it is the first write THEN the web process answers 400 with what the worker learnt', async () => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const body = JSON.stringify(userOf('not-an-address@localhost'));
      const response = await fetch(`${web.url}/scim/v2/Users`, { method: 'POST', headers, body });
      assert.equal(response.status, 400);
      assert.match(((await response.json()) as { detail: string }).detail, /e-mail/);
    });

    it('GIVEN a worker that is killed amid a call WHEN another starts THEN it takes over long before the lease ends', async () => {
      const hang = { kind: 'timeout_before', rate: 1, count: 1, operation: 'customerCreate', ms: 60_000 };
      await post(`${simulator.url}/_sim/faults`, hang);
      const answered = post(`${web.url}/scim/v2/Users`, userOf('late@x.example'), token);
      await eventually(async () => (await faultsLeft(simulator.url)) === 0, 'the call that hangs');
      worker.process.kill('SIGKILL');
      await once(worker.process, 'exit');
      worker = await serveRollcall({ ...options, role: 'worker', port: await freePort() });
      assert.equal(await answered, 201);
      await eventually(
        async () => (await customersOf(simulator.url)).some(({ email }) => email === 'late@x.example'),
        'the customer',
      );
    });
  });
});

async function faultsLeft(url: string): Promise<number> {
  const faults = (await (await fetch(`${url}/_sim/faults`)).json()) as { count?: number }[];
  return faults.filter(({ count }) => count !== 0).length;
}
