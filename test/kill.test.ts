// Killed without warning in the middle of its work, Rollcall loses nothing that it acknowledged and doubles nobody.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startShopifySimulator } from '../src/simulators/shopify/index.ts';
import { freePort } from './support/free-port.ts';
import { customersOf, post, userOf } from './support/killed.ts';
import { eventually, SHOP } from './support/rollcall.ts';
import { runRollcall, type Served, serveRollcall, switchOn } from './support/served.ts';

const USERS = 2000;
const CONCURRENCY = 16;
const ACCESS_TOKEN = 'shpat_of_the_kill_test';
/** When, by users acknowledged, the process is killed. */
const KILLS = [500, 1300];
const FAULTS = [
  { kind: 'http_502', rate: 0.02 },
  { kind: 'timeout_before', rate: 0.005 },
  { kind: 'timeout_after', rate: 0.01 },
  { kind: 'throttle', rate: 0.02 },
];

describe('killed in the middle', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-kill-'));
  let simulator: Awaited<ReturnType<typeof startShopifySimulator>>;
  before(async () => {
    simulator = await startShopifySimulator({
      accessToken: ACCESS_TOKEN,
      plan: 'plus',
      speed: 5,
      hangMs: 300,
    });
  });
  let served: Served | undefined;
  after(async () => {
    served?.process.kill('SIGKILL');
    await simulator.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it(`GIVEN ${USERS} creates and faults WHEN killed twice THEN each acknowledged user is in the store once`, async (t) => {
    const options = {
      databaseUrl: `sqlite:${join(folder, 'rollcall.sqlite')}`,
      adminOrigin: simulator.url,
      accessToken: ACCESS_TOKEN,
      port: await freePort(),
    };
    const token = await runRollcall(['token', 'create', '--shop', SHOP], options);
    assert.match(token, /^rollcall_/);
    served = await serveRollcall(options);
    await switchOn(served.url, ['*']);
    const { url } = served;
    for (const fault of FAULTS) await post(`${simulator.url}/_sim/faults`, fault);

    const acknowledged = new Set<string>();
    const unanswered = new Set<string>();
    let next = 0;
    /** Clients wait while nobody listens; those under way at the kill are cut off. */
    let listening: Promise<unknown> = Promise.resolve();
    async function client(): Promise<void> {
      while (next < USERS) {
        await listening;
        const email = `user${next}@x.example`;
        next += 1;
        const status = await post(`${url}/scim/v2/Users`, userOf(email), token).catch(() => undefined);
        if (status === undefined) unanswered.add(email);
        else if (status < 300) acknowledged.add(email);
      }
    }
    async function killer(): Promise<void> {
      for (const threshold of KILLS) {
        await eventually(async () => acknowledged.size >= threshold, `${threshold} acknowledged`, 60_000);
        const restarted = killAndRestart(served as Served, options);
        listening = restarted;
        served = await restarted;
      }
    }
    await Promise.all([killer(), ...Array.from({ length: CONCURRENCY }, client)]);

    const customers = await eventually(
      async () => {
        const found = await customersOf(simulator.url);
        const emails = new Set(found.map((customer) => customer.email));
        return [...acknowledged].every((email) => emails.has(email)) && found;
      },
      'every acknowledged user in the store',
      100_000,
    );
    const emails = customers.map((customer) => customer.email);
    assert.equal(new Set(emails).size, emails.length, 'nobody is there twice');
    const links = customers.map((customer) => customer.metafields.link_id);
    assert.equal(new Set(links).size, links.length, 'no link is there twice');
    for (const email of emails) assert.ok(acknowledged.has(email) || unanswered.has(email), email);
    t.diagnostic(
      `${acknowledged.size} acknowledged, ${unanswered.size} cut off, ${customers.length} customers, 0 doubled, ${KILLS.length} kills`,
    );
    served.process.kill('SIGTERM');
    await once(served.process, 'exit');
  });
});

async function killAndRestart(served: Served, options: Parameters<typeof serveRollcall>[0]): Promise<Served> {
  served.process.kill('SIGKILL');
  await once(served.process, 'exit');
  return serveRollcall(options);
}
