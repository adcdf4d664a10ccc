// Client assertions that were shown, until they end: none is taken twice that may be shown once (RFC 7523 §3, point 7).
import type { Migration } from 'kysely/migration';

export const usedAssertions: Migration = {
  async up(db) {
    await db.schema
      .createTable('used_assertions')
      .addColumn('shop', 'text', (c) => c.notNull())
      .addColumn('connection', 'text', (c) => c.notNull())
      .addColumn('digest', 'text', (c) => c.notNull())
      .addColumn('ends_at', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('used_assertions_pk', ['shop', 'connection', 'digest'])
      .execute();
  },
};
