// Users by how far their sync has come.
import type { Migration } from 'kysely/migration';

export const claimsByState: Migration = {
  async up(db) {
    await db.schema
      .createIndex('claims_state')
      .on('claims')
      .columns(['shop', 'connection', 'state', 'user_id'])
      .execute();
  },
};
