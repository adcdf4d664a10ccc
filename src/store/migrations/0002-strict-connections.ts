// What a connection may be told to do by the letter, what it declares, and by what groups and memberships are found.
import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

export const strictConnections: Migration = {
  async up(db) {
    await db.schema
      .alterTable('connections')
      .addColumn('strict', 'integer', (c) => c.notNull().defaultTo(0))
      .execute();
    await db.schema
      .alterTable('connections')
      .addColumn('schemas', 'text', (c) => c.notNull().defaultTo('[]'))
      .execute();
    await addDisplayKey(db);
    await coverMemberships(db);
  },
};

/** Until now a group's name was always unique, and so its unique key is its name. */
async function addDisplayKey(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('groups')
    .addColumn('display_key', 'text', (c) => c.notNull().defaultTo(''))
    .execute();
  await sql`update ${sql.table('groups')} set display_key = name_key`.execute(db);
  await db.schema
    .createIndex('groups_display')
    .on('groups')
    .columns(['shop', 'connection', 'display_key', 'seq'])
    .execute();
}

/** The groups of a member are read with every user: the index alone answers, and the planner prefers it only so. */
async function coverMemberships(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropIndex('group_members_member').execute();
  await db.schema
    .createIndex('group_members_member')
    .on('group_members')
    .columns(['shop', 'connection', 'member_id', 'group_id', 'member_type'])
    .execute();
  // Few memberships are of groups: the way down a tree of them does not pass every user.
  await db.schema
    .createIndex('group_members_nested')
    .on('group_members')
    .columns(['shop', 'connection', 'group_id', 'member_id'])
    .where(sql.ref('member_type'), '=', sql.lit('Group'))
    .execute();
}
