// The SQL behind tenants/ports.ts.
import type { Selectable } from 'kysely';
import type { Schema } from '../protocol/index.ts';
import type { Connection, ConnectionChanges, LinkPolicy, TenantStore } from '../tenants/ports.ts';
import { mergeSettings, readSettings } from '../tenants/settings.ts';
import type { Engine, Session } from './engine.ts';
import { markDirty } from './outbox.ts';
import type { Database } from './schema.ts';
import { statement } from './statement.ts';

type ConnectionRow = Selectable<Database['connections']>;

const findToken = statement<{ shop: string; id: string }>()((db, p) =>
  db
    .selectFrom('tokens')
    .innerJoin('connections', (join) =>
      join.onRef('connections.shop', '=', 'tokens.shop').onRef('connections.id', '=', 'tokens.connection'),
    )
    .selectAll('connections')
    .select('tokens.hash')
    .where('tokens.shop', '=', p('shop'))
    .where('tokens.id', '=', p('id'))
    .where('tokens.revoked_at', 'is', null),
);

const insertToken = statement<{
  shop: string;
  id: string;
  connection: string;
  hash: string;
  now: number;
}>()((db, p) =>
  db.insertInto('tokens').values({
    shop: p('shop'),
    id: p('id'),
    connection: p('connection'),
    hash: p('hash'),
    created_at: p('now'),
    revoked_at: null,
  }),
);

const listConnections = statement<Record<string, never>>()((db) =>
  db.selectFrom('connections').selectAll().orderBy('shop').orderBy('created_at'),
);

const firstConnection = statement<{ shop: string }>()((db, p) =>
  db
    .selectFrom('connections')
    .selectAll()
    .where('shop', '=', p('shop'))
    .orderBy('created_at')
    .orderBy('id')
    .limit(1),
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

type ConnectionValues = {
  shop: string;
  id: string;
  name: string;
  scim: number;
  creation: number;
  policy: string;
  domains: string;
  strict: number;
  schemas: string;
  settings: string;
  now: number;
};

const insertConnection = statement<ConnectionValues>()((db, p) =>
  db.insertInto('connections').values({
    shop: p('shop'),
    id: p('id'),
    name: p('name'),
    scim_provisioning: p('scim'),
    new_customer_creation: p('creation'),
    link_policy: p('policy'),
    domains: p('domains'),
    strict: p('strict'),
    schemas: p('schemas'),
    settings: p('settings'),
    created_at: p('now'),
    updated_at: p('now'),
  }),
);

const insertCounts = statement<{ shop: string; id: string }>()((db, p) =>
  db
    .insertInto('connection_counts')
    .values({ shop: p('shop'), connection: p('id'), next_seq: 1, users: 0, groups: 0 }),
);

/** Locks the row where the engine has row locks, so that two changes at once both count. */
const lockConnection = statement<{ shop: string; id: string }>()((db, p, dialect) =>
  db
    .selectFrom('connections')
    .selectAll()
    .where('shop', '=', p('shop'))
    .where('id', '=', p('id'))
    .$if(dialect === 'postgres', (query) => query.forUpdate()),
);

const updateConnection = statement<ConnectionValues>()((db, p) =>
  db
    .updateTable('connections')
    .set({
      name: p('name'),
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

export function createTenantStore(engine: Engine): TenantStore {
  return {
    async findToken(shop, id) {
      const row = await engine.read.first(findToken, { shop, id });
      return row && { hash: row.hash, connection: toConnection(row) };
    },

    async insertToken(token, now) {
      await engine.transact((session) => session.run(insertToken, { ...token, now }));
    },

    async listConnections() {
      return (await engine.read.all(listConnections, {})).map(toConnection);
    },

    ensureConnection: (wanted, now) =>
      engine.transact(async (session) => {
        await session.run(insertShop, { shop: wanted.shop, now });
        await session.first(lockShop, { shop: wanted.shop });
        const existing = await session.first(firstConnection, { shop: wanted.shop });
        if (existing !== undefined) return toConnection(existing);
        await session.run(insertConnection, toValues(wanted, now));
        await session.run(insertCounts, { shop: wanted.shop, id: wanted.id });
        return wanted;
      }),

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
): Promise<Connection | undefined> {
  const row = await session.first(lockConnection, { shop, id });
  if (row === undefined) return undefined;
  const before = toConnection(row);
  const settings = mergeSettings(before.settings, changes.settings);
  const connection = { ...before, ...changes, settings };
  await session.run(updateConnection, toValues(connection, now));
  await markDirty(session, {
    shop,
    connection: id,
    kind: 'connection',
    subject: id,
    priority: 'ordinary',
    now,
  });
  return connection;
}

/** More declarations than are in use at once; beyond it the memory starts anew. */
const MAX_PARSED = 1000;
const parsed = new Map<string, readonly Schema[]>();

/** The same text gives the same array: what the protocol derives from it is kept with it. */
function parseSchemas(text: string): readonly Schema[] {
  let schemas = parsed.get(text);
  if (schemas === undefined) {
    if (parsed.size >= MAX_PARSED) parsed.clear();
    schemas = JSON.parse(text) as readonly Schema[];
    parsed.set(text, schemas);
  }
  return schemas;
}

function toConnection(row: ConnectionRow): Connection {
  return {
    shop: row.shop,
    id: row.id,
    name: row.name,
    scimProvisioning: row.scim_provisioning === 1,
    newCustomerCreation: row.new_customer_creation === 1,
    linkPolicy: row.link_policy as LinkPolicy,
    domains: JSON.parse(row.domains) as string[],
    strict: row.strict === 1,
    schemas: parseSchemas(row.schemas),
    settings: readSettings(row.settings),
  };
}

function toValues(connection: Connection, now: number): ConnectionValues {
  return {
    shop: connection.shop,
    id: connection.id,
    name: connection.name,
    scim: connection.scimProvisioning ? 1 : 0,
    creation: connection.newCustomerCreation ? 1 : 0,
    policy: connection.linkPolicy,
    domains: JSON.stringify(connection.domains),
    strict: connection.strict ? 1 : 0,
    schemas: JSON.stringify(connection.schemas),
    settings: JSON.stringify(connection.settings),
    now,
  };
}
