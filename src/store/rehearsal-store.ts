// The SQL behind rehearsal/ports.ts. A rehearsal is one row, whose course is a document: it is small, is written by one
// process at a time, and is never asked for by what is in it.
import type { Selectable } from 'kysely';
import type { Course, Rehearsal, RehearsalState, RehearsalStore } from '../rehearsal/ports.ts';
import type { Engine } from './engine.ts';
import type { Database } from './schema.ts';
import { statement } from './statement.ts';

type ScopeKey = { shop: string; connection: string };
type Key = ScopeKey & { id: string };

/** Kept of each connection. */
const KEPT = 20;

const insertRehearsal = statement<
  Key & { stage: string; state: RehearsalState; course: string; now: number }
>()((db, p) =>
  db
    .insertInto('rehearsals')
    .values({
      shop: p('shop'),
      connection: p('connection'),
      id: p('id'),
      stage: p('stage'),
      state: p('state'),
      is_cancelled: 0,
      course: p('course'),
      created_at: p('now'),
      finished_at: null,
      owner: null,
      owner_until: 0,
    })
    .onConflict((conflict) => conflict.doNothing()),
);

/** Ids ascend with time: those behind the last ones kept are of the past. */
const pastRehearsals = statement<ScopeKey>()((db, p) =>
  db
    .selectFrom('rehearsals')
    .select('id')
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('finished_at', 'is not', null)
    .orderBy('id', 'desc')
    .limit(100)
    .offset(KEPT),
);

const deleteRehearsal = statement<Key>()((db, p) =>
  db
    .deleteFrom('rehearsals')
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('id', '=', p('id')),
);

const listRehearsals = statement<ScopeKey & { limit: number }>()((db, p) =>
  db
    .selectFrom('rehearsals')
    .selectAll()
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .orderBy('id', 'desc')
    .limit(p('limit')),
);

const findRehearsal = statement<Key>()((db, p) =>
  db
    .selectFrom('rehearsals')
    .selectAll()
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('id', '=', p('id')),
);

const cancelRehearsal = statement<Key>()((db, p) =>
  db
    .updateTable('rehearsals')
    .set({ is_cancelled: 1 })
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('id', '=', p('id'))
    .where('finished_at', 'is', null),
);

const waitingRehearsals = statement<{ now: number }>()((db, p) =>
  db
    .selectFrom('rehearsals')
    .selectAll()
    .where('finished_at', 'is', null)
    .where('owner_until', '<=', p('now'))
    .orderBy('created_at')
    .limit(100),
);

const takeRehearsal = statement<Key & { owner: string; now: number; until: number }>()((db, p) =>
  db
    .updateTable('rehearsals')
    .set({ owner: p('owner'), owner_until: p('until') })
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('id', '=', p('id'))
    .where('finished_at', 'is', null)
    .where('owner_until', '<=', p('now')),
);

const saveRehearsal = statement<
  Key & {
    owner: string;
    until: number;
    stage: string;
    state: RehearsalState;
    course: string;
    finished: number | null;
  }
>()((db, p) =>
  db
    .updateTable('rehearsals')
    .set({
      owner_until: p('until'),
      stage: p('stage'),
      state: p('state'),
      course: p('course'),
      finished_at: p('finished'),
    })
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('id', '=', p('id'))
    .where('owner', '=', p('owner')),
);

/** A user that is deleted is in the claims, or in the outbox, until the sync is done with it. */
const usersOfStage = statement<ScopeKey>()((db, p) =>
  db
    .selectFrom('users')
    .select('id')
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .union(
      db
        .selectFrom('claims')
        .select('user_id as id')
        .where('shop', '=', p('shop'))
        .where('connection', '=', p('connection')),
    )
    .union(
      db
        .selectFrom('outbox')
        .select('subject as id')
        .where('shop', '=', p('shop'))
        .where('kind', '=', 'user')
        .where('connection', '=', p('connection')),
    )
    .orderBy('id'),
);

const groupsOfStage = statement<ScopeKey>()((db, p) =>
  db
    .selectFrom('groups')
    .select('id')
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .orderBy('id'),
);

const readGroup = statement<Key>()((db, p) =>
  db
    .selectFrom('groups')
    .select(['external_id', 'body'])
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('id', '=', p('id')),
);

const readUser = statement<ScopeKey & { user: string }>()((db, p) =>
  db
    .selectFrom('users')
    .select('version')
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('id', '=', p('user')),
);

const readClaim = statement<ScopeKey & { user: string }>()((db, p) =>
  db
    .selectFrom('claims')
    .leftJoin('links', (join) =>
      join.onRef('links.shop', '=', 'claims.shop').onRef('links.id', '=', 'claims.link_id'),
    )
    .select(['claims.state', 'claims.code', 'claims.synced_version', 'links.customer_id'])
    .where('claims.shop', '=', p('shop'))
    .where('claims.connection', '=', p('connection'))
    .where('claims.user_id', '=', p('user')),
);

