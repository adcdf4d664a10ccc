// First creates that go by bulk operations of Shopify's, until their results are known.
import { type Kysely, PostgresAdapter, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

export const bulkRuns: Migration = {
  async up(db) {
    await db.schema
      .createTable('bulk_runs')
      .addColumn('shop', 'text', (c) => c.notNull())
      .addColumn('id', 'text', (c) => c.notNull())
      .addColumn('state', 'text', (c) => c.notNull())
      .addColumn('target', 'integer', (c) => c.notNull())
      .addColumn('size', 'integer', (c) => c.notNull())
      .addColumn('operation_id', 'text')
      .addColumn('sent_at', 'bigint')
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('bulk_runs_pk', ['shop', 'id'])
      .execute();
    await createCreates(db);
  },
};

async function createCreates(db: Kysely<unknown>): Promise<void> {
  const create = db.schema
    .createTable('bulk_creates')
    .addColumn('shop', 'text', (c) => c.notNull())
    .addColumn('run', 'text', (c) => c.notNull())
    .addColumn('line', 'integer', (c) => c.notNull())
    .addColumn('connection', 'text', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('link_id', 'text', (c) => c.notNull())
    .addColumn('version', 'integer', (c) => c.notNull())
    .addColumn('customer', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('bulk_creates_pk', ['shop', 'run', 'line']);
  const isPostgres = db.getExecutor().adapter instanceof PostgresAdapter;
  await (isPostgres ? create : create.modifyEnd(sql`without rowid`)).execute();
  await db.schema
    .createIndex('bulk_creates_by_user')
    .on('bulk_creates')
    .columns(['shop', 'connection', 'user_id'])
    .unique()
    .execute();
}
