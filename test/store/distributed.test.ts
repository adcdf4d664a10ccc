// Every table spread over partitions by its shop: what the stores promise holds there as well.
import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import { createWatchStore } from '../../src/store/alert-store.ts';
import { createCredentialStore } from '../../src/store/credential-store.ts';
import { createEndingStore } from '../../src/store/ending-store.ts';
import type { Engine } from '../../src/store/engine.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openEngine } from '../../src/store/open.ts';
import { createSurveyStore } from '../../src/store/survey-store.ts';
import { createTenantStore } from '../../src/store/tenant-store.ts';
import { createTimelineStore } from '../../src/store/timeline-store.ts';
import { createTenants } from '../../src/tenants/tenants.ts';
import { distribute } from '../support/distribute.ts';
import { startPostgres } from '../support/postgres.ts';
import { startWorld } from '../sync/support/world.ts';
import { storeBattery } from './battery.ts';
import { groupBattery } from './group-battery.ts';
import { guardBattery } from './guard-battery.ts';

const postgres = await startPostgres();
after(() => postgres.stop());

async function openDistributed(url: string): Promise<Engine> {
  const engine = openEngine(url);
  await migrate(engine);
  const tables = await distribute(engine);
  assert.ok(tables.length > 20);
  return engine;
}

const open = async () => openDistributed(await postgres.createDatabase());
storeBattery('PostgreSQL, distributed', open);
groupBattery('PostgreSQL, distributed', open);
guardBattery('PostgreSQL, distributed', open);

it('GIVEN a distributed database WHEN two processes sync users that join and leave THEN each is in the store once', async () => {
  const databaseUrl = await postgres.createDatabase();
  await (await openDistributed(databaseUrl)).close();
  const world = await startWorld({ databaseUrl });
  const other = world.addSync();
  world.sync.start();
  other.start();
  const users = await Promise.all(
    Array.from({ length: 30 }, (_, i) =>
      world.createUser({ userName: `user${i}`, emails: [{ type: 'work', value: `user${i}@example.com` }] }),
    ),
  );
  await world.sync.drain();
  for (const { id } of users.slice(0, 5)) await world.patchUser(id, { active: false });
  await world.sync.drain();
  const customers = await world.customers();
  assert.equal(customers.length, 30);
  assert.equal(customers.filter(({ metafields }) => metafields.active === 'false').length, 5);
  assert.deepEqual(await world.outbox(), []);
  assert.deepEqual(world.errors, []);
  await world.close();
});

it('GIVEN a distributed database WHEN two processes look at its shops THEN each shop is one’s, and all are seen', async () => {
  const engine = await open();
  let made = 0;
  const tenants = createTenants({
    store: createTenantStore(engine),
    credentialStore: createCredentialStore(engine),
    endingStore: createEndingStore(engine),
    now: Date.now,
    newId() {
      made += 1;
      return `c${made}`;
    },
  });
  const shops = ['a', 'b', 'c'].map((name) => `${name}.myshopify.com`);
  for (const shop of shops) await tenants.ensureConnection(shop);
  const watch = createWatchStore(engine, { newId: () => 'unused', operatorEndpoint: null });
  const look = () => watch.takeDue(1_000, 2_000, '', 500);
  const taken = (await Promise.all([look(), look()])).flatMap((one) => one.taken);
  assert.deepEqual(taken.toSorted(), shops);
  assert.deepEqual((await look()).taken, [], 'not before they are due again');
  assert.equal((await watch.read(shops, 1_000)).length, 3);
  const first = { shop: '', connection: '' };
  assert.equal((await createSurveyStore(engine).scheduled(first, 500)).length, 3);
  assert.equal(
    (await createTimelineStore(engine).kept({ shop: 'a.myshopify.com', connection: 'z' }, 500)).length,
    2,
  );
  await engine.close();
});
