// The first tables: tenants, the directory, the outbox, and what joins users with customers.
import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

export const firstTables: Migration = {
  async up(db) {
    await createTenants(db);
    await createDirectory(db);
    await createSync(db);
  },
};

async function createTenants(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('shops')
    .addColumn('shop', 'text', (c) => c.primaryKey())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('lease_owner', 'text')
    .addColumn('lease_epoch', 'bigint', (c) => c.notNull().defaultTo(0))
    .addColumn('lease_expires_at', 'bigint', (c) => c.notNull().defaultTo(0))
    .addColumn('bucket', 'text')
    .addColumn('alert', 'text')
    .execute();

  await db.schema
    .createTable('connections')
    .addColumn('shop', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('scim_provisioning', 'integer', (c) => c.notNull())
    .addColumn('new_customer_creation', 'integer', (c) => c.notNull())
    .addColumn('link_policy', 'text', (c) => c.notNull())
    .addColumn('domains', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('updated_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('connections_pk', ['shop', 'id'])
    .execute();

  await db.schema
    .createTable('connection_counts')
    .addColumn('shop', 'text', (c) => c.notNull())
    .addColumn('connection', 'text', (c) => c.notNull())
    .addColumn('next_seq', 'bigint', (c) => c.notNull())
    .addColumn('users', 'bigint', (c) => c.notNull())
    .addColumn('groups', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('connection_counts_pk', ['shop', 'connection'])
    .execute();

  await db.schema
    .createTable('tokens')
    .addColumn('shop', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('connection', 'text', (c) => c.notNull())
    .addColumn('hash', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('revoked_at', 'bigint')
    .addPrimaryKeyConstraint('tokens_pk', ['shop', 'id'])
    .execute();
}

async function createDirectory(db: Kysely<unknown>): Promise<void> {
  for (const table of ['users', 'groups'] as const) {
    let create = db.schema
      .createTable(table)
      .addColumn('shop', 'text', (c) => c.notNull())
      .addColumn('connection', 'text', (c) => c.notNull())
      .addColumn('id', 'text', (c) => c.notNull())
      .addColumn('seq', 'bigint', (c) => c.notNull())
      .addColumn('version', 'bigint', (c) => c.notNull())
      .addColumn('name_key', 'text', (c) => c.notNull())
      .addColumn('external_id', 'text')
      .addColumn('body', 'text', (c) => c.notNull())
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addColumn('modified_at', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint(`${table}_pk`, ['shop', 'connection', 'id']);
    if (table === 'users') create = create.addColumn('active', 'integer', (c) => c.notNull());
    await create.execute();

    const index = (name: string) => db.schema.createIndex(`${table}_${name}`).on(table);
    await index('name').unique().columns(['shop', 'connection', 'name_key']).execute();
    await index('seq').unique().columns(['shop', 'connection', 'seq']).execute();
    await index('modified').columns(['shop', 'connection', 'modified_at']).execute();
    await index('external_id').columns(['shop', 'connection', 'external_id']).execute();
  }

  await db.schema
    .createTable('group_members')
    .addColumn('shop', 'text', (c) => c.notNull())
    .addColumn('connection', 'text', (c) => c.notNull())
    .addColumn('group_id', 'text', (c) => c.notNull())
    .addColumn('member_id', 'text', (c) => c.notNull())
    .addColumn('member_type', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('group_members_pk', ['shop', 'connection', 'group_id', 'member_id'])
    .execute();
  await db.schema
    .createIndex('group_members_member')
    .on('group_members')
    .columns(['shop', 'connection', 'member_id'])
    .execute();
}

async function createSync(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('outbox')
    .addColumn('shop', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('connection', 'text', (c) => c.notNull())
    .addColumn('subject', 'text', (c) => c.notNull())
    .addColumn('version', 'bigint', (c) => c.notNull())
    .addColumn('priority', 'integer', (c) => c.notNull())
    .addColumn('due_at', 'bigint', (c) => c.notNull())
    .addColumn('attempts', 'integer', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('error_code', 'text')
    .addColumn('error_detail', 'text')
    .addColumn('bookmark', 'text')
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('outbox_pk', ['shop', 'kind', 'connection', 'subject'])
    .execute();
  await db.schema
    .createIndex('outbox_due')
    .on('outbox')
    .columns(['shop', 'state', 'priority', 'due_at'])
    .execute();

  await db.schema
    .createTable('links')
    .addColumn('shop', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('customer_id', 'text')
    .addColumn('origin', 'text', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('email_key', 'text')
    .addColumn('owned', 'text', (c) => c.notNull())
    .addColumn('before', 'text')
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('updated_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('links_pk', ['shop', 'id'])
    .execute();
  await db.schema
    .createIndex('links_customer')
    .unique()
    .on('links')
    .columns(['shop', 'customer_id'])
    .execute();
  await db.schema.createIndex('links_email').on('links').columns(['shop', 'email_key']).execute();

  await db.schema
    .createTable('claims')
    .addColumn('shop', 'text', (c) => c.notNull())
    .addColumn('connection', 'text', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('link_id', 'text')
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('code', 'text')
    .addColumn('detail', 'text')
    .addColumn('warnings', 'text', (c) => c.notNull())
    .addColumn('synced_version', 'bigint', (c) => c.notNull())
    .addColumn('updated_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('claims_pk', ['shop', 'connection', 'user_id'])
    .execute();
  await db.schema.createIndex('claims_link').on('claims').columns(['shop', 'link_id']).execute();
}
