// The statements for those to whom alerts are told, and for the messages on their way to them.
import type { Database } from './schema.ts';
import { statement } from './statement.ts';

type Key = { shop: string; id: string };

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

export const listDeliveries = statement<{
  shop: string;
  endpoint: string;
  before: string;
  limit: number;
}>()((db, p) =>
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
