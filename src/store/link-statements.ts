// The statements for links and claims: who has which customer.
import type { ExpressionBuilder } from 'kysely';
import type { Database } from './schema.ts';
import { statement } from './statement.ts';

type LinkValues = {
  shop: string;
  id: string;
  customer: string | null;
  origin: Database['links']['origin'];
  state: string;
  emailKey: string | null;
  owned: string;
  before: string | null;
  refusedPhone: string | null;
  now: number;
};

const columns = [
  'links.id as link_id',
  'links.customer_id',
  'links.origin',
  'links.state as link_state',
  'links.email_key',
  'links.owned',
  'links.before',
  'links.updated_at as link_updated_at',
  'claims.connection as holder_connection',
  'claims.user_id as holder_user',
] as const;

/** A user of the connection that asks stands before one of another, and that before one who is gone. */
function nearest(p: (key: 'connection') => string) {
  return (eb: ExpressionBuilder<Database, 'claims'>) =>
    eb
      .case()
      .when('claims.connection', '=', p('connection'))
      .then(0)
      .when('claims.user_id', 'is not', null)
      .then(1)
      .else(2)
      .end();
}

export const findLinkByEmail = statement<{
  shop: string;
  connection: string;
  key: string;
  except: string;
}>()((db, p) =>
  db
    .selectFrom('links')
    .leftJoin('claims', (join) =>
      join.onRef('claims.shop', '=', 'links.shop').onRef('claims.link_id', '=', 'links.id'),
    )
    .select(columns)
    .where('links.shop', '=', p('shop'))
    .where('links.email_key', '=', p('key'))
    .where('links.id', '<>', p('except'))
    .orderBy((eb) => nearest(p)(eb as never))
    .orderBy('links.id')
    .limit(1),
);

export const findLinkOfCustomer = statement<{
  shop: string;
  connection: string;
  id: string;
  customer: string;
}>()((db, p) =>
  db
    .selectFrom('links')
    .leftJoin('claims', (join) =>
      join.onRef('claims.shop', '=', 'links.shop').onRef('claims.link_id', '=', 'links.id'),
    )
    .select(columns)
    .where('links.shop', '=', p('shop'))
    .where((eb) => eb.or([eb('links.id', '=', p('id')), eb('links.customer_id', '=', p('customer'))]))
    // A customer that carries our link id is that link's, whoever noted its number.
    .orderBy((eb) => eb.case().when('links.id', '=', p('id')).then(0).else(1).end())
    .orderBy((eb) => nearest(p)(eb as never))
    .limit(1),
);

export const insertLink = statement<LinkValues>()((db, p) =>
  db.insertInto('links').values({
    shop: p('shop'),
    id: p('id'),
    customer_id: p('customer'),
    origin: p('origin'),
    state: p('state'),
    email_key: p('emailKey'),
    owned: p('owned'),
    before: p('before'),
    refused_phone: p('refusedPhone'),
    created_at: p('now'),
    updated_at: p('now'),
  }),
);

/** Changes nothing where the link is gone: a try that began before must not bring it back. */
export const updateLink = statement<LinkValues>()((db, p) =>
  db
    .updateTable('links')
    .set({
      customer_id: p('customer'),
      origin: p('origin'),
      state: p('state'),
      email_key: p('emailKey'),
      owned: p('owned'),
      before: p('before'),
      refused_phone: p('refusedPhone'),
      updated_at: p('now'),
    })
    .where('shop', '=', p('shop'))
    .where('id', '=', p('id')),
);

export const hasLink = statement<{ shop: string; id: string }>()((db, p) =>
  db.selectFrom('links').select('id').where('shop', '=', p('shop')).where('id', '=', p('id')),
);

export const claimsOfLink = statement<{ shop: string; id: string }>()((db, p) =>
  db
    .selectFrom('claims')
    .select(['connection', 'user_id'])
    .where('shop', '=', p('shop'))
    .where('link_id', '=', p('id')),
);

