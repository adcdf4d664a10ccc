// The shops that installed the app, with what Shopify gave for each.
import type { Migration } from 'kysely/migration';

export const installations: Migration = {
  async up(db) {
    await db.schema
      .createTable('installations')
      .addColumn('shop', 'text', (c) => c.primaryKey())
      .addColumn('state', 'text', (c) => c.notNull())
      .addColumn('scopes', 'text', (c) => c.notNull())
      .addColumn('access_token', 'text')
      .addColumn('access_expires_at', 'bigint')
      .addColumn('refresh_token', 'text')
      .addColumn('refresh_expires_at', 'bigint')
      .addColumn('version', 'integer', (c) => c.notNull())
      .addColumn('renewed_by', 'text')
      .addColumn('renewed_until', 'bigint', (c) => c.notNull())
      .addColumn('installed_at', 'bigint', (c) => c.notNull())
      .addColumn('uninstalled_at', 'bigint')
      .addColumn('updated_at', 'bigint', (c) => c.notNull())
      .execute();
  },
};
