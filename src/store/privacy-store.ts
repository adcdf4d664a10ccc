// The SQL behind the requests of privacy/ports.ts.
import type { Selectable } from 'kysely';
import type { RequestStore, StoredRequest } from '../privacy/ports.ts';
import type { Engine } from './engine.ts';
import type { Database } from './schema.ts';
import { statement } from './statement.ts';

type RequestRow = Selectable<Database['privacy_requests']>;

const insertRequest = statement<{
  shop: string;
  id: string;
  kind: RequestRow['kind'];
  customer: string | null;
  person: string | null;
  received: number;
  deadline: number;
}>()((db, p) =>
  db
    .insertInto('privacy_requests')
    .values({
      shop: p('shop'),
      id: p('id'),
      kind: p('kind'),
      state: 'open',
      customer_id: p('customer'),
      person: p('person'),
      received_at: p('received'),
      deadline_at: p('deadline'),
      due_at: p('received'),
      rounds: 0,
      finished_at: null,
      owner: null,
      owner_until: 0,
    })
    .onConflict((conflict) => conflict.doNothing()),
);

/** `shop` is one, or `%` for all. */
const listRequests = statement<{ shop: string; before: number; limit: number }>()((db, p) =>
  db
    .selectFrom('privacy_requests')
    .selectAll()
    .where('shop', 'like', p('shop'))
    .where('received_at', '<', p('before'))
    .orderBy('received_at', 'desc')
    .orderBy('id')
    .limit(p('limit')),
);

const findRequest = statement<{ shop: string; id: string }>()((db, p) =>
  db.selectFrom('privacy_requests').selectAll().where('shop', 'like', p('shop')).where('id', '=', p('id')),
);

const dueRequests = statement<{ now: number }>()((db, p) =>
  db
    .selectFrom('privacy_requests')
    .selectAll()
    .where('kind', '<>', 'data_request')
    .where('due_at', '<=', p('now'))
    .where('owner_until', '<=', p('now'))
    .orderBy('due_at')
    .limit(1),
);

/** Nobody else has taken it meanwhile. */
const takeRequest = statement<{ shop: string; id: string; owner: string; seen: number; until: number }>()(
  (db, p) =>
    db
      .updateTable('privacy_requests')
      .set({ owner: p('owner'), owner_until: p('until') })
      .where('shop', '=', p('shop'))
      .where('id', '=', p('id'))
      .where('owner_until', '=', p('seen')),
);

const saveRequest = statement<{
  shop: string;
  id: string;
  state: RequestRow['state'];
  person: string | null;
  rounds: number;
  due: number | null;
  finished: number | null;
}>()((db, p) =>
  db
    .updateTable('privacy_requests')
    .set({
      state: p('state'),
      person: p('person'),
      rounds: p('rounds'),
      due_at: p('due'),
      finished_at: p('finished'),
      owner: null,
      owner_until: 0,
    })
    .where('shop', '=', p('shop'))
    .where('id', '=', p('id')),
);

const closeRequest = statement<{ shop: string; id: string; now: number }>()((db, p) =>
  db
    .updateTable('privacy_requests')
    .set({ state: 'done', person: null, finished_at: p('now') })
    .where('shop', '=', p('shop'))
    .where('id', '=', p('id'))
    .where('kind', '=', 'data_request')
    .where('state', '=', 'open'),
);

const dropPersons = statement<{ shop: string; customer: string; except: string }>()((db, p) =>
  db
    .updateTable('privacy_requests')
    .set({ person: null })
    .where('shop', '=', p('shop'))
    .where('customer_id', '=', p('customer'))
    .where('id', '<>', p('except')),
);

/** An erasure that is not done stays, however late it is. */
const forgetRequests = statement<{ before: number }>()((db, p) =>
  db
    .deleteFrom('privacy_requests')
    .where('deadline_at', '<', p('before'))
    .where((eb) => eb.or([eb('kind', '=', 'data_request'), eb('state', '=', 'done')])),
);

const ANY = '%';

export function createRequestStore(engine: Engine): RequestStore {
  return {
    add: ({ shop, id, kind, customerId: customer, person, receivedAt: received, deadlineAt: deadline }) =>
      engine.transact(async (session) => {
        const values = { shop, id, kind, customer, person, received, deadline };
        return (await session.run(insertRequest, values)) > 0;
      }),

    async list(shop, before, limit) {
      const rows = await engine.read.all(listRequests, { shop: shop ?? ANY, before, limit });
      return rows.map(toStored).map(({ person: _, rounds: __, ...request }) => request);
    },

    async find(shop, id) {
      const row = await engine.read.first(findRequest, { shop: shop ?? ANY, id });
      return row && toStored(row);
    },

    take: (owner, now, until) =>
      engine.transact(async (session) => {
        const row = await session.first(dueRequests, { now });
        if (row === undefined) return undefined;
        const { shop, id, owner_until: seen } = row;
        const taken = await session.run(takeRequest, { shop, id, owner, seen, until });
        return taken > 0 ? toStored(row) : undefined;
      }),

    async save({ shop, id, state, person, rounds, finishedAt: finished }, due) {
      await engine.transact((session) =>
        session.run(saveRequest, { shop, id, state, person, rounds, due, finished }),
      );
    },

    close: (shop, id, now) =>
      engine.transact(async (session) => (await session.run(closeRequest, { shop, id, now })) > 0),

    async dropPersons(shop, customer, except) {
      await engine.transact((session) => session.run(dropPersons, { shop, customer, except }));
    },

    async forget(before) {
      await engine.transact((session) => session.run(forgetRequests, { before }));
    },
  };
}

function toStored(row: RequestRow): StoredRequest {
  return {
    shop: row.shop,
    id: row.id,
    kind: row.kind,
    state: row.state,
    customerId: row.customer_id,
    person: row.person,
    receivedAt: row.received_at,
    deadlineAt: row.deadline_at,
    finishedAt: row.finished_at,
    rounds: row.rounds,
  };
}