const readRow = statement<ScopeKey & { user: string }>()((db, p) =>
  db
    .selectFrom('outbox')
    .select(['state', 'due_at', 'attempts', 'error_code'])
    .where('shop', '=', p('shop'))
    .where('kind', '=', 'user')
    .where('connection', '=', p('connection'))
    .where('subject', '=', p('user')),
);

const readTrouble = statement<{ shop: string }>()((db, p) =>
  db.selectFrom('shops').select('alert').where('shop', '=', p('shop')),
);

export function createRehearsalStore(engine: Engine): RehearsalStore {
  const { read } = engine;
  return {
    begin: (rehearsal) =>
      engine.transact(async (session) => {
        const { shop, connection, id, stage, state, createdAt: now } = rehearsal;
        const course = JSON.stringify(courseOf(rehearsal));
        const isMade = await session.run(insertRehearsal, {
          shop,
          connection,
          id,
          stage,
          state,
          course,
          now,
        });
        if (isMade === 0) return false;
        for (const past of await session.all(pastRehearsals, { shop, connection })) {
          await session.run(deleteRehearsal, { shop, connection, id: past.id });
        }
        return true;
      }),

    async list({ shop, connection }, limit) {
      return (await read.all(listRehearsals, { shop, connection, limit })).map(toRehearsal);
    },

    async find({ shop, connection }, id) {
      const row = await read.first(findRehearsal, { shop, connection, id });
      return row && toRehearsal(row);
    },

    cancel: ({ shop, connection }, id) =>
      engine.transact(async (session) => (await session.run(cancelRehearsal, { shop, connection, id })) > 0),

    async waiting(now) {
      return (await read.all(waitingRehearsals, { now })).map(toRehearsal);
    },

    take: ({ shop, connection, id }, owner, now, until) =>
      engine.transact(
        async (session) =>
          (await session.run(takeRehearsal, { shop, connection, id, owner, now, until })) > 0,
      ),

    save: (rehearsal, owner, until) =>
      engine.transact(async (session) => {
        const { shop, connection, id, stage, state, finishedAt: finished } = rehearsal;
        const course = JSON.stringify(courseOf(rehearsal));
        const values = { shop, connection, id, owner, until, stage, state, course, finished };
        return (await session.run(saveRehearsal, values)) > 0;
      }),

    async findGroup({ shop, connection }, id) {
      const row = await read.first(readGroup, { shop, connection, id });
      if (row === undefined) return undefined;
      const { displayName = id } = JSON.parse(row.body) as { displayName?: string };
      return { id, name: displayName, externalId: row.external_id };
    },

    async usersOf({ shop, connection }) {
      return (await read.all(usersOfStage, { shop, connection })).map(({ id }) => id);
    },

    async groupsOf({ shop, connection }) {
      return (await read.all(groupsOfStage, { shop, connection })).map(({ id }) => id);
    },

    async standing({ shop, connection }, user, now) {
      const key = { shop, connection, user };
      // What waits is read first: once it is gone, the rest is at least as new as that.
      const row = await read.first(readRow, key);
      const claim = await read.first(readClaim, key);
      const stored = await read.first(readUser, key);
      const alert = (await read.first(readTrouble, { shop }))?.alert ?? null;
      const isBehind = stored !== undefined && (claim?.synced_version ?? 0) < stored.version;
      return {
        exists: row !== undefined || claim !== undefined || stored !== undefined,
        isPending: row?.state === 'pending' && (isBehind || row.due_at <= now || row.attempts > 0),
        isDead: row?.state === 'dead',
        state: claim?.state ?? null,
        code: (row?.state === 'dead' ? row.error_code : null) ?? claim?.code ?? row?.error_code ?? null,
        customerId: claim?.customer_id ?? null,
        trouble: alert === null ? null : ((JSON.parse(alert) as { code?: string }).code ?? 'unknown'),
      };
    },
  };
}

function courseOf({ mark, provider, group, differences, steps, ...rest }: Rehearsal): Course {
  const { userId, groupId, customer, customerId, left } = rest;
  return { mark, provider, group, differences, steps, userId, groupId, customer, customerId, left };
}

function toRehearsal(row: Selectable<Database['rehearsals']>): Rehearsal {
  return {
    shop: row.shop,
    connection: row.connection,
    id: row.id,
    stage: row.stage,
    state: row.state,
    isCancelled: row.is_cancelled === 1,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
    ...(JSON.parse(row.course) as Course),
  };
}
