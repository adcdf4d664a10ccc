import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import SQLite from 'better-sqlite3';
import { checkFilter, parseFilter, userResourceType } from '../../src/protocol/index.ts';
import { createDirectoryStore } from '../../src/store/directory-store.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openEngine } from '../../src/store/open.ts';
import { storeBattery } from './battery.ts';
import { groupBattery } from './group-battery.ts';
import { guardBattery } from './guard-battery.ts';
import { guardProperties } from './guard-properties.ts';
import { listBattery } from './list-battery.ts';
import { listProperties } from './list-properties.ts';
import { planBattery } from './plan-battery.ts';

const folder = mkdtempSync(join(tmpdir(), 'rollcall-store-'));
after(() => rmSync(folder, { recursive: true, force: true }));

storeBattery('SQLite', async () => openEngine(`sqlite:${join(folder, 'battery.sqlite')}`));
groupBattery('SQLite', async () => openEngine(`sqlite:${join(folder, 'groups.sqlite')}`));
guardBattery('SQLite', async () => openEngine(`sqlite:${join(folder, 'groups.sqlite')}`));
guardProperties('SQLite', async () => openEngine(`sqlite:${join(folder, 'leavers.sqlite')}`));
listBattery('SQLite', async () => openEngine(`sqlite:${join(folder, 'lists.sqlite')}`));
listProperties('SQLite', async () => openEngine(`sqlite:${join(folder, 'chance.sqlite')}`));
planBattery('SQLite', async () => openEngine(`sqlite:${join(folder, 'plans.sqlite')}`));

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

  it('GIVEN a database of a newer Rollcall WHEN it is opened THEN it is refused with the remedy', async () => {
    const file = join(folder, 'newer.sqlite');
    const engine = openEngine(`sqlite:${file}`);
    await migrate(engine);
    const database = new SQLite(file);
    database.prepare("INSERT INTO kysely_migration VALUES ('9999-later', '2030-01-01T00:00:00Z')").run();
    database.close();
    await assert.rejects(migrate(engine), /newer Rollcall .*Start that version/);
    await engine.close();
  });
});
