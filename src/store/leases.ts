// Leases that a killed process left behind, where it is known that nobody else can hold one.
import type { Engine } from './engine.ts';
import { statement } from './statement.ts';

const endAll = statement<Record<string, never>>()((db) =>
  db.updateTable('shops').set({ lease_expires_at: 0 }).where('lease_owner', 'is not', null),
);

const endSurveys = statement<Record<string, never>>()((db) =>
  db.updateTable('surveys').set({ owner_until: 0 }).where('owner', 'is not', null),
);

const endRehearsals = statement<Record<string, never>>()((db) =>
  db.updateTable('rehearsals').set({ owner_until: 0 }).where('owner', 'is not', null),
);

/**
 * SQLite serves one process, so whoever starts is the only one left: it need not wait for the leases of the last
 * to expire. Their epochs stay, so that a process that is not quite dead still cannot clear a row.
 */
export async function endStaleLeases(engine: Engine): Promise<void> {
  if (engine.dialect !== 'sqlite') return;
  await engine.transact(async (session) => {
    await session.run(endAll, {});
    await session.run(endSurveys, {});
    await session.run(endRehearsals, {});
  });
}
