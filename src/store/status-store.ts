// The SQL behind status/ports.ts.
import type { ExpressionBuilder } from 'kysely';
import type { ShopStatus, StatusStore } from '../status/ports.ts';
import type { Engine } from './engine.ts';
import { usersWithCustomers } from './people-statements.ts';
import type { Database } from './schema.ts';
import { statement } from './statement.ts';

const recentUsers = statement<{ shop: string; connection: string; limit: number }>()((db, p) =>
  usersWithCustomers(db)
    .leftJoin('outbox', (join) =>
      join
        .onRef('outbox.shop', '=', 'users.shop')
        .onRef('outbox.connection', '=', 'users.connection')
        .onRef('outbox.subject', '=', 'users.id')
        .on('outbox.kind', '=', 'user')
        .on('outbox.state', 'in', ['pending', 'held']),
    )
    .select([
      'users.connection',
      'users.id',
      'users.body',
      'links.customer_id',
      'claims.state',
      'claims.code',
      'claims.detail',
      'claims.warnings',
      'outbox.state as row_state',
    ])
    .where('users.shop', '=', p('shop'))
    .where('users.connection', '=', p('connection'))
    .orderBy('users.modified_at', 'desc')
    .limit(p('limit')),
);

type OutboxState = Database['outbox']['state'];

/** The rows of a shop in these states. Whoever is made up for a rehearsal is not counted. */
function outboxOf(eb: ExpressionBuilder<Database, 'shops'>, states: readonly OutboxState[]) {
  return eb
    .selectFrom('outbox as o')
    .innerJoin('connections as c', (join) =>
      join.onRef('c.shop', '=', 'o.shop').onRef('c.id', '=', 'o.connection'),
    )
    .whereRef('o.shop', '=', 'shops.shop')
    .where('c.rehearses', 'is', null)
    .where('o.state', 'in', states);
}

/** Asks of every shop, and so only whether there is such a row: an index tells. */
const listShops = statement<{ limit: number }>()((db, p) =>
  db
    .selectFrom('shops')
    .select((eb) =>
      eb
        .case()
        .when(
          eb.or([eb('alert', 'is not', null), eb.exists(outboxOf(eb, ['held', 'dead']).select('o.subject'))]),
        )
        .then(1)
        .else(0)
        .end()
        .as('needs_attention'),
    )
    .select('shops.shop')
    .orderBy('needs_attention', 'desc')
    .orderBy('shops.shop')
    .limit(p('limit')),
);

const countShops = statement<Record<string, never>>()((db) =>
  db.selectFrom('shops').select((eb) => eb.fn.countAll<number>().as('n')),
);

const shopStatus = statement<{ shop: string }>()((db, p) =>
  db
    .selectFrom('shops')
    .select((eb) => {
      const rows = (state: OutboxState) =>
        outboxOf(eb, [state]).select((count) => count.fn.countAll<number>().as('n'));
      return [
        'shops.shop',
        'shops.alert',
        eb
          .selectFrom('connection_counts as n')
          .innerJoin('connections as c', (join) =>
            join.onRef('c.shop', '=', 'n.shop').onRef('c.id', '=', 'n.connection'),
          )
          .select((sum) => sum.fn.sum<number>('n.users').as('n'))
          .whereRef('n.shop', '=', 'shops.shop')
          .where('c.rehearses', 'is', null)
          .as('users'),
        rows('pending').as('pending'),
        rows('dead').as('dead'),
      ];
    })
    .where('shops.shop', '=', p('shop')),
);

export function createStatusStore(engine: Engine): StatusStore {
  return {
    async recentUsers(shop, connection, limit) {
      const rows = await engine.read.all(recentUsers, { shop, connection, limit });
      return rows.map((row) => ({
        connection: row.connection,
        userId: row.id,
        body: row.body,
        customerId: row.customer_id,
        state: row.row_state ?? row.state ?? 'pending',
        code: row.row_state === 'held' ? 'mass_leave' : row.code,
        detail: row.row_state === 'held' ? null : row.detail,
        warnings: row.warnings === null ? [] : (JSON.parse(row.warnings) as string[]),
      }));
    },

    async shops(limit, shop) {
      const names =
        shop === undefined ? (await engine.read.all(listShops, { limit })).map((row) => row.shop) : [shop];
      const found: ShopStatus[] = [];
      for (const name of names) {
        const row = await engine.read.first(shopStatus, { shop: name });
        if (row === undefined) continue;
        found.push({
          shop: row.shop,
          alert: row.alert,
          // PostgreSQL sums to numeric, which arrives as text.
          users: Number(row.users ?? 0),
          pending: Number(row.pending ?? 0),
          dead: Number(row.dead ?? 0),
        });
      }
      return found;
    },

    countShops: async () => Number((await engine.read.first(countShops, {}))?.n ?? 0),
  };
}
