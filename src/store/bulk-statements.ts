// The statements behind the bulk path's port.
import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';
import { ALL_ROWS, statement } from './statement.ts';
import { dueOutbox, selectDirty } from './sync-statements.ts';

type Range = { shop: string; priority: number; now: number; limit: number };
type RunKey = { shop: string; run: string };
type UserKey = { shop: string; connection: string; subject: string };

export const findRuns = statement<{ shop: string }>()((db, p) =>
  db
    .selectFrom('bulk_runs')
    .select(['id', 'state', 'target', 'size', 'operation_id', 'sent_at'])
    .where('shop', '=', p('shop'))
    .orderBy('id'),
);

export const saveRun = statement<{
  shop: string;
  id: string;
  state: Database['bulk_runs']['state'];
  target: number;
  size: number;
  operationId: string | null;
  sentAt: number | null;
  now: number;
}>()((db, p) =>
  db
    .insertInto('bulk_runs')
    .values({
      shop: p('shop'),
      id: p('id'),
      state: p('state'),
      target: p('target'),
      size: p('size'),
      operation_id: p('operationId'),
      sent_at: p('sentAt'),
      created_at: p('now'),
    })
    .onConflict((conflict) =>
      conflict.columns(['shop', 'id']).doUpdateSet((eb) => ({
        state: eb.ref('excluded.state'),
        operation_id: eb.ref('excluded.operation_id'),
        sent_at: eb.ref('excluded.sent_at'),
      })),
    ),
);

export const findSize = statement<{ shop: string; id: string }>()((db, p) =>
  db.selectFrom('bulk_runs').select('size').where('shop', '=', p('shop')).where('id', '=', p('id')),
);

export const growRun = statement<{ shop: string; id: string; size: number }>()((db, p) =>
  db
    .updateTable('bulk_runs')
    .set({ size: p('size') })
    .where('shop', '=', p('shop'))
    .where('id', '=', p('id')),
);

export const deleteRun = statement<{ shop: string; id: string }>()((db, p) =>
  db.deleteFrom('bulk_runs').where('shop', '=', p('shop')).where('id', '=', p('id')),
);

/**
 * Users whom nobody has a link for, the longest due first: like `dueRows`, taken before anything else is joined to them.
 */
function unlinked(db: Kysely<Database>, p: <K extends keyof Range>(key: K) => Range[K], limit = ALL_ROWS) {
  const untried = dueOutbox(db, p).where('kind', '=', 'user').where('attempts', '=', 0).limit(ALL_ROWS);
  return db
    .selectFrom(untried.as('untried'))
    .leftJoin('claims', (join) =>
      join
        .onRef('claims.shop', '=', 'untried.shop')
        .onRef('claims.connection', '=', 'untried.connection')
        .onRef('claims.user_id', '=', 'untried.subject'),
    )
    .selectAll('untried')
    .where('claims.link_id', 'is', null)
    .limit(limit);
}

/** Those who wait for their first try: nothing stops their creation. */
export const joinerRows = statement<Range>()((db, p) =>
  selectDirty(db, db.selectFrom(unlinked(db, p).as('o')))
    .where('u.active', '=', 1)
    .where('c.new_customer_creation', '=', 1)
    .limit(p('limit')),
);

export const countJoiners = statement<Range>()((db, p) =>
  db
    .selectFrom(unlinked(db, p, p('limit')).as('waiting'))
    .select((eb) => eb.fn.countAll<number>().as('count')),
);

export const addCreate = statement<
  RunKey & {
    line: number;
    connection: string;
    subject: string;
    link: string;
    version: number;
    customer: string;
  }
>()((db, p) =>
  db.insertInto('bulk_creates').values({
    shop: p('shop'),
    run: p('run'),
    line: p('line'),
    connection: p('connection'),
    user_id: p('subject'),
    link_id: p('link'),
    version: p('version'),
    customer: p('customer'),
  }),
);

export const removeCreate = statement<RunKey & { line: number }>()((db, p) =>
  db
    .deleteFrom('bulk_creates')
    .where('shop', '=', p('shop'))
    .where('run', '=', p('run'))
    .where('line', '=', p('line')),
);

export const sentCustomers = statement<RunKey>()((db, p) =>
  db
    .selectFrom('bulk_creates')
    .select('customer')
    .where('shop', '=', p('shop'))
    .where('run', '=', p('run'))
    .orderBy('line'),
);

export const pageOfCreates = statement<RunKey & { after: number; limit: number }>()((db, p) =>
  db
    .selectFrom('bulk_creates')
    .select(['line', 'connection', 'user_id', 'link_id', 'version', 'customer'])
    .where('shop', '=', p('shop'))
    .where('run', '=', p('run'))
    .where('line', '>', p('after'))
    .orderBy('line')
    .limit(p('limit')),
);

/** The rows of such a page, as far as they are there: found by the page, and all else by them. */
export const rowsOfCreates = statement<RunKey & { after: number; last: number }>()((db, p) => {
  const page = db
    .selectFrom('bulk_creates')
    .select(['shop', 'connection', 'user_id'])
    .where('shop', '=', p('shop'))
    .where('run', '=', p('run'))
    .where('line', '>', p('after'))
    .where('line', '<=', p('last'))
    .limit(ALL_ROWS);
  const rows = db
    .selectFrom(page.as('page'))
    .innerJoin('outbox', (join) =>
      join
        .onRef('outbox.shop', '=', 'page.shop')
        .onRef('outbox.connection', '=', 'page.connection')
        .onRef('outbox.subject', '=', 'page.user_id')
        .on('outbox.kind', '=', 'user'),
    )
    .selectAll('outbox')
    .limit(ALL_ROWS);
  return selectDirty(db, db.selectFrom(rows.as('o')));
});

/** Makes a user's row due at another time. */
function reschedule(db: Kysely<Database>, p: <K extends keyof UserKey>(key: K) => string, due: number) {
  return db
    .updateTable('outbox')
    .set({ due_at: due })
    .where('shop', '=', p('shop'))
    .where('kind', '=', 'user')
    .where('connection', '=', p('connection'))
    .where('subject', '=', p('subject'));
}

/** Lets a row rest, unless it has changed. What its claim noted of a try that begins is over: nothing is sent by it. */
export const restRow = statement<UserKey & { version: number; until: number }>()((db, p) =>
  reschedule(db, p, p('until'))
    .set({ attempts: 0, error_code: null, intent: null })
    .where('version', '=', p('version')),
);

/** The same for one whose create is part of a run still: else nobody would wake it. */
export const restCreate = statement<UserKey & { version: number; until: number }>()((db, p) =>
  reschedule(db, p, p('until'))
    .where('version', '=', p('version'))
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('bulk_creates')
          .select('line')
          .where('shop', '=', p('shop'))
          .where('connection', '=', p('connection'))
          .where('user_id', '=', p('subject')),
      ),
    ),
);

/** Ends the rest of a row, unless it is at the version that has just been seen to. */
export const wakeRow = statement<UserKey & { except: number; now: number }>()((db, p) =>
  reschedule(db, p, p('now')).where('version', '<>', p('except')),
);
