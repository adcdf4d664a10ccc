// The SQL behind the persons of privacy/ports.ts.
import { emailKeysOf } from '../directory/keys.ts';
import type { FoundPerson, NamingText, PersonStore, Trail, UserKey } from '../privacy/ports.ts';
import type { JsonObject } from '../protocol/index.ts';
import type { Engine, Session } from './engine.ts';
import type { Marks } from './erased-marks.ts';
import { countActive, dropLeaver } from './leavers.ts';
import { deleteLink, unlinkClaims } from './link-statements.ts';
import { markDirty } from './outbox.ts';
import * as statements from './person-statements.ts';
import { NO_NAME } from './schema.ts';
import type { Statement } from './statement.ts';

const READ_AT_ONCE = 500;
const USER_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:User';
/** Tables that keep what erasing is proven by. */
const KEPT = new Set(['audit_entries', 'audit_heads', 'privacy_requests']);

/** @param erasedDetail what is said of a user who was erased */
export function createPersonStore(engine: Engine, marks: Marks, erasedDetail: string): PersonStore {
  const { read } = engine;
  const forgetIn = new Map<string, Statement<{ shop: string }, unknown>>();

  /** Every table has the shop in its key, so that none is forgotten when one is added. */
  async function tablesOfShops(): Promise<string[]> {
    const tables = await engine.kysely.introspection.getTables();
    return tables
      .filter(({ columns, isView }) => !isView && columns.some(({ name }) => name === 'shop'))
      .map(({ name }) => name)
      .filter((name) => !KEPT.has(name));
  }

  return {
    async find(shop, { customerId, emailKey }) {
      const customer = customerId ?? '';
      const email = emailKey ?? '';
      const rows = [
        ...(customerId === null ? [] : await read.all(statements.usersOfCustomer, { shop, customer })),
        ...(emailKey === null ? [] : await read.all(statements.usersOfEmail, { shop, email })),
      ];
      const users = new Map(
        rows.map(({ connection, user_id: userId }) => [`${connection} ${userId}`, { connection, userId }]),
      );
      const links = await read.all(statements.linksOfPerson, { shop, customer, email });
      return { users: [...users.values()], links: [...new Set(links.map(({ id }) => id))] };
    },

    async deletedAmong(shop, users) {
      const deleted: UserKey[] = [];
      for (const { connection, userId: user } of users) {
        const found = await read.first(statements.namesOfUser, { shop, connection, user });
        if (found === undefined) deleted.push({ connection, userId: user });
      }
      return deleted;
    },

    async rowsOf(shop, { users, links }) {
      const rows: Record<string, Record<string, unknown>[]> = {};
      const put = (table: string, found: readonly object[]) => {
        rows[table] = [...(rows[table] ?? []), ...found.map((row) => ({ ...row }))];
      };
      for (const { connection, userId: user } of users) {
        const key = { shop, connection, user };
        for (const [table, ofUser] of statements.rowsOfUser) put(table, await read.all(ofUser, key));
        put('groups', await read.all(statements.groupsOfUser, key));
      }
      for (const id of links) put('links', await read.all(statements.linkById, { shop, id }));
      return rows;
    },

    texts: (shop) => textsOf(read, shop),

    async blankTexts(shop, texts) {
      if (texts.length === 0) return;
      await engine.transact(async (session) => {
        for (const text of texts) await blankText(session, shop, text);
      });
    },

    blank: (shop, trail, again, now) =>
      engine.transact(async (session) => {
        const keys = trail.users.map(({ connection, userId: user }) => ({ shop, connection, user }));
        for (const key of keys) {
          const inBulk = await session.first(statements.bulkCreateOfUser, key);
          // Its lines are counted, and the customer may come by it yet.
          if (!again && inBulk !== undefined) return false;
        }
        await forgetLinks(session, shop, trail);
        if (!again) await marks.remember(session, shop, namesOf(trail), now);
        for (const key of keys) {
          await session.run(statements.blankCertificates, key);
          await session.run(statements.blankEventsOf, key);
          if (!again) await blankUser(session, key, now);
        }
        return true;
      }),

    async isInstalledSince(shop, since) {
      return (await read.first(statements.findInstallation, { shop, since })) !== undefined;
    },

    async eraseShop(shop, except) {
      for (const table of await tablesOfShops()) {
        let forget = forgetIn.get(table);
        if (forget === undefined) {
          forget = statements.forgetShopIn(table);
          forgetIn.set(table, forget);
        }
        const ofTable = forget;
        await engine.transact((session) => session.run(ofTable, { shop }));
      }
      await engine.transact(async (session) => {
        await session.run(statements.blankAllActs, { shop });
        await session.run(statements.forgetOtherRequests, { shop, except });
      });
    },

    scrub: () => engine.scrub(),
  };

  async function blankUser(
    session: Session,
    key: { readonly shop: string; readonly connection: string; readonly user: string },
    now: number,
  ): Promise<void> {
    const { shop, connection, user } = key;
    const named = await session.first(statements.namesOfUser, key);
    // Of a user who is deleted nothing is left that names it; the directory may bring it back under another id.
    if (named === undefined) return;
    const before = JSON.parse(named.body) as JsonObject;
    const emailKeys = emailKeysOf(before).map(withoutBlanks);
    const { name_key: nameKey, external_id: externalId } = named;
    const ids = { connection, userId: user, externalId };
    await marks.remember(session, shop, { ids, nameKeys: [nameKey], emailKeys }, now);
    const name = `erased-${user}`;
    const body = JSON.stringify({ schemas: [USER_SCHEMA], userName: name, active: false });
    await session.run(statements.blankUser, { ...key, body, name, noName: NO_NAME, now });
    if (before.active !== false) await session.run(countActive, { shop, connection, by: -1 });
    await session.run(statements.forgetEmails, key);
    await session.run(statements.eraseClaim, { ...key, detail: erasedDetail, now });
    await session.run(statements.blankErrors, key);
    await dropLeaver(session, key);
    // A try that is under way notes its end all the same: the next one says how it stands.
    const dirty = { shop, connection, kind: 'user', subject: user, priority: 'background', now } as const;
    await markDirty(session, { ...dirty, state: 'pending' });
  }
}

