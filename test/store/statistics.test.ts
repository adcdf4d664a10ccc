// How PostgreSQL comes by what is due while it has counted nothing, and that it counts what has grown: plans, not times.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { CompiledQuery, sql } from 'kysely';
import { joinerRows, rowsOfCreates } from '../../src/store/bulk-statements.ts';
import type { Engine } from '../../src/store/engine.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openEngine } from '../../src/store/open.ts';
import { countGrown } from '../../src/store/statistics.ts';
import { dueRows } from '../../src/store/sync-statements.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';

const ROWS = 1_000;

describe('statistics', () => {
  let postgres: TestPostgres;
  let engine: Engine;
  before(async () => {
    postgres = await startPostgres();
    engine = openEngine(await postgres.createDatabase());
    await migrate(engine);
    // Or it might be the first to count.
    for (const table of ['users', 'links'])
      await sql`alter table ${sql.table(table)} set (autovacuum_enabled = false)`.execute(engine.kysely);
  });
  after(async () => {
    await engine.close();
    await postgres.stop();
  });

  /** By what each table's index is asked when a statement is run, whatever the values. */
  async function conditions(
    statement: Pick<typeof dueRows, 'compile'> = dueRows,
  ): Promise<ReadonlyMap<string, string>> {
    const { sql: text } = statement.compile(engine.kysely, 'postgres');
    const query = CompiledQuery.raw(`explain (generic_plan) ${text}`);
    const { rows } = await engine.kysely.executeQuery<{ 'QUERY PLAN': string }>(query);
    const lines = rows.map((row) => row['QUERY PLAN']);
    return new Map(
      lines.flatMap((line, at) => {
        const table = / on (\w+)/.exec(line)?.[1];
        return table === undefined ? [] : [[table, lines[at + 1] ?? ''] as const];
      }),
    );
  }

  it('GIVEN nothing counted WHEN what is due is planned THEN all else is looked up for the rows that are due', async () => {
    const asked = await conditions();
    assert.match(asked.get('outbox') ?? '', /Index Cond: \(\(shop = \$\d+\).*priority/);
    for (const table of ['users', 'claims', 'links', 'bulk_creates', 'connections'])
      assert.match(asked.get(table) ?? '', /Index Cond: .*shop = \w+\.shop/, table);
  });

  it('GIVEN nothing counted WHEN what may go by bulk, or returns from there, is planned THEN all else is looked up for it', async () => {
    const joiners = await conditions(joinerRows);
    assert.match(joiners.get('outbox') ?? '', /Index Cond: \(\(shop = \$\d+\).*priority/);
    const returned = await conditions(rowsOfCreates);
    assert.match(returned.get('outbox') ?? '', /Index Cond: .*shop = \w+\.shop/);
    for (const table of ['users', 'claims', 'links', 'bulk_creates', 'connections'])
      for (const asked of [joiners, returned])
        assert.match(asked.get(table) ?? '', /Index Cond: .*shop = \w+\.shop/, table);
  });

  it('GIVEN an import WHEN what has grown is counted THEN once, and each row is found by its whole key', async () => {
    await sql`
      insert into users (shop, connection, id, seq, version, name_key, display_key, external_id, body, created_at,
        modified_at, active)
      select 's', 'c', 'id' || n, n, 1, 'name' || n, 'display' || n, 'external' || n, '{}', n, n, 1
      from generate_series(1, ${ROWS}) n`.execute(engine.kysely);
    await sql`
      insert into links (shop, id, customer_id, origin, state, email_key, owned, created_at, updated_at)
      select 's', 'link' || n, 'customer' || n, 'created', 'linked', 'email' || n, '{}', n, n
      from generate_series(1, ${ROWS}) n`.execute(engine.kysely);
    assert.deepEqual(await countGrown(engine), ['links', 'users']);
    assert.deepEqual(await countGrown(engine), []);
    const asked = await conditions();
    assert.match(asked.get('users') ?? '', /Index Cond: .*id = outbox\.subject/);
    assert.match(asked.get('links') ?? '', /Index Cond: .*id = k\.link_id/);
  });
});
