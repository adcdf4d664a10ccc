// The SQL behind the secrets of providers.
import type { Selectable } from 'kysely';
import type { Credential, CredentialKind, CredentialStore } from '../tenants/credential-ports.ts';
import { toConnection } from './connection-rows.ts';
import type { Engine } from './engine.ts';
import type { Database } from './schema.ts';
import { statement } from './statement.ts';

type ScopeKey = { shop: string; connection: string };
type Row = Omit<Selectable<Database['tokens']>, 'hash'>;

/** Days for which calls are counted. */
const KEPT_DAYS = 90;

const columns = [
  'shop',
  'id',
  'connection',
  'kind',
  'name',
  'created_at',
  'revoked_at',
  'expires_at',
  'last_used_at',
  'issuer',
] as const;

const findCredential = statement<{ shop: string; id: string }>()((db, p) =>
  db
    .selectFrom('tokens')
    .innerJoin('connections', (join) =>
      join.onRef('connections.shop', '=', 'tokens.shop').onRef('connections.id', '=', 'tokens.connection'),
    )
    .selectAll('connections')
    .select(['tokens.hash', 'tokens.kind', 'tokens.expires_at'])
    .where('tokens.shop', '=', p('shop'))
    .where('tokens.id', '=', p('id'))
    .where('tokens.revoked_at', 'is', null),
);

const insertCredential = statement<
  ScopeKey & {
    id: string;
    hash: string;
    kind: string;
    name: string;
    now: number;
    expires: number | null;
    issuer: string | null;
  }
>()((db, p) =>
  db.insertInto('tokens').values({
    shop: p('shop'),
    id: p('id'),
    connection: p('connection'),
    hash: p('hash'),
    kind: p('kind') as CredentialKind,
    name: p('name'),
    created_at: p('now'),
    revoked_at: null,
    expires_at: p('expires'),
    last_used_at: null,
    issuer: p('issuer'),
  }),
);

const listCredentials = statement<ScopeKey & { kind: string }>()((db, p) =>
  db
    .selectFrom('tokens')
    .select(columns)
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('kind', '=', p('kind') as CredentialKind)
    .orderBy('created_at', 'desc')
    .orderBy('id'),
);

/** A client secret takes along what it was given. */
const revokeCredential = statement<ScopeKey & { id: string; now: number }>()((db, p) =>
  db
    .updateTable('tokens')
    .set({ revoked_at: p('now') })
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where((eb) => eb.or([eb('id', '=', p('id')), eb('issuer', '=', p('id'))]))
    .where('revoked_at', 'is', null),
);

const deleteEndedAccess = statement<ScopeKey & { now: number }>()((db, p) =>
  db
    .deleteFrom('tokens')
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('kind', '=', 'access')
    .where((eb) => eb.or([eb('expires_at', '<=', p('now')), eb('revoked_at', 'is not', null)])),
);

const deleteSpareAccess = statement<ScopeKey & { kept: number }>()((db, p) =>
  db
    .deleteFrom('tokens')
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('kind', '=', 'access')
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('tokens')
        .select('id')
        .where('shop', '=', p('shop'))
        .where('connection', '=', p('connection'))
        .where('kind', '=', 'access')
        .orderBy('created_at', 'desc')
        .orderBy('id')
        .limit(1_000)
        .offset(p('kept')),
    ),
);

const forgetAssertions = statement<ScopeKey & { now: number }>()((db, p) =>
  db
    .deleteFrom('used_assertions')
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('ends_at', '<=', p('now')),
);

const insertAssertion = statement<ScopeKey & { digest: string; ends: number }>()((db, p) =>
  db
    .insertInto('used_assertions')
    .values({
      shop: p('shop'),
      connection: p('connection'),
      digest: p('digest'),
      ends_at: p('ends'),
    })
    .onConflict((conflict) => conflict.doNothing()),
);

