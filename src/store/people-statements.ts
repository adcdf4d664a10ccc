// The statements behind status/people.ts: a page of ids by what it is asked for, and each person by its id.
import type { ExpressionBuilder, Kysely } from 'kysely';
import { listed } from './computed-statements.ts';
import type { Database } from './schema.ts';
import { statement } from './statement.ts';

type Page = { shop: string; connection: string; after: string; limit: number };

/** Sorts behind every text that begins with the same. */
export const END = '\u{10ffff}';

/** By ascending id, or else by descending: `after` is where it goes on behind, in that direction. */
function idsByStateIn(descending: boolean) {
  return statement<Page & { state: string }>()((db, p) =>
    db
      .selectFrom('claims')
      .select('user_id as id')
      .where('shop', '=', p('shop'))
      .where('connection', '=', p('connection'))
      .where('state', '=', p('state'))
      .where('user_id', descending ? '<' : '>', p('after'))
      .orderBy('user_id', descending ? 'desc' : 'asc')
      .limit(p('limit')),
  );
}

function idsByOutboxIn(descending: boolean) {
  return statement<Page & { state: Database['outbox']['state'] }>()((db, p) =>
    db
      .selectFrom('outbox')
      .select('subject as id')
      .where('shop', '=', p('shop'))
      .where('kind', '=', 'user')
      .where('connection', '=', p('connection'))
      .where('state', '=', p('state'))
      .where('subject', descending ? '<' : '>', p('after'))
      .orderBy('subject', descending ? 'desc' : 'asc')
      .limit(p('limit')),
  );
}

export const idsByState = idsByStateIn(false);
export const idsByStateDescending = idsByStateIn(true);
export const idsByOutbox = idsByOutboxIn(false);
export const idsByOutboxDescending = idsByOutboxIn(true);

/** Each part is a range of an index, of which no more is read than is asked for: what is cut off is not in any order. */
export const idsBySearch = statement<Omit<Page, 'after'> & { from: string; to: string }>()((db, p) => {
  const users = (column: 'name_key' | 'display_key') =>
    db
      .selectFrom('users')
      .select('id')
      .where('shop', '=', p('shop'))
      .where('connection', '=', p('connection'))
      .where(column, '>=', p('from'))
      .where(column, '<', p('to'))
      .limit(p('limit'));
  const byEmail = db
    .selectFrom('user_emails')
    .select('user_id as id')
    .distinct()
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('email_key', '>=', p('from'))
    .where('email_key', '<', p('to'))
    .limit(p('limit'));
  const byId = db
    .selectFrom('users')
    .select('id')
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('id', '=', p('from'));
  const part = (query: ReturnType<typeof users>) => db.selectFrom(query.as('part')).select('part.id');
  return part(users('name_key'))
    .union(part(users('display_key')))
    .union(db.selectFrom(byEmail.as('part')).select('part.id'))
    .union(part(byId))
    .limit(p('limit'));
});

const SYNC_COLUMNS = [
  'links.customer_id',
  'claims.state',
  'claims.code',
  'claims.detail',
  'claims.warnings',
  'claims.synced_version',
  'claims.updated_at as since',
  'outbox.state as outbox_state',
  'outbox.error_code',
  'outbox.error_detail',
] as const;

/** Users with what is claimed for them, and their customers. */
export function usersWithCustomers(db: Kysely<Database>) {
  return db
    .selectFrom('users')
    .leftJoin('claims', (join) =>
      join
        .onRef('claims.shop', '=', 'users.shop')
        .onRef('claims.connection', '=', 'users.connection')
        .onRef('claims.user_id', '=', 'users.id'),
    )
    .leftJoin('links', (join) =>
      join.onRef('links.shop', '=', 'claims.shop').onRef('links.id', '=', 'claims.link_id'),
    );
}

/** Users that are there; `ids` is a JSON array. */
export const findPeople = statement<{ shop: string; connection: string; ids: string }>()((db, p, dialect) =>
  usersWithCustomers(db)
    .leftJoin('outbox', (join) =>
      join
        .onRef('outbox.shop', '=', 'users.shop')
        .onRef('outbox.connection', '=', 'users.connection')
        .onRef('outbox.subject', '=', 'users.id')
        .on('outbox.kind', '=', 'user'),
    )
    .select([
      'users.id',
      'users.seq',
      'users.version',
      'users.body',
      'users.name_key',
      'users.display_key',
      'users.modified_at',
      ...SYNC_COLUMNS,
    ])
    .where('users.shop', '=', p('shop'))
    .where('users.connection', '=', p('connection'))
    .where('users.id', 'in', listed(p('ids'), dialect)),
);

/** The records of users that are there; `ids` is a JSON array. */
export const bodiesOf = statement<{ shop: string; connection: string; ids: string }>()((db, p, dialect) =>
  db
    .selectFrom('users')
    .select(['id', 'body'])
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('id', 'in', listed(p('ids'), dialect)),
);

export const countPeople = statement<{ shop: string; connection: string }>()((db, p) =>
  db
    .selectFrom('connection_counts')
    .select('users')
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection')),
);

/** A user, or what is left of one that is deleted. */
export const findPerson = statement<{ shop: string; connection: string; id: string }>()((db, p) => {
  const is =
    (column: 'users.id' | 'claims.user_id' | 'outbox.subject', table: 'users' | 'claims' | 'outbox') =>
    (eb: ExpressionBuilder<Database, 'users' | 'claims' | 'outbox'>) =>
      eb.and([
        eb(`${table}.shop`, '=', p('shop')),
        eb(`${table}.connection`, '=', p('connection')),
        eb(column, '=', p('id')),
      ]);
  return db
    .selectFrom('connections')
    .leftJoin('users', (join) => join.on((eb) => is('users.id', 'users')(eb as never)))
    .leftJoin('claims', (join) => join.on((eb) => is('claims.user_id', 'claims')(eb as never)))
    .leftJoin('links', (join) =>
      join.onRef('links.shop', '=', 'claims.shop').onRef('links.id', '=', 'claims.link_id'),
    )
    .leftJoin('outbox', (join) =>
      join.on((eb) => is('outbox.subject', 'outbox')(eb as never)).on('outbox.kind', '=', 'user'),
    )
    .select(['users.body', 'users.version', 'users.modified_at', 'claims.link_id', ...SYNC_COLUMNS])
    .where('connections.shop', '=', p('shop'))
    .where('connections.id', '=', p('connection'));
});

/** When a user left last, whatever else is left of it. */
export const lastLeaving = statement<{ shop: string; connection: string; id: string }>()((db, p) =>
  db
    .selectFrom('certificates')
    .select('since')
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('user_id', '=', p('id'))
    .orderBy('since', 'desc')
    .limit(1),
);
