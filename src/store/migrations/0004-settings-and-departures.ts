// What a merchant sets for a connection, and who left a group before the sync has looked at them.
import { type Kysely, PostgresAdapter, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

export const settingsAndDepartures: Migration = {
  async up(db) {
    await db.schema
      .alterTable('connections')
      .addColumn('settings', 'text', (c) => c.notNull().defaultTo('{}'))
      .execute();
    await createDepartures(db);
  },
};

async function createDepartures(db: Kysely<unknown>): Promise<void> {
  const create = db.schema
    .createTable('group_departures')
    .addColumn('shop', 'text', (c) => c.notNull())
    .addColumn('connection', 'text', (c) => c.notNull())
    .addColumn('group_id', 'text', (c) => c.notNull())
    .addColumn('member_id', 'text', (c) => c.notNull())
    .addColumn('member_type', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('group_departures_pk', ['shop', 'connection', 'group_id', 'member_id']);
  const isPostgres = db.getExecutor().adapter instanceof PostgresAdapter;
  await (isPostgres ? create : create.modifyEnd(sql`without rowid`)).execute();
}
