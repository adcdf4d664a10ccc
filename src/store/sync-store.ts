// The SQL behind sync/ports.ts.
import type {
  ClaimGrant,
  ClaimRequest,
  DirtyCollection,
  DirtyRow,
  Lease,
  Peers,
  Settlement,
  ShopStore,
} from '../sync/ports.ts';
import { createBulkStore } from './bulk-store.ts';
import { connectionsOfShop, toDirtyRows } from './due-groups.ts';
import type { Engine, Session } from './engine.ts';
import { type Marks, NO_MARKS } from './erased-marks.ts';
import { deletedUsers, dirtyUsers, pageOfUsers } from './expand-statements.ts';
import { expandGroup } from './group-changes.ts';
import { findHolder } from './holders.ts';
import { markDirty, PRIORITIES, PRIORITY } from './outbox.ts';
import { toSettings } from './sync-rows.ts';
import {
  bringForward,
  checkLease,
  clearRow,
  dueRows,
  findBookmark,
  findVerdict,
  findWork,
  giveLeaseUp,
  leaseOf,
  listShops,
  listShopsWithWork,
  nextDueAt,
  saveBookmark,
  setAlert,
  takeLease,
} from './sync-statements.ts';
import { grantClaim, writeLink, writeSettlement } from './sync-writes.ts';

/**
 * @param isGone whether whoever holds leases under a name is known to be gone
 * @param marks by which whoever was erased is known again; nobody was if absent
 */
export function createSyncStore(
  engine: Engine,
  isGone: Peers['isGone'] = async () => false,
  marks: Pick<Marks, 'isErased'> = NO_MARKS,
): ShopStore {
  /** Runs a write if the lease still holds; `lost` otherwise. */
  const underLease = <T, L>(lease: Lease, lost: L, work: (session: Session) => Promise<T>) =>
    engine.transact(async (session): Promise<T | L> => {
      if ((await session.first(checkLease, { ...lease })) === undefined) return lost;
      return work(session);
    });

  return {
    async shops(limit) {
      return (await engine.read.all(listShops, { limit })).map(({ shop }) => shop);
    },

    async shopsWithWork(by) {
      return (await engine.read.all(listShopsWithWork, { by })).map(({ shop }) => shop);
    },

    async verdictOf(shop, connection, user) {
      const row = await engine.read.first(findVerdict, { shop, connection, user });
      return row && { code: row.code, detail: row.detail, syncedVersion: row.synced_version };
    },

    async settingsOf(shop) {
      const connections = await engine.read.all(connectionsOfShop, { shop });
      return connections.map(toSettings).filter((settings) => settings !== null);
    },

    async acquireLease(shop, owner, now, ttlMs) {
      // Looked at before anything is locked: whoever has the lease is writing under it.
      const held = await engine.read.first(leaseOf, { shop });
      const { lease_owner: holder = null, lease_expires_at: freeAt = now + ttlMs } = held ?? {};
      const isOthers = holder !== null && holder !== owner && freeAt > now;
      const gone = isOthers && (await isGone(holder)) ? holder : null;
      if (isOthers && gone === null) return { lease: null, freeAt };
      const taken = await engine.transact((session) =>
        session.first(takeLease, { shop, owner, gone: gone ?? owner, now, until: now + ttlMs }),
      );
      if (taken === undefined) return { lease: null, freeAt: now + ttlMs };
      return { lease: { shop, owner, epoch: taken.lease_epoch }, bucket: taken.bucket };
    },

    async releaseLease(lease, bucket) {
      await engine.transact((session) => session.run(giveLeaseUp, { ...lease, bucket }));
    },

    async due(shop, now, limit, leavingOnly) {
      const rows: DirtyRow[] = [];
      // Each is a range of the outbox's index.
      for (const priority of leavingOnly ? PRIORITIES.slice(0, 1) : PRIORITIES) {
        if (rows.length >= limit) break;
        const range = { shop, priority: PRIORITY[priority], now, limit: limit - rows.length };
        const found = await engine.read.all(dueRows, range);
        rows.push(...(await toDirtyRows(engine.read, shop, found)));
      }
      return rows;
    },

    async nextDue(shop) {
      const times = [];
      for (const priority of PRIORITIES) {
        times.push(await engine.read.first(nextDueAt, { shop, priority: PRIORITY[priority] }));
      }
      const known = times.flatMap((row) => (row === undefined ? [] : [row.due_at]));
      return known.length === 0 ? undefined : Math.min(...known);
    },

    async setBack(shop, from, to) {
      await engine.transact((session) => session.run(bringForward, { shop, from, to, by: from - to }));
    },

    async hasWork(shop, now) {
      return (await engine.read.first(findWork, { shop, now })) !== undefined;
    },

    claim: (lease, requests, now) =>
      underLease(lease, null, (session) => grantAll(session, lease.shop, requests, marks, now)),

    saveLink: (lease, link, now) =>
      underLease(lease, false, (session) => writeLink(session, lease.shop, link, now)),

    findHolder: (shop, connection, customer) => findHolder(engine.read, shop, connection, customer),

    settle: (lease, settlements, now) =>
      underLease(lease, null, async (session) => {
        const stored = new Set<Settlement>();
        for (const settlement of inOrder(settlements)) {
          if (await writeSettlement(session, lease.shop, settlement, now)) stored.add(settlement);
        }
        return settlements.map((settlement) => stored.has(settlement));
      }),

    expand: (lease, row, limit, now) =>
      underLease(lease, null, (session) => expandPage(session, lease.shop, row, limit, now)),

    async setAlert(lease, alert) {
      const text = alert === null ? null : JSON.stringify(alert);
      await engine.transact((session) => session.run(setAlert, { ...lease, alert: text }));
    },

    bulk: createBulkStore(engine, underLease),
  };
}

