// What Shopify says of customers, kept until it is taken in, and what a merchant changed of what is managed.
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

export const webhooks: Migration = {
  async up(db) {
    await db.schema
      .createTable('webhooks')
      .addColumn('shop', 'text', (c) => c.notNull())
      .addColumn('id', 'text', (c) => c.notNull())
      .addColumn('facts', 'text')
      .addColumn('received_at', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('webhooks_pk', ['shop', 'id'])
      .execute();
    await db.schema
      .createIndex('webhooks_waiting')
      .on('webhooks')
      .columns(['received_at', 'shop', 'id'])
      .where(sql.ref('facts'), 'is not', null)
      .execute();
    await db.schema.createIndex('webhooks_received').on('webhooks').columns(['received_at']).execute();
    await db.schema
      .createIndex('claims_found')
      .on('claims')
      .columns(['shop', 'found_customer'])
      .where(sql.ref('found_customer'), 'is not', null)
      .execute();
    await db.schema.alterTable('links').addColumn('drift', 'text').execute();
    await db.schema
      .createIndex('links_drift')
      .on('links')
      .columns(['shop', 'id'])
      .where(sql.ref('drift'), 'is not', null)
      .execute();
  },
};
