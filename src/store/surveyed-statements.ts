// The statements by which reconciliations and dry runs read, page by page, what is to be looked at.
import { linkColumns } from './link-statements.ts';
import { statement } from './statement.ts';

type ScopeKey = { shop: string; connection: string };

export const claimedLinks = statement<ScopeKey & { after: string; limit: number; now: number }>()((db, p) =>
  db
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
    .where('k.connection', '=', p('connection'))
    .where('k.user_id', '>', p('after'))
    .orderBy('k.user_id')
    .limit(p('limit')),
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
      'u.version as user_version',
      'u.name_key',
      'u.external_id',
      'u.body',
      'c.new_customer_creation',
      'c.link_policy',
      'c.domains',
      'c.settings',
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
