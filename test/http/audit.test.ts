// The audit log over HTTP: every row of the admin API that changes something, who did it, and what it changed.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import SQLite from 'better-sqlite3';
import { createUser, person, settle } from '../oversight/support.ts';
import { ADMIN_TOKEN, type Harness, SHOP, startHarness } from '../support/rollcall.ts';
import { createSqlite } from '../support/sqlite.ts';

interface Entry {
  readonly seq: number;
  readonly act: string;
  readonly phase: string;
  readonly actor: { readonly kind: string; readonly subject: string | null };
  readonly what: string;
  readonly connection: string | null;
  readonly target: Record<string, string>;
  readonly status: number | null;
  readonly code: string | null;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into values of every shape
  readonly values: any;
}

describe('the audit log of the admin API', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-audit-'));
  const file = join(folder, 'test.sqlite');
  const logged: string[] = [];
  let harness: Harness;
  before(async () => {
    harness = await startHarness({
      access: 'ownApp',
      databaseUrl: createSqlite(file),
      onLog: (line) => logged.push(line),
    });
  });
  after(async () => {
    await harness.close();
    rmSync(folder, { recursive: true });
  });

  const path = (end = '') => `/connections/${harness.connectionId}${end}`;
  const log = async (shop = SHOP, limit = 200): Promise<Entry[]> =>
    (await harness.admin('GET', `/audit?shop=${shop}&limit=${limit}`)).body.entries;
  const lastTwo = async () => (await log()).slice(0, 2) as [Entry, Entry];

  it('GIVEN every route that changes something WHEN it is called THEN the log tells of it, and of no other', async () => {
    const document = await fetch(`${harness.url}/admin/api/openapi.json`);
    const { paths } = (await document.json()) as { paths: Record<string, Record<string, object>> };
    // What may be ended by one of them is no other test's.
    const { body: made } = await harness.admin('POST', '/connections', {
      shop: SHOP,
      name: 'Another',
      provider: 'other',
    });
    const told: string[] = [];
    for (const [template, methods] of Object.entries(paths)) {
      for (const method of Object.keys(methods).map((name) => name.toUpperCase())) {
        const called = template
          .replaceAll('{id}', made.id)
          .replaceAll('{shop}', SHOP)
          .replaceAll(/\{\w+\}/g, 'ffff');
        const count = (await log()).length + (await log('')).length;
        const body = method === 'GET' ? undefined : '{}';
        const headers = { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' };
        const { status } = await fetch(`${harness.url}/admin/api${called}`, {
          method,
          headers,
          ...(body && { body }),
        });
        assert.notEqual(status, 500, `${method} ${called}`);
        const grown = (await log()).length + (await log('')).length - count;
        if (grown > 0) told.push(`${method} ${template}`);
        assert.ok(grown === 0 || grown === 2, `${method} ${template} begins and ends`);
      }
    }
    const changing = Object.entries(paths).flatMap(([template, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${template}`),
    );
    const READS = [
      'groups/matches',
      'groups/members',
      'mapping/changes',
      'mapping/check',
      'mapping/preview',
    ].map((end) => `POST /connections/{id}/${end}`);
    assert.deepEqual(
      told.filter((route) => !route.startsWith('GET ')).sort(),
      changing.filter((route) => !route.startsWith('GET ') && !READS.includes(route)).sort(),
    );
    assert.deepEqual((await harness.admin('GET', `/audit/verification?shop=${SHOP}`)).body.faults, []);
  });

  it('GIVEN switches that are changed WHEN listed THEN it says who, what, and how it was and is', async () => {
    await harness.admin('PATCH', path(), { strict: true, domains: ['example.com'] });
    await harness.admin('PATCH', path(), { strict: false, settings: { retention: { days: 7 } } });
    const [ended, begun] = await lastTwo();
    assert.deepEqual(
      [begun.phase, begun.actor, begun.what],
      ['begun', { kind: 'operator', subject: null }, 'PATCH /connections/:id'],
    );
    assert.deepEqual(begun.values.request, { strict: false, settings: { retention: { days: 7 } } });
    assert.deepEqual(
      [ended.act, ended.phase, ended.status, ended.connection],
      [begun.act, 'ended', 200, harness.connectionId],
    );
    assert.deepEqual(ended.values, {
      before: { strict: true, settings: { retention: { days: 90 } } },
      after: { strict: false, settings: { retention: { days: 7 } } },
    });
  });

  it('GIVEN a member of staff WHEN it acts THEN the log has its number, and it sees its own shop’s log alone', async () => {
    const token = await harness.idToken();
    await harness.adminAs(token, 'PATCH', path(), { strict: true });
    const { body } = await harness.adminAs(token, 'GET', '/audit?limit=1');
    const [ended] = body.entries as [Entry];
    assert.equal(ended.actor.kind, 'merchant');
    assert.match(ended.actor.subject ?? '', /^\d+$/);
    assert.deepEqual(ended.values.after, { strict: true });
    const other = await harness.adminAs(token, 'GET', '/audit?shop=other.myshopify.com');
    assert.equal(other.status, 404);
  });

  it('GIVEN a token that is made WHEN the log is read THEN it has the token’s id, and not the token', async () => {
    const { body } = await harness.admin('POST', path('/tokens'), { name: 'Entra' });
    const { token, id } = body as { token: string; id: string };
    const [ended] = await lastTwo();
    assert.equal(ended.values.after.id, id);
    assert.ok(!JSON.stringify(await log()).includes(token));
  });

  it('GIVEN a decision that is changed, and a token that is revoked WHEN listed THEN it says how it was', async () => {
    await harness.admin('PATCH', path(), { linkPolicy: 'hold' });
    await harness.sim('POST', '/_sim/customers', { email: 'grace@example.com' });
    const userId = await createUser(harness, person('grace'));
    await settle(harness);
    for (const decision of ['leave', 'link']) {
      await harness.admin('POST', path(`/reviews/${userId}`), { decision });
    }
    const [decided] = await lastTwo();
    assert.deepEqual(
      [decided.values.before.decision.kind, decided.values.after.decision.kind],
      ['leave', 'link'],
    );
    const { body } = await harness.admin('POST', path('/tokens'), { name: 'Okta' });
    await harness.admin('DELETE', path(`/tokens/${body.id}`));
    const [revoked] = await lastTwo();
    assert.deepEqual([revoked.values.before.name, revoked.values.before.state], ['Okta', 'live']);
  });

  it('GIVEN what is not read at the path that changes it WHEN changed THEN the shop’s log says how it was, and tells of no other shop', async () => {
    const other = await harness.admin('POST', '/connections', {
      shop: SHOP,
      name: 'Third',
      provider: 'okta',
    });
    const [made] = await lastTwo();
    assert.deepEqual([made.what, made.values.before], ['POST /connections', undefined]);
    assert.equal(made.values.after.id, other.body.id);

    const listed = (await harness.admin('GET', '/connections')).body as { id: string }[];
    const order = listed.map(({ id }) => id);
    await harness.admin('PUT', `/shops/${SHOP}/order`, { connections: order.toReversed() });
    assert.deepEqual((await lastTwo())[0].values, {
      before: { connections: order },
      after: { connections: order.toReversed() },
    });

    const endpoint = { shop: SHOP, url: 'https://example.com/hook', kinds: ['drift_found'] };
    const { id } = (await harness.admin('POST', '/alerts/endpoints', endpoint)).body;
    await harness.admin('PATCH', `/alerts/endpoints/${id}`, { state: 'off' });
    const [off] = await lastTwo();
    assert.deepEqual([off.what, off.target], ['PATCH /alerts/endpoints/:endpoint', { endpoint: id }]);
    assert.deepEqual(off.values, { before: { state: 'live' }, after: { state: 'off' } });
    await harness.admin('POST', `/alerts/endpoints/${id}/secret`);
    assert.deepEqual((await lastTwo())[0].values, { before: {}, after: { secret: '[redacted]' } });
    await harness.admin('DELETE', `/alerts/endpoints/${id}`);
    assert.equal((await lastTwo())[0].values.before.url, endpoint.url);

    await harness.admin('PATCH', path(), { settings: { access: { tokenMinutes: 90 } } });
    assert.deepEqual((await lastTwo())[0].values.after, { settings: { access: { tokenMinutes: 90 } } });

    await harness.admin('DELETE', `/connections/${other.body.id}`);
    assert.equal((await lastTwo())[0].values.before.name, 'Third');
    await harness.admin('POST', `/connections/${other.body.id}/ending`, { choice: 'keep' });
    const [chosen] = await lastTwo();
    assert.deepEqual([chosen.values.before.choice, chosen.values.after.choice], [null, 'keep']);
  });

  it('GIVEN acts that are refused WHEN listed THEN the status and the code of the refusal are there', async () => {
    await harness.admin('PATCH', path(), { domains: 'example.com' });
    assert.deepEqual([(await lastTwo())[0].status, (await lastTwo())[0].code], [400, 'invalid_body']);
    await harness.admin('POST', path('/users/ffff/retry'));
    const [ended] = await lastTwo();
    assert.deepEqual([ended.status, ended.code, ended.target], [404, 'no_such_user', { userId: 'ffff' }]);
  });

  it('GIVEN a log WHEN it is exported THEN each entry is a line, the oldest first', async () => {
    await createUser(harness, person('ada'));
    const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
    const response = await fetch(`${harness.url}/admin/api/audit/export?shop=${SHOP}`, { headers });
    assert.match(response.headers.get('content-type') ?? '', /ndjson/);
    const lines = (await response.text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Entry);
    assert.deepEqual(
      lines.map(({ seq }) => seq),
      lines.map((_, index) => index + 1),
    );
    const { body } = await harness.admin('GET', `/audit?shop=${SHOP}&limit=1`);
    assert.equal(body.head.seq, lines.length);
    const { hash, seq } = body.head;
    const verified = await harness.admin('GET', `/audit/verification?shop=${SHOP}&anchor=${seq}:${hash}`);
    assert.deepEqual(verified.body, { entries: seq, head: { seq, hash }, faults: [] });
  });

  it('GIVEN an entry that cannot be read WHEN the log is exported THEN the answer breaks off, or is refused, and only the log tells why', async (t) => {
    const printed = t.mock.method(console, 'error', () => undefined);
    const spoil = (seq: number) => {
      const database = new SQLite(file);
      database.prepare("UPDATE audit_entries SET facts = '{' WHERE shop = ? AND seq = ?").run(SHOP, seq);
      database.close();
    };
    const exported = () =>
      fetch(`${harness.url}/admin/api/audit/export?shop=${SHOP}`, {
        headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
      });
    spoil((await log()).length);
    const broken = await exported();
    assert.equal(broken.status, 200);
    await assert.rejects(broken.text());
    spoil(1);
    const refused = await exported();
    assert.equal(refused.status, 500);
    const told = logged.map((line) => JSON.parse(line));
    assert.deepEqual(
      told.map(({ msg, requestId }) => [msg, requestId]),
      [
        ['answer was cut off', broken.headers.get('x-request-id')],
        ['request failed', refused.headers.get('x-request-id')],
      ],
    );
    assert.equal(printed.mock.callCount(), 0);
  });
});
