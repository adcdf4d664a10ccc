// The link ids that stay on customers whose connection has ended, and that stand for nobody any more.
import type { Migration } from 'kysely/migration';

export const keptLinks: Migration = {
  async up(db) {
    await db.schema
      .createTable('kept_links')
      .addColumn('shop', 'text', (c) => c.notNull())
      .addColumn('id', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('kept_links_pk', ['shop', 'id'])
      .execute();
  },
};
