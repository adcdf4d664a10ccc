// Rehearsals of a connection, and the stages on which they are played.
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

export const rehearsals: Migration = {
  async up(db) {
    await db.schema.alterTable('connections').addColumn('rehearses', 'text').execute();
    await db.schema
      .createTable('rehearsals')
      .addColumn('shop', 'text', (c) => c.notNull())
      .addColumn('connection', 'text', (c) => c.notNull())
      .addColumn('id', 'text', (c) => c.notNull())
      .addColumn('stage', 'text', (c) => c.notNull())
      .addColumn('state', 'text', (c) => c.notNull())
      .addColumn('is_cancelled', 'integer', (c) => c.notNull())
      .addColumn('course', 'text', (c) => c.notNull())
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addColumn('finished_at', 'bigint')
      .addColumn('owner', 'text')
      .addColumn('owner_until', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('rehearsals_pk', ['shop', 'connection', 'id'])
      .execute();
    // A connection has one under way.
    await db.schema
      .createIndex('rehearsals_open')
      .unique()
      .on('rehearsals')
      .columns(['shop', 'connection'])
      .where(sql.ref('finished_at'), 'is', null)
      .execute();
  },
};
