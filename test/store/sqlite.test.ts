import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import SQLite from 'better-sqlite3';
import { checkFilter, parseFilter, userResourceType } from '../../src/protocol/index.ts';
import { createDirectoryStore } from '../../src/store/directory-store.ts';
import type { Session } from '../../src/store/engine.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openEngine } from '../../src/store/open.ts';
import { statement } from '../../src/store/statement.ts';
import { storeBattery } from './battery.ts';
import { groupBattery } from './group-battery.ts';
import { guardBattery } from './guard-battery.ts';
import { guardProperties } from './guard-properties.ts';
import { installationBattery } from './installation-battery.ts';
import { listBattery } from './list-battery.ts';
import { listProperties } from './list-properties.ts';
import { migrationBattery } from './migration-battery.ts';
import { peopleBattery } from './people-battery.ts';
import { planBattery } from './plan-battery.ts';

const insertShop = statement<{ shop: string }>()((db, p) =>
  db.insertInto('shops').values({ shop: p('shop'), created_at: 1, bucket: null, alert: null }),
);
const allShops = statement<Record<string, never>>()((db) => db.selectFrom('shops').selectAll());

const folder = mkdtempSync(join(tmpdir(), 'rollcall-store-'));
after(() => rmSync(folder, { recursive: true, force: true }));

installationBattery('SQLite', async () => openEngine(`sqlite:${join(folder, 'installations.sqlite')}`));
storeBattery('SQLite', async () => openEngine(`sqlite:${join(folder, 'battery.sqlite')}`));
groupBattery('SQLite', async () => openEngine(`sqlite:${join(folder, 'groups.sqlite')}`));
guardBattery('SQLite', async () => openEngine(`sqlite:${join(folder, 'groups.sqlite')}`));
guardProperties('SQLite', async () => openEngine(`sqlite:${join(folder, 'leavers.sqlite')}`));
listBattery('SQLite', async () => openEngine(`sqlite:${join(folder, 'lists.sqlite')}`));
listProperties('SQLite', async () => openEngine(`sqlite:${join(folder, 'chance.sqlite')}`));
migrationBattery('SQLite', async () =>
  openEngine(`sqlite:${mkdtempSync(join(folder, 'migrations-'))}/new.sqlite`),
);
planBattery('SQLite', async () => openEngine(`sqlite:${join(folder, 'plans.sqlite')}`));
peopleBattery('SQLite', async () => openEngine(`sqlite:${join(folder, 'people.sqlite')}`));

