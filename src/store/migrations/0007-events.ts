// What was done and why, for people to look up.
import type { Migration } from 'kysely/migration';

export const events: Migration = {
  async up(db) {
    await db.schema
      .createTable('events')
      .addColumn('shop', 'text', (c) => c.notNull())
      .addColumn('connection', 'text', (c) => c.notNull())
      .addColumn('at', 'bigint', (c) => c.notNull())
      .addColumn('id', 'text', (c) => c.notNull())
      .addColumn('subject', 'text', (c) => c.notNull())
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('data', 'text', (c) => c.notNull())
      .addColumn('personal', 'text')
      .addPrimaryKeyConstraint('events_pk', ['shop', 'connection', 'at', 'id'])
      .execute();
    // Most of what is counted is about nobody, and needs no place in it.
    await db.schema
      .createIndex('events_subject')
      .on('events')
      .columns(['shop', 'connection', 'subject', 'at', 'id'])
      .where('subject', '<>', '')
      .execute();
  },
};
