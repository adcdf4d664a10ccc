// Counts those who leave, and holds them where they are too many (RULES 22).
import { activeNeeded } from '../directory/guard.ts';
import type { Scope } from '../directory/ports.ts';
import type { GuardStore } from '../oversight/ports.ts';
import { readSettings } from '../tenants/settings.ts';
import type { Engine, Session } from './engine.ts';
import type { Database } from './schema.ts';
import { statement } from './statement.ts';

type ScopeKey = Record<'shop' | 'connection', string>;
type LeaverKey = ScopeKey & { user: string };

/** On PostgreSQL the leavings of one connection wait for one another: each counts those before it. */
const lockSettings = statement<ScopeKey>()((db, p, dialect) =>
  db
    .selectFrom('connections')
    .select('settings')
    .where('shop', '=', p('shop'))
    .where('id', '=', p('connection'))
    .$if(dialect === 'postgres', (query) => query.forNoKeyUpdate()),
);

const forgetOld = statement<ScopeKey & { until: number }>()((db, p) =>
  db
    .deleteFrom('leavers')
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('at', '<=', p('until'))
    .where('state', '=', 'counted'),
);

const findLeaver = statement<LeaverKey>()((db, p) =>
  db
    .selectFrom('leavers')
    .select('state')
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('user_id', '=', p('user')),
);

/** Held ones count as long as the others: those from before the window are of an earlier mass. */
const countLeavers = statement<ScopeKey & { after: number; limit: number }>()((db, p) =>
  db
    .selectFrom((eb) =>
      eb
        .selectFrom('leavers')
        .select('user_id')
        .where('shop', '=', p('shop'))
        .where('connection', '=', p('connection'))
        .where('at', '>', p('after'))
        .limit(p('limit'))
        .as('some'),
    )
    .select((eb) => eb.fn.countAll<number>().as('n')),
);

const countActive = statement<ScopeKey & { limit: number }>()((db, p) =>
  db
    .selectFrom((eb) =>
      eb
        .selectFrom('users')
        .select('id')
        .where('shop', '=', p('shop'))
        .where('connection', '=', p('connection'))
        .where('active', '=', 1)
        .limit(p('limit'))
        .as('some'),
    )
    .select((eb) => eb.fn.countAll<number>().as('n')),
);

const insertLeaver = statement<LeaverKey & { at: number; state: string }>()((db, p) =>
  db.insertInto('leavers').values({
    shop: p('shop'),
    connection: p('connection'),
    user_id: p('user'),
    at: p('at'),
    state: p('state') as Database['leavers']['state'],
  }),
);

const deleteLeaver = statement<LeaverKey>()((db, p) =>
  db
    .deleteFrom('leavers')
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('user_id', '=', p('user')),
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
  if (begins) {
    const { guard } = readSettings((await session.first(lockSettings, scope))?.settings ?? '{}');
    const after = now - guard.windowMinutes * 60_000;
    await session.run(forgetOld, { ...scope, until: after });
    const known = await session.first(findLeaver, { ...scope, user });
    if (known === undefined) {
      const counted = await session.first(countLeavers, { ...scope, after, limit: guard.maxLeavers });
      const needed = activeNeeded(Number(counted?.n ?? 0) + 1, guard);
      const held = needed > 0 && !(await areActive(session, scope, needed));
      await session.run(insertLeaver, { ...scope, user, at: now, state: held ? 'held' : 'counted' });
      return held;
    }
    return known.state === 'held';
  }
  return (await session.first(findLeaver, { ...scope, user }))?.state === 'held';
}

async function areActive(session: Session, scope: ScopeKey, needed: number): Promise<boolean> {
  if (!Number.isFinite(needed)) return false;
  const counted = await session.first(countActive, { ...scope, limit: needed });
  return Number(counted?.n ?? 0) >= needed;
}

export async function dropLeaver(session: Session, key: LeaverKey): Promise<void> {
  await session.run(deleteLeaver, key);
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

const countHeld = statement<Record<string, never>>()((db) =>
  db
    .selectFrom('leavers')
    .select((eb) => ['shop', 'connection', eb.fn.countAll<number>().as('n'), eb.fn.min('at').as('since')])
    .where('state', '=', 'held')
    .groupBy(['shop', 'connection']),
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

export function createGuardStore(engine: Engine): GuardStore {
  return {
    async held() {
      const rows = await engine.read.all(countHeld, {});
      return rows.map(({ shop, connection, n, since }) => ({
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
        since: at,
        kind: body === null ? ('deleted' as const) : ('deactivated' as const),
      }));
    },

    release: ({ shop, connection }, userIds, now) =>
      engine.transact(async (session) => {
        const scope = { shop, connection };
        const held = (await session.all(idsHeld, scope)).map((row) => row.user_id);
        const released = userIds === null ? held : held.filter((id) => userIds.includes(id));
        for (const user of released) {
          await session.run(releaseRow, { ...scope, user, now });
          await session.run(deleteLeaver, { ...scope, user });
        }
        // Whoever lets all of them go has seen the mass: the guard counts from here.
        if (userIds === null) await session.run(forgetAll, scope);
        return released;
      }),
  };
}
