// A connection is looked up by its id alone where a path of the admin API names it, and nothing says whose it is yet.
import type { Migration } from 'kysely/migration';

export const connectionsById: Migration = {
  async up(db) {
    await db.schema.createIndex('connections_id').on('connections').columns(['id', 'shop']).execute();
  },
};
