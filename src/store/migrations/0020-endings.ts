// Connections that have ended, and what a person chose for their customers.
import type { Migration } from 'kysely/migration';

export const endings: Migration = {
  async up(db) {
    const connections = () => db.schema.alterTable('connections');
    await connections().addColumn('ended_at', 'bigint').execute();
    await connections().addColumn('ended_choice', 'text').execute();
    await connections().addColumn('successor', 'text').execute();
    await connections().addColumn('ended_claims', 'bigint').execute();
    await connections().addColumn('finished_at', 'bigint').execute();
  },
};
