// How a row of many users becomes rows of theirs.
import { listed } from './computed-statements.ts';
import { statement } from './statement.ts';

export const pageOfUsers = statement<{ shop: string; connection: string; after: string; limit: number }>()(
  (db, p) =>
    db
      .selectFrom('users')
      .select('id')
      .where('shop', '=', p('shop'))
      .where('connection', '=', p('connection'))
      .where('id', '>', p('after'))
      .orderBy('id')
      .limit(p('limit')),
);

/** Deleted users of a range whose customers are still to be seen to. */
export const deletedUsers = statement<{ shop: string; connection: string; after: string; to: string }>()(
  (db, p) =>
    db
      .selectFrom('claims as k')
      .leftJoin('users as u', (join) =>
        join
          .onRef('u.shop', '=', 'k.shop')
          .onRef('u.connection', '=', 'k.connection')
          .onRef('u.id', '=', 'k.user_id'),
      )
      .select('k.user_id as id')
      .where('k.shop', '=', p('shop'))
      .where('k.connection', '=', p('connection'))
      .where('k.user_id', '>', p('after'))
      .where('k.user_id', '<=', p('to'))
      .where('u.id', 'is', null)
      .limit(10_000),
);

/** Marks users dirty, those that there are of a JSON array of ids; what was given up is tried again. */
export const dirtyUsers = statement<{
  shop: string;
  connection: string;
  ids: string;
  priority: number;
  now: number;
}>()((db, p, dialect) =>
  db
    .insertInto('outbox')
    .columns([
      'shop',
      'kind',
      'connection',
      'subject',
      'version',
      'priority',
      'due_at',
      'attempts',
      'state',
      'created_at',
    ])
    .expression((eb) =>
      eb
        .selectFrom('users')
        .select((user) => [
          'users.shop',
          user.val('user').as('kind'),
          'users.connection',
          'users.id',
          user.lit(1).as('version'),
          user.cast<number>(user.val(p('priority')), 'integer').as('priority'),
          user.cast<number>(user.val(p('now')), 'bigint').as('due_at'),
          user.lit(0).as('attempts'),
          user.val('pending').as('state'),
          user.cast<number>(user.val(p('now')), 'bigint').as('created_at'),
        ])
        .where('users.shop', '=', p('shop'))
        .where('users.connection', '=', p('connection'))
        .where('users.id', 'in', listed(p('ids'), dialect)),
    )
    .onConflict((conflict) =>
      conflict.columns(['shop', 'kind', 'connection', 'subject']).doUpdateSet((eb) => ({
        version: eb('outbox.version', '+', 1),
        priority: eb
          .case()
          .when('outbox.priority', '<', eb.ref('excluded.priority'))
          .then(eb.ref('outbox.priority'))
          .else(eb.ref('excluded.priority'))
          .end(),
        due_at: eb
          .case()
          .when('outbox.due_at', '<', eb.ref('excluded.due_at'))
          .then(eb.ref('outbox.due_at'))
          .else(eb.ref('excluded.due_at'))
          .end(),
        // What a person is to look at first stays held (RULES 22).
        state: eb
          .case()
          .when('outbox.state', '=', 'held')
          .then(eb.ref('outbox.state'))
          .else(eb.ref('excluded.state'))
          .end(),
      })),
    ),
);
