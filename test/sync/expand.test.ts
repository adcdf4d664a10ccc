// A change of a connection is a change for each of its users: page by page, with a bookmark.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createSyncStore } from '../../src/store/sync-store.ts';
import { CONNECTION, SHOP, startWorld } from './support/world.ts';

describe('expanding a connection', () => {
  it('GIVEN more users than a page WHEN the connection changes THEN every user becomes due once, and a new change starts over', async () => {
    const world = await startWorld();
    const store = createSyncStore(world.engine);
    for (let i = 0; i < 7; i += 1) await world.createUser({ userName: `user${i}` });
    await world.engine.kysely.deleteFrom('outbox').execute();
    await world.changeConnection({ newCustomerCreation: false });
    const grant = await store.acquireLease(SHOP, 'me', 0, 60_000);
    assert.ok(grant.lease !== null);
    const { lease } = grant;
    const connectionRow = async () => {
      const row = (await store.due(SHOP, Date.now(), 100, false)).find(({ kind }) => kind === 'connection');
      assert.ok(row !== undefined && row.kind !== 'user');
      return row;
    };
    const dirty = async () => (await world.outbox()).filter(({ kind }) => kind === 'user').length;

    assert.equal(await store.expand(lease, await connectionRow(), 3, Date.now()), false);
    assert.equal(await dirty(), 3);
    assert.equal(await store.expand(lease, await connectionRow(), 3, Date.now()), false);
    assert.equal(await dirty(), 6);
    await world.changeConnection({ newCustomerCreation: true });
    assert.equal(await store.expand(lease, await connectionRow(), 3, Date.now()), false);
    assert.equal(await dirty(), 6, 'it began anew');
    assert.equal(await store.expand(lease, await connectionRow(), 3, Date.now()), false);
    assert.equal(await store.expand(lease, await connectionRow(), 3, Date.now()), true);
    assert.equal(await dirty(), 7);
    assert.ok(
      (await world.outbox()).every(({ kind, connection }) => kind === 'user' && connection === CONNECTION),
    );
    await world.close();
  });

  it('GIVEN a lease that was lost WHEN its holder writes THEN nothing is written', async () => {
    const world = await startWorld();
    const store = createSyncStore(world.engine);
    await world.createUser({ userName: 'ada', emails: [{ value: 'ada@example.com' }] });
    const first = await store.acquireLease(SHOP, 'first', 0, 1_000);
    assert.deepEqual(await store.acquireLease(SHOP, 'second', 500, 1_000), { lease: null, freeAt: 1_000 });
    const second = await store.acquireLease(SHOP, 'second', 1_000, 1_000);
    assert.ok(first.lease !== null && second.lease !== null);
    assert.equal(second.lease.epoch, first.lease.epoch + 1);
    const [row] = await store.due(SHOP, Date.now(), 10, false);
    assert.ok(row?.kind === 'user');
    assert.equal(await store.claim(first.lease, [{ row, email: null, voids: null, intent: null }], 0), null);
    const settlement = {
      row,
      outcome: { kind: 'clear' },
      link: 'keep',
      claim: 'keep',
      freesEmail: false,
      certificate: null,
    } as const;
    assert.equal(await store.settle(first.lease, [settlement], 0), null);
    assert.equal((await world.outbox()).length, 1);
    assert.deepEqual(await store.settle(second.lease, [settlement], 0), [true]);
    assert.equal((await world.outbox()).length, 0);
    await world.close();
  });

  it('GIVEN a row that became newer WHEN the older is settled THEN the newer stays due', async () => {
    const world = await startWorld();
    const store = createSyncStore(world.engine);
    const { id } = await world.createUser({ userName: 'ada' });
    const [row] = await store.due(SHOP, Date.now(), 10, false);
    await world.patchUser(id, { active: false });
    const { lease } = await store.acquireLease(SHOP, 'me', 0, 1_000);
    assert.ok(row?.kind === 'user' && lease !== null);
    const dead = { kind: 'dead', code: 'x', detail: 'x' } as const;
    for (const outcome of [{ kind: 'clear' } as const, dead]) {
      await store.settle(
        lease,
        [{ row, outcome, link: 'keep', claim: 'keep', freesEmail: false, certificate: null }],
        0,
      );
    }
    const [left] = await world.outbox();
    assert.deepEqual([left?.state, left?.priority, left?.version], ['pending', 0, 2]);
    await world.close();
  });
});
