// The statements by which reconciliations and dry runs read, page by page, what is to be looked at.
import type { Kysely } from 'kysely';
import { listed } from './computed-statements.ts';
import type { Database } from './schema.ts';
import { statement } from './statement.ts';
import { linkColumns, settingsColumns, userColumns } from './sync-columns.ts';

type ScopeKey = { shop: string; connection: string };
type Claimed = ScopeKey & { now: number };

/** What is claimed by users of a connection, with what the outbox still has of them. */
function selectClaimed(
  db: Kysely<Database>,
  p: <K extends 'shop' | 'connection' | 'now'>(key: K) => Claimed[K],
) {
  return db
    .selectFrom('claims as k')
    .innerJoin('links as l', (join) => join.onRef('l.shop', '=', 'k.shop').onRef('l.id', '=', 'k.link_id'))
    .leftJoin('users as u', (join) =>
      join
        .onRef('u.shop', '=', 'k.shop')
        .onRef('u.connection', '=', 'k.connection')
        .onRef('u.id', '=', 'k.user_id'),
    )
    .leftJoin('outbox as o', (join) =>
      join
        .onRef('o.shop', '=', 'k.shop')
        .onRef('o.connection', '=', 'k.connection')
        .onRef('o.subject', '=', 'k.user_id')
        .on('o.kind', '=', 'user')
        .on('o.state', '<>', 'dead')
        // What only waits for its time, such as the end of a grace, is not about to be written.
        .on((eb) => eb.or([eb('o.due_at', '<=', p('now')), eb('o.attempts', '>', 0)])),
    )
    .select([...linkColumns, 'k.user_id', 'u.version as user_version', 'o.look as pending_look'])
    .where('k.shop', '=', p('shop'))
    .where('k.connection', '=', p('connection'));
}

export const claimedLinks = statement<Claimed & { after: string; limit: number }>()((db, p) =>
  selectClaimed(db, p).where('k.user_id', '>', p('after')).orderBy('k.user_id').limit(p('limit')),
);

/** The same for some customers, of a JSON array. */
export const claimedLinksOf = statement<Claimed & { ids: string }>()((db, p, dialect) =>
  selectClaimed(db, p).where('l.customer_id', 'in', listed(p('ids'), dialect)),
);

/** The same for those that a survey did not come across. */
export const unseenLinks = statement<Claimed & { survey: string; after: string; limit: number }>()((db, p) =>
  selectClaimed(db, p)
    .where('k.user_id', '>', p('after'))
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('surveyed as s')
            .select('s.seen')
            .whereRef('s.shop', '=', 'k.shop')
            .where('s.survey', '=', p('survey'))
            .whereRef('s.seen', '=', 'k.user_id'),
        ),
      ),
    )
    .orderBy('k.user_id')
    .limit(p('limit')),
);

export const countClaims = statement<ScopeKey & { limit: number }>()((db, p) =>
  db
    .selectFrom(
      db
        .selectFrom('claims')
        .select('user_id')
        .where('shop', '=', p('shop'))
        .where('connection', '=', p('connection'))
        .where('link_id', 'is not', null)
        .limit(p('limit'))
        .as('some'),
    )
    .select((eb) => eb.fn.countAll<number>().as('many')),
);

export const insertSeen = statement<{ shop: string; survey: string; seen: string }>()((db, p) =>
  db
    .insertInto('surveyed')
    .values({ shop: p('shop'), survey: p('survey'), seen: p('seen') })
    .onConflict((conflict) => conflict.doNothing()),
);

export const findSeen = statement<{ shop: string; survey: string; ids: string }>()((db, p, dialect) =>
  db
    .selectFrom('surveyed')
    .select('seen')
    .where('shop', '=', p('shop'))
    .where('survey', '=', p('survey'))
    .where('seen', 'in', listed(p('ids'), dialect)),
);

export const forgetSeen = statement<{ shop: string; survey: string }>()((db, p) =>
  db.deleteFrom('surveyed').where('shop', '=', p('shop')).where('survey', '=', p('survey')),
);

export const unclaimedLinks = statement<{ shop: string; limit: number }>()((db, p) =>
  db
    .selectFrom('links as l')
    .leftJoin('claims as k', (join) => join.onRef('k.shop', '=', 'l.shop').onRef('k.link_id', '=', 'l.id'))
    .select(linkColumns)
    .where('l.shop', '=', p('shop'))
    .where('k.user_id', 'is', null)
    .where('l.state', '<>', 'tombstone')
    .limit(p('limit')),
);

/** Users as rows of the outbox would have them. */
export const surveyedUsers = statement<ScopeKey & { after: string; limit: number }>()((db, p) =>
  db
    .selectFrom('users as u')
    .innerJoin('connections as c', (join) =>
      join.onRef('c.shop', '=', 'u.shop').onRef('c.id', '=', 'u.connection'),
    )
    .leftJoin('claims as k', (join) =>
      join
        .onRef('k.shop', '=', 'u.shop')
        .onRef('k.connection', '=', 'u.connection')
        .onRef('k.user_id', '=', 'u.id'),
    )
    .leftJoin('links as l', (join) => join.onRef('l.shop', '=', 'k.shop').onRef('l.id', '=', 'k.link_id'))
    .select((eb) => [
      eb.val('user' as const).as('kind'),
      'u.connection',
      'u.id as subject',
      'u.version',
      eb.lit(0).as('look'),
      eb.lit(0).as('attempts'),
      eb.lit(9).as('priority'),
      'k.decision',
      'l.merged_into',
      ...userColumns,
      ...settingsColumns,
      'c.ended_at',
      'c.ended_choice',
      eb.val(null).as('inherits_from'),
      ...linkColumns,
    ])
    .where('u.shop', '=', p('shop'))
    .where('u.connection', '=', p('connection'))
    .where('u.id', '>', p('after'))
    .orderBy('u.id')
    .limit(p('limit')),
);