describe('SQLite engine', () => {
  it('GIVEN a new database WHEN it was opened THEN it keeps a write-ahead log', async () => {
    const file = join(folder, 'pragmas.sqlite');
    const engine = openEngine(`sqlite:${file}`);
    await migrate(engine);
    await engine.close();
    const database = new SQLite(file);
    assert.equal(database.pragma('journal_mode', { simple: true }), 'wal');
    database.close();
  });

  it('GIVEN a transaction that waits for something else WHEN it would commit THEN it is rolled back', async () => {
    const engine = openEngine(`sqlite:${join(folder, 'turn.sqlite')}`);
    await migrate(engine);
    await assert.rejects(
      engine.transact(() => sleep(5)),
      /waited for something other/,
    );
    assert.equal(await engine.transact(async () => 'next'), 'next');
    await engine.close();
  });

  it('GIVEN writes at once of which one fails WHEN they commit THEN it alone leaves nothing, and only one that had written makes the others run again', async () => {
    const engine = openEngine(`sqlite:${join(folder, 'again.sqlite')}`);
    await migrate(engine);
    let runs = 0;
    const add = (shop: string) => async (session: Session) => {
      runs += 1;
      await session.run(insertShop, { shop });
    };
    const fail = (work: (session: Session) => Promise<unknown>) => async (session: Session) => {
      await work(session);
      throw new Error('refused');
    };
    const commit = async (...works: readonly ((session: Session) => Promise<unknown>)[]) => {
      runs = 0;
      const settled = await Promise.allSettled(works.map((work) => engine.transact(work)));
      const shops = await engine.kysely.selectFrom('shops').select('shop').orderBy('shop').execute();
      return { told: settled.map(({ status }) => status), shops: shops.map(({ shop }) => shop), runs };
    };
    assert.deepEqual(
      await commit(
        add('a'),
        fail((session) => session.all(allShops, {})),
        add('b'),
      ),
      {
        told: ['fulfilled', 'rejected', 'fulfilled'],
        shops: ['a', 'b'],
        runs: 2,
      },
    );
    assert.deepEqual(await commit(add('c'), fail(add('d')), add('e')), {
      told: ['fulfilled', 'rejected', 'fulfilled'],
      shops: ['a', 'b', 'c', 'e'],
      runs: 5,
    });
    await engine.close();
  });

  it('GIVEN a batch of several writes WHEN the turn after the next write brings one more THEN both share a commit, and a write alone waits for none', async () => {
    const engine = openEngine(`sqlite:${join(folder, 'turn.sqlite')}`);
    const told: string[] = [];
    const write = (name: string) =>
      engine.transact(async () => told.push(`${name} ran`)).then(() => told.push(`${name} is told`));
    const inTurn = async (...names: readonly string[]) => {
      told.length = 0;
      const writes: Promise<unknown>[] = [];
      for (const name of names) {
        writes.push(write(name));
        // Behind the look that the write has asked for.
        await nextTurn();
      }
      await Promise.all(writes);
      return told;
    };
    assert.deepEqual(await inTurn('a', 'b'), ['a ran', 'a is told', 'b ran', 'b is told']);
    await Promise.all([write('c'), write('d')]);
    assert.deepEqual(await inTurn('e', 'f'), ['e ran', 'f ran', 'e is told', 'f is told']);
    await engine.close();
  });

  it('GIVEN a transaction that may wait WHEN another comes THEN both share a commit, and one that none comes after is run too', async () => {
    const engine = openEngine(`sqlite:${join(folder, 'wait.sqlite')}`);
    const told: string[] = [];
    const write = (name: string, mayWait: boolean) =>
      engine
        .transact(async () => told.push(`${name} ran`), { mayWait })
        .then(() => told.push(`${name} is told`));
    await Promise.all([write('a', true), write('b', false)]);
    assert.deepEqual(told, ['b ran', 'a ran', 'b is told', 'a is told']);
    await write('c', true);
    assert.deepEqual(told.slice(4), ['c ran', 'c is told']);
    await engine.close();
  });

  it('GIVEN more users than a scan may read WHEN no index answers a filter THEN 400 tooMany (RFC 7644 section 3.4.2.1)', async () => {
    const file = join(folder, 'many.sqlite');
    const engine = openEngine(`sqlite:${file}`);
    await migrate(engine);
    const database = new SQLite(file);
    database
      .prepare(
        `INSERT INTO users (shop, connection, id, seq, version, name_key, body, created_at, modified_at, active, display_key)
        WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 101000)
        SELECT 's', 'c', printf('%06d', n), n, 1, printf('%06d', n), '{"schemas":[],"userName":"u"}', 1, 1, 1, '-' FROM numbers`,
      )
      .run();
    database.close();
    const filter = checkFilter(userResourceType, parseFilter('title eq "Buyer"'));
    const query = {
      kinds: [{ kind: 'User', type: userResourceType, filter, sort: undefined }],
      descending: false,
      count: 10,
      name: () => 'q',
    } as const;
    const list = createDirectoryStore(engine).list(
      { shop: 's', connection: 'c' },
      { ...query, start: { startIndex: 1 } },
    );
    await assert.rejects(list, { name: 'ScimError', status: 400, scimType: 'tooMany' });
    await engine.close();
  });

  it('GIVEN a database of a newer Rollcall that this one does not survive WHEN it is opened THEN it is refused with the remedy', async () => {
    const file = join(folder, 'newer.sqlite');
    const engine = openEngine(`sqlite:${file}`);
    await migrate(engine);
    const database = new SQLite(file);
    database.prepare("INSERT INTO kysely_migration VALUES ('9999-later', '2030-01-01T00:00:00Z')").run();
    database.prepare("UPDATE schema_floor SET name = '9999-later'").run();
    database.close();
    await assert.rejects(migrate(engine), /newer Rollcall .*Start that version/);
    await engine.close();
  });
});
