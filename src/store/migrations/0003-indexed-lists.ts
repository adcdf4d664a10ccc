// What lists are answered from: users by e-mail address, display name and activity, and orders that end in `seq`.
import { type Kysely, PostgresAdapter, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { displayKeyOf, emailKeysOf } from '../../directory/keys.ts';
import type { JsonObject } from '../../protocol/index.ts';
import { NO_NAME } from '../schema.ts';

/** Users whose keys are made between two queries. */
const CHUNK = 500;

export const indexedLists: Migration = {
  async up(db) {
    const isPostgres = db.getExecutor().adapter instanceof PostgresAdapter;
    await createEmails(db, isPostgres);
    await db.schema
      .alterTable('users')
      .addColumn('display_key', 'text', (c) => c.notNull().defaultTo(NO_NAME))
      .execute();
    await fillKeys(db);
    // Both engines then order by code point, whatever locale the database was made with.
    if (isPostgres) {
      for (const column of ['users.name_key', 'users.display_key', 'groups.display_key']) {
        const [table = '', name = ''] = column.split('.');
        await sql`alter table ${sql.table(table)} alter column ${sql.ref(name)} type text collate "C"`.execute(
          db,
        );
      }
    }
    await createIndexes(db);
  },
};

async function createEmails(db: Kysely<unknown>, isPostgres: boolean): Promise<void> {
  const create = db.schema
    .createTable('user_emails')
    .addColumn('shop', 'text', (c) => c.notNull())
    .addColumn('connection', 'text', (c) => c.notNull())
    .addColumn('email_key', 'text', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('user_emails_pk', ['shop', 'connection', 'email_key', 'user_id']);
  // The key is all there is: SQLite need not keep it twice.
  await (isPostgres ? create : create.modifyEnd(sql`without rowid`)).execute();
}

async function createIndexes(db: Kysely<unknown>): Promise<void> {
  for (const table of ['users', 'groups'] as const) {
    await db.schema.dropIndex(`${table}_modified`).execute();
    await db.schema
      .createIndex(`${table}_modified_seq`)
      .on(table)
      .columns(['shop', 'connection', 'modified_at', 'seq'])
      .execute();
  }
  for (const column of ['display_key', 'active']) {
    await db.schema
      .createIndex(`users_${column}`)
      .on('users')
      .columns(['shop', 'connection', column, 'seq'])
      .execute();
  }
}

async function fillKeys(untyped: Kysely<unknown>): Promise<void> {
  const db = untyped as Kysely<{
    users: { shop: string; connection: string; id: string; body: string; display_key: string };
    user_emails: { shop: string; connection: string; email_key: string; user_id: string };
  }>;
  let after = { shop: '', connection: '', id: '' };
  for (;;) {
    const rows = await db
      .selectFrom('users')
      .select(['shop', 'connection', 'id', 'body'])
      .where((eb) =>
        eb(eb.refTuple('shop', 'connection', 'id'), '>', eb.tuple(after.shop, after.connection, after.id)),
      )
      .orderBy('shop')
      .orderBy('connection')
      .orderBy('id')
      .limit(CHUNK)
      .execute();
    for (const { shop, connection, id, body } of rows) {
      const user = JSON.parse(body) as JsonObject;
      await db
        .updateTable('users')
        .set({ display_key: displayKeyOf(user) ?? NO_NAME })
        .where('shop', '=', shop)
        .where('connection', '=', connection)
        .where('id', '=', id)
        .execute();
      for (const email_key of emailKeysOf(user)) {
        await db.insertInto('user_emails').values({ shop, connection, email_key, user_id: id }).execute();
      }
    }
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last;
  }
}
