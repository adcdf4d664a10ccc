// The SQL behind the review queue.
import { type Kysely, sql } from 'kysely';
import type { HeldUser, ReviewStore } from '../oversight/ports.ts';
import type { LinkState } from '../sync/ports.ts';
import type { Engine } from './engine.ts';
import { findLinkOfCustomer } from './link-statements.ts';
import { markDirty } from './outbox.ts';
import type { Database } from './schema.ts';
import { statement } from './statement.ts';
import { toDecision } from './sync-rows.ts';

/** As the index has it, which is only for these. */
const isHeld = sql<boolean>`claims.state in ('held', 'gone')`;
/** Behind every id. */
const END = '\u{10ffff}';

const columns = [
  'claims.user_id',
  'claims.code',
  'claims.detail',
  'claims.updated_at',
  'claims.decision',
  'claims.found_customer',
  'links.id as link_id',
  'links.state as link_state',
  'links.customer_id',
  'users.body',
] as const;

type Key = { shop: string; connection: string };

/** The users of whom a person could decide something here: without an e-mail address there is nothing. */
function held(db: Kysely<Database>, shop: string, connection: string) {
  return db
    .selectFrom('claims')
    .innerJoin('users', (join) =>
      join
        .onRef('users.shop', '=', 'claims.shop')
        .onRef('users.connection', '=', 'claims.connection')
        .onRef('users.id', '=', 'claims.user_id'),
    )
    .leftJoin('links', (join) =>
      join.onRef('links.shop', '=', 'claims.shop').onRef('links.id', '=', 'claims.link_id'),
    )
    .select(columns)
    .where('claims.shop', '=', shop)
    .where('claims.connection', '=', connection)
    .where(isHeld)
    .where('claims.code', '<>', 'no_email');
}

const heldUsers = statement<Key & { before: string; code: string; left: number; limit: number }>()((db, p) =>
  held(db, p('shop'), p('connection'))
    .where('claims.user_id', '<', p('before'))
    .where('claims.code', 'like', p('code'))
    .where('claims.is_left', '<=', p('left'))
    .orderBy('claims.user_id', 'desc')
    .limit(p('limit')),
);

const heldUser = statement<Key & { user: string }>()((db, p) =>
  held(db, p('shop'), p('connection')).where('claims.user_id', '=', p('user')),
);

const saveDecision = statement<Key & { user: string; code: string; decision: string; left: number }>()(
  (db, p) =>
    db
      .updateTable('claims')
      .set({ decision: p('decision'), is_left: p('left') })
      .where('shop', '=', p('shop'))
      .where('connection', '=', p('connection'))
      .where('user_id', '=', p('user'))
      .where('code', '=', p('code'))
      .where(isHeld),
);

interface HeldRow {
  user_id: string;
  code: string | null;
  detail: string | null;
  updated_at: number;
  decision: string | null;
  found_customer: string | null;
  link_id: string | null;
  link_state: Database['links']['state'] | null;
  customer_id: string | null;
  body: string;
}

export function createReviewStore(engine: Engine): ReviewStore {
  return {
    async listHeld(scope, { code, before, limit, withLeft }) {
      const rows = await engine.read.all(heldUsers, {
        ...scope,
        before: before ?? END,
        code: code ?? '%',
        left: withLeft ? 1 : 0,
        limit,
      });
      return rows.map(toHeld);
    },

    async findHeld(scope, user) {
      const row = await engine.read.first(heldUser, { ...scope, user });
      return row && toHeld(row);
    },

    async findOwner({ shop, connection }, customer) {
      const row = await engine.read.first(findLinkOfCustomer, { shop, connection, id: '', customer });
      return row?.holder_connection === connection ? row.holder_user : undefined;
    },

    decide: (scope, user, { code }, decision) =>
      engine.transact(async (session) => {
        const left = decision.kind === 'leave' ? 1 : 0;
        const text = JSON.stringify(decision);
        if ((await session.run(saveDecision, { ...scope, user, code, decision: text, left })) === 0)
          return false;
        // Whether a merged customer is gone is only known by asking for it.
        const look = code === 'review_merged' ? 'report' : 'no';
        const thing = { kind: 'user', subject: user, priority: 'ordinary', now: decision.at } as const;
        await markDirty(session, { ...scope, ...thing, look });
        return true;
      }),
  };
}

function toHeld(row: HeldRow): HeldUser {
  return {
    userId: row.user_id,
    code: row.code ?? '',
    detail: row.detail,
    since: row.updated_at,
    body: row.body,
    customerId: row.found_customer ?? row.customer_id,
    link: row.link_id === null ? null : { id: row.link_id, state: row.link_state as LinkState },
    decision: toDecision(row.decision),
  };
}
