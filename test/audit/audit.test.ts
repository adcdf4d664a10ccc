// The audit log on a real database: what is chained, what a person could change there, and what then shows.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import SQLite from 'better-sqlite3';
import { type Audit, createAudit } from '../../src/audit/audit.ts';
import { difference } from '../../src/audit/difference.ts';
import { describeVerdict } from '../../src/audit/verdict.ts';
import { newId } from '../../src/ids.ts';
import { createAuditStore } from '../../src/store/audit-store.ts';
import type { Engine } from '../../src/store/engine.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openEngine } from '../../src/store/open.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';

const SHOP = 'example.myshopify.com';
const OPERATOR = { kind: 'operator', subject: null } as const;
const act = (what: string, request?: unknown) => ({ shop: SHOP, actor: OPERATOR, what, request });

async function openAudit(url: string): Promise<{ engine: Engine; audit: Audit }> {
  const engine = openEngine(url);
  await migrate(engine);
  return { engine, audit: createAudit({ store: createAuditStore(engine), now: Date.now, newId }) };
}

describe('the audit log', () => {
  let folder: string;
  let engine: Engine;
  let audit: Audit;
  const file = () => join(folder, 'audit.sqlite');
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rollcall-audit-'));
    ({ engine, audit } = await openAudit(`sqlite:${file()}`));
  });
  afterEach(async () => {
    await engine.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Changes the file as somebody with access to it could. */
  async function tamper(sql: string): Promise<void> {
    // Reads of one turn share a snapshot.
    await setImmediate();
    const database = new SQLite(file());
    database.exec(sql);
    database.close();
  }

  async function threeActs(): Promise<void> {
    for (const name of ['one', 'two', 'three']) await audit.carryOut(act(name, { name }), async () => name);
  }

  const faults = async (anchor?: { seq: number; hash: string }) => {
    const verdict = await audit.verify(SHOP, anchor);
    return verdict.faults.map(({ seq, fault }) => `${seq} ${fault}`);
  };

  it('GIVEN acts WHEN carried out THEN each is there before it begins and when it ended, and the chain holds', async () => {
    const end = await audit.begin(act('PATCH /connections/:id', { scimProvisioning: true }));
    const [begun] = await audit.list(SHOP, 100, 10);
    assert.deepEqual([begun?.seq, begun?.phase, begun?.status], [1, 'begun', null]);
    await end({ status: 200, before: { on: false }, after: { on: true } });
    const [ended, first] = await audit.list(SHOP, 100, 10);
    assert.equal(ended?.act, first?.act);
    assert.deepEqual(first?.values, { request: { scimProvisioning: true } });
    assert.deepEqual(ended?.values, { before: { on: false }, after: { on: true } });
    assert.deepEqual(await faults(), []);
    assert.deepEqual(await audit.verify('other.myshopify.com'), {
      shop: 'other.myshopify.com',
      entries: 0,
      head: { seq: 0, hash: '' },
      faults: [],
    });
  });

  it('GIVEN an act that fails WHEN carried out THEN its end says so, and the error is the caller’s', async () => {
    await assert.rejects(
      audit.carryOut(act('one'), async () => {
        throw new Error('no');
      }),
      /no/,
    );
    const [ended] = await audit.list(SHOP, 100, 1);
    assert.deepEqual([ended?.phase, ended?.status, ended?.code], ['ended', 500, 'failed']);
  });

  it('GIVEN secrets in what was asked and answered WHEN written down THEN none is', async () => {
    const token = 'rollcall_example.myshopify.com_0123_secretsecret';
    await audit.carryOut(
      act('one', { note: token, password: 'hunter2' }),
      async () => 1,
      () => ({ made: token }),
    );
    const all = [];
    for await (const record of audit.all(SHOP)) all.push(record);
    assert.equal(all.length, 2);
    assert.ok(!/secretsecret|hunter2/.test(JSON.stringify(all)));
  });

  it('GIVEN values that were erased WHEN verified THEN the chain holds without them', async () => {
    await threeActs();
    await tamper('update audit_entries set personal = null');
    assert.deepEqual(await faults(), []);
    assert.equal((await audit.list(SHOP, 100, 1))[0]?.values, null);
  });

  const CHANGES: [string, string, string[]][] = [
    [
      'an entry was changed',
      `update audit_entries set facts = replace(facts, 'two', 'owt') where seq = 3`,
      ['3 changed'],
    ],
    [
      'values beside it were changed',
      `update audit_entries set personal = replace(personal, 'two', 'owt') where seq = 3`,
      ['3 values_changed'],
    ],
    ['an entry was removed', 'delete from audit_entries where seq = 3', ['4 missing']],
    [
      'entries changed places',
      'update audit_entries set seq = -seq where seq in (3, 4); update audit_entries set seq = 7 + seq where seq < 0',
      ['3 changed', '4 changed', '5 changed'],
    ],
    ['the end was cut off', 'delete from audit_entries where seq > 4', ['6 cut']],
  ];
  for (const [what, sql, shown] of CHANGES) {
    it(`GIVEN a log of which ${what} WHEN verified THEN it shows where`, async () => {
      await threeActs();
      await tamper(sql);
      assert.deepEqual(await faults(), shown);
      assert.match(describeVerdict(await audit.verify(SHOP)).join('\n'), /^fault {2}example/);
    });
  }

  it('GIVEN an end that was cut off with its note WHEN verified THEN only an anchor that was kept elsewhere shows it', async () => {
    await threeActs();
    const anchor = await audit.head(SHOP);
    assert.deepEqual(await faults(anchor), []);
    await tamper(`delete from audit_entries where seq > 4;
      update audit_heads set seq = 4, hash = (select hash from audit_entries where seq = 4)`);
    assert.deepEqual(await faults(), []);
    assert.deepEqual(await faults(anchor), ['6 anchor']);
    // Whoever goes on from there makes another chain.
    await audit.carryOut(act('four'), async () => undefined);
    assert.deepEqual(await faults(anchor), ['6 anchor']);
  });
});

describe('the audit log on PostgreSQL', () => {
  let postgres: TestPostgres;
  before(async () => {
    postgres = await startPostgres();
  });
  after(() => postgres.stop());

  it('GIVEN two processes WHEN both write at once THEN one chain comes of it', async () => {
    const url = await postgres.createDatabase();
    const one = await openAudit(url);
    const two = await openAudit(url);
    await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        (n % 2 === 0 ? one : two).audit.carryOut(act(`act ${n}`, { n }), async () => n),
      ),
    );
    const verdict = await one.audit.verify(SHOP);
    assert.deepEqual([verdict.entries, verdict.faults], [40, []]);
    assert.deepEqual(await two.audit.shops(), [SHOP]);
    await one.engine.close();
    await two.engine.close();
  });
});

describe('difference', () => {
  it('GIVEN two documents WHEN compared THEN what differs is left of each', () => {
    assert.deepEqual(
      difference({ a: 1, b: { c: 2, d: 3 }, e: [1] }, { a: 1, b: { c: 4, d: 3 }, e: [1, 2] }),
      {
        before: { b: { c: 2 }, e: [1] },
        after: { b: { c: 4 }, e: [1, 2] },
      },
    );
    assert.deepEqual(difference({ a: 1 }, { b: 2 }), { before: { a: 1 }, after: { b: 2 } });
    assert.deepEqual(difference(undefined, { a: 1 }), { before: undefined, after: { a: 1 } });
  });
});
