// Reconciliations and dry runs, and what they found.
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

export const surveys: Migration = {
  async up(db) {
    await db.schema
      .createTable('surveys')
      .addColumn('shop', 'text', (c) => c.notNull())
      .addColumn('connection', 'text', (c) => c.notNull())
      .addColumn('id', 'text', (c) => c.notNull())
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('policy', 'text', (c) => c.notNull())
      .addColumn('scheduled', 'integer', (c) => c.notNull())
      .addColumn('dry_run', 'integer', (c) => c.notNull())
      .addColumn('state', 'text', (c) => c.notNull())
      .addColumn('bookmark', 'text', (c) => c.notNull())
      .addColumn('counts', 'text', (c) => c.notNull())
      .addColumn('error', 'text')
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addColumn('finished_at', 'bigint')
      .addColumn('owner', 'text')
      .addColumn('owner_until', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('surveys_pk', ['shop', 'connection', 'id'])
      .execute();
    // Of each kind, a connection has one under way.
    await db.schema
      .createIndex('surveys_open')
      .unique()
      .on('surveys')
      .columns(['shop', 'connection', 'kind'])
      .where(sql.ref('finished_at'), 'is', null)
      .execute();
    await db.schema
      .createTable('findings')
      .addColumn('shop', 'text', (c) => c.notNull())
      .addColumn('connection', 'text', (c) => c.notNull())
      .addColumn('survey', 'text', (c) => c.notNull())
      .addColumn('subject', 'text', (c) => c.notNull())
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('action', 'text', (c) => c.notNull())
      .addColumn('customer_id', 'text')
      .addColumn('code', 'text')
      .addColumn('changed', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('findings_pk', ['shop', 'connection', 'survey', 'subject'])
      .execute();
  },
};
