// How many users are active and how many have left of late, so that a leaving need not count them (RULES 22).
import { type Kysely, PostgresAdapter, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

export const countedLeavers: Migration = {
  async up(db) {
    for (const count of ['active_users', 'leavers']) {
      await db.schema
        .alterTable('connection_counts')
        .addColumn(count, 'bigint', (c) => c.notNull().defaultTo(0))
        .execute();
    }
    await remakeLeavers(db);
    await sql`
      update connection_counts set
        active_users = (select count(*) from users u where u.shop = connection_counts.shop
          and u.connection = connection_counts.connection and u.active = 1),
        leavers = (select count(*) from leavers l where l.shop = connection_counts.shop
          and l.connection = connection_counts.connection)`.execute(db);
  },
};

/** The first to leave after this finds those of them whose hour is over. */
async function remakeLeavers(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('leavers').renameTo('leavers_before').execute();
  await db.schema.dropIndex('leavers_at').execute();
  const create = db.schema
    .createTable('leavers')
    .addColumn('shop', 'text', (c) => c.notNull())
    .addColumn('connection', 'text', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('is_counted', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('leavers_key', ['shop', 'connection', 'user_id']);
  const isPostgres = db.getExecutor().adapter instanceof PostgresAdapter;
  await (isPostgres ? create : create.modifyEnd(sql`without rowid`)).execute();
  await sql`
    insert into leavers (shop, connection, user_id, at, state, is_counted)
    select shop, connection, user_id, at, state, 1 from leavers_before`.execute(db);
  await db.schema.dropTable('leavers_before').execute();
  await db.schema
    .createIndex('leavers_counted')
    .on('leavers')
    .columns(['shop', 'connection', 'at'])
    .where(sql.ref('is_counted'), '=', sql.lit(1))
    .execute();
}
