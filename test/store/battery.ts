// What every store must do, whatever engine is behind it: one battery, run by each engine's test file.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { DirectoryStore, ResourceKind, ResourceWrite, Scope } from '../../src/directory/ports.ts';
import { resourceTypeOf, toObject } from '../../src/directory/representation.ts';
import { checkFilter, type Filter, matchFilter, parseFilter, printFilter } from '../../src/protocol/index.ts';
import { createDirectoryStore } from '../../src/store/directory-store.ts';
import type { Engine } from '../../src/store/engine.ts';
import { migrate } from '../../src/store/migrate.ts';
import { statement } from '../../src/store/statement.ts';
import { createStatusStore } from '../../src/store/status-store.ts';
import { createTenantStore } from '../../src/store/tenant-store.ts';
import type { Connection } from '../../src/tenants/ports.ts';
import { DEFAULT_SETTINGS } from '../../src/tenants/settings.ts';

const SHOP = 'example.myshopify.com';
const HERE: Scope = { shop: SHOP, connection: 'c1' };
const ELSEWHERE: Scope = { shop: 'other.myshopify.com', connection: 'c2' };

const outboxRow = statement<{ shop: string; subject: string }>()((db, p) =>
  db.selectFrom('outbox').selectAll().where('shop', '=', p('shop')).where('subject', '=', p('subject')),
);

