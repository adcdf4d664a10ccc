// The addresses by which users are found, beside the users themselves.
import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';
import { statement } from './statement.ts';

type Key = { shop: string; connection: string; user: string; email: string };

export const addEmail = statement<Key>()((db, p) =>
  db.insertInto('user_emails').values({
    shop: p('shop'),
    connection: p('connection'),
    email_key: p('email'),
    user_id: p('user'),
  }),
);

export const removeEmail = statement<Key>()((db, p) =>
  db
    .deleteFrom('user_emails')
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('email_key', '=', p('email'))
    .where('user_id', '=', p('user')),
);

/** Users with the address who have no customer, or none yet. */
export function usersWithoutCustomer(db: Kysely<Database>, p: (key: 'shop' | 'email') => string) {
  return db
    .selectFrom('connections as c')
    .innerJoin('user_emails as e', (join) =>
      join.onRef('e.shop', '=', 'c.shop').onRef('e.connection', '=', 'c.id'),
    )
    .leftJoin('claims as k', (join) =>
      join
        .onRef('k.shop', '=', 'e.shop')
        .onRef('k.connection', '=', 'e.connection')
        .onRef('k.user_id', '=', 'e.user_id'),
    )
    .select(['e.connection', 'e.user_id'])
    .where('c.shop', '=', p('shop'))
    .where('e.email_key', '=', p('email'))
    .where('k.link_id', 'is', null);
}
