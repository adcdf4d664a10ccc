// Counts those who leave, and holds them where they are too many (RULES 22).
import { sql } from 'kysely';
import { activeNeeded } from '../directory/guard.ts';
import type { Scope } from '../directory/ports.ts';
import type { GuardStore } from '../oversight/ports.ts';
import { readSettings } from '../tenants/settings.ts';
import type { Engine, Session } from './engine.ts';
import { nameOf } from './person-name.ts';
import type { Database } from './schema.ts';
import { statement } from './statement.ts';

type ScopeKey = Record<'shop' | 'connection', string>;
type LeaverKey = ScopeKey & { user: string };

/**
 * How many have left and how many are active, and by what the guard judges it. On PostgreSQL the leavings of one
 * connection wait here for one another: each counts those before it.
 */
const lockCounts = statement<ScopeKey>()((db, p, dialect) =>
  db
    .selectFrom('connection_counts as n')
    .innerJoin('connections as c', (join) =>
      join.onRef('c.shop', '=', 'n.shop').onRef('c.id', '=', 'n.connection'),
    )
    .select(['n.leavers', 'n.active_users', 'c.settings'])
    .where('n.shop', '=', p('shop'))
    .where('n.connection', '=', p('connection'))
    .$if(dialect === 'postgres', (query) => query.forUpdate('n')),
);

const countLeavers = statement<ScopeKey & { by: number }>()((db, p) =>
  db
    .updateTable('connection_counts')
    .set((eb) => ({ leavers: eb('leavers', '+', p('by')) }))
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection')),
);

/** Whoever switches a user's `active` says so here. */
export const countActive = statement<ScopeKey & { by: number }>()((db, p) =>
  db
    .updateTable('connection_counts')
    .set((eb) => ({ active_users: eb('active_users', '+', p('by')) }))
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection')),
);

/** Whether the user is a leaver already, and when the first of those who count has left. */
const findLeaver = statement<LeaverKey>()((db, p) =>
  db.selectNoFrom((eb) => [
    eb
      .selectFrom('leavers')
      .select('state')
      .where('shop', '=', p('shop'))
      .where('connection', '=', p('connection'))
      .where('user_id', '=', p('user'))
      .as('state'),
    eb
      .selectFrom('leavers')
      .select('at')
      .where('shop', '=', p('shop'))
      .where('connection', '=', p('connection'))
      // Spelt out, for the index is found by it.
      .where('is_counted', '=', sql.lit(1))
      .orderBy('at')
      .limit(1)
      .as('oldest'),
  ]),
);

const forgetOld = statement<ScopeKey & { until: number }>()((db, p) =>
  db
    .deleteFrom('leavers')
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('is_counted', '=', sql.lit(1))
    .where('at', '<=', p('until'))
    .where('state', '=', 'counted'),
);

const passOld = statement<ScopeKey & { until: number }>()((db, p) =>
  db
    .updateTable('leavers')
    .set({ is_counted: 0 })
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('is_counted', '=', sql.lit(1))
    .where('at', '<=', p('until')),
);

const insertLeaver = statement<LeaverKey & { at: number; state: string }>()((db, p) =>
  db.insertInto('leavers').values({
    shop: p('shop'),
    connection: p('connection'),
    user_id: p('user'),
    at: p('at'),
    state: p('state') as Database['leavers']['state'],
    is_counted: 1,
  }),
);

const deleteLeaver = statement<LeaverKey>()((db, p) =>
  db
    .deleteFrom('leavers')
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('user_id', '=', p('user'))
    .returning('is_counted'),
);

/** As `DirectoryTransaction.noteLeaver`. */
export async function noteLeaver(
  session: Session,
  { shop, connection }: Scope,
  user: string,
  begins: boolean,
  now: number,
): Promise<boolean> {
  const scope = { shop, connection };
  const find = async () => (await session.first(findLeaver, { ...scope, user })) ?? NOBODY;
  if (!begins && (await find()).state !== 'held') return false;
  // Who is held may be let go at this moment: whoever does that has the lock.
  const counts = await session.first(lockCounts, scope);
  let known = await find();
  if (!begins || counts === undefined) return known.state === 'held';
  const { guard } = readSettings(counts.settings);
  const until = now - guard.windowMinutes * 60_000;
  let { leavers } = counts;
  if (known.oldest !== null && known.oldest <= until) {
    leavers -= await leaveBehind(session, scope, until);
    known = await find();
  }
  if (known.state !== null) return known.state === 'held';
  const held = counts.active_users < activeNeeded(leavers + 1, guard);
  await session.run(insertLeaver, { ...scope, user, at: now, state: held ? 'held' : 'counted' });
  await session.run(countLeavers, { ...scope, by: 1 });
  return held;
}

