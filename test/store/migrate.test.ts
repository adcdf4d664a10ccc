// The schema on PostgreSQL: its keys, its making by several processes at once, and its changing under an older one.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { sql } from 'kysely';
import type { Engine } from '../../src/store/engine.ts';
import { findSchemaFault, migrate } from '../../src/store/migrate.ts';
import { openEngine } from '../../src/store/open.ts';
import { createTenantStore } from '../../src/store/tenant-store.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';

/** Of the whole installation, and of no shop. */
const SHOPLESS = ['kysely_migration', 'kysely_migration_lock', 'schema_floor'];

describe('the schema', () => {
  let postgres: TestPostgres;
  let engine: Engine;
  let url: string;
  before(async () => {
    postgres = await startPostgres();
  });
  after(() => postgres.stop());
  beforeEach(async () => {
    url = await postgres.createDatabase();
    engine = openEngine(url);
  });
  afterEach(() => engine.close());

  it('GIVEN every table WHEN its keys and unique indexes are read THEN each begins with the shop', async () => {
    await migrate(engine);
    const { rows } = await sql<{ table: string; index: string; first: string }>`
      select t.relname as table, i.relname as index, a.attname as first
      from pg_index x
        join pg_class i on i.oid = x.indexrelid
        join pg_class t on t.oid = x.indrelid
        join pg_namespace n on n.oid = t.relnamespace
        left join pg_attribute a on a.attrelid = t.oid and a.attnum = x.indkey[0]
      where n.nspname = 'public' and x.indisunique`.execute(engine.kysely);
    const others = rows.filter(({ table, first }) => !SHOPLESS.includes(table) && first !== 'shop');
    assert.ok(rows.length > 20);
    assert.deepEqual(others, []);
    const keyless = await sql<{ table: string }>`
      select c.table_name as table from information_schema.tables c
      where c.table_schema = 'public' and not exists (
        select from pg_index x where x.indrelid = (quote_ident(c.table_name))::regclass and x.indisprimary)`.execute(
      engine.kysely,
    );
    assert.deepEqual(keyless.rows, []);
  });

  it('GIVEN an empty database WHEN several processes start at once THEN its tables are made once', async () => {
    const engines = [engine, openEngine(url), openEngine(url)];
    const made = await Promise.all(engines.map(migrate));
    assert.equal(made.filter((names) => names.length > 0).length, 1);
    assert.equal(await findSchemaFault(engine), undefined);
    for (const other of engines.slice(1)) await other.close();
  });

  it('GIVEN a process at work WHEN a newer one adds a column THEN the older goes on with its prepared statements', async () => {
    await migrate(engine);
    const store = createTenantStore(engine);
    assert.deepEqual(await store.listConnections(), []);
    await sql`alter table connections add column later text`.execute(engine.kysely);
    await sql`insert into kysely_migration (name, timestamp) values ('9998-later', '2030-01-01')`.execute(
      engine.kysely,
    );
    assert.deepEqual(await store.listConnections(), []);
    assert.equal(await findSchemaFault(engine), undefined);
    assert.deepEqual(await migrate(engine), [], 'it may even start again');
  });

  it('GIVEN a migration that older processes do not survive WHEN they look THEN they are told to stop, and do not start', async () => {
    await migrate(engine);
    await sql`insert into kysely_migration (name, timestamp) values ('9999-break', '2030-01-01')`.execute(
      engine.kysely,
    );
    await sql`update schema_floor set name = '9999-break'`.execute(engine.kysely);
    assert.match((await findSchemaFault(engine)) ?? '', /newer Rollcall \(9999-break\)/);
    await assert.rejects(migrate(engine), /Start that version/);
  });

  it('GIVEN a backup of before WHEN it is restored under a process THEN the process says so', async () => {
    await migrate(engine);
    await sql`delete from kysely_migration where name = '0021-audit'`.execute(engine.kysely);
    assert.match((await findSchemaFault(engine)) ?? '', /lacks what this Rollcall needs \(0021-audit\)/);
  });
});
