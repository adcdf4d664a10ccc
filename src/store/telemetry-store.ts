// The SQL behind telemetry/ports.ts.
import type { TelemetryStore } from '../telemetry/ports.ts';
import type { Engine } from './engine.ts';
import { findSchemaFault } from './migrate.ts';
import { priorityOf } from './outbox.ts';
import { statement } from './statement.ts';

/** The outbox holds what is to be done, which an index answers alone. */
const queues = statement<{ now: number }>()((db, p) =>
  db
    .selectFrom('outbox')
    .select((eb) => [
      'state',
      'priority',
      eb.fn.countAll<number>().as('rows'),
      eb.fn
        .min<number | null>(eb.case().when('due_at', '<=', p('now')).then(eb.ref('due_at')).end())
        .as('due_since'),
    ])
    .groupBy(['state', 'priority']),
);

const countShops = statement<Record<string, never>>()((db) =>
  db.selectFrom('shops').select((eb) => eb.fn.countAll<number>().as('shops')),
);

const alerts = statement<Record<string, never>>()((db) =>
  db.selectFrom('shops').select('alert').where('alert', 'is not', null),
);

const leases = statement<{ now: number }>()((db, p) =>
  db
    .selectFrom('shops')
    .select((eb) => ['lease_owner', eb.fn.countAll<number>().as('shops')])
    .where('lease_owner', 'is not', null)
    .where('lease_expires_at', '>', p('now'))
    .groupBy('lease_owner'),
);

const tokenEnds = statement<{ now: number; limit: number }>()((db, p) =>
  db
    .selectFrom('tokens')
    .select('expires_at')
    .where('kind', 'in', ['bearer', 'client'])
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', p('now'))
    .orderBy('expires_at')
    .limit(p('limit')),
);

export function createTelemetryStore(engine: Engine): TelemetryStore {
  const { read } = engine;
  return {
    async queues(now) {
      const rows = await read.all(queues, { now });
      return rows.map(({ state, priority, rows: count, due_since: dueSince }) => {
        return { state, priority: priorityOf(priority), rows: Number(count), dueSince };
      });
    },

    async shops(now) {
      const stopped = await read.all(alerts, {});
      const held = await read.all(leases, { now });
      return {
        shops: Number((await read.first(countShops, {}))?.shops ?? 0),
        alerts: stopped.map(
          ({ alert }) => (JSON.parse(alert ?? '{}') as { code?: string }).code ?? 'unknown',
        ),
        leases: held.map(({ lease_owner: owner, shops }) => ({ owner: owner ?? '', shops: Number(shops) })),
      };
    },

    async tokenEnds(now, limit) {
      const rows = await read.all(tokenEnds, { now, limit });
      return rows.flatMap(({ expires_at: at }) => (at === null ? [] : [at]));
    },

    schemaFault: () => findSchemaFault(engine),
  };
}
