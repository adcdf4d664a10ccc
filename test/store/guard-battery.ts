// The mass-leave guard's counting and holding (RULES 22), on whatever engine is behind it.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { DirectoryStore, Scope } from '../../src/directory/ports.ts';
import type { GuardStore } from '../../src/oversight/ports.ts';
import { createDirectoryStore } from '../../src/store/directory-store.ts';
import type { Engine } from '../../src/store/engine.ts';
import { createGuardStore } from '../../src/store/leavers.ts';
import { migrate } from '../../src/store/migrate.ts';
import { createTenantStore } from '../../src/store/tenant-store.ts';
import { DEFAULT_SETTINGS } from '../../src/tenants/settings.ts';
import { eventually } from '../support/rollcall.ts';

const HERE: Scope = { shop: 'example.myshopify.com', connection: 'c1' };
const MINUTE_MS = 60_000;

/** @param countWaiting how many transactions wait for another; none is given where they take turns */
export function guardBattery(
  name: string,
  open: () => Promise<Engine>,
  countWaiting?: (engine: Engine) => Promise<number>,
): void {
  describe(`guard on ${name}`, () => {
    let engine: Engine;
    let store: DirectoryStore;
    let guard: GuardStore;
    before(async () => {
      engine = await open();
      await migrate(engine);
      await createTenantStore(engine).ensureConnection(
        {
          shop: HERE.shop,
          id: HERE.connection,
          name: 'Entra',
          provider: 'entra',
          rank: 1,
          ending: null,
          scimProvisioning: true,
          newCustomerCreation: true,
          linkPolicy: 'link',
          domains: [],
          strict: false,
          schemas: [],
          settings: { ...DEFAULT_SETTINGS, guard: { ...DEFAULT_SETTINGS.guard, maxLeavers: 3 } },
        },
        1,
      );
      store = createDirectoryStore(engine);
      guard = createGuardStore(engine);
    });
    after(() => engine.close());

    const leave = (id: string, at: number) =>
      store.transact(async (transaction) => {
        const held = await transaction.noteLeaver(HERE, id, true, at);
        await transaction.markDirty(HERE, 'User', id, held ? 'held' : 'leaving', at);
        return held;
      });

    const outbox = () =>
      engine.kysely
        .selectFrom('outbox')
        .select(['subject', 'state', 'priority'])
        .orderBy('subject')
        .execute();

    it('RULES 22: GIVEN leavers at the same moment WHEN they are counted THEN those beyond the limit are held, and no other', async () => {
      const held = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((id) => leave(id, MINUTE_MS)));
      assert.equal(held.filter(Boolean).length, 2);
      assert.deepEqual(await guard.held(HERE.shop), [{ ...HERE, held: 2, since: MINUTE_MS }]);
      assert.equal((await outbox()).filter(({ state }) => state === 'held').length, 2);
    });

    it('RULES 22: GIVEN a held row WHEN others than the directory mark it THEN it stays held; the directory lets it go', async () => {
      const [first] = await guard.listHeld(HERE, 10);
      assert.ok(first);
      await store.transact((transaction) => transaction.forgetLeaver(HERE, first.userId));
      await store.transact((transaction) =>
        transaction.markDirty(HERE, 'User', first.userId, 'ordinary', 2 * MINUTE_MS),
      );
      const row = (await outbox()).find(({ subject }) => subject === first.userId);
      assert.deepEqual([row?.state, row?.priority], ['pending', 5]);
      assert.equal((await guard.listHeld(HERE, 10)).length, 1);
    });

    it('RULES 22: GIVEN held leavers WHEN all are released THEN they are due, and nothing is counted any more', async () => {
      assert.equal((await guard.release(HERE, null, 3 * MINUTE_MS)).length, 1);
      assert.deepEqual(await guard.held(HERE.shop), []);
      assert.ok((await outbox()).every(({ state }) => state === 'pending'));
      assert.equal(await leave('f', 3 * MINUTE_MS), false);
    });

    if (countWaiting === undefined) return;
    it('RULES 22: GIVEN a held leaver WHEN released while the directory changes it THEN it is due', async () => {
      const at = 4 * MINUTE_MS;
      await Promise.all(['g', 'h', 'i', 'j'].map((id) => leave(id, at)));
      const [leaver] = await guard.listHeld(HERE, 10);
      assert.ok(leaver);
      const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
      const { promise: isHeld, resolve: hold } = Promise.withResolvers<void>();
      const holding = store.transact(async (transaction) => {
        await transaction.markDirty(HERE, 'User', leaver.userId, 'held', at);
        hold();
        await held;
      });
      await isHeld;
      const waiting = (count: number) =>
        eventually(async () => (await countWaiting(engine)) >= count, `${count} waiting`, 30_000);
      const releasing = guard.release(HERE, null, at);
      await waiting(1);
      const changing = store.transact(async (transaction) => {
        const isStill = await transaction.noteLeaver(HERE, leaver.userId, false, at);
        await transaction.markDirty(HERE, 'User', leaver.userId, isStill ? 'held' : 'leaving', at);
      });
      await waiting(2);
      letGo();
      await Promise.all([holding, releasing, changing]);
      assert.deepEqual(await guard.held(HERE.shop), []);
      assert.deepEqual(
        (await outbox()).filter(({ state }) => state === 'held'),
        [],
      );
    });
  });
}
