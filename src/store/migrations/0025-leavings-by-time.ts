// Lets the leavings of a connection be read by their time, for how soon the last of them were proven.
import type { Migration } from 'kysely/migration';

export const leavingsByTime: Migration = {
  async up(db) {
    await db.schema
      .createIndex('certificates_since')
      .on('certificates')
      .columns(['shop', 'connection', 'since'])
      .execute();
  },
};
