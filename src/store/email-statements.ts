// The addresses by which users are found, beside the users themselves.
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
