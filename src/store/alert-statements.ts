// The statements behind alerts/ports.ts.
import { sql } from 'kysely';
import { listed } from './computed-statements.ts';
import type { Database } from './schema.ts';
import { statement } from './statement.ts';

type Key = { shop: string; id: string };
type Page = { before: string; limit: number };

/** Behind a shop, in their order. */
export const shopsToWatch = statement<{ now: number; after: string; limit: number }>()((db, p) =>
  db
    .selectFrom('shops')
    .leftJoin('alert_watches', 'alert_watches.shop', 'shops.shop')
    .select('shops.shop')
    .where('shops.shop', '>', p('after'))
    .where((eb) =>
      eb.or([eb('alert_watches.due_at', 'is', null), eb('alert_watches.due_at', '<=', p('now'))]),
    )
    .orderBy('shops.shop')
    .limit(p('limit')),
);

/** Of some shops, a JSON array, those that nobody else has taken meanwhile. */
export const takeWatches = statement<{ shops: string; until: number; now: number }>()((db, p, dialect) =>
  db
    .insertInto('alert_watches')
    .columns(['shop', 'due_at'])
    .expression((eb) =>
      eb
        .selectFrom('shops')
        .select(['shops.shop', sql<number>`cast(${p('until')} as bigint)`.as('due_at')])
        .where('shops.shop', 'in', listed(p('shops'), dialect))
        .orderBy('shops.shop'),
    )
    .onConflict((conflict) =>
      conflict
        .column('shop')
        .doUpdateSet((eb) => ({ due_at: eb.ref('excluded.due_at') }))
        .where('alert_watches.due_at', '<=', p('now')),
    )
    .returning('shop'),
);

export const findShop = statement<{ shop: string }>()((db, p) =>
  db.selectFrom('shops').select('shop').where('shop', '=', p('shop')),
);

/** Locked where the engine has row locks, so that two processes do not tell of the same. */
export const openAlerts = statement<{ shop: string }>()((db, p, dialect) =>
  db
    .selectFrom('alerts')
    .selectAll()
    .where('shop', '=', p('shop'))
    .where('resolved_at', 'is', null)
    .orderBy('id')
    .$if(dialect === 'postgres', (query) => query.forUpdate()),
);

/** Of some shops, a JSON array. */
export const openAlertsOf = statement<{ shops: string }>()((db, p, dialect) =>
  db
    .selectFrom('alerts')
    .selectAll()
    .where('shop', 'in', listed(p('shops'), dialect))
    .where('resolved_at', 'is', null)
    .orderBy('id'),
);

/** Nothing happens where another process has raised it meanwhile. */
export const insertAlert = statement<
  Key & Record<'kind' | 'connection' | 'subject' | 'details' | 'mark', string> & { now: number }
>()((db, p) =>
  db
    .insertInto('alerts')
    .values({
      shop: p('shop'),
      id: p('id'),
      kind: p('kind'),
      connection: p('connection'),
      subject: p('subject'),
      details: p('details'),
      mark: p('mark'),
      opened_at: p('now'),
      told_at: p('now'),
      clear_since: null,
      resolved_at: null,
    })
    .onConflict((conflict) => conflict.doNothing()),
);

/** Changes nothing of one that was resolved meanwhile. */
export const updateAlert = statement<
  Key & {
    details: string;
    mark: string;
    told: number;
    clear: number | null;
    resolved: number | null;
  }
>()((db, p) =>
  db
    .updateTable('alerts')
    .set({
      details: p('details'),
      mark: p('mark'),
      told_at: p('told'),
      clear_since: p('clear'),
      resolved_at: p('resolved'),
    })
    .where('shop', '=', p('shop'))
    .where('id', '=', p('id'))
    .where('resolved_at', 'is', null),
);

/** Resolved from and to; 0 stands for open. */
export const listAlerts = statement<Page & { shop: string; from: number; to: number }>()((db, p) =>
  db
    .selectFrom('alerts')
    .selectAll()
    .where('shop', 'like', p('shop'))
    .where('id', '<', p('before'))
    .where((eb) => eb.between(eb.fn.coalesce('resolved_at', eb.lit(0)), eb.val(p('from')), eb.val(p('to'))))
    .orderBy('id', 'desc')
    .limit(p('limit')),
);

export const forgetAlerts = statement<{ before: number }>()((db, p) =>
  db.deleteFrom('alerts').where('resolved_at', '<', p('before')),
);

export const listEndpoints = statement<{ shop: string }>()((db, p) =>
  db.selectFrom('alert_endpoints').selectAll().where('shop', 'like', p('shop')).orderBy('shop').orderBy('id'),
);

export const findEndpoint = statement<Key>()((db, p) =>
  db.selectFrom('alert_endpoints').selectAll().where('shop', 'like', p('shop')).where('id', '=', p('id')),
);

type EndpointValues = Key & {
  url: string;
  kinds: string | null;
  state: Database['alert_endpoints']['state'];
  secret: string | null;
  oldSecret: string | null;
  oldUntil: number;
  created: number;
  delivered: number | null;
  error: string | null;
};

