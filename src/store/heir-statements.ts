// By what a user of a connection that has ended is known again in its successor: each an index's first row.
import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';
import { statement } from './statement.ts';

type ScopeKey = { shop: string; connection: string };

function linked(db: Kysely<Database>, shop: string, connection: string) {
  return db
    .selectFrom('users as u')
    .innerJoin('claims as k', (join) =>
      join
        .onRef('k.shop', '=', 'u.shop')
        .onRef('k.connection', '=', 'u.connection')
        .onRef('k.user_id', '=', 'u.id'),
    )
    .select(['k.user_id', 'k.link_id'])
    .where('u.shop', '=', shop)
    .where('u.connection', '=', connection)
    .where('k.link_id', 'is not', null)
    .orderBy('u.id')
    .limit(1);
}

export const linkOfName = statement<ScopeKey & { name: string }>()((db, p) =>
  linked(db, p('shop'), p('connection')).where('u.name_key', '=', p('name')),
);

export const linkOfExternalId = statement<ScopeKey & { external: string }>()((db, p) =>
  linked(db, p('shop'), p('connection')).where('u.external_id', '=', p('external')),
);

export const linkOfEmail = statement<ScopeKey & { email: string }>()((db, p) =>
  linked(db, p('shop'), p('connection')).where((eb) =>
    eb(
      'u.id',
      'in',
      eb
        .selectFrom('user_emails as e')
        .select('e.user_id')
        .where('e.shop', '=', p('shop'))
        .where('e.connection', '=', p('connection'))
        .where('e.email_key', '=', p('email')),
    ),
  ),
);
