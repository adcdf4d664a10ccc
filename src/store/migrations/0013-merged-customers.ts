// Into which customer one was merged, as Shopify told it.
import type { Migration } from 'kysely/migration';

export const mergedCustomers: Migration = {
  async up(db) {
    await db.schema.alterTable('links').addColumn('merged_into', 'text').execute();
  },
};
