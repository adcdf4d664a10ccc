// RULES 28 from outside: after a life full of events a person asks to be forgotten, and nothing names it any more.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import SQLite from 'better-sqlite3';
import { createUser, customersOf, patchUser, person, settle } from '../oversight/support.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { type Harness, SHOP, startHarness, WEBHOOK_SECRET } from '../support/rollcall.ts';
import { bytesOf, rowsOf } from '../support/stored.ts';
import { askFor, configureWebhooks, liveALife, quill, requestsOf, TELLING } from './life.ts';

const SYNC = 'urn:ietf:params:scim:schemas:extension:rollcall:2.0:User';
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';

let harness: Harness;
let databaseUrl: string;
let log = '';
let offset = 0;

async function begin(url: string): Promise<void> {
  databaseUrl = url;
  log = '';
  offset = 0;
  harness = await startHarness({
    databaseUrl,
    logLevel: 'trace',
    now: () => Date.now() + offset,
    onLog: (line) => {
      log += line;
    },
  });
  await configureWebhooks(harness);
}

/** Erases, and looks once more for what was noted meanwhile. */
async function redact(customerId: string): Promise<void> {
  await askFor(harness, 'customers/redact', customerId);
  await harness.rollcall.privacy.drain();
  await settle(harness);
  offset += 2 * 60_000;
  await harness.rollcall.privacy.drain();
  await settle(harness);
}

function assertForgotten(texts: Iterable<[string, string]>): void {
  for (const [where, text] of texts) {
    for (const telling of TELLING) {
      const at = text.toLowerCase().indexOf(telling);
      assert.equal(at, -1, `${where} holds ${telling}: ${text.slice(Math.max(0, at - 200), at + 60)}`);
    }
  }
}

/** RULES 22: the guard goes by what is kept. */
async function assertActiveAreCounted(): Promise<void> {
  const tables = await rowsOf(databaseUrl);
  const rows = (table: string) => (tables.get(table) ?? []).map((row) => JSON.parse(row));
  const kept = rows('connection_counts').map(({ active_users }) => Number(active_users));
  const active = rows('users').filter((row) => row.active === 1);
  assert.deepEqual(kept, [active.length]);
}

async function assertNothingNamesIt(): Promise<void> {
  const tables = await rowsOf(databaseUrl);
  assert.ok((tables.get('events')?.length ?? 0) > 10, 'the timeline is still there');
  assertForgotten([...tables].flatMap(([table, rows]) => rows.map((row): [string, string] => [table, row])));
  assertForgotten([['the log', log]]);
}

const user = async (id: string) =>
  (await harness.scim('GET', `/Users/${id}?attributes=userName,active,emails,${SYNC}`)).body;
const reviews = async () =>
  (await harness.admin('GET', `/connections/${harness.connectionId}/reviews`)).body.reviews;

