// The statements for shops and their connections.
import type { ConnectionValues } from './connection-rows.ts';
import { statement } from './statement.ts';

export const listConnections = statement<Record<string, never>>()((db) =>
  db
    .selectFrom('connections')
    .selectAll()
    .where('rehearses', 'is', null)
    .orderBy('shop')
    .orderBy('rank')
    .orderBy('created_at')
    .orderBy('id'),
);

export const listOfShop = statement<{ shop: string }>()((db, p) =>
  db
    .selectFrom('connections')
    .selectAll()
    .where('shop', '=', p('shop'))
    .where('rehearses', 'is', null)
    .orderBy('rank')
    .orderBy('created_at')
    .orderBy('id'),
);

export const stageOf = statement<{ shop: string; of: string }>()((db, p) =>
  db.selectFrom('connections').selectAll().where('shop', '=', p('shop')).where('rehearses', '=', p('of')),
);

/** Of whichever shop: ids are unique by chance. */
export const connectionById = statement<{ id: string }>()((db, p) =>
  db.selectFrom('connections').selectAll().where('id', '=', p('id')).where('rehearses', 'is', null),
);

export const findConnection = statement<{ shop: string; id: string }>()((db, p) =>
  db.selectFrom('connections').selectAll().where('shop', '=', p('shop')).where('id', '=', p('id')),
);

export const firstConnection = statement<{ shop: string }>()((db, p) =>
  db
    .selectFrom('connections')
    .selectAll()
    .where('shop', '=', p('shop'))
    .where('rehearses', 'is', null)
    .where('ended_at', 'is', null)
    .orderBy('created_at')
    .orderBy('id')
    .limit(1),
);

export const connectionsOfShop = statement<{ shop: string }>()((db, p) =>
  db
    .selectFrom('connections')
    .select(['id', 'name', 'rank'])
    .where('shop', '=', p('shop'))
    .where('rehearses', 'is', null)
    .where('finished_at', 'is', null)
    .orderBy('id'),
);

export const insertShop = statement<{ shop: string; now: number }>()((db, p) =>
  db
    .insertInto('shops')
    .values({ shop: p('shop'), created_at: p('now') })
    .onConflict((conflict) => conflict.doNothing()),
);

/** Locks the shop's row where the engine has row locks, so that two processes make one connection. */
export const lockShop = statement<{ shop: string }>()((db, p, dialect) =>
  db
    .selectFrom('shops')
    .select('shop')
    .where('shop', '=', p('shop'))
    .$if(dialect === 'postgres', (query) => query.forUpdate()),
);

/** What of a connection may change. */
const changeable = (p: <K extends keyof ConnectionValues>(key: K) => ConnectionValues[K]) => ({
  name: p('name'),
  provider: p('provider'),
  rank: p('rank'),
  scim_provisioning: p('scim'),
  new_customer_creation: p('creation'),
  link_policy: p('policy'),
  domains: p('domains'),
  strict: p('strict'),
  schemas: p('schemas'),
  settings: p('settings'),
  updated_at: p('now'),
});

export const insertConnection = statement<ConnectionValues>()((db, p) =>
  db.insertInto('connections').values({
    ...changeable(p),
    shop: p('shop'),
    id: p('id'),
    rehearses: p('rehearses'),
    created_at: p('now'),
  }),
);

export const insertCounts = statement<{ shop: string; id: string }>()((db, p) =>
  db
    .insertInto('connection_counts')
    .values({ shop: p('shop'), connection: p('id'), next_seq: 1, users: 0, groups: 0 }),
);

export const updateConnection = statement<ConnectionValues>()((db, p) =>
  db.updateTable('connections').set(changeable(p)).where('shop', '=', p('shop')).where('id', '=', p('id')),
);

/** Locks the row where the engine has row locks, so that two changes at once both count. */
export const lockConnection = statement<{ shop: string; id: string }>()((db, p, dialect) =>
  db
    .selectFrom('connections')
    .selectAll()
    .where('shop', '=', p('shop'))
    .where('id', '=', p('id'))
    .$if(dialect === 'postgres', (query) => query.forUpdate()),
);

export const setRank = statement<{ shop: string; id: string; rank: number }>()((db, p) =>
  db
    .updateTable('connections')
    .set({ rank: p('rank') })
    .where('shop', '=', p('shop'))
    .where('id', '=', p('id')),
);

export const readStatistics = statement<{ shop: string; id: string; today: number; now: number }>()((db, p) =>
  db
    .selectFrom('connection_counts as n')
    .select((eb) => {
      const claims = (states: string[]) =>
        eb
          .selectFrom('claims')
          .select((count) => count.fn.countAll<number>().as('many'))
          .where('claims.shop', '=', p('shop'))
          .where('claims.connection', '=', p('id'))
          .where('claims.state', 'in', states);
      const rows = (state: 'pending' | 'held' | 'dead') =>
        eb
          .selectFrom('outbox')
          .select((count) => count.fn.countAll<number>().as('many'))
          .where('outbox.shop', '=', p('shop'))
          .where('outbox.kind', '=', 'user')
          .where('outbox.connection', '=', p('id'))
          .where('outbox.state', '=', state);
      const calls = eb
        .selectFrom('connection_calls')
        .where('connection_calls.shop', '=', p('shop'))
        .where('connection_calls.connection', '=', p('id'));
      return [
        'n.users',
        'n.groups',
        // Whoever is held is looked at again now and then, and waits for nothing of ours.
        rows('pending')
          .where((or) => or.or([or('outbox.due_at', '<=', p('now')), or('outbox.attempts', '>', 0)]))
          .as('waiting'),
        claims(['held', 'gone']).as('held_claims'),
        rows('held').as('held_rows'),
        rows('dead').as('failed'),
        calls.select((last) => last.fn.max('last_at').as('at')).as('last_at'),
        calls.select('calls').where('day', '=', p('today')).as('calls'),
      ];
    })
    .where('n.shop', '=', p('shop'))
    .where('n.connection', '=', p('id')),
);
