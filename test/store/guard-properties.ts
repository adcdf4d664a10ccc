// Random comings and goings: what is kept for the guard is what counting finds, and who is held is whom counting would hold.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { activeNeeded } from '../../src/directory/guard.ts';
import type { DirectoryStore, Scope } from '../../src/directory/ports.ts';
import { createWriter, type DirectoryWriter, type Written } from '../../src/directory/write.ts';
import type { GuardStore } from '../../src/oversight/ports.ts';
import { parsePatch } from '../../src/protocol/index.ts';
import { createDirectoryStore } from '../../src/store/directory-store.ts';
import type { Engine } from '../../src/store/engine.ts';
import { createGuardStore } from '../../src/store/leavers.ts';
import { migrate } from '../../src/store/migrate.ts';
import { createTenantStore } from '../../src/store/tenant-store.ts';
import { DEFAULT_SETTINGS } from '../../src/tenants/settings.ts';
import '../support/seed.ts';
import { CONNECTION, targetOf } from './list-oracle.ts';

const RUNS = 40;
const USERS = 8;
const MINUTE_MS = 60_000;
/** So small that a few users pass every bound of it. */
const GUARD = { ...DEFAULT_SETTINGS.guard, maxLeavers: 4, maxShare: 0.4, minLeavers: 2, windowMinutes: 3 };

const who = fc.nat(USERS - 1);
const act = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('switch' as const), who, active: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('replace' as const), who, active: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), who }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('create' as const), who, active: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('undo' as const), who }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('fail' as const), who, active: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('release' as const), who: fc.option(who) }) },
);
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;
/** Acts at one moment, and how long after those before: a minute more or less than the window, too. */
const moment = fc.record({
  after: fc.constantFrom(0, 1, MINUTE_MS, 3 * MINUTE_MS - 1, 3 * MINUTE_MS, 3 * MINUTE_MS + 1),
  acts: fc.array(act, { minLength: 1, maxLength: 6 }),
});

/** Registers the properties; `open` gives an engine on an empty database. */
export function guardProperties(name: string, open: () => Promise<Engine>): void {
  describe(`guard on ${name}, by chance`, () => {
    let engine: Engine;
    let connections = 0;
    before(async () => {
      engine = await open();
      await migrate(engine);
    });
    after(() => engine.close());

    const people = async () => {
      connections += 1;
      const scope = { shop: `s${connections}.myshopify.com`, connection: 'c1' };
      const settings = { ...DEFAULT_SETTINGS, guard: GUARD };
      await createTenantStore(engine).ensureConnection(
        { ...CONNECTION, shop: scope.shop, id: scope.connection, settings },
        1,
      );
      return createPeople(engine, scope);
    };

    it('RULES 22: GIVEN any writes at once, of which some fail or are undone WHEN they are committed THEN what is kept is what is there', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(moment, { maxLength: 8 }), async (moments) => {
          const { run, kept, counted } = await people();
          for (const { after, acts } of moments) {
            await Promise.all(acts.map((one, n) => run(one, n === 0 ? after : 0)));
            assert.deepEqual(await kept(), await counted());
          }
        }),
        { numRuns: RUNS },
      );
    });

    it('RULES 22: GIVEN any comings and goings WHEN one leaves THEN it is held just where counting would hold it', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(moment, { maxLength: 8 }), async (moments) => {
          const { run, leavers, wouldHold } = await people();
          for (const { after, acts } of moments) {
            for (const [n, one] of acts.entries()) {
              const before = new Set((await leavers()).map(({ user_id }) => user_id));
              await run(one, n === 0 ? after : 0);
              const left = (await leavers()).find(({ user_id }) => !before.has(user_id));
              if (left !== undefined) assert.equal(left.state === 'held', await wouldHold());
            }
          }
        }),
        { numRuns: RUNS },
      );
    });
  });
}

/** A connection whose users come and go, under the numbers from 0. */
function createPeople(engine: Engine, scope: Scope) {
  const store: DirectoryStore = createDirectoryStore(engine);
  const guard: GuardStore = createGuardStore(engine);
  const target = targetOf(scope);
  const last = new Map<number, Written>();
  const ids = new Map<number, string>();
  let clock = 10 * MINUTE_MS;
  let made = 0;
  const writer: DirectoryWriter = createWriter({
    store,
    now: () => clock,
    newId: () => {
      made += 1;
      return `id${made}`;
    },
  });
  const body = (n: number, active: boolean) => ({
    schemas: [target.types.User.schema.id],
    userName: `u${n}`,
    active,
  });
  const idOf = (n: number) => ids.get(n) ?? 'nobody';

  async function act(one: Act): Promise<void> {
    const { kind } = one;
    if (kind === 'release') {
      await guard.release(scope, one.who === null ? null : [idOf(one.who)], clock);
      return;
    }
    const n = one.who;
    if (kind === 'remove') return writer.remove(target, 'User', idOf(n));
    if (kind === 'undo') {
      const written = last.get(n);
      if (written !== undefined) await writer.undo(target, 'User', written);
      return;
    }
    if (kind === 'fail') {
      await store.transact(async (transaction) => {
        await transaction.noteLeaver(scope, idOf(n), true, clock);
        throw new Error('fails after it has counted');
      });
      return;
    }
    const operations = parsePatch(target.types.User, {
      Operations: [{ op: 'replace', path: 'active', value: one.active }],
    });
    const written = await {
      create: () => writer.create(target, 'User', body(n, one.active)),
      replace: () => writer.replace(target, 'User', idOf(n), body(n, one.active)),
      switch: () => writer.patch(target, 'User', idOf(n), operations),
    }[kind]();
    last.set(n, written);
    ids.set(n, written.stored.id);
  }

  const leavers = () =>
    engine.kysely.selectFrom('leavers').selectAll().where('shop', '=', scope.shop).orderBy('at').execute();
  const active = async () => {
    const { n } = await engine.kysely
      .selectFrom('users')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .where('shop', '=', scope.shop)
      .where('active', '=', 1)
      .executeTakeFirstOrThrow();
    return Number(n);
  };

  return {
    leavers,
    /** Does one act, after so many milliseconds; one that cannot be done leaves everything as it was. */
    run: async (one: Act, after: number) => {
      clock += after;
      await act(one).catch(() => undefined);
    },
    kept: async () => {
      const { active_users, leavers: n } = await engine.kysely
        .selectFrom('connection_counts')
        .selectAll()
        .where('shop', '=', scope.shop)
        .executeTakeFirstOrThrow();
      return { active: Number(active_users), leavers: Number(n) };
    },
    counted: async () => ({
      active: await active(),
      leavers: (await leavers()).filter(({ is_counted }) => is_counted === 1).length,
    }),
    /** Whether the last who left makes a mass, by counting everybody. */
    wouldHold: async () => {
      const since = clock - GUARD.windowMinutes * MINUTE_MS;
      const left = (await leavers()).filter(({ at }) => Number(at) > since).length;
      return (await active()) < activeNeeded(left, GUARD);
    },
  };
}
