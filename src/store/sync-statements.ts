// The statements behind the sync's port.
import type { ExpressionBuilder, Kysely } from 'kysely';
import { PRIORITY } from './outbox.ts';
import type { Database } from './schema.ts';
import { statement } from './statement.ts';
import { linkColumns, settingsColumns, userColumns } from './sync-columns.ts';

type Thing = Record<'shop' | 'connection' | 'subject', string> & { kind: Database['outbox']['kind'] };
type LeaseKey = { shop: string; owner: string; epoch: number };

export const listShops = statement<{ limit: number }>()((db, p) =>
  db.selectFrom('shops').select('shop').orderBy('shop').limit(p('limit')),
);

/** One look into an index for each shop and urgency. */
export const listShopsWithWork = statement<{ by: number }>()((db, p) =>
  db
    .selectFrom('shops as s')
    .select('s.shop')
    .where((eb) =>
      eb.or([
        ...Object.values(PRIORITY).map((priority) =>
          eb.exists(
            eb
              .selectFrom('outbox as o')
              .select('o.shop')
              .whereRef('o.shop', '=', 's.shop')
              .where('o.state', '=', 'pending')
              .where('o.priority', '=', priority)
              .where('o.due_at', '<=', p('by')),
          ),
        ),
        eb.exists(eb.selectFrom('bulk_runs as b').select('b.shop').whereRef('b.shop', '=', 's.shop')),
      ]),
    ),
);

export const findVerdict = statement<Record<'shop' | 'connection' | 'user', string>>()((db, p) =>
  db
    .selectFrom('claims')
    .select(['code', 'detail', 'synced_version'])
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('user_id', '=', p('user')),
);

/** Free, expired, ours, or of one who is gone; a new epoch unless it was ours. */
export const takeLease = statement<{
  shop: string;
  owner: string;
  gone: string;
  now: number;
  until: number;
}>()((db, p) =>
  db
    .updateTable('shops')
    .set((eb) => ({
      lease_epoch: eb
        .case()
        .when('lease_owner', '=', p('owner'))
        .then(eb.ref('lease_epoch'))
        .else(eb('lease_epoch', '+', 1))
        .end(),
      lease_owner: p('owner'),
      lease_expires_at: p('until'),
    }))
    .where('shop', '=', p('shop'))
    .where((eb) =>
      eb.or([
        eb('lease_owner', 'is', null),
        eb('lease_owner', 'in', [p('owner'), p('gone')]),
        eb('lease_expires_at', '<=', p('now')),
      ]),
    )
    .returning(['lease_epoch', 'bucket']),
);

export const leaseOf = statement<{ shop: string }>()((db, p) =>
  db.selectFrom('shops').select(['lease_owner', 'lease_expires_at']).where('shop', '=', p('shop')),
);

/** Whether a lease still holds; on PostgreSQL nobody can take it before this transaction ends. */
export const checkLease = statement<LeaseKey>()((db, p, dialect) =>
  db
    .selectFrom('shops')
    .select('lease_epoch')
    .where('shop', '=', p('shop'))
    .where('lease_owner', '=', p('owner'))
    .where('lease_epoch', '=', p('epoch'))
    .$if(dialect === 'postgres', (query) => query.forShare()),
);

export const giveLeaseUp = statement<LeaseKey & { bucket: string | null }>()((db, p) =>
  db
    .updateTable('shops')
    .set({ lease_owner: null, lease_expires_at: 0, bucket: p('bucket') })
    .where('shop', '=', p('shop'))
    .where('lease_owner', '=', p('owner'))
    .where('lease_epoch', '=', p('epoch')),
);

export const setAlert = statement<LeaseKey & { alert: string | null }>()((db, p) =>
  db
    .updateTable('shops')
    .set({ alert: p('alert') })
    .where('shop', '=', p('shop'))
    .where('lease_owner', '=', p('owner'))
    .where('lease_epoch', '=', p('epoch')),
);

/** Rows of the outbox with all that the plan needs of them. */
export function selectDirty(db: Kysely<Database>, rows = db.selectFrom('outbox as o')) {
  return rows
    .leftJoin('users as u', (join) =>
      join
        .onRef('u.shop', '=', 'o.shop')
        .onRef('u.connection', '=', 'o.connection')
        .onRef('u.id', '=', 'o.subject')
        .on('o.kind', '=', 'user'),
    )
    .leftJoin('connections as c', (join) =>
      join.onRef('c.shop', '=', 'o.shop').onRef('c.id', '=', 'o.connection'),
    )
    .leftJoin('claims as k', (join) =>
      join
        .onRef('k.shop', '=', 'o.shop')
        .onRef('k.connection', '=', 'o.connection')
        .onRef('k.user_id', '=', 'o.subject')
        .on('o.kind', '=', 'user'),
    )
    .leftJoin('links as l', (join) => join.onRef('l.shop', '=', 'k.shop').onRef('l.id', '=', 'k.link_id'))
    .leftJoin('bulk_creates as b', (join) =>
      join
        .onRef('b.shop', '=', 'o.shop')
        .onRef('b.connection', '=', 'o.connection')
        .onRef('b.user_id', '=', 'o.subject')
        .on('o.kind', '=', 'user'),
    )
    .select((eb) => [
      'o.kind',
      'o.connection',
      'o.subject',
      'o.version',
      'o.priority',
      'o.attempts',
      'o.error_code',
      'o.look',
      'o.intent',
      'o.created_at as since',
      'l.merged_into',
      'k.decision',
      ...userColumns,
      ...settingsColumns,
      'c.ended_at',
      'c.ended_choice',
      eb
        .selectFrom('connections as before')
        .select('before.id')
        .whereRef('before.shop', '=', 'c.shop')
        .whereRef('before.successor', '=', 'c.id')
        .where('before.ended_choice', '=', 'hand_over')
        .where('before.finished_at', 'is', null)
        .limit(1)
        .as('inherits_from'),
      'b.run as bulk_run',
      ...linkColumns,
    ]);
}

