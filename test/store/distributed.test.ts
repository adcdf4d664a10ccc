// Every table spread over partitions by its shop: what the stores promise holds there as well.
import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import type { Engine } from '../../src/store/engine.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openEngine } from '../../src/store/open.ts';
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
