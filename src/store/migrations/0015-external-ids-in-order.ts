// Those of one external id come out of their index in the order of lists: nothing is left to sort.
import type { Migration } from 'kysely/migration';

export const externalIdsInOrder: Migration = {
  async up(db) {
    for (const table of ['users', 'groups'] as const) {
      await db.schema.dropIndex(`${table}_external_id`).execute();
      await db.schema
        .createIndex(`${table}_external_id`)
        .on(table)
        .columns(['shop', 'connection', 'external_id', 'seq'])
        .execute();
    }
  },
};
