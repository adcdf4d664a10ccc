// The SQL behind the ending of connections (RULES 27): in parts, each a transaction, so that it goes on after a crash.
import { sql } from 'kysely';
import type { Owned } from '../sync/ports.ts';
import type { EndingChoice } from '../tenants/ending.ts';
import type { ChoiceOutcome, EndingStore } from '../tenants/ending-ports.ts';
import type { Scope } from '../tenants/ports.ts';
import type { Engine, Session } from './engine.ts';
import { keepLinkId } from './holders.ts';
import { claimsOfLink, deleteClaim, deleteLink } from './link-statements.ts';
import { markDirty } from './outbox.ts';
import { type SqlParameters, type Statement, statement } from './statement.ts';
import { lockConnection } from './tenant-statements.ts';

type Key = { shop: string; id: string };
type ScopeKey = { shop: string; connection: string };

/** What is deleted of a connection at last, by the rest of its key; certificates and what was done stay their time. */
const TABLES = {
  user_emails: ['email_key', 'user_id'],
  group_members: ['group_id', 'member_id'],
  group_departures: ['group_id', 'member_id'],
  leavers: ['user_id'],
  users: ['id'],
  groups: ['id'],
  outbox: ['kind', 'subject'],
  tokens: ['id'],
  used_assertions: ['digest'],
};

const setEnded = statement<Key & { now: number }>()((db, p) =>
  db
    .updateTable('connections')
    .set({ ended_at: p('now'), updated_at: p('now') })
    .where('shop', '=', p('shop'))
    .where('id', '=', p('id'))
    .where('ended_at', 'is', null),
);

const setResumed = statement<Key & { now: number }>()((db, p) =>
  db
    .updateTable('connections')
    .set({ ended_at: null, updated_at: p('now') })
    .where('shop', '=', p('shop'))
    .where('id', '=', p('id'))
    .where('ended_at', 'is not', null)
    .where('ended_choice', 'is', null),
);

const setChoice = statement<Key & { choice: EndingChoice; successor: string | null; claims: number }>()(
  (db, p) =>
    db
      .updateTable('connections')
      .set({
        ended_choice: p('choice') as EndingChoice,
        successor: p('successor'),
        ended_claims: p('claims'),
      })
      .where('shop', '=', p('shop'))
      .where('id', '=', p('id')),
);

const setFinished = statement<Key & { now: number }>()((db, p) =>
  db
    .updateTable('connections')
    .set({ finished_at: p('now') })
    .where('shop', '=', p('shop'))
    .where('id', '=', p('id')),
);

const clearCounts = statement<Key>()((db, p) =>
  db
    .updateTable('connection_counts')
    .set({ users: 0, active_users: 0, groups: 0, leavers: 0 })
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('id')),
);

const predecessorOf = statement<Key>()((db, p) =>
  db
    .selectFrom('connections')
    .select('id')
    .where('shop', '=', p('shop'))
    .where('successor', '=', p('id'))
    .where('ended_choice', '=', 'hand_over')
    .where('finished_at', 'is', null),
);

const countClaims = statement<ScopeKey>()((db, p) =>
  db
    .selectFrom('claims')
    .select((eb) => eb.fn.countAll<number>().as('many'))
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection')),
);

const countFailed = statement<ScopeKey>()((db, p) =>
  db
    .selectFrom('outbox')
    .select((eb) => eb.fn.countAll<number>().as('many'))
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('kind', '=', 'user')
    .where('state', '=', 'dead'),
);

const pageOfClaims = statement<ScopeKey & { limit: number }>()((db, p) =>
  db
    .selectFrom('claims')
    .select(['user_id', 'link_id'])
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .orderBy('user_id')
    .limit(p('limit')),
);

/** A person has decided: what the guard held waits no more. */
const releaseHeld = statement<ScopeKey & { now: number }>()((db, p) =>
  db
    .updateTable('outbox')
    .set({ state: 'pending', due_at: p('now') })
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('state', '=', 'held'),
);

const findOwned = statement<Key>()((db, p) =>
  db.selectFrom('links').select('owned').where('shop', '=', p('shop')).where('id', '=', p('id')),
);

const setTombstone = statement<Key>()((db, p) =>
  db.updateTable('links').set({ state: 'tombstone' }).where('shop', '=', p('shop')).where('id', '=', p('id')),
);

const closing = statement<Record<string, never>>()((db) =>
  db
    .selectFrom('connections as c')
    .select((eb) => [
      'c.shop',
      'c.id',
      'c.ended_choice',
      eb
        .exists(
          eb
            .selectFrom('claims')
            .select('user_id')
            .whereRef('claims.shop', '=', 'c.shop')
            .whereRef('claims.connection', '=', 'c.id'),
        )
        .as('has_claims'),
    ])
    .where('c.ended_choice', 'is not', null)
    .where('c.finished_at', 'is', null)
    .orderBy('c.ended_at'),
);

