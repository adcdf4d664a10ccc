// Killed without warning while a backlog goes by bulk operations, Rollcall loses nobody and doubles nobody.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startShopifySimulator } from '../src/simulators/shopify/index.ts';
import { freePort } from './support/free-port.ts';
import { customersOf, post, userOf } from './support/killed.ts';
import { eventually, SHOP } from './support/rollcall.ts';
import { runRollcall, type Served, type ServedOptions, serveRollcall, switchOn } from './support/served.ts';

const USERS = 1500;
const CONCURRENCY = 16;
const ACCESS_TOKEN = 'shpat_of_the_bulk_kill_test';
const KILLS = 3;
/** A process is killed at any time within this. */
const LIFE_MS = 1_500;
const FAULTS = [
  { kind: 'http_502', rate: 0.02 },
  { kind: 'timeout_after', rate: 0.05 },
  { kind: 'upload_503', rate: 0.1 },
  { kind: 'bulk_fail', rate: 0.3 },
];

describe('killed in the middle of bulk operations', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-kill-bulk-'));
  let simulator: Awaited<ReturnType<typeof startShopifySimulator>>;
  before(async () => {
    simulator = await startShopifySimulator({
      accessToken: ACCESS_TOKEN,
      plan: 'advanced',
      speed: 5,
      hangMs: 300,
      bulkRowsPerSecond: 20,
    });
  });
  let served: Served | undefined;
  after(async () => {
    served?.process.kill('SIGKILL');
    await simulator.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it(`GIVEN ${USERS} creates in bulk and faults WHEN killed ${KILLS} times THEN each is in the store once`, async (t) => {
    const options: ServedOptions = {
      databaseUrl: `sqlite:${join(folder, 'rollcall.sqlite')}`,
      adminOrigin: simulator.url,
      accessToken: ACCESS_TOKEN,
      port: await freePort(),
      bulkFrom: 300,
    };
    const token = await runRollcall(['token', 'create', '--shop', SHOP], options);
    served = await serveRollcall(options);
    await switchOn(served.url, ['*']);
    for (const fault of FAULTS) await post(`${simulator.url}/_sim/faults`, fault);

    const { url } = served;
    let next = 0;
    async function client(): Promise<void> {
      while (next < USERS) {
        next += 1;
        assert.equal(await post(`${url}/scim/v2/Users`, userOf(`user${next}@x.example`), token), 201);
      }
    }
    await Promise.all(Array.from({ length: CONCURRENCY }, client));
    for (let kill = 0; kill < KILLS; kill += 1) {
      await sleep(Math.random() * LIFE_MS);
      served.process.kill('SIGKILL');
      await once(served.process, 'exit');
      served = await serveRollcall(options);
    }

    const customers = await eventually(
      async () => {
        const found = await customersOf(simulator.url);
        return new Set(found.map(({ email }) => email)).size >= USERS && found;
      },
      'everybody in the store',
      60_000,
    );
    assert.equal(customers.length, USERS, 'nobody is there twice');
    const links = customers.map(({ metafields }) => metafields.link_id);
    assert.equal(new Set(links).size, USERS, 'no link is there twice');
    const { bulkOperations } = (await (await fetch(`${simulator.url}/_sim/stats`)).json()) as {
      bulkOperations: number;
    };
    assert.ok(bulkOperations > 0);
    t.diagnostic(`${USERS} users, ${bulkOperations} bulk operations, 0 doubled, ${KILLS} kills`);
    served.process.kill('SIGTERM');
    await once(served.process, 'exit');
  });
});