/** Registers the battery; `open` gives an engine on an empty database. */
export function storeBattery(name: string, open: () => Promise<Engine>): void {
  describe(`store on ${name}`, () => {
    let engine: Engine;
    let store: DirectoryStore;
    before(async () => {
      engine = await open();
      await migrate(engine);
      const tenants = createTenantStore(engine);
      for (const scope of [HERE, ELSEWHERE]) await tenants.ensureConnection(connectionOf(scope), 1);
      store = createDirectoryStore(engine);
    });
    after(() => engine.close());

    const insert = (scope: Scope, kind: ResourceKind, resource: ResourceWrite) =>
      store.transact(async (transaction) => {
        if (!(await transaction.insert(scope, kind, resource))) throw new Error('taken');
        await transaction.markDirty(scope, kind, resource.id, 'ordinary', 5);
      });

    it('GIVEN a database that is up to date WHEN migrated again THEN nothing runs', async () => {
      assert.deepEqual(await migrate(engine), []);
    });

    it('GIVEN an inserted user WHEN it is found THEN it is as it was written, with its outbox row', async () => {
      await insert(HERE, 'User', user('u1', 'ann@x.example'));
      assert.deepEqual(await store.find(HERE, 'User', 'u1'), {
        id: 'u1',
        version: 1,
        body: body('ann@x.example'),
        createdAt: 10,
        modifiedAt: 10,
        inGroups: false,
      });
      const row = await engine.read.first(outboxRow, { shop: SHOP, subject: 'u1' });
      assert.equal(row?.state, 'pending');
      assert.equal(row?.version, 1);
    });

    it('GIVEN a user WHEN another shop, connection or kind asks for its id THEN there is none', async () => {
      assert.equal(await store.find(ELSEWHERE, 'User', 'u1'), undefined);
      assert.equal(await store.find({ ...HERE, connection: 'c9' }, 'User', 'u1'), undefined);
      assert.equal(await store.find(HERE, 'Group', 'u1'), undefined);
    });

    it('GIVEN a taken name WHEN it is inserted again THEN the write fails and leaves no trace', async () => {
      await assert.rejects(insert(HERE, 'User', user('u1b', 'ann@x.example')), /taken/);
      assert.equal(await store.find(HERE, 'User', 'u1b'), undefined);
      assert.equal(await engine.read.first(outboxRow, { shop: SHOP, subject: 'u1b' }), undefined);
      assert.equal((await all('User')).totalResults, 1);
    });

    it('GIVEN a taken name WHEN another connection inserts it THEN it is free there', async () => {
      await insert(ELSEWHERE, 'User', user('o1', 'ann@x.example'));
      assert.equal((await all('User', ELSEWHERE)).totalResults, 1);
      assert.equal((await all('User')).totalResults, 1);
    });

    it('GIVEN many writes at once, one of them refused WHEN they commit THEN the others stand', async () => {
      const names = ['bea', 'cem', 'ann', 'dov'].map((n) => `${n}@x.example`);
      const results = await Promise.allSettled(
        names.map((userName, i) => insert(HERE, 'User', user(`m${i}`, userName))),
      );
      assert.deepEqual(
        results.map((result) => result.status),
        ['fulfilled', 'fulfilled', 'rejected', 'fulfilled'],
      );
      assert.equal((await all('User')).totalResults, 4);
    });

    it('GIVEN the same name in concurrent inserts WHEN they commit THEN exactly one has it', async () => {
      const results = await Promise.allSettled(
        Array.from({ length: 8 }, (_, i) => insert(HERE, 'User', user(`r${i}`, 'race@x.example'))),
      );
      assert.equal(results.filter((result) => result.status === 'fulfilled').length, 1);
    });

    it('GIVEN concurrent changes of one user WHEN they commit THEN none is lost', async () => {
      const bump = () =>
        store.transact(async (transaction) => {
          const found = await transaction.find(HERE, 'User', 'u1');
          assert.ok(found);
          const next = { ...user('u1', 'ann@x.example'), version: found.version + 1, modifiedAt: 20 };
          assert.ok(await transaction.update(HERE, 'User', next, next));
        });
      await Promise.all(Array.from({ length: 10 }, bump));
      assert.equal((await store.find(HERE, 'User', 'u1'))?.version, 11);
    });

    it('GIVEN two users WHEN one takes the other’s name THEN the update is refused', async () => {
      const renamed = await store.transact((transaction) =>
        transaction.update(HERE, 'User', { ...user('m0', 'cem@x.example'), version: 2 }, user('m0', '')),
      );
      assert.equal(renamed, false);
    });

    it('GIVEN an urgent row WHEN an ordinary change follows THEN it stays urgent and counts up', async () => {
      await store.transact((transaction) => transaction.markDirty(HERE, 'User', 'm0', 'leaving', 30));
      await store.transact((transaction) => transaction.markDirty(HERE, 'User', 'm0', 'ordinary', 40));
      const row = await engine.read.first(outboxRow, { shop: SHOP, subject: 'm0' });
      assert.equal(row?.priority, 0);
      assert.equal(row?.version, 3);
      assert.equal(row?.due_at, 40);
    });

    it('GIVEN a group WHEN members are added twice and removed THEN each edge counts once', async () => {
      await insert(HERE, 'Group', group('g1', 'Sales'));
      const many = Array.from({ length: 120 }, (_, i) => ({ value: `x${String(i).padStart(3, '0')}` }));
      const count = (
        work: (t: Parameters<Parameters<DirectoryStore['transact']>[0]>[0]) => Promise<number>,
      ) => store.transact(work);
      assert.equal(await count((t) => t.addMembers(HERE, 'g1', many, 1)), 120);
      assert.equal(await count((t) => t.addMembers(HERE, 'g1', many.slice(0, 60), 1)), 0);
      assert.equal(await count((t) => t.removeMembers(HERE, 'g1', ['x000', 'x001', 'nobody'], 1)), 2);
      const page = await store.members(HERE, 'g1', 'x100', 5);
      assert.deepEqual(
        page.map((edge) => edge.value),
        ['x101', 'x102', 'x103', 'x104', 'x105'],
      );
      assert.equal(await count((t) => t.clearMembers(HERE, 'g1', 1)), 118);
    });

    it('GIVEN a member without a type WHEN it is a group THEN the edge says so', async () => {
      await insert(HERE, 'Group', group('g2', 'Nested'));
      await store.transact((t) => t.addMembers(HERE, 'g1', [{ value: 'g2' }, { value: 'u1' }], 1));
      assert.deepEqual(await store.members(HERE, 'g1', '', 10), [
        { value: 'g2', type: 'Group' },
        { value: 'u1', type: 'User' },
      ]);
    });

    it('GIVEN a member WHEN its user is removed THEN the edge is gone and the name free', async () => {
      assert.equal(await store.transact((t) => t.remove(HERE, 'User', 'u1', 60)), true);
      assert.equal(await store.transact((t) => t.remove(HERE, 'User', 'u1', 60)), false);
      assert.deepEqual(await store.members(HERE, 'g1', '', 10), [{ value: 'g2', type: 'Group' }]);
      const touched = await store.find(HERE, 'Group', 'g1');
      assert.deepEqual([touched?.version, touched?.modifiedAt], [2, 60], 'another version of its group');
      await insert(HERE, 'User', user('u2', 'ann@x.example'));
    });

    it('GIVEN pages WHEN they are walked THEN each resource is there once, in the order of creation', async () => {
      const seen: string[] = [];
      for (let startIndex = 1; ; startIndex += 2) {
        const page = await list(HERE, 'User', { startIndex, count: 2 });
        assert.equal(page.totalResults, 5);
        seen.push(...page.resources.map((resource) => resource.id));
        if (page.resources.length < 2) break;
      }
      assert.equal(new Set(seen).size, 5);
      assert.equal(seen.at(-1), 'u2');
    });

    it('GIVEN filters with and without an index WHEN listed THEN SQL and match agree', async () => {
      const everybody = (await all('User')).resources;
      for (const text of FILTERS) {
        const filter = checkFilter(resourceTypeOf('User'), parseFilter(text));
        const page = await list(HERE, 'User', { filter, startIndex: 1, count: 100 });
        const expected = everybody.filter((stored) =>
          matchFilter(resourceTypeOf('User'), filter, toObject('User', stored, '')),
        );
        const idsOf = (resources: typeof expected) => resources.map(({ id }) => id);
        assert.deepEqual(idsOf(page.resources), idsOf(expected), text);
        assert.equal(page.totalResults, expected.length, text);
      }
    });

    it('GIVEN groups WHEN filtered by a member THEN the edge answers', async () => {
      const query = async (text: string) => {
        const filter = checkFilter(resourceTypeOf('Group'), parseFilter(text));
        const page = await list(HERE, 'Group', { filter, startIndex: 1, count: 100 });
        return page.resources.map((resource) => resource.id);
      };
      assert.deepEqual(await query('members eq "g2"'), ['g1']);
      assert.deepEqual(await query('members[value eq "g2"]'), ['g1']);
      assert.deepEqual(await query('displayName eq "SALES" and members.value eq "g2"'), ['g1']);
      assert.deepEqual(await query('members.type eq "group"'), ['g1']);
      assert.deepEqual(await query('members eq "nobody"'), []);
    });

    it('GIVEN nested groups, two of them in a circle WHEN memberships are read THEN each is there once, direct before indirect', async () => {
      await insert(HERE, 'User', user('n1', 'nia@x.example'));
      await insert(HERE, 'User', user('n2', 'noa@x.example'));
      for (const [id, name] of [
        ['k1', 'Inner'],
        ['k2', 'Middle'],
        ['k3', 'Outer'],
      ] as const)
        await insert(HERE, 'Group', group(id, name));
      await store.transact(async (t) => {
        await t.addMembers(HERE, 'k1', [{ value: 'n1' }], 1);
        await t.addMembers(HERE, 'k2', [{ value: 'k1' }, { value: 'n2' }], 1);
        await t.addMembers(HERE, 'k3', [{ value: 'k2' }, { value: 'n1' }], 1);
        await t.addMembers(HERE, 'k1', [{ value: 'k3' }], 1);
      });
      const memberships = await store.groupsOf(HERE, ['n1', 'n2', 'nobody']);
      const [inner, middle, outer] = [
        ['k1', 'Inner'],
        ['k2', 'Middle'],
        ['k3', 'Outer'],
      ].map(([value, display]) => (type: string) => ({ value, display, type }));
      assert.ok(inner && middle && outer);
      assert.deepEqual(memberships.get('n1'), [inner('direct'), middle('indirect'), outer('direct')]);
      assert.deepEqual(memberships.get('n2'), [inner('indirect'), middle('direct'), outer('indirect')]);
      assert.equal(memberships.has('nobody'), false);
      assert.equal((await store.groupsOf(ELSEWHERE, ['n1'])).size, 0);

      const query = async (text: string) => {
        const filter = checkFilter(resourceTypeOf('User'), parseFilter(text));
        const page = await list(HERE, 'User', { filter, startIndex: 1, count: 100 });
        assert.equal(page.totalResults, page.resources.length);
        return page.resources.map((resource) => resource.id);
      };
      assert.deepEqual(await query('groups.value eq "k1"'), ['n1', 'n2']);
      assert.deepEqual(await query('groups[value eq "k2"] and active eq true'), ['n1', 'n2']);
      assert.deepEqual(await query('groups eq "k3" and userName sw "noa"'), ['n2']);
      assert.deepEqual(await query('groups[value eq "k1" and type eq "direct"]'), ['n1']);
      assert.deepEqual(await query('groups.display eq "middle" and userName co "n"'), ['n1', 'n2']);
      assert.deepEqual(await query('groups eq "nothing"'), []);
      await store.transact(async (t) => {
        for (const id of ['n1', 'n2']) await t.remove(HERE, 'User', id, 5);
        for (const id of ['k1', 'k2', 'k3']) await t.remove(HERE, 'Group', id, 5);
      });
    });

    it('GIVEN users WHEN names are asked for THEN those who exist have theirs', async () => {
      const names = await store.displayNames(HERE, ['m0', 'nobody']);
      assert.deepEqual([...names], [['m0', 'bea']]);
    });

    it('GIVEN a user that was never synced WHEN its sync is asked for THEN it is pending', async () => {
      const facts = await store.syncFacts(HERE, ['m1', 'nobody']);
      assert.deepEqual(
        [...facts],
        [['m1', { syncState: 'pending', customerId: null, lastError: null, origin: null }]],
      );
    });

    it('GIVEN groups that may share a name WHEN one more takes it THEN a filter finds each, and a unique one is refused', async () => {
      const twin = (id: string): ResourceWrite => ({ ...group(id, 'Twins'), naming: 'shared' });
      await insert(HERE, 'Group', twin('t1'));
      await insert(HERE, 'Group', twin('t2'));
      const filter = checkFilter(resourceTypeOf('Group'), parseFilter('displayName eq "TWINS"'));
      const page = await list(HERE, 'Group', { filter, startIndex: 1, count: 1 });
      assert.deepEqual([page.totalResults, page.resources.map(({ id }) => id)], [2, ['t1']]);
      await assert.rejects(insert(HERE, 'Group', group('t3', 'twins')), /taken/);
      const renamed = (naming: ResourceWrite['naming']) =>
        store.transact((t) =>
          t.update(HERE, 'Group', { ...group('t2', 'Twins'), naming, version: 2 }, twin('t2')),
        );
      assert.deepEqual([await renamed('unique'), await renamed('kept')], [false, true]);
    });

    it('GIVEN a count of 0 WHEN listed THEN only the total comes', async () => {
      assert.deepEqual(await list(HERE, 'User', { startIndex: 1, count: 0 }), {
        totalResults: 5,
        resources: [],
      });
      const filter = checkFilter(resourceTypeOf('User'), parseFilter('active eq true'));
      const page = await list(HERE, 'User', { filter, startIndex: 1, count: 0 });
      assert.deepEqual([page.totalResults, page.resources.length], [5, 0]);
    });

    it('GIVEN users WHEN the status is read THEN it names them and counts what waits, first where a person is needed', async () => {
      const status = createStatusStore(engine);
      assert.equal(await status.countShops(), 2);
      const [first] = await status.shops(1);
      assert.equal(first?.shop, SHOP);
      assert.equal(first?.users, 5);
      assert.ok((first?.pending ?? 0) > 0);
      const users = await status.recentUsers(SHOP, 'c1', 10);
      assert.ok(users.some((row) => row.userId === 'u2' && row.state === 'pending'));
      await store.transact((transaction) => transaction.markDirty(ELSEWHERE, 'User', 'e9', 'ordinary', 5));
      await engine.kysely
        .updateTable('outbox')
        .set({ state: 'dead' })
        .where('shop', '=', ELSEWHERE.shop)
        .execute();
      const shops = await status.shops(1);
      assert.deepEqual([shops[0]?.shop, (shops[0]?.dead ?? 0) > 0], [ELSEWHERE.shop, true]);
      const named = await status.shops(1, SHOP);
      assert.deepEqual(
        named.map(({ shop }) => shop),
        [SHOP],
      );
      assert.deepEqual(await status.shops(1, 'none'), []);
      await engine.kysely.deleteFrom('outbox').where('shop', '=', ELSEWHERE.shop).execute();
    });

    it('GIVEN a connection WHEN its switches change THEN it is stored and marked dirty', async () => {
      const tenants = createTenantStore(engine);
      await tenants.updateConnection(SHOP, 'c1', { scimProvisioning: true, domains: ['x.example'] }, 50);
      const connection = (await tenants.listConnections()).find((candidate) => candidate.id === 'c1');
      assert.deepEqual(connection?.domains, ['x.example']);
      assert.equal(connection?.scimProvisioning, true);
      assert.equal((await engine.read.first(outboxRow, { shop: SHOP, subject: 'c1' }))?.kind, 'connection');
    });

    it('GIVEN two processes that start at once WHEN each ensures the connection THEN there is one', async () => {
      const tenants = createTenantStore(engine);
      const made = await Promise.all(
        ['a', 'b', 'c'].map((connection) =>
          tenants.ensureConnection(connectionOf({ shop: 'third.myshopify.com', connection }), 1),
        ),
      );
      assert.equal(new Set(made.map((connection) => connection.id)).size, 1);
    });

    const all = (kind: ResourceKind, scope = HERE) => list(scope, kind, {});
    async function list(
      scope: Scope,
      kind: ResourceKind,
      { filter, startIndex = 1, count = 100 }: { filter?: Filter; startIndex?: number; count?: number },
    ) {
      const kinds = [{ kind, type: resourceTypeOf(kind), filter, sort: undefined }];
      const name = () => `${kind} ${filter && printFilter(filter)}`;
      const query = { kinds, descending: false, start: { startIndex }, count, name };
      const { totalResults, resources } = await store.list(scope, query);
      return { totalResults, resources: resources.map(({ stored }) => stored) };
    }
  });
}

