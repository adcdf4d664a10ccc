// What migrations make of rows that were there before them, on whatever engine is behind it.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import type { Engine } from '../../src/store/engine.ts';
import { migrate } from '../../src/store/migrate.ts';

const FOLDER = new URL('../../src/store/migrations/', import.meta.url);

/** Registers the battery; `open` gives an engine on an empty database. */
export function migrationBattery(name: string, open: () => Promise<Engine>): void {
  describe(`migrations on ${name}`, () => {
    let engine: Engine;
    beforeEach(async () => {
      engine = await open();
    });
    afterEach(() => engine.close());

    it('RULES 22: GIVEN users and leavers from before they were counted WHEN migrated THEN they are', async () => {
      await migrateBefore(engine, '0014');
      await sql`insert into connection_counts (shop, connection, next_seq, users, groups)
        values ('s', 'c', 4, 3, 0), ('s', 'd', 1, 0, 0)`.execute(engine.kysely);
      await sql`insert into users
        (shop, connection, id, seq, version, name_key, body, created_at, modified_at, active)
        values ('s', 'c', 'a', 2, 1, 'a', '{}', 1, 1, 1), ('s', 'c', 'b', 3, 1, 'b', '{}', 1, 1, 0),
          ('s', 'c', 'e', 4, 1, 'e', '{}', 1, 1, 1)`.execute(engine.kysely);
      await sql`insert into leavers (shop, connection, user_id, at, state)
        values ('s', 'c', 'b', 5, 'held'), ('s', 'c', 'gone', 6, 'counted')`.execute(engine.kysely);
      await migrate(engine);
      const counts = await engine.kysely
        .selectFrom('connection_counts')
        .select(['connection', 'active_users', 'leavers'])
        .orderBy('connection')
        .execute();
      assert.deepEqual(counts, [
        { connection: 'c', active_users: 2, leavers: 2 },
        { connection: 'd', active_users: 0, leavers: 0 },
      ]);
      const leavers = await engine.kysely.selectFrom('leavers').selectAll().orderBy('at').execute();
      assert.deepEqual(leavers, [
        { shop: 's', connection: 'c', user_id: 'b', at: 5, state: 'held', is_counted: 1 },
        { shop: 's', connection: 'c', user_id: 'gone', at: 6, state: 'counted', is_counted: 1 },
      ]);
    });

    it('GIVEN a migration that fails WHEN those before it have run THEN the database is as it was', async () => {
      await sql`create table alerts (odd text)`.execute(engine.kysely);
      await assert.rejects(migrate(engine), /Migration 0023-alerts failed; the database is as it was/);
      const tables = await engine.kysely.introspection.getTables();
      assert.deepEqual(
        tables.map(({ name }) => name),
        ['alerts'],
      );
    });
  });
}

/** Runs the migrations whose names come before this one. */
async function migrateBefore(engine: Engine, name: string): Promise<void> {
  const files = readdirSync(FOLDER).filter((file) => file < name);
  const migrations: Record<string, Migration> = {};
  for (const file of files) {
    const [migration] = Object.values(
      (await import(new URL(file, FOLDER).href)) as Record<string, Migration>,
    );
    assert.ok(migration);
    migrations[file.replace('.ts', '')] = migration;
  }
  const migrator = new Migrator({ db: engine.kysely, provider: { getMigrations: async () => migrations } });
  const { error } = await migrator.migrateToLatest();
  assert.equal(error, undefined);
}
