// Reconciliations that read by bulk operations: how far each has come, and what it has seen.
import type { Migration } from 'kysely/migration';

export const bulkSurveys: Migration = {
  async up(db) {
    await db.schema.alterTable('surveys').addColumn('reading', 'text').execute();
    await db.schema
      .createTable('surveyed')
      .addColumn('shop', 'text', (c) => c.notNull())
      .addColumn('survey', 'text', (c) => c.notNull())
      .addColumn('seen', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('surveyed_pk', ['shop', 'survey', 'seen'])
      .execute();
  },
};