export const insertEndpoint = statement<EndpointValues>()((db, p) =>
  db.insertInto('alert_endpoints').values({
    shop: p('shop'),
    id: p('id'),
    url: p('url'),
    kinds: p('kinds'),
    state: p('state'),
    secret: p('secret'),
    old_secret: p('oldSecret'),
    old_until: p('oldUntil'),
    created_at: p('created'),
    delivered_at: p('delivered'),
    error: p('error'),
  }),
);

export const updateEndpoint = statement<Omit<EndpointValues, 'created' | 'delivered'>>()((db, p) =>
  db
    .updateTable('alert_endpoints')
    .set({
      url: p('url'),
      kinds: p('kinds'),
      state: p('state'),
      secret: p('secret'),
      old_secret: p('oldSecret'),
      old_until: p('oldUntil'),
      error: p('error'),
    })
    .where('shop', '=', p('shop'))
    .where('id', '=', p('id')),
);

export const noteDelivered = statement<Key & { now: number }>()((db, p) =>
  db
    .updateTable('alert_endpoints')
    .set({ delivered_at: p('now'), error: null })
    .where('shop', '=', p('shop'))
    .where('id', '=', p('id')),
);

export const noteError = statement<Key & { error: string | null }>()((db, p) =>
  db
    .updateTable('alert_endpoints')
    .set({ error: p('error') })
    .where('shop', '=', p('shop'))
    .where('id', '=', p('id')),
);

export const giveEndpointUp = statement<Key>()((db, p) =>
  db
    .updateTable('alert_endpoints')
    .set({ state: 'dead' })
    .where('shop', '=', p('shop'))
    .where('id', '=', p('id'))
    .where('state', '=', 'live'),
);

export const deleteEndpoint = statement<Key>()((db, p) =>
  db.deleteFrom('alert_endpoints').where('shop', '=', p('shop')).where('id', '=', p('id')),
);

export const deleteDeliveries = statement<Key>()((db, p) =>
  db.deleteFrom('alert_deliveries').where('shop', '=', p('shop')).where('endpoint', '=', p('id')),
);

export const insertDelivery = statement<
  Key & Record<'endpoint' | 'alert' | 'body', string> & { now: number }
>()((db, p) =>
  db.insertInto('alert_deliveries').values({
    shop: p('shop'),
    id: p('id'),
    endpoint: p('endpoint'),
    alert: p('alert'),
    body: p('body'),
    state: 'pending',
    attempts: 0,
    due_at: p('now'),
    created_at: p('now'),
    finished_at: null,
    error: null,
    owner_until: 0,
  }),
);

export const dueDeliveries = statement<{ now: number; limit: number }>()((db, p) =>
  db
    .selectFrom('alert_deliveries')
    .selectAll()
    .where('state', '=', 'pending')
    .where('due_at', '<=', p('now'))
    .where('owner_until', '<=', p('now'))
    .orderBy('due_at')
    .limit(p('limit')),
);

export const takeDelivery = statement<Key & { seen: number; until: number }>()((db, p) =>
  db
    .updateTable('alert_deliveries')
    .set({ owner_until: p('until') })
    .where('shop', '=', p('shop'))
    .where('id', '=', p('id'))
    .where('state', '=', 'pending')
    .where('owner_until', '=', p('seen')),
);

export const endAttempt = statement<
  Key & {
    state: Database['alert_deliveries']['state'];
    due: number;
    finished: number | null;
    error: string | null;
  }
>()((db, p) =>
  db
    .updateTable('alert_deliveries')
    .set((eb) => ({
      state: p('state'),
      attempts: eb('attempts', '+', 1),
      due_at: p('due'),
      finished_at: p('finished'),
      error: p('error'),
      owner_until: 0,
    }))
    .where('shop', '=', p('shop'))
    .where('id', '=', p('id')),
);

export const giveDeliveriesUp = statement<Key & { now: number; error: string | null }>()((db, p) =>
  db
    .updateTable('alert_deliveries')
    .set({ state: 'dead', finished_at: p('now'), error: p('error') })
    .where('shop', '=', p('shop'))
    .where('endpoint', '=', p('id'))
    .where('state', '=', 'pending'),
);

export const listDeliveries = statement<Page & { shop: string; endpoint: string }>()((db, p) =>
  db
    .selectFrom('alert_deliveries')
    .selectAll()
    .where('shop', '=', p('shop'))
    .where('endpoint', '=', p('endpoint'))
    .where('id', '<', p('before'))
    .orderBy('id', 'desc')
    .limit(p('limit')),
);

export const findDelivery = statement<Key>()((db, p) =>
  db.selectFrom('alert_deliveries').selectAll().where('shop', 'like', p('shop')).where('id', '=', p('id')),
);

export const retryDelivery = statement<Key & { now: number }>()((db, p) =>
  db
    .updateTable('alert_deliveries')
    .set({ state: 'pending', attempts: 0, due_at: p('now'), finished_at: null, owner_until: 0 })
    .where('shop', 'like', p('shop'))
    .where('id', '=', p('id'))
    .where('state', '=', 'dead'),
);

export const forgetDeliveries = statement<{ before: number }>()((db, p) =>
  db.deleteFrom('alert_deliveries').where('finished_at', '<', p('before')),
);