const endingCredentials = statement<{ after: number; before: number }>()((db, p) =>
  db
    .selectFrom('tokens')
    .select(columns)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('connections')
          .select('connections.id')
          .whereRef('connections.shop', '=', 'tokens.shop')
          .whereRef('connections.id', '=', 'tokens.connection')
          .where('connections.ended_at', 'is', null),
      ),
    )
    .where('kind', 'in', ['bearer', 'client'])
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', p('after'))
    .where('expires_at', '<', p('before'))
    .orderBy('expires_at'),
);

const noteUse = statement<{ shop: string; id: string; at: number }>()((db, p) =>
  db
    .updateTable('tokens')
    .set({ last_used_at: p('at') })
    .where('shop', '=', p('shop'))
    .where('id', '=', p('id')),
);

const addCalls = statement<ScopeKey & { day: number; calls: number; last: number }>()((db, p) =>
  db
    .insertInto('connection_calls')
    .values({
      shop: p('shop'),
      connection: p('connection'),
      day: p('day'),
      calls: p('calls'),
      last_at: p('last'),
    })
    .onConflict((conflict) =>
      conflict.columns(['shop', 'connection', 'day']).doUpdateSet((eb) => ({
        calls: eb('connection_calls.calls', '+', eb.ref('excluded.calls')),
        // Another process may have written a later one.
        last_at: eb
          .case()
          .when('connection_calls.last_at', '>', eb.ref('excluded.last_at'))
          .then(eb.ref('connection_calls.last_at'))
          .else(eb.ref('excluded.last_at'))
          .end(),
      })),
    ),
);

const forgetCalls = statement<ScopeKey & { before: number }>()((db, p) =>
  db
    .deleteFrom('connection_calls')
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('day', '<', p('before')),
);

export function createCredentialStore(engine: Engine): CredentialStore {
  return {
    async find(shop, id) {
      const row = await engine.read.first(findCredential, { shop, id });
      if (row === undefined) return undefined;
      const { hash, kind, expires_at: expiresAt } = row;
      return { id, hash, kind, expiresAt, connection: toConnection(row) };
    },

    async insert({ shop, connection, id, hash, kind, name, createdAt: now, expiresAt: expires, issuer }) {
      const values = { shop, connection, id, hash, kind, name, now, expires, issuer };
      await engine.transact((session) => session.run(insertCredential, values));
    },

    async list({ shop, connection }, kind) {
      return (await engine.read.all(listCredentials, { shop, connection, kind })).map(toCredential);
    },

    revoke: ({ shop, connection }, id, now) =>
      engine.transact(
        async (session) => (await session.run(revokeCredential, { shop, connection, id, now })) > 0,
      ),

    async tidyAccess({ shop, connection }, kept, now) {
      await engine.transact(async (session) => {
        await session.run(deleteEndedAccess, { shop, connection, now });
        await session.run(deleteSpareAccess, { shop, connection, kept });
      });
    },

    useAssertion: ({ shop, connection }, { digest, endsAt: ends }, now) =>
      engine.transact(async (session) => {
        await session.run(forgetAssertions, { shop, connection, now });
        return (await session.run(insertAssertion, { shop, connection, digest, ends })) > 0;
      }),

    async listEnding(after, before) {
      return (await engine.read.all(endingCredentials, { after, before })).map(toCredential);
    },

    async noteUses(uses, calls) {
      await engine.transact(async (session) => {
        for (const use of uses) await session.run(noteUse, { ...use });
        for (const { shop, connection, day, calls: many, lastAt: last } of calls) {
          await session.run(addCalls, { shop, connection, day, calls: many, last });
          await session.run(forgetCalls, { shop, connection, before: day - KEPT_DAYS });
        }
      });
    },
  };
}

function toCredential(row: Row): Credential {
  return {
    shop: row.shop,
    connection: row.connection,
    id: row.id,
    kind: row.kind,
    name: row.name,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
    revokedAt: row.revoked_at,
    issuer: row.issuer,
  };
}