type Due = { shop: string; priority: number; now: number };

/** Rows of the outbox alone that are due at one priority, the longest due first. */
export function dueOutbox(db: Kysely<Database>, p: <K extends keyof Due>(key: K) => Due[K]) {
  return db
    .selectFrom('outbox')
    .selectAll()
    .where('shop', '=', p('shop'))
    .where('state', '=', 'pending')
    .where('priority', '=', p('priority'))
    .where('due_at', '<=', p('now'))
    .orderBy('due_at');
}

/**
 * What is due at one priority. The rows are taken before anything is joined to them: PostgreSQL then finds the rest of
 * each by its whole key. Were the shop known to it in the joins as well, then until it has first counted, during an
 * import, it might go through all claims and links of the shop for each row.
 */
export const dueRows = statement<Due & { limit: number }>()((db, p) => {
  const due = dueOutbox(db, p).limit(p('limit'));
  return selectDirty(db, db.selectFrom(due.as('o'))).orderBy('o.due_at');
});

export const nextDueAt = statement<{ shop: string; priority: number }>()((db, p) =>
  db
    .selectFrom('outbox')
    .select('due_at')
    .where('shop', '=', p('shop'))
    .where('state', '=', 'pending')
    .where('priority', '=', p('priority'))
    .orderBy('due_at')
    .limit(1),
);

/** In the order in which they were due. */
export const bringForward = statement<{ shop: string } & Record<'from' | 'to' | 'by', number>>()((db, p) =>
  db
    .updateTable('outbox')
    .set((eb) => ({ due_at: eb('due_at', '-', p('by')) }))
    .where('shop', '=', p('shop'))
    .where('state', '=', 'pending')
    .where('due_at', '>', p('to'))
    .where((eb) => eb.or([eb('due_at', '<=', p('from')), eb('attempts', '>', 0)])),
);

export const findWork = statement<{ shop: string; now: number }>()((db, p) =>
  db
    .selectFrom('outbox')
    .select('subject')
    .where('shop', '=', p('shop'))
    .where('state', '=', 'pending')
    .where((eb) => eb.or([eb('due_at', '<=', p('now')), eb('attempts', '>', 0)]))
    .limit(1),
);

const isThing =
  (p: <K extends keyof Thing>(key: K) => Thing[K]) => (eb: ExpressionBuilder<Database, 'outbox'>) =>
    eb.and([
      eb('shop', '=', p('shop')),
      eb('kind', '=', p('kind')),
      eb('connection', '=', p('connection')),
      eb('subject', '=', p('subject')),
    ]);

export const beginTry = statement<Thing & { intent: string | null }>()((db, p) =>
  db
    .updateTable('outbox')
    .set((eb) => ({ attempts: eb('attempts', '+', 1), error_code: null, intent: p('intent') }))
    .where(isThing(p)),
);

export const clearRow = statement<Thing & { version: number }>()((db, p) =>
  db.deleteFrom('outbox').where(isThing(p)).where('version', '=', p('version')),
);

/** Whatever its version. */
export const dropRow = statement<Thing>()((db, p) => db.deleteFrom('outbox').where(isThing(p)));

export const rescheduleRow = statement<
  Thing & {
    version: number;
    state: Database['outbox']['state'];
    priority: number;
    due: number;
    attempts: number;
    code: string | null;
    detail: string | null;
    look: number;
    intent: string | null;
  }
>()((db, p) =>
  db
    .updateTable('outbox')
    .set({
      look: p('look'),
      intent: p('intent'),
      state: p('state'),
      priority: p('priority'),
      due_at: p('due'),
      attempts: p('attempts'),
      error_code: p('code'),
      error_detail: p('detail'),
    })
    .where(isThing(p))
    .where('version', '=', p('version')),
);

/** The try is over, and something newer is to be done: its own count begins. */
export const endTry = statement<Thing & { intent: string | null }>()((db, p) =>
  db
    .updateTable('outbox')
    .set({ attempts: 0, error_code: null, intent: p('intent') })
    .where(isThing(p)),
);

/** Whoever waits for an e-mail address to become free is due. */
export const wakeEmailWaiters = statement<{ shop: string; priority: number; now: number }>()((db, p) =>
  db
    .updateTable('outbox')
    .set({ due_at: p('now') })
    .where('shop', '=', p('shop'))
    .where('state', '=', 'pending')
    .where('priority', '=', p('priority'))
    .where('error_code', 'in', ['email_in_use', 'review_linked_elsewhere'])
    .where('due_at', '>', p('now')),
);

export const saveBookmark = statement<Thing & { bookmark: string }>()((db, p) =>
  db
    .updateTable('outbox')
    .set({ bookmark: p('bookmark') })
    .where(isThing(p)),
);

export const findBookmark = statement<Thing>()((db, p) =>
  db.selectFrom('outbox').select('bookmark').where(isThing(p)),
);
