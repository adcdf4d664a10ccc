// Links whose customer lacks its phone number because Shopify refused it: another customer may have it, and give it up.
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

export const refusedPhones: Migration = {
  async up(db) {
    await db.schema.alterTable('links').addColumn('refused_phone', 'text').execute();
    await db.schema
      .createIndex('links_refused_phone')
      .on('links')
      .columns(['shop', 'refused_phone'])
      .where(sql.ref('refused_phone'), 'is not', null)
      .execute();
  },
};
