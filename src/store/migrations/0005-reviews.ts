// What a person decides for users that a rule holds, and customers that another hand may have changed.
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

export const reviews: Migration = {
  async up(db) {
    await db.schema.alterTable('claims').addColumn('decision', 'text').execute();
    await db.schema
      .alterTable('claims')
      .addColumn('is_left', 'integer', (c) => c.notNull().defaultTo(0))
      .execute();
    await db.schema.alterTable('claims').addColumn('found_customer', 'text').execute();
    await db.schema
      .alterTable('outbox')
      .addColumn('look', 'integer', (c) => c.notNull().defaultTo(0))
      .execute();
    // Few users are held: the queue is read without passing the others.
    await db.schema
      .createIndex('claims_review')
      .on('claims')
      .columns(['shop', 'connection', 'user_id'])
      .where(sql.ref('state'), 'in', sql`('held', 'gone')`)
      .execute();
  },
};
