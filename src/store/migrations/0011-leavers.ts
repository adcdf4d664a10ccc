// Who left of late, so that a mass of leavers is seen as one (RULES 22).
import type { Migration } from 'kysely/migration';

export const leavers: Migration = {
  async up(db) {
    await db.schema
      .createTable('leavers')
      .addColumn('shop', 'text', (c) => c.notNull())
      .addColumn('connection', 'text', (c) => c.notNull())
      .addColumn('user_id', 'text', (c) => c.notNull())
      .addColumn('at', 'bigint', (c) => c.notNull())
      .addColumn('state', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('leavers_pk', ['shop', 'connection', 'user_id'])
      .execute();
    await db.schema
      .createIndex('leavers_at')
      .on('leavers')
      .columns(['shop', 'connection', 'at', 'state'])
      .execute();
  },
};
