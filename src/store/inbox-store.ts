// The SQL behind the inbox of webhooks.
import type { CustomerFacts, InboxStore, WebhookFacts } from '../oversight/ports.ts';
import { usersWithoutCustomer } from './email-statements.ts';
import type { Engine, Session } from './engine.ts';
import { setScopes, uninstall } from './installation-store.ts';
import { markDirty } from './outbox.ts';
import { statement } from './statement.ts';
import { linkColumns } from './sync-columns.ts';
import { toLink } from './sync-rows.ts';

const insertWebhook = statement<{ shop: string; id: string; facts: string; now: number }>()((db, p) =>
  db
    .insertInto('webhooks')
    .values({ shop: p('shop'), id: p('id'), facts: p('facts'), received_at: p('now') })
    .onConflict((conflict) => conflict.doNothing()),
);

const waitingWebhooks = statement<{ limit: number }>()((db, p) =>
  db
    .selectFrom('webhooks')
    .select(['shop', 'id'])
    .where('facts', 'is not', null)
    .orderBy('received_at')
    .limit(p('limit')),
);

const findFacts = statement<{ shop: string; id: string }>()((db, p) =>
  db.selectFrom('webhooks').select('facts').where('shop', '=', p('shop')).where('id', '=', p('id')),
);

const dropFacts = statement<{ shop: string; id: string }>()((db, p) =>
  db.updateTable('webhooks').set({ facts: null }).where('shop', '=', p('shop')).where('id', '=', p('id')),
);

const forgetWebhooks = statement<{ before: number }>()((db, p) =>
  db.deleteFrom('webhooks').where('received_at', '<', p('before')).where('facts', 'is', null),
);

const linksOfCustomer = statement<{ shop: string; customer: string }>()((db, p) =>
  db
    .selectFrom('links as l')
    .innerJoin('claims as k', (join) => join.onRef('k.shop', '=', 'l.shop').onRef('k.link_id', '=', 'l.id'))
    .select([...linkColumns, 'l.drift', 'k.connection', 'k.user_id'])
    .where('l.shop', '=', p('shop'))
    .where('l.customer_id', '=', p('customer')),
);

/** What Shopify told is remembered with the link, and acted on once the customer is not found any more. */
const noteSurvivor = statement<{ shop: string; customer: string; survivor: string }>()((db, p) =>
  db
    .updateTable('links')
    .set({ merged_into: p('survivor') })
    .where('shop', '=', p('shop'))
    .where('customer_id', '=', p('customer')),
);

/** Whoever is held because of this customer. */
const heldByCustomer = statement<{ shop: string; customer: string }>()((db, p) =>
  db
    .selectFrom('claims')
    .select(['connection', 'user_id'])
    .where('shop', '=', p('shop'))
    .where('found_customer', '=', p('customer')),
);

const waitingForEmail = statement<{ shop: string; email: string }>()((db, p) =>
  usersWithoutCustomer(db, p).where('k.state', 'in', ['waiting', 'held']),
);

export function createInboxStore(engine: Engine): InboxStore {
  return {
    keep: (shop, id, facts, now) =>
      engine.transact(
        async (session) =>
          (await session.run(insertWebhook, { shop, id, facts: JSON.stringify(facts), now })) > 0,
      ),

    listWaiting: (limit) => engine.read.all(waitingWebhooks, { limit }),

    takeIn: (shop, id, callsForLook, now) =>
      engine.transact(async (session) => {
        const text = (await session.first(findFacts, { shop, id }))?.facts ?? null;
        if (text === null) return 'nothing';
        const facts = JSON.parse(text) as WebhookFacts;
        await session.run(dropFacts, { shop, id });
        if (facts.kind === 'uninstalled') {
          await session.run(uninstall, { shop, at: facts.at, now });
          return 'app';
        }
        if (facts.kind === 'scopes') {
          await session.run(setScopes, { shop, scopes: facts.scopes.join(','), now });
          return 'app';
        }
        let marked = false;
        for (const user of await concerned(session, shop, facts, callsForLook)) {
          await markDirty(session, { shop, kind: 'user', ...user, now });
          marked = true;
        }
        return marked ? 'users' : 'nothing';
      }),

    async forget(before) {
      await engine.transact((session) => session.run(forgetWebhooks, { before }));
    },
  };
}

async function concerned(
  session: Session,
  shop: string,
  facts: CustomerFacts,
  callsForLook: Parameters<InboxStore['takeIn']>[2],
) {
  const users = [];
  for (const customer of facts.customers) {
    if (facts.kind === 'gone' && facts.survivor !== null) {
      await session.run(noteSurvivor, { shop, customer, survivor: facts.survivor });
    }
    for (const row of await session.all(linksOfCustomer, { shop, customer })) {
      const link = toLink(row);
      if (link === null || !callsForLook(facts, link, row.drift !== null)) continue;
      const priority = facts.kind === 'gone' ? ('ordinary' as const) : ('background' as const);
      users.push({ connection: row.connection, subject: row.user_id, priority, look: 'report' as const });
    }
    users.push(...(await session.all(heldByCustomer, { shop, customer })).map(toWaiting));
  }
  if (facts.kind === 'profile' && facts.emailKey !== null) {
    users.push(...(await session.all(waitingForEmail, { shop, email: facts.emailKey })).map(toWaiting));
  }
  return users;
}

function toWaiting(row: { connection: string; user_id: string }) {
  return {
    connection: row.connection,
    subject: row.user_id,
    priority: 'ordinary' as const,
    look: 'no' as const,
  };
}
