// What Shopify showed of leavers, kept for whoever asks later (RULES 20).
import type { Migration } from 'kysely/migration';

export const certificates: Migration = {
  async up(db) {
    await db.schema
      .createTable('certificates')
      .addColumn('shop', 'text', (c) => c.notNull())
      .addColumn('id', 'text', (c) => c.notNull())
      .addColumn('connection', 'text', (c) => c.notNull())
      .addColumn('user_id', 'text', (c) => c.notNull())
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('since', 'bigint', (c) => c.notNull())
      .addColumn('proven_at', 'bigint', (c) => c.notNull())
      .addColumn('facts', 'text', (c) => c.notNull())
      .addColumn('person', 'text')
      .addPrimaryKeyConstraint('certificates_pk', ['shop', 'id'])
      .execute();
    await db.schema
      .createIndex('certificates_leaving')
      .unique()
      .on('certificates')
      .columns(['shop', 'connection', 'user_id', 'since', 'kind'])
      .execute();
  },
};