describe('the erasure of a person', () => {
  let folder: string;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rollcall-erasure-'));
    await begin(`sqlite:${join(folder, 'erasure.sqlite')}`);
  });
  afterEach(async () => {
    await harness.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('RULES 28: GIVEN a life full of events WHEN its erasure is asked for THEN no table, no byte of the file and no line of the log names it', async () => {
    const { userId, customerId } = await liveALife(harness);
    const held = [...(await rowsOf(databaseUrl)).values()].flat().join('\n').toLowerCase();
    for (const telling of TELLING) assert.ok(held.includes(telling), `${telling} was held until now`);
    await redact(customerId);
    await assertNothingNamesIt();
    assert.deepEqual(
      (await requestsOf(harness)).map(({ kind, state }) => [kind, state]),
      [['customer_redact', 'done']],
    );
    // The id remains, and says what became of it.
    assert.deepEqual(await user(userId), {
      schemas: [USER, SYNC],
      id: userId,
      userName: `erased-${userId}`,
      active: false,
      [SYNC]: { syncState: 'erased' },
    });
    const found = await harness.scim('GET', `/Users?filter=userName eq "a.penhaligon@example.com"`);
    assert.equal(found.body.totalResults, 0);
    const { body } = await harness.admin('GET', `/audit/verification?shop=${SHOP}`);
    assert.deepEqual(body.faults, []);
    assert.ok(
      (await harness.admin('GET', `/audit?shop=${SHOP}`)).body.entries.some(
        ({ what, actor }: { what: string; actor: { kind: string } }) =>
          what === 'customers/redact' && actor.kind === 'shopify',
      ),
    );
    // Other people are as they were.
    assert.equal(
      (await harness.scim('GET', '/Users?filter=userName eq "boss@example.com"')).body.totalResults,
      1,
    );
    await harness.rollcall.rest();
    assertForgotten([['the file', bytesOf(join(folder, 'erasure.sqlite'))]]);
  });

  it('RULES 28: GIVEN somebody who was erased WHEN the provider writes it again, under its id or another THEN it is held until a person decides', async () => {
    const { userId, customerId } = await liveALife(harness);
    await redact(customerId);
    await assertActiveAreCounted();
    await harness.sim('DELETE', `/_sim/customers/${customerId.split('/').at(-1)}`);
    const customers = (await customersOf(harness)).length;

    await patchUser(harness, userId, { title: 'Surveyor', active: true });
    await settle(harness);
    assert.equal((await user(userId))[SYNC].syncState, 'held');
    const put = await harness.scim('PUT', `/Users/${userId}`, { schemas: [USER], ...quill, active: true });
    assert.equal(put.status, 200);
    await settle(harness);
    assert.deepEqual((await user(userId))[SYNC], { syncState: 'held', lastError: 'review_erased' });
    await harness.scim('DELETE', `/Users/${userId}`);
    // As a provider does that looked for the userName and found nobody.
    const again = await createUser(harness, { schemas: [USER], ...quill });
    // And under an address that it once had.
    const old = await createUser(harness, {
      ...person('someone'),
      emails: [{ type: 'work', value: 'a.penhaligon@example.com' }],
    });
    await settle(harness);
    const held = await reviews();
    assert.deepEqual(
      held
        .map((review: { userId: string; code: string; choices: string[] }) => [
          review.userId,
          review.code,
          review.choices,
        ])
        .sort(),
      [again, old].sort().map((id) => [id, 'review_erased', ['recreate', 'leave']]),
    );
    assert.equal((await customersOf(harness)).length, customers);
    const dryRun = await harness.admin('POST', `/connections/${harness.connectionId}/dry-runs`, {});
    assert.equal(dryRun.status, 200);

    await harness.admin('POST', `/connections/${harness.connectionId}/reviews/${again}`, {
      decision: 'recreate',
    });
    await settle(harness);
    assert.equal((await user(again))[SYNC].syncState, 'synced');
    assert.equal((await customersOf(harness)).length, customers + 1);
  });

  it('GIVEN a person whose user was deleted WHEN it is erased THEN what was noted of that user names it no more', async () => {
    const { userId, customerId } = await liveALife(harness);
    await harness.scim('DELETE', `/Users/${userId}`);
    await settle(harness);
    await redact(customerId);
    await assertNothingNamesIt();
  });

  it('GIVEN somebody whose create is part of a bulk operation WHEN its erasure is asked for THEN it waits for the end of that', async () => {
    const { userId, customerId } = await liveALife(harness);
    const database = new SQLite(join(folder, 'erasure.sqlite'));
    const values = [SHOP, 'run', 0, harness.connectionId, userId, 'link', 1, JSON.stringify(quill)];
    database.prepare('insert into bulk_creates values (?, ?, ?, ?, ?, ?, ?, ?)').run(values);
    await redact(customerId);
    assert.deepEqual(
      (await requestsOf(harness)).map(({ state }) => state),
      ['open'],
    );
    assert.equal((await user(userId)).userName, 'a.penhaligon@example.com');
    database.prepare('delete from bulk_creates').run();
    database.close();
    for (let round = 0; round < 2; round += 1) {
      offset += 2 * 60_000;
      await harness.rollcall.privacy.drain();
    }
    await settle(harness);
    await assertNothingNamesIt();
  });

  it('GIVEN a data request WHEN the merchant opens it THEN the document holds what is held, has a deadline, and is in the log; and is forgotten', async () => {
    const { userId, customerId } = await liveALife(harness);
    await askFor(harness, 'customers/data_request', customerId);
    const [request] = await requestsOf(harness);
    assert.equal(request?.kind, 'data_request');
    assert.equal((request?.deadlineAt ?? 0) - (request?.receivedAt ?? 0), 30 * 24 * 3_600_000);
    const path = `/privacy/requests/${request?.id}`;
    const { body } = await harness.admin('GET', `${path}/document`);
    const { held } = body as { held: Record<string, { id?: string; body?: object }[]> };
    assert.equal(held.users?.[0]?.id, userId);
    for (const table of ['claims', 'links', 'events', 'certificates', 'groups', 'otherEvents', 'audit']) {
      assert.ok((held[table]?.length ?? 0) > 0, `${table} is part of it`);
    }
    const text = JSON.stringify(body).toLowerCase();
    for (const telling of TELLING) assert.ok(text.includes(telling), `${telling} is part of it`);
    const [ended] = (await harness.admin('GET', `/audit?shop=${SHOP}&limit=1`)).body.entries;
    assert.equal(ended.what, 'GET /privacy/requests/:request/document');
    // Nothing of the document is kept, and the request not longer than it is needed.
    assert.ok(!JSON.stringify(ended).toLowerCase().includes('quillfeather'));
    await harness.admin('POST', `${path}/done`);
    assert.deepEqual(
      (await requestsOf(harness)).map(({ state }) => state),
      ['done'],
    );
    offset += 31 * 24 * 3_600_000;
    await harness.rollcall.privacy.drain();
    assert.deepEqual(await requestsOf(harness), []);
  });

  it('GIVEN a webhook whose header names another shop than its payload WHEN it comes THEN nothing is asked for', async () => {
    const body = JSON.stringify({ shop_id: 1, shop_domain: 'other.myshopify.com' });
    const headers = {
      'x-shopify-topic': 'shop/redact',
      'x-shopify-shop-domain': SHOP,
      'x-shopify-webhook-id': 'forged',
      'x-shopify-hmac-sha256': createHmac('sha256', WEBHOOK_SECRET).update(body).digest('base64'),
    };
    const { status } = await fetch(`${harness.url}/shopify/webhooks`, { method: 'POST', headers, body });
    assert.equal(status, 200);
    assert.deepEqual(await requestsOf(harness), []);
  });

  it('RULES 28: GIVEN a shop that is gone WHEN its erasure is asked for THEN nothing of it is left but what the audit log chains', async () => {
    await liveALife(harness);
    await askFor(harness, 'shop/redact');
    await harness.rollcall.privacy.drain();
    offset += 2 * 60_000;
    await harness.rollcall.privacy.drain();
    await harness.rollcall.rest();
    const left = [...(await rowsOf(databaseUrl))].filter(([, rows]) =>
      rows.some((row) => row.includes(SHOP)),
    );
    assert.deepEqual(left.map(([table]) => table).sort(), [
      'audit_entries',
      'audit_heads',
      'privacy_requests',
    ]);
    assertForgotten(left.flatMap(([table, rows]) => rows.map((row): [string, string] => [table, row])));
    assertForgotten([
      ['the file', bytesOf(join(folder, 'erasure.sqlite'))],
      ['the log', log],
    ]);
    assert.deepEqual((await harness.rollcall.audit.verify(SHOP)).faults, []);
  });
});

