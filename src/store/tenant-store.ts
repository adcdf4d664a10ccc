// The SQL behind tenants/ports.ts.
import type { Connection, ConnectionChanges, Statistics, TenantStore } from '../tenants/ports.ts';
import { mergeSettings } from '../tenants/settings.ts';
import { toConnection, toConnectionValues } from './connection-rows.ts';
import type { Engine, Session } from './engine.ts';
import { markDirty } from './outbox.ts';
import * as statements from './tenant-statements.ts';

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
          ? await engine.read.all(statements.listConnections, {})
          : await engine.read.all(statements.listOfShop, { shop });
      return rows.map(toConnection);
    },

    setStage: (wanted, now) =>
      engine.transact(async (session) => {
        const { shop, rehearses: of } = wanted;
        await session.first(statements.lockShop, { shop });
        const existing = await session.first(statements.stageOf, { shop, of });
        const stage = { ...wanted, id: existing?.id ?? wanted.id };
        const values = toConnectionValues(stage, now);
        if (existing !== undefined) await session.run(statements.updateConnection, values);
        else {
          await session.run(statements.insertConnection, values);
          await session.run(statements.insertCounts, { shop, id: stage.id });
        }
        return stage;
      }),

    async findConnection(shop, id) {
      const row = await engine.read.first(statements.findConnection, { shop, id });
      return row && toConnection(row);
    },

    async connectionById(id) {
      const row = await engine.read.first(statements.connectionById, { id });
      return row && toConnection(row);
    },

    ensureConnection: (wanted, now) =>
      engine.transact(async (session) => {
        await session.run(statements.insertShop, { shop: wanted.shop, now });
        await session.first(statements.lockShop, { shop: wanted.shop });
        const existing = await session.first(statements.firstConnection, { shop: wanted.shop });
        if (existing !== undefined) return toConnection(existing);
        await session.run(statements.insertConnection, toConnectionValues(wanted, now));
        await session.run(statements.insertCounts, { shop: wanted.shop, id: wanted.id });
        return wanted;
      }),

    insertConnection: (wanted, now) =>
      engine.transact(async (session) => {
        const { shop } = wanted;
        if ((await session.first(statements.lockShop, { shop })) === undefined) return 'no_such_shop';
        const others = await session.all(statements.connectionsOfShop, { shop });
        if (others.some(({ name }) => isSameName(name, wanted.name))) return 'name_taken';
        const connection = { ...wanted, rank: Math.max(0, ...others.map(({ rank }) => rank)) + 1 };
        await session.run(statements.insertConnection, toConnectionValues(connection, now));
        await session.run(statements.insertCounts, { shop, id: wanted.id });
        return connection;
      }),

    orderConnections: (shop, ids, now) =>
      engine.transact(async (session) => {
        await session.first(statements.lockShop, { shop });
        const known = (await session.all(statements.connectionsOfShop, { shop })).map(({ id }) => id);
        if (JSON.stringify([...ids].sort()) !== JSON.stringify(known.sort())) return false;
        for (const [index, id] of ids.entries()) {
          await session.run(statements.setRank, { shop, id, rank: index + 1 });
          await markConnection(session, shop, id, now);
        }
        return true;
      }),

    async statistics({ shop, connection: id }, today, now) {
      const row = await engine.read.first(statements.readStatistics, { shop, id, today, now });
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
  if (changes.name !== undefined) await session.first(statements.lockShop, { shop });
  const row = await session.first(statements.lockConnection, { shop, id });
  if (row === undefined) return undefined;
  const before = toConnection(row);
  const others = changes.name === undefined ? [] : await session.all(statements.connectionsOfShop, { shop });
  const isTaken = (name: string) => others.some((other) => other.id !== id && isSameName(other.name, name));
  if (changes.name !== undefined && isTaken(changes.name)) return 'name_taken';
  const settings = mergeSettings(before.settings, changes.settings);
  const connection = { ...before, ...changes, settings };
  await session.run(statements.updateConnection, toConnectionValues(connection, now));
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
