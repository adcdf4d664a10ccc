// The SQL behind the bulk path's port: which first creates are part of which bulk operation.
import type {
  BulkCreate,
  BulkStore,
  DirtyUser,
  Lease,
  NewCustomer,
  ReturnedCreate,
  Settlement,
} from '../sync/ports.ts';
import {
  addCreate,
  countJoiners,
  deleteRun,
  findRuns,
  findSize,
  growRun,
  joinerRows,
  pageOfCreates,
  removeCreate,
  restCreate,
  restRow,
  rowsOfCreates,
  saveRun,
  sentCustomers,
  wakeRow,
} from './bulk-statements.ts';
import { toDirtyRows } from './due-groups.ts';
import type { Engine, Session } from './engine.ts';
import { PRIORITY } from './outbox.ts';
import { endTry } from './sync-statements.ts';
import { writeSettlement } from './sync-writes.ts';

/** Runs a write if the lease still holds; gives `lost` otherwise. */
type UnderLease = <T, L>(lease: Lease, lost: L, work: (session: Session) => Promise<T>) => Promise<T | L>;

export function createBulkStore(engine: Engine, underLease: UnderLease): BulkStore {
  const priority = PRIORITY.ordinary;
  return {
    async runs(shop) {
      const rows = await engine.read.all(findRuns, { shop });
      return rows.map(({ operation_id: operationId, sent_at: sentAt, ...run }) => ({
        ...run,
        operationId,
        sentAt,
      }));
    },

    async countJoiners(shop, now, limit) {
      return (await engine.read.first(countJoiners, { shop, priority, now, limit }))?.count ?? 0;
    },

    async joiners(shop, now, limit) {
      const rows = await engine.read.all(joinerRows, { shop, priority, now, limit });
      return (await toDirtyRows(engine.read, shop, rows)).filter((row) => row.kind === 'user');
    },

    saveRun: (lease, run, now) =>
      underLease(lease, false, async (session) => {
        await session.run(saveRun, { shop: lease.shop, ...run, now });
        return true;
      }),

    add: (lease, runId, creates, parkedUntil) =>
      underLease(lease, null, (session) => addAll(session, lease.shop, runId, creates, parkedUntil)),

    park: (lease, { connection, subject, version }, parkedUntil) =>
      underLease(lease, false, async (session) => {
        await session.run(restCreate, {
          shop: lease.shop,
          connection,
          subject,
          version,
          until: parkedUntil,
        });
        return true;
      }),

    async customers(shop, runId) {
      const rows = await engine.read.all(sentCustomers, { shop, run: runId });
      return rows.map(({ customer }) => JSON.parse(customer) as NewCustomer);
    },

    returned: (shop, runId, after, limit) => readReturned(engine.read, { shop, run: runId }, after, limit),

    takeBack: (lease, runId, ends, now) =>
      underLease(lease, false, async (session) => {
        for (const end of ends) await takeBackOne(session, { shop: lease.shop, run: runId }, end, now);
        return true;
      }),

    endRun: (lease, runId) =>
      underLease(lease, false, async (session) => {
        await session.run(deleteRun, { shop: lease.shop, id: runId });
        return true;
      }),
  };
}

/** Lines are given without gaps, also where a row has changed meanwhile and is left out. */
async function addAll(
  session: Session,
  shop: string,
  run: string,
  creates: readonly BulkCreate[],
  until: number,
): Promise<boolean[]> {
  let line = (await session.first(findSize, { shop, id: run }))?.size ?? 0;
  const added: boolean[] = [];
  for (const { row, linkId: link, customer } of creates) {
    const { kind, connection, subject, version } = row;
    const isSame = (await session.run(restRow, { shop, connection, subject, version, until })) > 0;
    added.push(isSame);
    if (!isSame) {
      await session.run(endTry, { shop, kind, connection, subject, intent: null });
      continue;
    }
    const text = JSON.stringify(customer);
    await session.run(addCreate, { shop, run, line, connection, subject, link, version, customer: text });
    line += 1;
  }
  await session.run(growRun, { shop, id: run, size: line });
  return added;
}

async function readReturned(
  session: Session,
  key: { shop: string; run: string },
  after: number,
  limit: number,
): Promise<ReturnedCreate[]> {
  const creates = await session.all(pageOfCreates, { ...key, after, limit });
  const last = creates.at(-1)?.line;
  if (last === undefined) return [];
  const due = await session.all(rowsOfCreates, { ...key, after, last });
  const rows = await toDirtyRows(session, key.shop, due);
  const byUser = new Map(rows.map((row) => [`${row.connection} ${row.subject}`, row as DirtyUser]));
  return creates.map(({ line, connection, user_id: userId, link_id: linkId, version, customer }) => ({
    line,
    connection,
    userId,
    linkId,
    version,
    customer: JSON.parse(customer) as NewCustomer,
    row: byUser.get(`${connection} ${userId}`) ?? null,
  }));
}

async function takeBackOne(
  session: Session,
  { shop, run }: { shop: string; run: string },
  { create, settlement }: { readonly create: ReturnedCreate; readonly settlement: Settlement | null },
  now: number,
): Promise<void> {
  const { connection, userId: subject, line } = create;
  const isStored = settlement !== null && (await writeSettlement(session, shop, settlement, now));
  await session.run(removeCreate, { shop, run, line });
  // What is not settled, or has changed since, may rest: nobody else would wake it.
  const except = isStored && settlement.outcome.kind !== 'release' ? settlement.row.version : 0;
  await session.run(wakeRow, { shop, connection, subject, except, now });
}