describe('the erasure of a shop that installed the app', () => {
  afterEach(() => harness.close());

  const DAY = 24 * 3_600_000;
  const usersLeft = async () => (await harness.admin('GET', '/connections')).body.length;

  async function redactAfter(days: number): Promise<void> {
    offset += days * DAY;
    await askFor(harness, 'shop/redact');
    await harness.rollcall.privacy.drain();
  }

  it('RULES 28: GIVEN a shop that was uninstalled WHEN its erasure is asked for two days later THEN it is erased; but not one that came back meanwhile', async () => {
    offset = 0;
    const access = 'publicApp' as const;
    harness = await startHarness({ access, now: () => Date.now() + offset });
    await configureWebhooks(harness);
    // As far as is known it was installed today.
    await redactAfter(0);
    assert.equal(await usersLeft(), 1);
    const [ended] = (await harness.admin('GET', `/audit?shop=${SHOP}&limit=1`)).body.entries;
    assert.deepEqual(ended.values, { after: { leftAsItIs: 'the app was installed again' } });
    // That it was uninstalled was never heard here.
    await redactAfter(3);
    assert.equal(await usersLeft(), 0);
  });
});

describe('the erasure of a person on PostgreSQL', () => {
  let postgres: TestPostgres;
  before(async () => {
    postgres = await startPostgres();
  });
  after(() => postgres.stop());
  afterEach(() => harness.close());

  it('RULES 28: GIVEN a life full of events WHEN its erasure, and then the shop’s, is asked for THEN no table names it, and then none the shop', async () => {
    await begin(await postgres.createDatabase());
    const { userId, customerId } = await liveALife(harness);
    await redact(customerId);
    await assertNothingNamesIt();
    assert.equal((await user(userId))[SYNC].syncState, 'erased');
    await askFor(harness, 'shop/redact');
    await harness.rollcall.privacy.drain();
    offset += 2 * 60_000;
    await harness.rollcall.privacy.drain();
    const left = [...(await rowsOf(databaseUrl))].filter(([, rows]) =>
      rows.some((row) => row.includes(SHOP)),
    );
    assert.deepEqual(left.map(([table]) => table).sort(), [
      'audit_entries',
      'audit_heads',
      'privacy_requests',
    ]);
  });
});
