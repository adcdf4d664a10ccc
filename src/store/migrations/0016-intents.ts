// What a try sets out to write is noted as it begins, so that what it sent is known should it break off.
import type { Migration } from 'kysely/migration';

export const intents: Migration = {
  async up(db) {
    await db.schema.alterTable('outbox').addColumn('intent', 'text').execute();
  },
};
