// Whom a change of a group makes dirty, and how a large one is worked off: run by each engine's test file.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { createWriter, type DirectoryWriter } from '../../src/directory/write.ts';
import { PATCH_OP, parsePatch, resourceTypesWith } from '../../src/protocol/index.ts';
import { createDirectoryStore } from '../../src/store/directory-store.ts';
import type { Engine } from '../../src/store/engine.ts';
import { migrate } from '../../src/store/migrate.ts';
import { createSyncStore } from '../../src/store/sync-store.ts';
import { createTenantStore } from '../../src/store/tenant-store.ts';
import type { Lease, SyncStore } from '../../src/sync/ports.ts';
import { DEFAULT_SETTINGS, mergeSettings } from '../../src/tenants/settings.ts';

const SHOP = 'groups.myshopify.com';
const SCOPE = { shop: SHOP, connection: 'c1' };
const TARGET = {
  ...SCOPE,
  strict: false,
  types: resourceTypesWith([]),
  baseUrl: 'https://x.example/scim/v2',
};
const RULES = [{ match: { pattern: 'g*' }, tags: ['g:{{ group.name }}'], metafields: [] }];
const SOME = 7;
const MANY = 620;
const PAGE = 250;

/** Registers the battery; `open` gives an engine on an empty database. */
export function groupBattery(name: string, open: () => Promise<Engine>): void {
  describe(`groups and the sync on ${name}`, () => {
    let engine: Engine;
    let store: SyncStore;
    let writer: DirectoryWriter;
    let lease: Lease;
    let users: string[] = [];
    let made = 0;
    before(async () => {
      engine = await open();
      await migrate(engine);
      const settings = mergeSettings(DEFAULT_SETTINGS, { groups: RULES });
      await createTenantStore(engine).ensureConnection(
        {
          shop: SHOP,
          id: 'c1',
          name: 'Entra',
          provider: 'entra',
          rank: 1,
          ending: null,
          scimProvisioning: true,
          newCustomerCreation: true,
          linkPolicy: 'link',
          domains: [],
          strict: false,
          schemas: [],
          settings,
        },
        1,
      );
      const newId = () => {
        made += 1;
        return `id-${String(made).padStart(6, '0')}`;
      };
      writer = createWriter({ store: createDirectoryStore(engine), now: () => 5, newId });
      store = createSyncStore(engine);
      users = [];
      for (let i = 0; i < MANY; i += 1) {
        users.push((await writer.create(TARGET, 'User', { userName: `user${i}` })).stored.id);
      }
      const granted = await store.acquireLease(SHOP, 'me', 0, 60_000);
      assert.ok(granted.lease !== null);
      lease = granted.lease;
    });
    after(() => engine.close());
    beforeEach(() => engine.kysely.deleteFrom('outbox').execute());

    const addGroup = async (displayName: string, members: readonly string[]) =>
      (await writer.create(TARGET, 'Group', { displayName, members: members.map((value) => ({ value })) }))
        .stored.id;
    const patch = (id: string, ...Operations: object[]) =>
      writer.patch(TARGET, 'Group', id, parsePatch(TARGET.types.Group, { schemas: [PATCH_OP], Operations }));
    const outbox = async (kind: 'user' | 'group') => {
      const rows = await engine.kysely.selectFrom('outbox').selectAll().where('kind', '=', kind).execute();
      return rows.map(({ subject }) => subject).sort();
    };
    /** Works the rows of groups off, and says how many pages that took. */
    const expandAll = async () => {
      let pages = 0;
      for (;;) {
        const row = (await store.due(SHOP, 10, 5_000, false)).find(({ kind }) => kind === 'group');
        if (row === undefined || row.kind === 'user') return pages;
        await store.expand(lease, row, PAGE, 10);
        pages += 1;
      }
    };

    it('GIVEN few members WHEN they come, stay and go THEN exactly those are dirty whose membership changed', async () => {
      const some = users.slice(0, SOME);
      const group = await addGroup('g-some', some);
      assert.deepEqual([await outbox('user'), await outbox('group')], [some, []]);
      await engine.kysely.deleteFrom('outbox').execute();
      const value = users.slice(SOME - 1, SOME + 1).map((id) => ({ value: id }));
      await patch(group, { op: 'add', path: 'members', value });
      assert.deepEqual(await outbox('user'), [users[SOME]]);
      await engine.kysely.deleteFrom('outbox').execute();
      await patch(group, { op: 'remove', path: `members[value eq "${users[0]}"]` });
      assert.deepEqual([await outbox('user'), await outbox('group')], [[users[0]], []]);
      await engine.kysely.deleteFrom('outbox').execute();
      await patch(group, { op: 'replace', path: 'displayName', value: 'g-renamed' });
      assert.deepEqual(await outbox('group'), [group]);
      await expandAll();
      assert.deepEqual(await outbox('user'), users.slice(1, SOME + 1));
      const [row] = await store.due(SHOP, 10, 1, false);
      assert.ok(row?.kind === 'user');
      assert.deepEqual(row.groups, [{ id: group, name: 'g-renamed', externalId: null, direct: true }]);
    });

    it('GIVEN a large group within a small one WHEN it is filled, renamed and deleted THEN every user is dirty, page by page', async () => {
      const large = await addGroup('g-large', users);
      assert.deepEqual([await outbox('user'), await outbox('group')], [[], [large]]);
      assert.equal(await expandAll(), 3);
      assert.deepEqual(await outbox('user'), users);
      await engine.kysely.deleteFrom('outbox').execute();

      const small = await addGroup('g-small', [large]);
      // A circle comes to an end.
      await patch(large, { op: 'add', path: 'members', value: [{ value: small, type: 'Group' }] });
      await expandAll();
      assert.deepEqual(await outbox('user'), users);
      await engine.kysely.deleteFrom('outbox').execute();
      await patch(small, { op: 'replace', path: 'displayName', value: 'g-small-2' });
      await expandAll();
      assert.deepEqual(await outbox('user'), users);
      await engine.kysely.deleteFrom('outbox').execute();

      await writer.remove(TARGET, 'Group', large);
      assert.deepEqual(await outbox('user'), []);
      await expandAll();
      assert.deepEqual(await outbox('user'), users);
      assert.deepEqual(await engine.kysely.selectFrom('group_departures').selectAll().execute(), []);
    });

    it('GIVEN settings that do not depend on groups WHEN one changes THEN nobody is dirty', async () => {
      const tenants = createTenantStore(engine);
      await tenants.updateConnection(SHOP, 'c1', { settings: { groups: [] } }, 6);
      await engine.kysely.deleteFrom('outbox').execute();
      const group = await addGroup('g-unwatched', users.slice(0, SOME));
      await patch(group, { op: 'remove', path: 'members' });
      assert.deepEqual([await outbox('user'), await outbox('group')], [[], []]);
      await tenants.updateConnection(SHOP, 'c1', { settings: { groups: RULES } }, 7);
    });
  });
}
