// The SQL behind status/health.ts.
import type { HealthStore } from '../status/health.ts';
import type { Engine } from './engine.ts';
import { statement } from './statement.ts';

const DAY_MS = 24 * 3600 * 1000;
/** Leavings of a period that are looked at, the last first. */
const MAX_LEAVINGS = 1000;

const readCounts = statement<Record<'shop' | 'connection', string>>()((db, p) =>
  db
    .selectFrom('connection_counts')
    .innerJoin('shops', 'shops.shop', 'connection_counts.shop')
    .select(['connection_counts.users', 'connection_counts.active_users', 'shops.alert'])
    .where('connection_counts.shop', '=', p('shop'))
    .where('connection_counts.connection', '=', p('connection')),
);

const readLeavings = statement<Record<'shop' | 'connection', string> & { from: number; limit: number }>()(
  (db, p) =>
    db
      .selectFrom('certificates')
      .select(['since', 'proven_at'])
      .where('shop', '=', p('shop'))
      .where('connection', '=', p('connection'))
      .where('since', '>=', p('from'))
      .orderBy('since', 'desc')
      .limit(p('limit')),
);

const readCalls = statement<Record<'shop' | 'connection', string> & { from: number }>()((db, p) =>
  db
    .selectFrom('connection_calls')
    .select(['day', 'calls'])
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('day', '>=', p('from'))
    .orderBy('day'),
);

export function createHealthStore({ read }: Engine): HealthStore {
  return {
    async read(scope, firstDay) {
      const counts = await read.first(readCounts, { ...scope });
      const leavings = await read.all(readLeavings, {
        ...scope,
        from: firstDay * DAY_MS,
        limit: MAX_LEAVINGS,
      });
      const calls = await read.all(readCalls, { ...scope, from: firstDay });
      // PostgreSQL gives bigints as texts.
      const users = Number(counts?.users ?? 0);
      const activeUsers = Number(counts?.active_users ?? 0);
      return {
        activeUsers,
        inactiveUsers: users - activeUsers,
        leavings: leavings.map(({ since, proven_at }) => Math.max(0, Number(proven_at) - Number(since))),
        calls: calls.map((row) => ({ day: Number(row.day), calls: Number(row.calls) })),
        alert: counts?.alert ?? null,
      };
    },
  };
}
