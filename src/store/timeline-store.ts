// The SQL behind timeline/ports.ts.
import type { Expression, ExpressionBuilder, SqlBool } from 'kysely';
import { readSettings } from '../tenants/settings.ts';
import type { EventKind, StoredEvent, TimelineStore } from '../timeline/ports.ts';
import type { Engine } from './engine.ts';
import type { Database } from './schema.ts';
import { type SqlParameters, type Statement, statement } from './statement.ts';

type EventRow = Database['events'];
type Events = ExpressionBuilder<Database, 'events'>;
const COLUMNS = ['shop', 'connection', 'at', 'id', 'subject', 'kind', 'data', 'personal'] as const;

/** Rows that one statement inserts where there are so many: fewer round trips, and less work for each. */
const AT_ONCE = 16;

/** Inserts `count` rows, whose values are named by column and place: `at3`. */
function insertEvents(count: number): Statement<SqlParameters, unknown> {
  return statement<SqlParameters>()((db, p) =>
    db
      .insertInto('events')
      .values(
        Array.from(
          { length: count },
          (_, place) => Object.fromEntries(COLUMNS.map((column) => [column, p(column + place)])) as never,
        ),
      ),
  );
}

/** The names of each place's values: joined once, for there are many. */
const KEYS = Array.from({ length: AT_ONCE }, (_, place) =>
  COLUMNS.map((column) => [column, column + place] as const),
);

const insertOne = insertEvents(1);
const insertMany = insertEvents(AT_ONCE);

type ScopeOf = { shop: string; connection: string };
type PageOf = ScopeOf & { at: number; id: string; limit: number };

const isBefore =
  (p: <K extends 'at' | 'id'>(key: K) => PageOf[K]) =>
  (eb: Events): Expression<SqlBool> =>
    eb(eb.refTuple('at', 'id'), '<', eb.tuple(p('at'), p('id')));

const ofSubject = statement<PageOf & { subject: string }>()((db, p) =>
  db
    .selectFrom('events')
    .selectAll()
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('subject', '=', p('subject'))
    // As the index has it, which is only for those that are about somebody.
    .where('subject', '<>', '')
    .where(isBefore(p))
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(p('limit')),
);

const ofKinds = (kinds: readonly EventKind[]) =>
  statement<PageOf>()((db, p) =>
    db
      .selectFrom('events')
      .selectAll()
      .where('shop', '=', p('shop'))
      .where('connection', '=', p('connection'))
      .where('kind', 'in', kinds)
      .where(isBefore(p))
      .orderBy('at', 'desc')
      .orderBy('id', 'desc')
      .limit(p('limit')),
  );

const calls = ofKinds(['call', 'reads']);
const tries = ofKinds(['try']);

/** Behind a key, in the order of keys. */
const keptConnections = statement<ScopeOf & { limit: number }>()((db, p) =>
  db
    .selectFrom('connections as c')
    .select((eb) => [
      'c.shop',
      'c.id',
      'c.settings',
      eb
        .selectFrom('events')
        .select((oldest) => oldest.fn.min('at').as('at'))
        .whereRef('events.shop', '=', 'c.shop')
        .whereRef('events.connection', '=', 'c.id')
        .as('oldest_at'),
    ])
    .where((eb) => eb(eb.refTuple('c.shop', 'c.id'), '>', eb.tuple(p('shop'), p('connection'))))
    .orderBy('c.shop')
    .orderBy('c.id')
    .limit(p('limit')),
);

/** Where the oldest events end, of which there are `skipped` and one. */
const endOfOldest = statement<ScopeOf & { before: number; skipped: number }>()((db, p) =>
  db
    .selectFrom('events')
    .select('at')
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('at', '<', p('before'))
    .orderBy('at')
    .limit(1)
    .offset(p('skipped')),
);

const prune = statement<ScopeOf & { before: number }>()((db, p) =>
  db
    .deleteFrom('events')
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('at', '<', p('before')),
);

const erase = statement<ScopeOf & { subject: string }>()((db, p) =>
  db
    .updateTable('events')
    .set({ personal: null })
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('subject', '=', p('subject'))
    .where('subject', '<>', ''),
);

export function createTimelineStore(engine: Engine): TimelineStore {
  return {
    append: (events) =>
      engine.transact(
        async (session) => {
          const single = events.length % AT_ONCE;
          for (const event of events.slice(0, single)) await session.run(insertOne, toValues([event]));
          for (let at = single; at < events.length; at += AT_ONCE) {
            await session.run(insertMany, toValues(events.slice(at, at + AT_ONCE)));
          }
        },
        { mayWait: true },
      ),
    ofSubject: ({ shop, connection }, subject, { at, id }, limit) =>
      engine.read.all(ofSubject, { shop, connection, subject, at, id, limit }).then(toEvents),
    calls: ({ shop, connection }, { at, id }, limit) =>
      engine.read.all(calls, { shop, connection, at, id, limit }).then(toEvents),
    tries: ({ shop, connection }, { at, id }, limit) =>
      engine.read.all(tries, { shop, connection, at, id, limit }).then(toEvents),
    async kept({ shop, connection }, limit) {
      const rows = await engine.read.all(keptConnections, { shop, connection, limit });
      return rows.map((row) => ({
        shop: row.shop,
        connection: row.id,
        days: readSettings(row.settings).retention.days,
        oldestAt: row.oldest_at === null ? null : Number(row.oldest_at),
      }));
    },
    async prune({ shop, connection }, before, limit) {
      const scope = { shop, connection };
      const end = await engine.read.first(endOfOldest, { ...scope, before, skipped: limit - 1 });
      // Those of one moment go together.
      const until = end === undefined ? before : end.at + 1;
      return engine.transact((session) => session.run(prune, { ...scope, before: until }));
    },
    async erase({ shop, connection }, subject) {
      await engine.transact((session) => session.run(erase, { shop, connection, subject }));
    },
  };
}

function toValues(events: readonly StoredEvent[]): SqlParameters {
  const values: Record<string, string | number | null> = {};
  events.forEach((event, place) => {
    for (const [column, key] of KEYS[place] ?? []) values[key] = event[column];
  });
  return values;
}

function toEvents(rows: readonly EventRow[]): StoredEvent[] {
  return rows.map((row) => ({ ...row, kind: row.kind as StoredEvent['kind'] }));
}
