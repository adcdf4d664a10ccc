// The statements for alerts, and for when a shop is looked at for them.
import { sql } from 'kysely';
import { listed } from './computed-statements.ts';
import { statement } from './statement.ts';

type Key = { shop: string; id: string };

/** Behind a shop, in their order. One that is due later than `until` was left by a clock that was ahead. */
export const shopsToWatch = statement<{ now: number; until: number; after: string; limit: number }>()(
  (db, p) =>
    db
      .selectFrom('shops')
      .leftJoin('alert_watches', 'alert_watches.shop', 'shops.shop')
      .select('shops.shop')
      .where('shops.shop', '>', p('after'))
      .where((eb) =>
        eb.or([
          eb('alert_watches.due_at', 'is', null),
          eb('alert_watches.due_at', '<=', p('now')),
          eb('alert_watches.due_at', '>', p('until')),
        ]),
      )
      .orderBy('shops.shop')
      .limit(p('limit')),
);

/** Of some shops, a JSON array, those that nobody else has taken meanwhile. */
export const takeWatches = statement<{ shops: string; until: number; now: number }>()((db, p, dialect) =>
  db
    .insertInto('alert_watches')
    .columns(['shop', 'due_at'])
    .expression((eb) =>
      eb
        .selectFrom('shops')
        .select(['shops.shop', sql<number>`cast(${p('until')} as bigint)`.as('due_at')])
        .where('shops.shop', 'in', listed(p('shops'), dialect))
        .orderBy('shops.shop'),
    )
    .onConflict((conflict) =>
      conflict
        .column('shop')
        .doUpdateSet((eb) => ({ due_at: eb.ref('excluded.due_at') }))
        .where((eb) =>
          eb.or([eb('alert_watches.due_at', '<=', p('now')), eb('alert_watches.due_at', '>', p('until'))]),
        ),
    )
    .returning('shop'),
);

export const findShop = statement<{ shop: string }>()((db, p) =>
  db.selectFrom('shops').select('shop').where('shop', '=', p('shop')),
);

/** Locked where the engine has row locks, so that two processes do not tell of the same. */
export const openAlerts = statement<{ shop: string }>()((db, p, dialect) =>
  db
    .selectFrom('alerts')
    .selectAll()
    .where('shop', '=', p('shop'))
    .where('resolved_at', 'is', null)
    .orderBy('id')
    .$if(dialect === 'postgres', (query) => query.forUpdate()),
);

/** Of some shops, a JSON array. */
export const openAlertsOf = statement<{ shops: string }>()((db, p, dialect) =>
  db
    .selectFrom('alerts')
    .selectAll()
    .where('shop', 'in', listed(p('shops'), dialect))
    .where('resolved_at', 'is', null)
    .orderBy('id'),
);

/** Nothing happens where another process has raised it meanwhile. */
export const insertAlert = statement<
  Key & Record<'kind' | 'connection' | 'subject' | 'details' | 'mark', string> & { now: number }
>()((db, p) =>
  db
    .insertInto('alerts')
    .values({
      shop: p('shop'),
      id: p('id'),
      kind: p('kind'),
      connection: p('connection'),
      subject: p('subject'),
      details: p('details'),
      mark: p('mark'),
      opened_at: p('now'),
      told_at: p('now'),
      clear_since: null,
      resolved_at: null,
    })
    .onConflict((conflict) => conflict.doNothing()),
);

/** Changes nothing of one that was resolved meanwhile. */
export const updateAlert = statement<
  Key & {
    details: string;
    mark: string;
    told: number;
    clear: number | null;
    resolved: number | null;
  }
>()((db, p) =>
  db
    .updateTable('alerts')
    .set({
      details: p('details'),
      mark: p('mark'),
      told_at: p('told'),
      clear_since: p('clear'),
      resolved_at: p('resolved'),
    })
    .where('shop', '=', p('shop'))
    .where('id', '=', p('id'))
    .where('resolved_at', 'is', null),
);

/** Resolved from and to; 0 stands for open. */
export const listAlerts = statement<{
  shop: string;
  from: number;
  to: number;
  before: string;
  limit: number;
}>()((db, p) =>
  db
    .selectFrom('alerts')
    .selectAll()
    .where('shop', 'like', p('shop'))
    .where('id', '<', p('before'))
    .where((eb) => eb.between(eb.fn.coalesce('resolved_at', eb.lit(0)), eb.val(p('from')), eb.val(p('to'))))
    .orderBy('id', 'desc')
    .limit(p('limit')),
);

export const forgetAlerts = statement<{ before: number }>()((db, p) =>
  db.deleteFrom('alerts').where('resolved_at', '<', p('before')),
);
