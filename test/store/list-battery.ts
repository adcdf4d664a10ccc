// What lists must do on every engine: the order, the pages and the filters of `matchFilter`, answered from indexes.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { DirectoryStore, PageStart, Position, ResourceKind } from '../../src/directory/ports.ts';
import { resourceTypeOf, toObject } from '../../src/directory/representation.ts';
import { createWriter } from '../../src/directory/write.ts';
import { newId } from '../../src/ids.ts';
import { type JsonObject, parseSort } from '../../src/protocol/index.ts';
import { createDirectoryStore } from '../../src/store/directory-store.ts';
import type { Engine } from '../../src/store/engine.ts';
import { migrate } from '../../src/store/migrate.ts';
import { createTenantStore } from '../../src/store/tenant-store.ts';
import { type Asked, CONNECTION, expectedIds, queryOf, targetOf, type Whole } from './list-oracle.ts';

const SCOPE = { shop: 'lists.myshopify.com', connection: 'c1' };
const KINDS = ['User', 'Group'] as const;

/** Registers the battery; `open` gives an engine on an empty database. */
export function listBattery(name: string, open: () => Promise<Engine>): void {
  describe(`lists on ${name}`, () => {
    let engine: Engine;
    let store: DirectoryStore;
    let clock = Date.parse('2026-01-01T00:00:00Z');
    const everything: { kind: ResourceKind; id: string }[] = [];

    before(async () => {
      engine = await open();
      await migrate(engine);
      const connection = { ...CONNECTION, shop: SCOPE.shop, id: SCOPE.connection };
      await createTenantStore(engine).ensureConnection(connection, 1);
      store = createDirectoryStore(engine);
      const writer = createWriter({ store, newId, now: () => clock });
      for (const [n, body] of PEOPLE.entries()) {
        clock += n % 3 === 0 ? 1000 : 0;
        const kind = 'userName' in body ? 'User' : 'Group';
        const { stored } = await writer.create(targetOf(SCOPE), kind, body);
        everything.push({ kind, id: stored.id });
      }
    });
    after(() => engine.close());

    const list = (kinds: readonly ResourceKind[], asked: Asked) => {
      const { start = { startIndex: 1 }, count = 100, descending = false } = asked;
      const queries = kinds.map((kind) => queryOf(kind, kinds, asked));
      return store.list(SCOPE, {
        kinds: queries,
        descending,
        start,
        count,
        name: () => JSON.stringify([kinds, asked.filter, asked.sortBy, descending]),
      });
    };
    const idsOf = async (kinds: readonly ResourceKind[], asked: Asked) =>
      (await list(kinds, asked)).resources.map(({ stored }) => stored.id);

    async function expected(kinds: readonly ResourceKind[], asked: Asked): Promise<string[]> {
      const wholes: Whole[] = [];
      for (const { kind, id } of everything) {
        const stored = await store.find(SCOPE, kind, id);
        if (stored !== undefined) wholes.push({ kind, id, resource: toObject(kind, stored, '') });
      }
      return expectedIds(wholes, kinds, asked);
    }

    for (const sortBy of SORTS) {
      for (const descending of [false, true]) {
        it(`GIVEN sortBy ${sortBy} ${descending ? 'descending' : ''} WHEN listed THEN the order is that of the values`, async () => {
          for (const kinds of [['User'], ['Group'], KINDS] as const) {
            if (kinds.every((kind) => parseSort(resourceTypeOf(kind), sortBy) === undefined)) continue;
            const asked = { sortBy, descending };
            assert.deepEqual(await idsOf(kinds, asked), await expected(kinds, asked), kinds.join());
          }
        });
      }
    }

    for (const filter of FILTERS) {
      it(`GIVEN ${filter} WHEN listed in any order, of one type or all THEN it is what matches`, async () => {
        for (const kinds of [['User'], KINDS] as const) {
          for (const sortBy of [undefined, 'displayName', 'userName', 'meta.lastModified', 'title']) {
            const asked = { filter, ...(sortBy === undefined ? {} : { sortBy }) };
            const wanted = await expected(kinds, asked);
            // Without a sortBy any order will do.
            const got = await idsOf(kinds, asked);
            assert.deepEqual(
              sortBy === undefined ? got.toSorted() : got,
              sortBy === undefined ? wanted.toSorted() : wanted,
              `${kinds} ${sortBy}`,
            );
          }
        }
      });
    }

    it('GIVEN pages by index of every size WHEN they are walked or jumped to THEN they join without a gap', async () => {
      for (const kinds of [['User'], KINDS] as const) {
        for (const sortBy of [undefined, 'displayName', 'title']) {
          const asked = sortBy === undefined ? {} : { sortBy };
          const whole = await idsOf(kinds, asked);
          for (const count of [1, 3, 7]) {
            const walked: string[] = [];
            while (walked.length < whole.length) {
              walked.push(
                ...(await idsOf(kinds, { ...asked, start: { startIndex: walked.length + 1 }, count })),
              );
            }
            assert.deepEqual(walked, whole);
          }
          const jumped = await list(kinds, { ...asked, start: { startIndex: 6 }, count: 4 });
          assert.deepEqual(
            jumped.resources.map(({ stored }) => stored.id),
            whole.slice(5, 9),
          );
          const beyond = await list(kinds, { ...asked, start: { startIndex: whole.length + 1 }, count: 4 });
          assert.deepEqual([beyond.totalResults, beyond.resources], [whole.length, []]);
        }
      }
    });

    it('GIVEN cursors WHEN they are followed to the end and back THEN every page comes again', async () => {
      for (const kinds of [['User'], ['Group'], KINDS] as const) {
        for (const asked of [
          {},
          { sortBy: 'displayName' },
          { sortBy: 'title', descending: true },
          { filter: 'meta.lastModified gt "2026-01-01T00:00:02Z"' },
        ]) {
          const forward = await follow(kinds, asked, { after: undefined }, 'next');
          assert.deepEqual(forward.flat(), await idsOf(kinds, asked));
          const last = await list(kinds, { ...asked, start: { after: undefined }, count: 100 });
          assert.deepEqual([last.next, last.previous], [undefined, undefined]);
          const back = await follow(
            kinds,
            asked,
            { after: forward.length > 1 ? await placeBeforeLast(kinds, asked, forward.length) : undefined },
            'previous',
          );
          assert.deepEqual(back.reverse().flat(), forward.flat());
        }
      }
    });

    async function follow(
      kinds: readonly ResourceKind[],
      asked: Asked,
      from: PageStart,
      way: 'next' | 'previous',
    ) {
      const pages: string[][] = [];
      for (let start: PageStart | undefined = from; start !== undefined; ) {
        const page = await list(kinds, { ...asked, start, count: 3 });
        pages.push(page.resources.map(({ stored }) => stored.id));
        const place: Position | undefined = page[way];
        start = place && (way === 'next' ? { after: place } : { before: place });
      }
      return pages;
    }

    async function placeBeforeLast(kinds: readonly ResourceKind[], asked: Asked, pages: number) {
      let place: Position | undefined;
      for (let page = 1; page < pages; page += 1) {
        place = (await list(kinds, { ...asked, start: { after: place }, count: 3 })).next;
      }
      return place;
    }

    it('GIVEN resources that go while a client walks WHEN it asks for the next page THEN it misses none of the rest', async () => {
      const whole = await idsOf(['User'], {});
      const first = await idsOf(['User'], { count: 3 });
      await store.transact(async (t) => {
        for (const id of first.slice(0, 2)) await t.remove(SCOPE, 'User', id, clock);
      });
      const next = await idsOf(['User'], { start: { startIndex: 4 }, count: 3 });
      assert.deepEqual(next, whole.slice(3, 6));
      // A page that was never walked to is counted off.
      const jump = { sortBy: 'meta.created', start: { startIndex: 2 }, count: 2 };
      assert.deepEqual(await idsOf(['User'], jump), whole.slice(3, 5));
    });
  });
}

