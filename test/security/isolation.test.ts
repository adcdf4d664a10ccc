// Whatever is called with the credentials of one shop, or of one connection, nothing of another is revealed or changed.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import SQLite from 'better-sqlite3';
import fc from 'fast-check';
import { type Harness, SHOP, startHarness, WEBHOOK_SECRET } from '../support/rollcall.ts';
import '../support/seed.ts';

const OTHER = 'other.myshopify.com';
/** Stand in every value of the other shop's and of the other connection's, and in nothing that is sent. */
const MARKS = { tower: 'quetzalcoatl', beside: 'xochipilli' } as const;
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const BULK = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
/** What changes by itself: when Rollcall looks at a shop again, and who works it. */
const VOLATILE_TABLES = ['alert_watches'];
const VOLATILE = ['lease_owner', 'lease_epoch', 'lease_expires_at', 'bucket'];
const RUNS = 60;
const CALLS = 15;

interface Victim {
  readonly shop: string;
  readonly connection: string;
  readonly users: readonly string[];
  readonly group: string;
  readonly customers: readonly string[];
}

interface Call {
  readonly as: 'scim' | 'admin' | 'webhook';
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

describe('isolation', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-isolation-'));
  const file = join(folder, 'isolation.sqlite');
  let harness: Harness;
  let database: SQLite.Database;
  /** Of another shop, and of another connection of the same shop. */
  let victims: readonly Victim[];
  let secrets: readonly string[];
  let routes: readonly (readonly [method: string, path: string])[];
  const told = new Set<string>();
  let sent = 0;
  let letIn = 0;

  before(async () => {
    harness = await startHarness({ access: 'publicApp', databaseUrl: `sqlite:${file}` });
    database = new SQLite(file, { readonly: true });
    await harness.adminAs(await harness.idToken('2', OTHER), 'GET', '/connections');
    const { tenants } = harness.rollcall;
    const ours = { scimProvisioning: true, newCustomerCreation: true, domains: ['*'] };
    const other = await tenants.ensureConnection(OTHER);
    await tenants.updateConnection(other.id, { ...ours, name: MARKS.tower });
    const beside = await tenants.createConnection({ shop: SHOP, name: MARKS.beside, provider: 'okta' }, ours);
    assert.ok(typeof beside === 'object' && 'id' in beside);
    // The simulator numbers the customers of every shop alike; these keep the numbers of the two apart.
    for (let n = 0; n < 9; n += 1) {
      await harness.sim('POST', `/${OTHER}/_sim/customers`, { email: `guest${n}@shop.example` });
    }
    victims = [await populate(OTHER, other.id, 'tower'), await populate(SHOP, beside.id, 'beside')];
    await harness.rollcall.sync.drain();
    await harness.rollcall.inbox.drain();
    secrets = [
      ...Object.values(MARKS),
      ...victims.flatMap(({ users, group, customers }) => [...users, group, ...customers]),
    ];
    const { paths } = (await (await fetch(`${harness.url}/admin/api/openapi.json`)).json()) as {
      paths: Record<string, object>;
    };
    routes = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => [method.toUpperCase(), path] as const),
    );
  });
  after(async () => {
    database.close();
    await harness.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function populate(shop: string, connection: string, place: keyof typeof MARKS): Promise<Victim> {
    const mark = MARKS[place];
    const { tenants } = harness.rollcall;
    const chosen = (await tenants.connections()).find(({ id }) => id === connection);
    assert.ok(chosen);
    const { token } = await tenants.createToken(shop, { connection: chosen });
    const send = async (path: string, body: object): Promise<string> => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const init = { method: 'POST', headers, body: JSON.stringify(body) };
      const answer = await fetch(`${harness.url}/scim/v2${path}`, init);
      assert.equal(answer.status, 201);
      return ((await answer.json()) as { id: string }).id;
    };
    const users: string[] = [];
    for (const name of ['one', 'two']) {
      const address = `${mark}-${name}@${place}.example`;
      users.push(
        await send('/Users', { userName: address, title: mark, emails: [{ type: 'work', value: address }] }),
      );
    }
    const members = users.map((value) => ({ value }));
    const group = await send('/Groups', { displayName: `${mark} ${place}`, members });
    await harness.rollcall.sync.drain();
    const customers = database
      .prepare('SELECT customer_id FROM links WHERE shop = ? AND customer_id IS NOT NULL')
      .pluck()
      .all(shop) as string[];
    return { shop, connection, users, group, customers };
  }

  /** Everything that is stored of a victim, but for what changes by itself. */
  function stored({ shop, connection }: Victim): Map<unknown, string> {
    const tables = database
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%\"shop\"%'")
      .pluck()
      .all() as string[];
    const lastingTables = tables.filter((table) => !VOLATILE_TABLES.includes(table));
    const all = lastingTables.map((table) => {
      const rows = database.prepare(`SELECT * FROM "${table}" WHERE shop = ?`).all(shop) as Record<
        string,
        unknown
      >[];
      // Of the shop that calls, what is of the other connection.
      const its = shop === OTHER ? rows : rows.filter((row) => row.connection === connection);
      const lasting = its.map((row) => Object.entries(row).filter(([name]) => !VOLATILE.includes(name)));
      return [table, JSON.stringify(lasting)] as const;
    });
    return new Map(all);
  }

  const arbitraryCalls = () => {
    const victim = fc.constantFrom(...victims);
    const id = victim.chain(({ users, group, connection, customers }) =>
      fc.constantFrom(...users, group, connection, ...customers.map(encodeURIComponent)),
    );
    const scimPath = fc.oneof(
      id.map((value) => `/Users/${value}`),
      id.map((value) => `/Groups/${value}`),
      id.map((value) => `/Groups?filter=${encodeURIComponent(`members.value eq "${value}"`)}`),
      id.map(
        (value) => `/Users?filter=${encodeURIComponent(`id eq "${value}" or groups.value eq "${value}"`)}`,
      ),
      fc.constantFrom(
        '/Users',
        '/Groups',
        '/Users?sortBy=title',
        '/Users?cursor',
        '/?filter=id%20pr',
        '/Users?filter=title%20pr',
        '/Users/.search',
        '/Bulk',
        '/Me',
        '/Schemas',
        '/ResourceTypes',
      ),
    );
    const scimBody = id.chain((value) =>
      fc.constantFrom<unknown>(
        undefined,
        { schemas: [PATCH_OP], Operations: [{ op: 'replace', value: { active: false } }] },
        { schemas: [PATCH_OP], Operations: [{ op: 'add', path: 'members', value: [{ value }] }] },
        { schemas: [PATCH_OP], Operations: [{ op: 'remove', path: `members[value eq "${value}"]` }] },
        { userName: `thief-of-${value}`, manager: { value } },
        { displayName: `Thieves of ${value}`, members: [{ value }] },
        { schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'], filter: 'userName pr' },
        {
          schemas: [BULK],
          Operations: [
            { method: 'DELETE', path: `/Users/${value}` },
            { method: 'PUT', path: `/Groups/${value}`, data: { displayName: 'taken' } },
          ],
        },
      ),
    );
    const scim = fc.record({
      as: fc.constant('scim' as const),
      method: fc.constantFrom('GET', 'PUT', 'PATCH', 'DELETE', 'POST'),
      path: scimPath,
      body: scimBody,
    });
    // An admin of the shop may reach all of the shop's connections: only the other shop is closed to it.
    const theirs = victims[0] as Victim;
    const value = fc.constantFrom(
      theirs.connection,
      theirs.group,
      ...theirs.users,
      ...theirs.customers,
      OTHER,
    );
    const admin = fc.record({
      as: fc.constant('admin' as const),
      route: fc.constantFrom(...routes),
      values: fc.array(value, { minLength: 4, maxLength: 4 }),
      own: fc.boolean(),
      body: fc.constantFrom<unknown>(
        undefined,
        {},
        { newCustomerCreation: false, name: 'taken' },
        { shop: OTHER, name: 'taken' },
        { settings: { guard: {} } },
        { kind: 'link', customerId: theirs.customers[0] },
        { userId: theirs.users[0], decision: 'leave' },
      ),
    });
    const adminCall = admin.map(({ route: [method, path], values, own, body, as }): Call => {
      const left = [...values];
      const first = own ? harness.connectionId : theirs.connection;
      const filled = path
        .replace('{id}', first)
        .replaceAll(/\{\w+\}/g, () => encodeURIComponent(left.pop() ?? ''));
      return { as, method, path: filled, body: method === 'GET' ? undefined : body };
    });
    const webhook = fc
      .record({
        topic: fc.constantFrom('customers/update', 'customers/delete', 'customers/merge', 'customers/redact'),
        customer: fc.constantFrom(...theirs.customers),
      })
      .map(({ topic, customer }): Call => {
        const number = Number(customer.split('/').at(-1));
        const ids = { id: number, admin_graphql_api_id: customer };
        const body = { ...ids, customer: ids, shop_domain: OTHER, email: null };
        return { as: 'webhook', method: topic, path: '', body };
      });
    return fc.array(fc.oneof(scim, adminCall, webhook), { minLength: CALLS, maxLength: CALLS });
  };

  async function send({ as, method, path, body }: Call): Promise<{ status: number; text: string }> {
    const text = body === undefined || method === 'GET' ? null : JSON.stringify(body);
    if (as === 'webhook') {
      const signature = createHmac('sha256', WEBHOOK_SECRET).update(JSON.stringify(body)).digest('base64');
      return exchange(`${harness.url}/shopify/webhooks`, 'POST', JSON.stringify(body), {
        'x-shopify-hmac-sha256': signature,
        'x-shopify-shop-domain': SHOP,
        'x-shopify-webhook-id': `w${sent}`,
        'x-shopify-topic': method,
      });
    }
    const bearer = as === 'scim' ? harness.token : await harness.idToken();
    const root = as === 'scim' ? '/scim/v2' : '/admin/api';
    return exchange(harness.url + root + path, method, text, { authorization: `Bearer ${bearer}` });
  }

  async function exchange(url: string, method: string, body: string | null, headers: Record<string, string>) {
    const response = await fetch(url, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(method !== 'GET' && { body }),
    });
    return { status: response.status, text: await response.text() };
  }

  it('GIVEN two shops and two connections of one WHEN one is called at random THEN the others stay as they are, and unseen', async (t) => {
    for (const { connection, users } of victims) {
      // Reading what was done for a user, one reads all that is noted until then.
      await harness.admin('GET', `/connections/${connection}/users/${users[0]}/timeline`);
    }
    await harness.rollcall.tenants.flush();
    const before = victims.map(stored);
    await fc.assert(
      fc.asyncProperty(arbitraryCalls(), async (calls) => {
        for (const call of calls) {
          const { status, text } = await send(call);
          sent += 1;
          if (status < 300) letIn += 1;
          assert.notEqual(status, 500, `${call.method} ${call.path} was answered ${status}`);
          // What a caller has named itself may come back to it, as in its own audit log.
          const named = JSON.stringify(call) + decodeURIComponent(call.path);
          for (const secret of secrets) if (named.includes(secret)) told.add(secret);
          // Of the same shop's other connection, its admin may see everything.
          const hidden = call.as === 'admin' ? secrets.filter((one) => !isOfSameShop(one)) : secrets;
          for (const secret of hidden) {
            if (told.has(secret)) continue;
            assert.ok(!text.includes(secret), `${call.as} ${call.method} ${call.path} reveals ${secret}`);
          }
        }
        await harness.rollcall.inbox.drain();
        await harness.rollcall.sync.drain();
        const now = victims.map(stored);
        assert.deepEqual(now[0], before[0], 'the other shop');
        assert.deepEqual(now[1], before[1], 'the other connection');
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
    t.diagnostic(`${sent} calls, ${letIn} of them answered 2xx; nothing of others seen or changed`);
  });

  function isOfSameShop(secret: string): boolean {
    const { users, group, customers } = victims[1] as Victim;
    return secret === MARKS.beside || [...users, group, ...customers].includes(secret);
  }
});