async function grantAll(
  session: Session,
  shop: string,
  requests: readonly ClaimRequest[],
  { isErased }: Pick<Marks, 'isErased'>,
  now: number,
): Promise<ClaimGrant[]> {
  const grants = [];
  for (const request of requests) grants.push(await grantClaim(session, shop, request, isErased, now));
  return grants;
}

/** Links that go before links that come, so that a customer can pass from one to the other. */
function inOrder(settlements: readonly Settlement[]): Settlement[] {
  const drops = ({ link }: Settlement) => link !== 'keep' && !('id' in link);
  return [...settlements].sort((left, right) => Number(drops(right)) - Number(drops(left)));
}

/** Behind every id. */
const END = '\u{10ffff}';

/** One page of a row of many; the page after it begins at the bookmark, unless the row changed meanwhile. */
async function expandPage(
  session: Session,
  shop: string,
  { kind, connection, subject, version }: DirtyCollection,
  limit: number,
  now: number,
): Promise<boolean> {
  const thing = { shop, kind, connection, subject };
  if (kind === 'group') {
    return expandGroup(session, { shop, connection, group: subject }, version, limit, now);
  }
  const text = (await session.first(findBookmark, thing))?.bookmark ?? null;
  const bookmark = text === null ? null : (JSON.parse(text) as { version: number; after: string });
  const after = bookmark?.version === version ? bookmark.after : '';
  const page = await session.all(pageOfUsers, { shop, connection, after, limit });
  const last = page.at(-1)?.id;
  if (last !== undefined) {
    const ids = JSON.stringify(page.map(({ id }) => id));
    await session.run(dirtyUsers, { shop, connection, ids, priority: PRIORITY.background, now });
  }
  const isLast = last === undefined || page.length < limit;
  const range = { shop, connection, after, to: isLast ? END : last };
  for (const { id } of await session.all(deletedUsers, range)) {
    await markDirty(session, { shop, connection, kind: 'user', subject: id, priority: 'leaving', now });
  }
  if (!isLast) {
    await session.run(saveBookmark, { ...thing, bookmark: JSON.stringify({ version, after: last }) });
    return false;
  }
  await session.run(clearRow, { ...thing, version });
  return true;
}
