// What is forgotten, blanked and kept, on both engines.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createCredentialStore } from '../../src/store/credential-store.ts';
import { createEndingStore } from '../../src/store/ending-store.ts';
import type { Engine } from '../../src/store/engine.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openEngine } from '../../src/store/open.ts';
import { createTenantStore } from '../../src/store/tenant-store.ts';
import { createTimelineStore } from '../../src/store/timeline-store.ts';
import { createTenants } from '../../src/tenants/tenants.ts';
import type { TimelineStore } from '../../src/timeline/ports.ts';
import { createRetention } from '../../src/timeline/retention.ts';
import { createTimeline, NEWEST, type Timeline } from '../../src/timeline/timeline.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';

const DAY = 24 * 3_600_000;
const HERE = { shop: 'example.myshopify.com', connection: 'c1' };
const THERE = { shop: 'example.myshopify.com', connection: 'c2' };
const PAGE = { before: NEWEST, limit: 5_000 };

describe('the timeline in SQLite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-timeline-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  testTimeline(async () => `sqlite:${join(folder, 'timeline.sqlite')}`);
});

describe('the timeline in PostgreSQL', () => {
  let postgres: TestPostgres;
  before(async () => {
    postgres = await startPostgres();
  });
  after(() => postgres.stop());
  testTimeline(() => postgres.createDatabase());
});

/** `HERE` keeps its events for 30 days, `THERE` for ten years. */
async function makeConnections(engine: Engine): Promise<void> {
  const ids = [HERE.connection, THERE.connection].values();
  const tenants = createTenants({
    store: createTenantStore(engine),
    credentialStore: createCredentialStore(engine),
    endingStore: createEndingStore(engine),
    now: Date.now,
    newId: () => ids.next().value ?? assert.fail('there are two'),
  });
  await tenants.ensureConnection(HERE.shop, { settings: { retention: { days: 30 } } });
  const second = { shop: THERE.shop, name: 'Second', provider: 'other' } as const;
  await tenants.createConnection(second, { settings: { retention: { days: 3_650 } } });
}

function testTimeline(databaseUrl: () => Promise<string>): void {
  let engine: Engine;
  let store: TimelineStore;
  let timeline: Timeline;
  before(async () => {
    engine = openEngine(await databaseUrl());
    await migrate(engine);
    store = createTimelineStore(engine);
    await makeConnections(engine);
    let made = 0;
    timeline = createTimeline({
      store,
      newId() {
        made += 1;
        return String(made).padStart(6, '0');
      },
      onLoss: (_, error) => assert.fail(String(error)),
    });
  });
  after(() => engine.close());

  const note = (scope: typeof HERE, subject: string, at: number) =>
    timeline.note({ ...scope, subject, at, kind: 'call', data: { status: 200 }, personal: { name: 'Ann' } });

  it('GIVEN more events than a batch WHEN flushed THEN each is there, in order, and nobody else’s', async () => {
    for (let at = 0; at < 1_300; at += 1) note(HERE, at % 2 === 0 ? 'ann' : '', 100 * DAY + (at >> 2));
    note(THERE, 'ann', 1);
    const events = await timeline.ofSubject(HERE, 'ann', PAGE);
    assert.equal(events.length, 650);
    const ids = events.map(({ id }) => id);
    assert.deepEqual(ids, [...ids].sort().reverse());
    assert.equal((await timeline.calls([HERE, THERE], PAGE)).length, 1_301);
  });

  it('GIVEN a user to be erased WHEN erased THEN the events stay and say no more who it was', async () => {
    await store.erase(HERE, 'ann');
    const events = await timeline.ofSubject(HERE, 'ann', PAGE);
    assert.equal(events.length, 650);
    assert.ok(events.every(({ personal, data }) => personal === null && data === '{"status":200}'));
    assert.notEqual((await timeline.ofSubject(THERE, 'ann', PAGE))[0]?.personal, null);
  });

  it('GIVEN a connection that keeps less WHEN old events are forgotten THEN only its own, and only the old', async () => {
    note(HERE, 'bob', 150 * DAY);
    await timeline.flush();
    const retention = createRetention({
      store,
      now: () => 151 * DAY,
      onFailure: (error) => assert.fail(String(error)),
    });
    assert.equal(await retention.run(), 1_300);
    assert.equal((await timeline.calls([HERE], PAGE)).length, 1);
    assert.equal((await timeline.calls([THERE], PAGE)).length, 1);
    await retention.stop();
  });

  it('GIVEN calls that only read WHEN flushed THEN they are one event with their number', async () => {
    const call = {
      ...HERE,
      at: 151 * DAY,
      method: 'GET',
      path: '/scim/v2/Users',
      status: 200,
      durationMs: 2,
    };
    for (let times = 0; times < 100; times += 1) timeline.count(call);
    const [reads] = await timeline.calls([HERE], PAGE);
    assert.equal(reads?.kind, 'reads');
    assert.deepEqual(JSON.parse(reads?.data ?? ''), {
      method: 'GET',
      path: '/scim/v2/Users',
      status: 200,
      count: 100,
      durationMs: 200,
    });
  });
}
