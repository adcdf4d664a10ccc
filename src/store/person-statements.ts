// The statements by which one person is found, shown and blanked.
import { sql } from 'kysely';
import { usersWithoutCustomer } from './email-statements.ts';
import type { Database } from './schema.ts';
import { type SqlParameters, type Statement, statement } from './statement.ts';

type UserKey = { shop: string; connection: string; user: string };

/** The users whose customer this is. */
export const usersOfCustomer = statement<{ shop: string; customer: string }>()((db, p) =>
  db
    .selectFrom('links as l')
    .innerJoin('claims as k', (join) => join.onRef('k.shop', '=', 'l.shop').onRef('k.link_id', '=', 'l.id'))
    .select(['k.connection', 'k.user_id'])
    .where('l.shop', '=', p('shop'))
    .where('l.customer_id', '=', p('customer')),
);

/** Whoever has a customer is that customer's. */
export const usersOfEmail = statement<{ shop: string; email: string }>()(usersWithoutCustomer);

/** That customer's link, and one without a user for the address: a tombstone, or one that never got so far. */
export const linksOfPerson = statement<{ shop: string; customer: string; email: string }>()((db, p) =>
  db
    .selectFrom('links as l')
    .leftJoin('claims as k', (join) => join.onRef('k.shop', '=', 'l.shop').onRef('k.link_id', '=', 'l.id'))
    .select('l.id')
    .where('l.shop', '=', p('shop'))
    .where((eb) =>
      eb.or([
        eb('l.customer_id', '=', p('customer')),
        eb.and([eb('l.email_key', '=', p('email')), eb('k.user_id', 'is', null)]),
      ]),
    ),
);

type OfUser = Exclude<
  {
    [Table in keyof Database]: 'user_id' extends keyof Database[Table] ? Table : never;
  }[keyof Database],
  undefined
>;

/** Tables with rows of a user, and the column that names it. */
const OF_USERS = {
  users: 'id',
  user_emails: 'user_id',
  claims: 'user_id',
  outbox: 'subject',
  bulk_creates: 'user_id',
  certificates: 'user_id',
  leavers: 'user_id',
  findings: 'subject',
  events: 'subject',
} as const satisfies Partial<Record<keyof Database, string>> & Record<OfUser, 'user_id'>;

function rowsOf(table: string, column: string): Statement<UserKey, Record<string, unknown>> {
  return statement<UserKey>()((db, p) =>
    db
      .selectFrom(table as 'events')
      .selectAll()
      .where('shop', '=', p('shop'))
      .where('connection', '=', p('connection'))
      .where(column as 'subject', '=', p('user')),
  );
}

export const rowsOfUser = Object.entries(OF_USERS).map(
  ([table, column]) => [table, rowsOf(table, column)] as const,
);

export const groupsOfUser = statement<UserKey>()((db, p) =>
  db
    .selectFrom('group_members as m')
    .innerJoin('groups as g', (join) =>
      join
        .onRef('g.shop', '=', 'm.shop')
        .onRef('g.connection', '=', 'm.connection')
        .onRef('g.id', '=', 'm.group_id'),
    )
    .select(['g.id', 'g.body'])
    .where('m.shop', '=', p('shop'))
    .where('m.connection', '=', p('connection'))
    .where('m.member_id', '=', p('user')),
);

export const linkById = statement<{ shop: string; id: string }>()((db, p) =>
  db.selectFrom('links').selectAll().where('shop', '=', p('shop')).where('id', '=', p('id')),
);

export const namesOfUser = statement<UserKey>()((db, p) =>
  db
    .selectFrom('users')
    .select(['id', 'name_key', 'external_id', 'body'])
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('id', '=', p('user')),
);

export const bulkCreateOfUser = statement<UserKey>()((db, p) =>
  db
    .selectFrom('bulk_creates')
    .select('line')
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('user_id', '=', p('user')),
);

export const blankUser = statement<UserKey & { body: string; name: string; noName: string; now: number }>()(
  (db, p) =>
    db
      .updateTable('users')
      .set((eb) => ({
        body: p('body'),
        name_key: p('name'),
        display_key: p('noName'),
        external_id: null,
        active: 0,
        version: eb('version', '+', 1),
        modified_at: p('now'),
      }))
      .where('shop', '=', p('shop'))
      .where('connection', '=', p('connection'))
      .where('id', '=', p('user')),
);

export const forgetEmails = statement<UserKey>()((db, p) =>
  db
    .deleteFrom('user_emails')
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('user_id', '=', p('user')),
);

