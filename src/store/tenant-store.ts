// The SQL behind tenants/ports.ts.
import type { Connection, ConnectionChanges, Statistics, TenantStore } from '../tenants/ports.ts';
import { mergeSettings } from '../tenants/settings.ts';
import { type ConnectionValues, toConnection, toConnectionValues } from './connection-rows.ts';
import type { Engine, Session } from './engine.ts';
import { markDirty } from './outbox.ts';
import { statement } from './statement.ts';
import { lockConnection } from './tenant-statements.ts';

const listConnections = statement<Record<string, never>>()((db) =>
  db
    .selectFrom('connections')
    .selectAll()
    .where('rehearses', 'is', null)
    .orderBy('shop')
    .orderBy('rank')
    .orderBy('created_at')
    .orderBy('id'),
);

const listOfShop = statement<{ shop: string }>()((db, p) =>
  db
    .selectFrom('connections')
    .selectAll()
    .where('shop', '=', p('shop'))
    .where('rehearses', 'is', null)
    .orderBy('rank')
    .orderBy('created_at')
    .orderBy('id'),
);

const stageOf = statement<{ shop: string; of: string }>()((db, p) =>
  db.selectFrom('connections').selectAll().where('shop', '=', p('shop')).where('rehearses', '=', p('of')),
);

/** Of whichever shop: ids are unique by chance. */
const connectionById = statement<{ id: string }>()((db, p) =>
  db.selectFrom('connections').selectAll().where('id', '=', p('id')).where('rehearses', 'is', null),
);

const findConnection = statement<{ shop: string; id: string }>()((db, p) =>
  db.selectFrom('connections').selectAll().where('shop', '=', p('shop')).where('id', '=', p('id')),
);

