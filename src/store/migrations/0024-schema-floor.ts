// The last migration that a process must know to go on: older ones stop, where a migration breaks what they do.
import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

export const schemaFloor: Migration = {
  async up(db: Kysely<{ schema_floor: { name: string } }>) {
    await db.schema
      .createTable('schema_floor')
      .addColumn('name', 'text', (c) => c.primaryKey())
      .execute();
    await db.insertInto('schema_floor').values({ name: '0024-schema-floor' }).execute();
  },
};
