// Every administrative act, each sealed to the one before it.
import type { Migration } from 'kysely/migration';

export const audit: Migration = {
  async up(db) {
    await db.schema
      .createTable('audit_entries')
      .addColumn('shop', 'text', (c) => c.notNull())
      .addColumn('seq', 'bigint', (c) => c.notNull())
      .addColumn('facts', 'text', (c) => c.notNull())
      .addColumn('hash', 'text', (c) => c.notNull())
      .addColumn('personal', 'text')
      .addPrimaryKeyConstraint('audit_entries_pk', ['shop', 'seq'])
      .execute();
    await db.schema
      .createTable('audit_heads')
      .addColumn('shop', 'text', (c) => c.primaryKey())
      .addColumn('seq', 'bigint', (c) => c.notNull())
      .addColumn('hash', 'text', (c) => c.notNull())
      .execute();
  },
};
