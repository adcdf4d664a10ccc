// What a person should be told of, to whom it is told, and what is on its way.
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

export const alerts: Migration = {
  async up(db) {
    await db.schema
      .createTable('alerts')
      .addColumn('shop', 'text', (c) => c.notNull())
      .addColumn('id', 'text', (c) => c.notNull())
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('connection', 'text', (c) => c.notNull())
      .addColumn('subject', 'text', (c) => c.notNull())
      .addColumn('details', 'text', (c) => c.notNull())
      .addColumn('mark', 'text', (c) => c.notNull())
      .addColumn('opened_at', 'bigint', (c) => c.notNull())
      .addColumn('told_at', 'bigint', (c) => c.notNull())
      .addColumn('clear_since', 'bigint')
      .addColumn('resolved_at', 'bigint')
      .addPrimaryKeyConstraint('alerts_pk', ['shop', 'id'])
      .execute();
    // What is so is told once, whichever process sees it.
    await db.schema
      .createIndex('alerts_open')
      .unique()
      .on('alerts')
      .columns(['shop', 'kind', 'connection', 'subject'])
      .where(sql.ref('resolved_at'), 'is', null)
      .execute();
    await db.schema
      .createTable('alert_watches')
      .addColumn('shop', 'text', (c) => c.primaryKey())
      .addColumn('due_at', 'bigint', (c) => c.notNull())
      .execute();
    await db.schema
      .createTable('alert_endpoints')
      .addColumn('shop', 'text', (c) => c.notNull())
      .addColumn('id', 'text', (c) => c.notNull())
      .addColumn('url', 'text', (c) => c.notNull())
      .addColumn('kinds', 'text')
      .addColumn('state', 'text', (c) => c.notNull())
      .addColumn('secret', 'text')
      .addColumn('old_secret', 'text')
      .addColumn('old_until', 'bigint', (c) => c.notNull())
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addColumn('delivered_at', 'bigint')
      .addColumn('error', 'text')
      .addPrimaryKeyConstraint('alert_endpoints_pk', ['shop', 'id'])
      .execute();
    await db.schema
      .createTable('alert_deliveries')
      .addColumn('shop', 'text', (c) => c.notNull())
      .addColumn('id', 'text', (c) => c.notNull())
      .addColumn('endpoint', 'text', (c) => c.notNull())
      .addColumn('alert', 'text', (c) => c.notNull())
      .addColumn('body', 'text', (c) => c.notNull())
      .addColumn('state', 'text', (c) => c.notNull())
      .addColumn('attempts', 'integer', (c) => c.notNull())
      .addColumn('due_at', 'bigint', (c) => c.notNull())
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addColumn('finished_at', 'bigint')
      .addColumn('error', 'text')
      .addColumn('owner_until', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('alert_deliveries_pk', ['shop', 'id'])
      .execute();
    await db.schema
      .createIndex('alert_deliveries_due')
      .on('alert_deliveries')
      .columns(['due_at', 'shop', 'id'])
      .where(sql.ref('state'), '=', sql.lit('pending'))
      .execute();
  },
};