const NOBODY = { state: null, oldest: null };

/**
 * Counts no longer whom the window has passed, and says how many they were. Held ones count as long as the others, and
 * stay: those from before the window are of an earlier mass.
 */
async function leaveBehind(session: Session, scope: ScopeKey, until: number): Promise<number> {
  const forgotten = await session.run(forgetOld, { ...scope, until });
  const passed = forgotten + (await session.run(passOld, { ...scope, until }));
  await session.run(countLeavers, { ...scope, by: -passed });
  return passed;
}

export async function dropLeaver(session: Session, { shop, connection, user }: LeaverKey): Promise<void> {
  const dropped = await session.first(deleteLeaver, { shop, connection, user });
  if (dropped?.is_counted === 1) await session.run(countLeavers, { shop, connection, by: -1 });
}

const listHeld = statement<ScopeKey & { limit: number }>()((db, p) =>
  db
    .selectFrom('leavers')
    .leftJoin('users', (join) =>
      join
        .onRef('users.shop', '=', 'leavers.shop')
        .onRef('users.connection', '=', 'leavers.connection')
        .onRef('users.id', '=', 'leavers.user_id'),
    )
    .select(['leavers.user_id', 'leavers.at', 'users.body'])
    .where('leavers.shop', '=', p('shop'))
    .where('leavers.connection', '=', p('connection'))
    .where('leavers.state', '=', 'held')
    .orderBy('leavers.at')
    .limit(p('limit')),
);

const countHeld = statement<{ shop: string }>()((db, p) =>
  db
    .selectFrom('leavers')
    .select((eb) => ['connection', eb.fn.countAll<number>().as('n'), eb.fn.min('at').as('since')])
    .where('shop', '=', p('shop'))
    .where('state', '=', 'held')
    .groupBy('connection'),
);

const idsHeld = statement<ScopeKey>()((db, p) =>
  db
    .selectFrom('leavers')
    .select('user_id')
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('state', '=', 'held'),
);

const releaseRow = statement<LeaverKey & { now: number }>()((db, p) =>
  db
    .updateTable('outbox')
    .set({ state: 'pending', due_at: p('now') })
    .where('shop', '=', p('shop'))
    .where('kind', '=', 'user')
    .where('connection', '=', p('connection'))
    .where('subject', '=', p('user'))
    .where('state', '=', 'held'),
);

const forgetAll = statement<ScopeKey>()((db, p) =>
  db.deleteFrom('leavers').where('shop', '=', p('shop')).where('connection', '=', p('connection')),
);

const countNone = statement<ScopeKey>()((db, p) =>
  db
    .updateTable('connection_counts')
    .set({ leavers: 0 })
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection')),
);

export function createGuardStore(engine: Engine): GuardStore {
  return {
    async held(shop) {
      const rows = await engine.read.all(countHeld, { shop });
      return rows.map(({ connection, n, since }) => ({
        shop,
        connection,
        held: Number(n),
        since: Number(since),
      }));
    },

    async listHeld({ shop, connection }, limit) {
      const rows = await engine.read.all(listHeld, { shop, connection, limit });
      return rows.map(({ user_id, at, body }) => ({
        userId: user_id,
        name: nameOf(body),
        since: at,
        kind: body === null ? ('deleted' as const) : ('deactivated' as const),
      }));
    },

    release: ({ shop, connection }, userIds, now) =>
      engine.transact(async (session) => {
        const scope = { shop, connection };
        await session.first(lockCounts, scope);
        const held = (await session.all(idsHeld, scope)).map((row) => row.user_id);
        const released = userIds === null ? held : held.filter((id) => userIds.includes(id));
        for (const user of released) {
          await session.run(releaseRow, { ...scope, user, now });
          await dropLeaver(session, { ...scope, user });
        }
        // Whoever lets all of them go has seen the mass: the guard counts from here.
        if (userIds === null) {
          await session.run(forgetAll, scope);
          await session.run(countNone, scope);
        }
        return released;
      }),
  };
}
