// The sync on PostgreSQL: the same statements, a real server, and two processes at one outbox.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { startWorld } from './support/world.ts';

describe('sync on PostgreSQL', () => {
  let postgres: TestPostgres;
  before(async () => {
    postgres = await startPostgres();
  });
  after(() => postgres.stop());

  it('GIVEN two processes WHEN users join, move, leave and go THEN each is in the store exactly once, and nothing is left over', async () => {
    const world = await startWorld({ databaseUrl: await postgres.createDatabase() });
    const other = world.addSync();
    world.sync.start();
    other.start();
    const users = await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        world.createUser({ userName: `user${i}`, emails: [{ type: 'work', value: `user${i}@example.com` }] }),
      ),
    );
    await world.sync.drain();
    assert.equal((await world.customers()).length, 40);
    assert.equal((await world.links()).length, 40);

    await world.changeConnection({ newCustomerCreation: false });
    for (const { id } of users.slice(0, 5)) await world.patchUser(id, { active: false });
    for (const { id } of users.slice(5, 10)) await world.removeUser(id);
    await world.sync.drain();
    const customers = await world.customers();
    assert.equal(customers.length, 35);
    assert.equal(customers.filter(({ metafields }) => metafields.active === 'false').length, 5);
    assert.deepEqual(await world.outbox(), []);
    assert.deepEqual(world.errors, []);
    await world.close();
  });

  it('GIVEN a backlog WHEN it goes by bulk between two processes THEN each is in the store exactly once', async () => {
    const world = await startWorld({
      databaseUrl: await postgres.createDatabase(),
      simulator: { bulkRowsPerSecond: 5_000, speed: 5 },
      sync: { bulkFrom: 100 },
    });
    await Promise.all(
      Array.from({ length: 300 }, (_, i) =>
        world.createUser({ userName: `user${i}`, emails: [{ type: 'work', value: `user${i}@example.com` }] }),
      ),
    );
    const other = world.addSync();
    world.sync.start();
    other.start();
    await world.sync.drain();
    await other.drain();
    assert.equal((await world.customers()).length, 300);
    assert.equal(new Set((await world.links()).map(({ customer_id: id }) => id)).size, 300);
    assert.deepEqual(await world.outbox(), []);
    assert.deepEqual(await world.engine.kysely.selectFrom('bulk_runs').selectAll().execute(), []);
    assert.deepEqual(world.errors, []);
    const stats = (await world.sim('GET', '/_sim/stats')) as { bulkOperations: number };
    assert.equal(stats.bulkOperations, 1);
    await world.close();
  });
});
