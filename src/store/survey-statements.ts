// The statements behind reconciliations and dry runs.
import type { SurveyKind } from '../oversight/survey-port.ts';
import type { Database } from './schema.ts';
import { statement } from './statement.ts';

type ScopeKey = { shop: string; connection: string };
type SurveyKey = ScopeKey & { id: string };
type State = Database['surveys']['state'];

/** Kept of each kind and connection. */
const KEPT = 50;

export const insertSurvey = statement<
  SurveyKey & {
    kind: SurveyKind;
    policy: Database['surveys']['policy'];
    scheduled: number;
    dryRun: number;
    total: number;
    now: number;
  }
>()((db, p) =>
  db
    .insertInto('surveys')
    .values({
      shop: p('shop'),
      connection: p('connection'),
      id: p('id'),
      kind: p('kind'),
      policy: p('policy'),
      scheduled: p('scheduled'),
      dry_run: p('dryRun'),
      state: 'waiting',
      bookmark: '',
      counts: '{}',
      total: p('total'),
      error: null,
      created_at: p('now'),
      finished_at: null,
      owner: null,
      owner_until: 0,
    })
    .onConflict((conflict) => conflict.doNothing()),
);

/** Ids ascend with time: those behind the last ones kept are of the past. */
export const pastSurveys = statement<ScopeKey & { kind: SurveyKind }>()((db, p) =>
  db
    .selectFrom('surveys')
    .select('id')
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('kind', '=', p('kind'))
    .orderBy('id', 'desc')
    .limit(100)
    .offset(KEPT),
);

export const deleteSurvey = statement<SurveyKey>()((db, p) =>
  db
    .deleteFrom('surveys')
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('id', '=', p('id')),
);

export const deleteFindings = statement<SurveyKey>()((db, p) =>
  db
    .deleteFrom('findings')
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('survey', '=', p('id')),
);

export const listSurveys = statement<ScopeKey & { kind: SurveyKind; before: string; limit: number }>()(
  (db, p) =>
    db
      .selectFrom('surveys')
      .selectAll()
      .where('shop', '=', p('shop'))
      .where('connection', '=', p('connection'))
      .where('kind', '=', p('kind'))
      .where('id', '<', p('before'))
      .orderBy('id', 'desc')
      .limit(p('limit')),
);

export const findSurvey = statement<SurveyKey>()((db, p) =>
  db
    .selectFrom('surveys')
    .selectAll()
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('id', '=', p('id')),
);

export const listFindings = statement<SurveyKey & { after: string; limit: number }>()((db, p) =>
  db
    .selectFrom('findings')
    .selectAll()
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('survey', '=', p('id'))
    .where('subject', '>', p('after'))
    .orderBy('subject')
    .limit(p('limit')),
);

/** With the users as they are now. */
export const listNamedFindings = statement<SurveyKey & { after: string; limit: number }>()((db, p) =>
  db
    .selectFrom('findings')
    .leftJoin('users', (join) =>
      join
        .onRef('users.shop', '=', 'findings.shop')
        .onRef('users.connection', '=', 'findings.connection')
        .onRef('users.id', '=', 'findings.subject'),
    )
    .selectAll('findings')
    .select('users.body')
    .where('findings.shop', '=', p('shop'))
    .where('findings.connection', '=', p('connection'))
    .where('findings.survey', '=', p('id'))
    .where('findings.subject', '>', p('after'))
    .orderBy('findings.subject')
    .limit(p('limit')),
);

/** Behind a key, in the order of keys. */
export const scheduledConnections = statement<ScopeKey & { limit: number }>()((db, p) =>
  db
    .selectFrom('connections as c')
    .select((eb) => [
      'c.shop',
      'c.id',
      'c.settings',
      'c.created_at',
      eb
        .selectFrom('surveys')
        .select((last) => last.fn.max('created_at').as('at'))
        .whereRef('surveys.shop', '=', 'c.shop')
        .whereRef('surveys.connection', '=', 'c.id')
        .where('surveys.kind', '=', 'reconciliation')
        .as('last_at'),
    ])
    .where((eb) => eb(eb.refTuple('c.shop', 'c.id'), '>', eb.tuple(p('shop'), p('connection'))))
    .where('c.ended_at', 'is', null)
    .where('c.rehearses', 'is', null)
    .orderBy('c.shop')
    .orderBy('c.id')
    .limit(p('limit')),
);

/** One of a shop at a time: what they read draws on one budget. */
export const openSurvey = statement<{ now: number }>()((db, p) =>
  db
    .selectFrom('surveys as s')
    .selectAll()
    .where('s.finished_at', 'is', null)
    .where('s.owner_until', '<=', p('now'))
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('surveys as other')
            .select('other.id')
            .whereRef('other.shop', '=', 's.shop')
            .where('other.finished_at', 'is', null)
            .where('other.owner_until', '>', p('now')),
        ),
      ),
    )
    .orderBy('s.created_at')
    .limit(1),
);

export const takeSurvey = statement<SurveyKey & { owner: string; now: number; until: number }>()((db, p) =>
  db
    .updateTable('surveys')
    .set({ owner: p('owner'), owner_until: p('until') })
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('id', '=', p('id'))
    .where('finished_at', 'is', null)
    .where('owner_until', '<=', p('now')),
);

export const saveSurvey = statement<
  SurveyKey & {
    owner: string;
    until: number;
    state: State;
    bookmark: string;
    counts: string;
    reading: string | null;
  }
>()((db, p) =>
  db
    .updateTable('surveys')
    .set({
      owner_until: p('until'),
      state: p('state'),
      bookmark: p('bookmark'),
      counts: p('counts'),
      reading: p('reading'),
      error: null,
    })
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('id', '=', p('id'))
    .where('owner', '=', p('owner')),
);

export const keepBookmark = statement<SurveyKey & { owner: string; until: number; bookmark: string }>()(
  (db, p) =>
    db
      .updateTable('surveys')
      .set({ owner_until: p('until'), bookmark: p('bookmark') })
      .where('shop', '=', p('shop'))
      .where('connection', '=', p('connection'))
      .where('id', '=', p('id'))
      .where('owner', '=', p('owner')),
);

export const endSurvey = statement<
  SurveyKey & { owner: string; state: State; error: string | null; finished: number }
>()((db, p) =>
  db
    .updateTable('surveys')
    .set({ state: p('state'), error: p('error'), finished_at: p('finished'), owner_until: 0 })
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('id', '=', p('id'))
    .where('owner', '=', p('owner')),
);

export const releaseSurvey = statement<SurveyKey & { owner: string; error: string | null; until: number }>()(
  (db, p) =>
    db
      .updateTable('surveys')
      .set({ error: p('error'), owner: null, owner_until: p('until') })
      .where('shop', '=', p('shop'))
      .where('connection', '=', p('connection'))
      .where('id', '=', p('id'))
      .where('owner', '=', p('owner')),
);

/** What is found again after a crash is the same finding. */
export const insertFinding = statement<
  SurveyKey & {
    subject: string;
    kind: string;
    action: string;
    customer: string | null;
    code: string | null;
    changed: string;
  }
>()((db, p) =>
  db
    .insertInto('findings')
    .values({
      shop: p('shop'),
      connection: p('connection'),
      survey: p('id'),
      subject: p('subject'),
      kind: p('kind'),
      action: p('action'),
      customer_id: p('customer'),
      code: p('code'),
      changed: p('changed'),
    })
    .onConflict((conflict) => conflict.doNothing()),
);