const firstConnection = statement<{ shop: string }>()((db, p) =>
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

const connectionsOfShop = statement<{ shop: string }>()((db, p) =>
  db
    .selectFrom('connections')
    .select(['id', 'name', 'rank'])
    .where('shop', '=', p('shop'))
    .where('rehearses', 'is', null)
    .where('finished_at', 'is', null)
    .orderBy('id'),
);

const insertShop = statement<{ shop: string; now: number }>()((db, p) =>
  db
    .insertInto('shops')
    .values({ shop: p('shop'), created_at: p('now') })
    .onConflict((conflict) => conflict.doNothing()),
);

/** Locks the shop's row where the engine has row locks, so that two processes make one connection. */
const lockShop = statement<{ shop: string }>()((db, p, dialect) =>
  db
    .selectFrom('shops')
    .select('shop')
    .where('shop', '=', p('shop'))
    .$if(dialect === 'postgres', (query) => query.forUpdate()),
);

const insertConnection = statement<ConnectionValues>()((db, p) =>
  db.insertInto('connections').values({
    shop: p('shop'),
    id: p('id'),
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
    rehearses: p('rehearses'),
    created_at: p('now'),
    updated_at: p('now'),
  }),
);

const insertCounts = statement<{ shop: string; id: string }>()((db, p) =>
  db
    .insertInto('connection_counts')
    .values({ shop: p('shop'), connection: p('id'), next_seq: 1, users: 0, groups: 0 }),
);

const updateConnection = statement<ConnectionValues>()((db, p) =>
  db
    .updateTable('connections')
    .set({
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
    })
    .where('shop', '=', p('shop'))
    .where('id', '=', p('id')),
);

const setRank = statement<{ shop: string; id: string; rank: number }>()((db, p) =>
  db
    .updateTable('connections')
    .set({ rank: p('rank') })
    .where('shop', '=', p('shop'))
    .where('id', '=', p('id')),
);

const readStatistics = statement<{ shop: string; id: string; today: number; now: number }>()((db, p) =>
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

const NOTHING: Statistics = {
  users: 0,
  groups: 0,
  waiting: 0,
  held: 0,
  failed: 0,
  callsToday: 0,
  lastCallAt: null,
};

export function createTenantStore(engine: Engine): TenantStore {
  return {
    async listConnections(shop) {
      const rows =
        shop === undefined
          ? await engine.read.all(listConnections, {})
          : await engine.read.all(listOfShop, { shop });
      return rows.map(toConnection);
    },

    setStage: (wanted, now) =>
      engine.transact(async (session) => {
        const { shop, rehearses: of } = wanted;
        await session.first(lockShop, { shop });
        const existing = await session.first(stageOf, { shop, of });
        const stage = { ...wanted, id: existing?.id ?? wanted.id };
        const values = toConnectionValues(stage, now);
        if (existing !== undefined) await session.run(updateConnection, values);
        else {
          await session.run(insertConnection, values);
          await session.run(insertCounts, { shop, id: stage.id });
        }
        return stage;
      }),

    async findConnection(shop, id) {
      const row = await engine.read.first(findConnection, { shop, id });
      return row && toConnection(row);
    },

    async connectionById(id) {
      const row = await engine.read.first(connectionById, { id });
      return row && toConnection(row);
    },

    ensureConnection: (wanted, now) =>
      engine.transact(async (session) => {
        await session.run(insertShop, { shop: wanted.shop, now });
        await session.first(lockShop, { shop: wanted.shop });
        const existing = await session.first(firstConnection, { shop: wanted.shop });
        if (existing !== undefined) return toConnection(existing);
        await session.run(insertConnection, toConnectionValues(wanted, now));
        await session.run(insertCounts, { shop: wanted.shop, id: wanted.id });
        return wanted;
      }),

    insertConnection: (wanted, now) =>
      engine.transact(async (session) => {
        const { shop } = wanted;
        if ((await session.first(lockShop, { shop })) === undefined) return 'no_such_shop';
        const others = await session.all(connectionsOfShop, { shop });
        if (others.some(({ name }) => isSameName(name, wanted.name))) return 'name_taken';
        const connection = { ...wanted, rank: Math.max(0, ...others.map(({ rank }) => rank)) + 1 };
        await session.run(insertConnection, toConnectionValues(connection, now));
        await session.run(insertCounts, { shop, id: wanted.id });
        return connection;
      }),

    orderConnections: (shop, ids, now) =>
      engine.transact(async (session) => {
        await session.first(lockShop, { shop });
        const known = (await session.all(connectionsOfShop, { shop })).map(({ id }) => id);
        if (JSON.stringify([...ids].sort()) !== JSON.stringify(known.sort())) return false;
        for (const [index, id] of ids.entries()) {
          await session.run(setRank, { shop, id, rank: index + 1 });
          await markConnection(session, shop, id, now);
        }
        return true;
      }),

    async statistics({ shop, connection: id }, today, now) {
      const row = await engine.read.first(readStatistics, { shop, id, today, now });
      if (row === undefined) return NOTHING;
      // PostgreSQL counts in bigint.
      return {
        users: Number(row.users),
        groups: Number(row.groups),
        waiting: Number(row.waiting),
        held: Number(row.held_claims) + Number(row.held_rows),
        failed: Number(row.failed),
        callsToday: Number(row.calls ?? 0),
        lastCallAt: row.last_at === null ? null : Number(row.last_at),
      };
    },

    updateConnection: (shop, id, changes, now) =>
      engine.transact((session) => changeConnection(session, shop, id, changes, now)),
  };
}

async function changeConnection(
  session: Session,
  shop: string,
  id: string,
  changes: ConnectionChanges,
  now: number,
): Promise<Connection | 'name_taken' | undefined> {
  // Before the connection's own row, as whoever adds one does: no two have one name.
  if (changes.name !== undefined) await session.first(lockShop, { shop });
  const row = await session.first(lockConnection, { shop, id });
  if (row === undefined) return undefined;
  const before = toConnection(row);
  const others = changes.name === undefined ? [] : await session.all(connectionsOfShop, { shop });
  const isTaken = (name: string) => others.some((other) => other.id !== id && isSameName(other.name, name));
  if (changes.name !== undefined && isTaken(changes.name)) return 'name_taken';
  const settings = mergeSettings(before.settings, changes.settings);
  const connection = { ...before, ...changes, settings };
  await session.run(updateConnection, toConnectionValues(connection, now));
  if (concernsCustomers(changes)) await markConnection(session, shop, id, now);
  return connection;
}

/** Names, and who may call, make no difference to any customer. */
function concernsCustomers({ name: _, provider: __, settings = {}, ...others }: ConnectionChanges): boolean {
  return Object.keys(others).length > 0 || Object.keys(settings).some((section) => section !== 'access');
}

async function markConnection(session: Session, shop: string, id: string, now: number): Promise<void> {
  const thing = { shop, connection: id, kind: 'connection', subject: id } as const;
  await markDirty(session, { ...thing, priority: 'ordinary', now });
}

function isSameName(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}
