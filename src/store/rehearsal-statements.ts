// The statements behind rehearsal/ports.ts: for rehearsals, and for what has become of their people and groups.
import type { RehearsalState } from '../rehearsal/ports.ts';
import { statement } from './statement.ts';

type ScopeKey = { shop: string; connection: string };
type Key = ScopeKey & { id: string };

/** Kept of each connection. */
const KEPT = 20;

export const insertRehearsal = statement<
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
export const pastRehearsals = statement<ScopeKey>()((db, p) =>
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

export const deleteRehearsal = statement<Key>()((db, p) =>
  db
    .deleteFrom('rehearsals')
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('id', '=', p('id')),
);

export const listRehearsals = statement<ScopeKey & { limit: number }>()((db, p) =>
  db
    .selectFrom('rehearsals')
    .selectAll()
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .orderBy('id', 'desc')
    .limit(p('limit')),
);

export const findRehearsal = statement<Key>()((db, p) =>
  db
    .selectFrom('rehearsals')
    .selectAll()
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('id', '=', p('id')),
);

export const cancelRehearsal = statement<Key>()((db, p) =>
  db
    .updateTable('rehearsals')
    .set({ is_cancelled: 1 })
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('id', '=', p('id'))
    .where('finished_at', 'is', null),
);

export const waitingRehearsals = statement<{ now: number }>()((db, p) =>
  db
    .selectFrom('rehearsals')
    .selectAll()
    .where('finished_at', 'is', null)
    .where('owner_until', '<=', p('now'))
    .orderBy('created_at')
    .limit(100),
);

export const takeRehearsal = statement<Key & { owner: string; now: number; until: number }>()((db, p) =>
  db
    .updateTable('rehearsals')
    .set({ owner: p('owner'), owner_until: p('until') })
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('id', '=', p('id'))
    .where('finished_at', 'is', null)
    .where('owner_until', '<=', p('now')),
);

export const saveRehearsal = statement<
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
export const usersOfStage = statement<ScopeKey>()((db, p) =>
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

export const groupsOfStage = statement<ScopeKey>()((db, p) =>
  db
    .selectFrom('groups')
    .select('id')
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .orderBy('id'),
);

export const readGroup = statement<Key>()((db, p) =>
  db
    .selectFrom('groups')
    .select(['external_id', 'body'])
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('id', '=', p('id')),
);

export const readUser = statement<ScopeKey & { user: string }>()((db, p) =>
  db
    .selectFrom('users')
    .select('version')
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('id', '=', p('user')),
);

export const readClaim = statement<ScopeKey & { user: string }>()((db, p) =>
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

export const readRow = statement<ScopeKey & { user: string }>()((db, p) =>
  db
    .selectFrom('outbox')
    .select(['state', 'due_at', 'attempts', 'error_code'])
    .where('shop', '=', p('shop'))
    .where('kind', '=', 'user')
    .where('connection', '=', p('connection'))
    .where('subject', '=', p('user')),
);

export const readTrouble = statement<{ shop: string }>()((db, p) =>
  db.selectFrom('shops').select('alert').where('shop', '=', p('shop')),
);