const FILTERS = [
  'userName eq "BEA@x.example"',
  'userName eq "nobody"',
  'id eq "m1"',
  'externalId eq "ext-m1"',
  'active eq true',
  'active eq false',
  'userName eq "bea@x.example" and active eq true',
  'userName eq "bea@x.example" and displayName sw "b"',
  'displayName co "e"',
  'userName eq "bea@x.example" or id eq "m1"',
  'not (userName eq "bea@x.example")',
  'externalId ne "ext-m1"',
  'externalId eq null',
];

function connectionOf({ shop, connection }: Scope): Connection {
  return {
    shop,
    id: connection,
    name: 'Entra',
    provider: 'entra',
    rank: 1,
    ending: null,
    scimProvisioning: false,
    newCustomerCreation: false,
    linkPolicy: 'link',
    domains: [],
    strict: false,
    schemas: [],
    settings: DEFAULT_SETTINGS,
  };
}

function body(userName: string): string {
  return JSON.stringify({ schemas: ['s'], userName, displayName: userName.split('@')[0], active: true });
}

function user(id: string, userName: string): ResourceWrite {
  const externalId = `ext-${id}`;
  const text = id.startsWith('m')
    ? body(userName).replace('{', `{"externalId":"${externalId}",`)
    : body(userName);
  return {
    id,
    version: 1,
    body: text,
    createdAt: 10,
    modifiedAt: 10,
    nameKey: userName,
    displayKey: userName.split('@')[0] ?? null,
    naming: 'unique',
    externalId: id.startsWith('m') ? externalId : null,
    active: true,
  };
}

function group(id: string, displayName: string): ResourceWrite {
  const text = JSON.stringify({ schemas: ['s'], displayName });
  const key = displayName.toLowerCase();
  const keys = { nameKey: key, displayKey: key, externalId: null, active: true };
  return { id, version: 1, body: text, createdAt: 10, modifiedAt: 10, naming: 'unique', ...keys };
}