function deleteSomeOf(
  table: string,
  columns: readonly string[],
): Statement<ScopeKey & { limit: number }, unknown> {
  return statement<SqlParameters & ScopeKey & { limit: number }>()((db, p) => {
    const key = sql.join(columns.map((column) => sql.ref(column)));
    const of = sql`shop = ${p('shop')} and connection = ${p('connection')}`;
    const some = sql`select ${key} from ${sql.table(table)} where ${of} limit ${p('limit')}`;
    const deletion = sql`delete from ${sql.table(table)} where ${of} and (${key}) in (${some})`;
    return { compile: () => deletion.compile(db) };
  });
}

const deletions = Object.entries(TABLES).map(([table, columns]) => deleteSomeOf(table, columns));

export function createEndingStore(engine: Engine): EndingStore {
  return {
    end: ({ shop, connection: id }, now) =>
      engine.transact(async (session) => {
        if ((await session.first(lockConnection, { shop, id })) === undefined) return false;
        await session.run(setEnded, { shop, id, now });
        return true;
      }),

    resume: ({ shop, connection: id }, now) =>
      engine.transact(async (session) => {
        if ((await session.run(setResumed, { shop, id, now })) === 0) return false;
        // What came to pass meanwhile was not followed.
        await markAll(session, { shop, connection: id }, now);
        return true;
      }),

    choose: (scope, choice, successor, now) =>
      engine.transact(async (session): Promise<ChoiceOutcome> => {
        const { shop, connection: id } = scope;
        const row = await session.first(lockConnection, { shop, id });
        if (row === undefined || row.ended_at === null) return 'not_ended';
        if (row.finished_at !== null) return 'finished';
        if (choice === 'hand_over') {
          const fault = await findFault(session, shop, id, successor ?? '');
          if (fault !== undefined) return fault;
        }
        const claims = Number((await session.first(countClaims, { ...scope }))?.many ?? 0);
        const to = choice === 'hand_over' ? successor : null;
        await session.run(setChoice, { shop, id, choice, successor: to, claims });
        if (choice === 'hand_back') {
          await session.run(releaseHeld, { ...scope, now });
          await markAll(session, scope, now);
        }
        if (to !== null) await markAll(session, { shop, connection: to }, now);
        return 'chosen';
      }),

    async progress(scope) {
      const remaining = Number((await engine.read.first(countClaims, { ...scope }))?.many ?? 0);
      const failed = Number((await engine.read.first(countFailed, { ...scope }))?.many ?? 0);
      return { remaining, failed };
    },

    async closeSome(limit, now) {
      for (const { shop, id, ended_choice: choice, has_claims: has } of await engine.read.all(closing, {})) {
        const scope = { shop, connection: id };
        if (!has) return engine.transact((session) => purgeSome(session, scope, limit, now));
        if (choice === 'keep') return engine.transact((session) => keepSome(session, scope, limit, now));
      }
      return false;
    },
  };
}

/** Why a connection cannot be handed over to another. */
async function findFault(
  session: Session,
  shop: string,
  id: string,
  successor: string,
): Promise<ChoiceOutcome | undefined> {
  const heir = await session.first(lockConnection, { shop, id: successor });
  if (heir === undefined || heir.ended_at !== null || heir.rehearses !== null || successor === id) {
    return 'no_successor';
  }
  const other = (await session.all(predecessorOf, { shop, id: successor })).some((one) => one.id !== id);
  // One after the other: a user has one customer.
  return other || (await session.first(predecessorOf, { shop, id })) ? 'successor_inherits' : undefined;
}

async function markAll(session: Session, { shop, connection }: Scope, now: number): Promise<void> {
  const thing = { shop, connection, kind: 'connection', subject: connection } as const;
  await markDirty(session, { ...thing, priority: 'ordinary', now });
}

/** Forgets whose customers some are, and leaves these as they are; of leavers it is known who was blocked. */
async function keepSome(session: Session, scope: ScopeKey, limit: number, now: number): Promise<boolean> {
  const { shop, connection } = scope;
  for (const { user_id: user, link_id: id } of await session.all(pageOfClaims, { ...scope, limit })) {
    await session.run(deleteClaim, { shop, connection, user });
    if (id === null) continue;
    const others = await session.all(claimsOfLink, { shop, id });
    // They take what only this one gave, and all of it where none of them is active (RULES 1).
    for (const { connection: other, user_id: subject } of others) {
      await markDirty(session, { shop, connection: other, kind: 'user', subject, priority: 'leaving', now });
    }
    if (others.length > 0) continue;
    const link = await session.first(findOwned, { shop, id });
    const { leaving } = JSON.parse(link?.owned ?? '{}') as Partial<Owned>;
    // Who was blocked stays known, so that nobody else comes in by the address (RULES 19).
    if (leaving != null) await session.run(setTombstone, { shop, id });
    else {
      await keepLinkId(session, shop, id);
      await session.run(deleteLink, { shop, id });
    }
  }
  return true;
}

/** Deletes a part of what is known of its users; true until all is gone. */
async function purgeSome(session: Session, scope: ScopeKey, limit: number, now: number): Promise<boolean> {
  for (const deletion of deletions) {
    if ((await session.run(deletion, { ...scope, limit })) > 0) return true;
  }
  const key = { shop: scope.shop, id: scope.connection };
  await session.run(clearCounts, key);
  await session.run(setFinished, { ...key, now });
  return true;
}