export const eraseClaim = statement<UserKey & { detail: string; now: number }>()((db, p) =>
  db
    .insertInto('claims')
    .values({
      shop: p('shop'),
      connection: p('connection'),
      user_id: p('user'),
      link_id: null,
      state: 'erased',
      code: 'erased',
      detail: p('detail'),
      warnings: '[]',
      synced_version: 0,
      updated_at: p('now'),
    })
    .onConflict((conflict) =>
      conflict.columns(['shop', 'connection', 'user_id']).doUpdateSet((eb) => ({
        link_id: null,
        state: eb.ref('excluded.state'),
        code: eb.ref('excluded.code'),
        detail: eb.ref('excluded.detail'),
        warnings: '[]',
        decision: null,
        is_left: 0,
        found_customer: null,
        updated_at: eb.ref('excluded.updated_at'),
      })),
    ),
);

export const blankErrors = statement<UserKey>()((db, p) =>
  db
    .updateTable('outbox')
    .set({ error_detail: null })
    .where('shop', '=', p('shop'))
    .where('kind', '=', 'user')
    .where('connection', '=', p('connection'))
    .where('subject', '=', p('user')),
);

export const blankCertificates = statement<UserKey>()((db, p) =>
  db
    .updateTable('certificates')
    .set({ person: null })
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('user_id', '=', p('user')),
);

export const blankEventsOf = statement<UserKey>()((db, p) =>
  db
    .updateTable('events')
    .set({ personal: null })
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('subject', '=', p('user'))
    .where('subject', '<>', '')
    .where('personal', 'is not', null),
);

type EventKey = { connection: string; at: number; id: string };

export const textsOfEvents = statement<{ shop: string; limit: number } & EventKey>()((db, p) =>
  db
    .selectFrom('events')
    .select(['connection', 'at', 'id', 'subject', 'data', 'personal'])
    .where('shop', '=', p('shop'))
    .where((eb) =>
      eb(eb.refTuple('connection', 'at', 'id'), '>', eb.tuple(p('connection'), p('at'), p('id'))),
    )
    .orderBy('connection')
    .orderBy('at')
    .orderBy('id')
    .limit(p('limit')),
);

export const textsOfAudit = statement<{ shop: string; after: number; limit: number }>()((db, p) =>
  db
    .selectFrom('audit_entries')
    .select(['seq', 'personal'])
    .where('shop', '=', p('shop'))
    .where('seq', '>', p('after'))
    .where('personal', 'is not', null)
    .orderBy('seq')
    .limit(p('limit')),
);

export const textsOfWebhooks = statement<{ shop: string; after: string; limit: number }>()((db, p) =>
  db
    .selectFrom('webhooks')
    .select(['id', 'facts'])
    .where('shop', '=', p('shop'))
    .where('id', '>', p('after'))
    .where('facts', 'is not', null)
    .orderBy('id')
    .limit(p('limit')),
);

export const blankEvent = statement<{ shop: string } & EventKey>()((db, p) =>
  db
    .updateTable('events')
    .set({ personal: null })
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('at', '=', p('at'))
    .where('id', '=', p('id')),
);

export const blankAct = statement<{ shop: string; seq: number }>()((db, p) =>
  db
    .updateTable('audit_entries')
    .set({ personal: null })
    .where('shop', '=', p('shop'))
    .where('seq', '=', p('seq')),
);

export const blankWebhook = statement<{ shop: string; id: string }>()((db, p) =>
  db.updateTable('webhooks').set({ facts: null }).where('shop', '=', p('shop')).where('id', '=', p('id')),
);

export const blankAllActs = statement<{ shop: string }>()((db, p) =>
  db
    .updateTable('audit_entries')
    .set({ personal: null })
    .where('shop', '=', p('shop'))
    .where('personal', 'is not', null),
);

export const findInstallation = statement<{ shop: string; since: number }>()((db, p) =>
  db
    .selectFrom('installations')
    .select('shop')
    .where('shop', '=', p('shop'))
    .where('state', '=', 'installed')
    .where('installed_at', '>', p('since')),
);

export const forgetOtherRequests = statement<{ shop: string; except: string }>()((db, p) =>
  db.deleteFrom('privacy_requests').where('shop', '=', p('shop')).where('id', '<>', p('except')),
);

/** Of any table that is kept by shop. */
export function forgetShopIn(table: string): Statement<{ shop: string }, unknown> {
  return statement<SqlParameters & { shop: string }>()((db, p) => ({
    compile: () => sql`delete from ${sql.table(table)} where shop = ${p('shop')}`.compile(db),
  }));
}