/** The users for whose customers Shopify refused a phone number. */
export const claimsOfRefusedPhone = statement<{ shop: string; phone: string }>()((db, p) =>
  db
    .selectFrom('links')
    .innerJoin('claims', (join) =>
      join.onRef('claims.shop', '=', 'links.shop').onRef('claims.link_id', '=', 'links.id'),
    )
    .select(['claims.connection', 'claims.user_id'])
    .where('links.shop', '=', p('shop'))
    .where('links.refused_phone', '=', p('phone')),
);

export const deleteLink = statement<{ shop: string; id: string }>()((db, p) =>
  db.deleteFrom('links').where('shop', '=', p('shop')).where('id', '=', p('id')),
);

export const unlinkClaims = statement<{ shop: string; id: string }>()((db, p) =>
  db
    .updateTable('claims')
    .set({ link_id: null })
    .where('shop', '=', p('shop'))
    .where('link_id', '=', p('id')),
);

type ClaimKey = { shop: string; connection: string; user: string };

/** Joins a user with a link; a user that was never looked at yet is being worked on. */
export const linkClaim = statement<ClaimKey & { link: string; now: number }>()((db, p) =>
  db
    .insertInto('claims')
    .values({
      shop: p('shop'),
      connection: p('connection'),
      user_id: p('user'),
      link_id: p('link'),
      state: 'waiting',
      code: 'in_progress',
      detail: null,
      warnings: '[]',
      synced_version: 0,
      updated_at: p('now'),
    })
    .onConflict((conflict) =>
      conflict
        .columns(['shop', 'connection', 'user_id'])
        .doUpdateSet((eb) => ({ link_id: eb.ref('excluded.link_id') })),
    ),
);

/** Records how far a user's sync has come; its link stays. */
export const saveClaim = statement<
  ClaimKey & {
    state: string;
    code: string | null;
    detail: string | null;
    warnings: string;
    version: number;
    found: string | null;
    now: number;
  }
>()((db, p) =>
  db
    .insertInto('claims')
    .values({
      shop: p('shop'),
      connection: p('connection'),
      user_id: p('user'),
      link_id: null,
      state: p('state'),
      code: p('code'),
      detail: p('detail'),
      warnings: p('warnings'),
      synced_version: p('version'),
      found_customer: p('found'),
      updated_at: p('now'),
    })
    .onConflict((conflict) =>
      conflict.columns(['shop', 'connection', 'user_id']).doUpdateSet((eb) => ({
        state: eb.ref('excluded.state'),
        code: eb.ref('excluded.code'),
        detail: eb.ref('excluded.detail'),
        warnings: eb.ref('excluded.warnings'),
        found_customer: eb.ref('excluded.found_customer'),
        // What is held after that is another matter, to be asked about anew.
        is_left: eb.case().when('excluded.state', '=', 'synced').then(0).else(eb.ref('claims.is_left')).end(),
        // 0 stands for "as it was": a failed try says nothing about what the store reflects.
        synced_version: eb
          .case()
          .when('excluded.synced_version', '>', 0)
          .then(eb.ref('excluded.synced_version'))
          .else(eb.ref('claims.synced_version'))
          .end(),
        updated_at: eb.ref('excluded.updated_at'),
      })),
    ),
);

/** Notes what another hand has changed of a customer; null where nothing. */
export const setDrift = statement<{ shop: string; id: string; drift: string | null }>()((db, p) =>
  db
    .updateTable('links')
    .set({ drift: p('drift') })
    .where('shop', '=', p('shop'))
    .where('id', '=', p('id')),
);

export const findDriftOf = statement<{ shop: string; id: string }>()((db, p) =>
  db.selectFrom('links').select('drift').where('shop', '=', p('shop')).where('id', '=', p('id')),
);

/** Forgets a decision, unless another was made meanwhile. */
export const dropDecision = statement<ClaimKey & { decision: string }>()((db, p) =>
  db
    .updateTable('claims')
    .set({ decision: null, is_left: 0 })
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('user_id', '=', p('user'))
    .where('decision', '=', p('decision')),
);

export const deleteClaim = statement<ClaimKey>()((db, p) =>
  db
    .deleteFrom('claims')
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('user_id', '=', p('user')),
);