const SORTS = [
  'userName',
  'displayName',
  'id',
  'meta.created',
  'meta.lastModified',
  'title',
  'emails',
  'active',
  'name.familyName',
  'externalId',
];

const FILTERS = [
  'id eq "nobody"',
  'userName eq "ADA@x.example"',
  'externalId eq "e-3"',
  'displayName eq "ada lovelace"',
  'emails.value eq "ADA@x.example"',
  'emails eq "ada@x.example"',
  'emails[type eq "work" and value eq "ada@x.example"]',
  'emails[type eq "home" and value eq "ada@x.example"]',
  'emails[value eq "ada@x.example"] and active eq true',
  'active eq false',
  'active eq true and title pr',
  'meta.lastModified ge "2026-01-01T00:00:03Z" and meta.lastModified lt "2026-01-01T00:00:05Z"',
  'userName eq "ada@x.example" or emails.value eq "bob@x.example" or externalId eq "e-3"',
  'userName eq "ada@x.example" or title co "count"',
  'not (userName eq "ada@x.example")',
  'userName ne "ada@x.example"',
  'displayName sw "a"',
];

const person = (n: number, userName: string, more: JsonObject): JsonObject => ({
  userName: `${userName}@x.example`,
  externalId: `e-${n}`,
  emails: [
    { type: 'work', value: `${userName}@x.example` },
    { type: 'home', value: `home-${n}@x.example`, primary: n % 2 === 0 },
  ],
  ...more,
});

const PEOPLE: readonly JsonObject[] = [
  person(1, 'Ada', { displayName: 'Ada Lovelace', title: 'Countess' }),
  person(2, 'Bob', { displayName: 'bob', active: false }),
  { displayName: 'Sales' },
  person(3, 'chris', { displayName: 'Ada Lovelace', name: { familyName: 'Öz' } }),
  person(4, 'zoe', { title: 'count' }),
  { displayName: 'apples' },
  person(5, 'eve', { displayName: '\u{1F600} smile', active: false }),
  person(6, 'dan', { displayName: '\uff3a wide', title: 'Baron', name: { familyName: 'Abel' } }),
  { displayName: 'Zoo' },
  person(7, 'gus', { displayName: '\uffee last of the plane' }),
  person(8, 'fay', { displayName: 'Fay', title: 'baron', name: { familyName: 'abel' } }),
  { userName: 'hal' },
];
