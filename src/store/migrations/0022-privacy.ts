// What Shopify asks for on behalf of persons and of shops that are gone, and by what whoever was erased is known again.
import type { Migration } from 'kysely/migration';

export const privacy: Migration = {
  async up(db) {
    await db.schema
      .createTable('privacy_requests')
      .addColumn('shop', 'text', (c) => c.notNull())
      .addColumn('id', 'text', (c) => c.notNull())
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('state', 'text', (c) => c.notNull())
      .addColumn('customer_id', 'text')
      .addColumn('person', 'text')
      .addColumn('received_at', 'bigint', (c) => c.notNull())
      .addColumn('deadline_at', 'bigint', (c) => c.notNull())
      .addColumn('due_at', 'bigint')
      .addColumn('rounds', 'integer', (c) => c.notNull())
      .addColumn('finished_at', 'bigint')
      .addColumn('owner', 'text')
      .addColumn('owner_until', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('privacy_requests_pk', ['shop', 'id'])
      .execute();
    await db.schema
      .createTable('erasure_keys')
      .addColumn('shop', 'text', (c) => c.primaryKey())
      .addColumn('sealed', 'text', (c) => c.notNull())
      .execute();
    await db.schema
      .createTable('erased_marks')
      .addColumn('shop', 'text', (c) => c.notNull())
      .addColumn('mark', 'text', (c) => c.notNull())
      .addColumn('at', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('erased_marks_pk', ['shop', 'mark'])
      .execute();
  },
};
