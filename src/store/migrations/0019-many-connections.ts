// Several connections of a shop, in an order; what is known of their tokens; and how often they call.
import type { Migration } from 'kysely/migration';

export const manyConnections: Migration = {
  async up(db) {
    const connections = () => db.schema.alterTable('connections');
    await connections()
      .addColumn('provider', 'text', (c) => c.notNull().defaultTo('other'))
      .execute();
    await connections()
      .addColumn('rank', 'integer', (c) => c.notNull().defaultTo(1))
      .execute();

    const tokens = () => db.schema.alterTable('tokens');
    await tokens()
      .addColumn('kind', 'text', (c) => c.notNull().defaultTo('bearer'))
      .execute();
    await tokens()
      .addColumn('name', 'text', (c) => c.notNull().defaultTo(''))
      .execute();
    await tokens().addColumn('expires_at', 'bigint').execute();
    await tokens().addColumn('last_used_at', 'bigint').execute();
    await tokens().addColumn('issuer', 'text').execute();
    await db.schema
      .createIndex('tokens_connection')
      .on('tokens')
      .columns(['shop', 'connection', 'kind', 'id'])
      .execute();

    await db.schema
      .createTable('connection_calls')
      .addColumn('shop', 'text', (c) => c.notNull())
      .addColumn('connection', 'text', (c) => c.notNull())
      .addColumn('day', 'integer', (c) => c.notNull())
      .addColumn('calls', 'bigint', (c) => c.notNull())
      .addColumn('last_at', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('connection_calls_pk', ['shop', 'connection', 'day'])
      .execute();
  },
};