async function forgetLinks(session: Session, shop: string, { links }: FoundPerson): Promise<void> {
  for (const id of links) {
    await session.run(deleteLink, { shop, id });
    await session.run(unlinkClaims, { shop, id });
  }
}

async function* textsOf(read: Session, shop: string): AsyncGenerator<NamingText> {
  for (let after = { connection: '', at: 0, id: '' }; ; ) {
    const rows = await read.all(statements.textsOfEvents, { shop, ...after, limit: READ_AT_ONCE });
    for (const { data, personal, ...key } of rows) {
      yield { place: 'event', key, text: personal === null ? data : `${data}\n${personal}` };
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < READ_AT_ONCE) break;
    after = { connection: last.connection, at: last.at, id: last.id };
  }
  for (let after = 0; ; ) {
    const rows = await read.all(statements.textsOfAudit, { shop, after, limit: READ_AT_ONCE });
    for (const { seq, personal } of rows) yield { place: 'act', key: { seq }, text: personal ?? '' };
    const last = rows.at(-1);
    if (last === undefined || rows.length < READ_AT_ONCE) break;
    after = last.seq;
  }
  for (let after = ''; ; ) {
    const rows = await read.all(statements.textsOfWebhooks, { shop, after, limit: READ_AT_ONCE });
    for (const { id, facts } of rows) yield { place: 'webhook', key: { id }, text: facts ?? '' };
    const last = rows.at(-1);
    if (last === undefined || rows.length < READ_AT_ONCE) break;
    after = last.id;
  }
}

async function blankText(session: Session, shop: string, { place, key }: NamingText): Promise<void> {
  const { connection, at, id, seq } = key;
  switch (place) {
    case 'event': {
      const event = { connection: String(connection), at: Number(at), id: String(id) };
      await session.run(statements.blankEvent, { shop, ...event });
      break;
    }
    case 'act':
      await session.run(statements.blankAct, { shop, seq: Number(seq) });
      break;
    case 'webhook':
      await session.run(statements.blankWebhook, { shop, id: String(id) });
      break;
  }
}

/** An address is as often a user name; under whichever it comes back, it is the person's. */
function namesOf({ identifiers }: Trail) {
  const addresses = identifiers.filter((text) => text.includes('@'));
  return { nameKeys: addresses, emailKeys: addresses.map(withoutBlanks) };
}

/** As Shopify, and with it the sync, tells addresses apart. */
function withoutBlanks(emailKey: string): string {
  return emailKey.replace(/\s+/g, '');
}
