// Surveys know how much there is to be looked at, so that it can be told how far they have come.
import type { Migration } from 'kysely/migration';

export const surveyTotals: Migration = {
  async up(db) {
    await db.schema.alterTable('surveys').addColumn('total', 'bigint').execute();
  },
};
