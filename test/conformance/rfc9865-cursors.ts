// RFC 9865: pages by cursor.
import assert from 'node:assert/strict';
import { assertError, assertStatus } from './assertions.ts';
import { type Chapter, deviation, notApplicable, requirement } from './requirement.ts';
import { nicknames, type Resource, type World } from './world.ts';

const rfc = 9865;
const SEARCH_REQUEST = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';

const letters = (text: string) => [...text].map((nickName) => ({ nickName }));

async function page(world: World, query: string): Promise<Resource> {
  const answer = await world.scim('GET', `/Users?${query}`);
  assertStatus(answer, 200);
  return answer.body;
}

/** The pages of a query, each as the nicknames in it. */
async function walk(world: World, query: string): Promise<string[]> {
  const pages: string[] = [];
  for (let cursor: string | undefined = ''; cursor !== undefined; ) {
    const body: Resource = await page(world, `${query}&cursor=${cursor}`);
    pages.push(nicknames(body));
    cursor = body.nextCursor;
  }
  return pages;
}

const readPagination = async ({ scim }: World) =>
  (await scim('GET', '/ServiceProviderConfig')).body.pagination;

export const cursors: Chapter = {
  url: import.meta.url,
  title: 'cursors',
  rows: [
    requirement({
      rfc,
      section: '2',
      level: 'MUST',
      text: 'An empty `cursor`, with or without `=`, asks for the first page.',
      test: async (world) => {
        const query = await world.users(...letters('abc'));
        for (const cursor of ['cursor', 'cursor=']) {
          const body = await page(world, `${query}&${cursor}&count=2`);
          assert.equal(nicknames(body), 'a b');
          assert.ok(body.nextCursor);
        }
      },
    }),
    requirement({
      rfc,
      section: '2',
      level: 'MUST',
      text: 'Cursors are of unreserved characters only.',
      test: async (world) => {
        const query = await world.users(...letters('abc'));
        const { nextCursor } = await page(world, `${query}&cursor=&count=1`);
        const { previousCursor } = await page(world, `${query}&cursor=${nextCursor}&count=1`);
        for (const cursor of [nextCursor, previousCursor]) assert.match(cursor, /^[\w.~-]+$/);
      },
    }),
    requirement({
      rfc,
      section: '2',
      level: 'MUST NOT',
      text: 'A page holds no more than `count` resources.',
      test: async (world) => {
        const query = await world.users(...letters('abc'));
        assert.deepEqual(await walk(world, `${query}&count=1`), ['a', 'b', 'c']);
      },
    }),
    requirement({
      rfc,
      section: '2',
      level: 'MUST',
      text: 'A `count` of 0 asks for `totalResults` alone, and a negative one means 0.',
      test: async (world) => {
        const query = await world.users(...letters('abc'));
        for (const count of [0, -3]) {
          const body = await page(world, `${query}&cursor=&count=${count}`);
          assert.deepEqual([body.totalResults, nicknames(body), body.nextCursor], [3, '', undefined]);
        }
      },
    }),
    requirement({
      rfc,
      section: '2',
      level: 'MUST',
      text: 'Without a `count` the provider chooses the size of a page.',
      test: async (world) => {
        const query = await world.users(...letters('abc'));
        assert.equal(nicknames(await page(world, `${query}&cursor=`)), 'a b c');
      },
    }),
    requirement({
      rfc,
      section: '2',
      level: 'MUST',
      text: 'Every page but the last has `nextCursor`, which leads to the page after it.',
      test: async (world) => {
        const query = await world.users(...letters('abcde'));
        assert.deepEqual(await walk(world, `${query}&count=2`), ['a b', 'c d', 'e']);
      },
    }),
    requirement({
      rfc,
      section: '2',
      level: 'MUST',
      text: '`nextCursor` is absent only where nothing more follows: a full last page has none either.',
      test: async (world) => {
        const query = await world.users(...letters('abcd'));
        assert.deepEqual(await walk(world, `${query}&count=2`), ['a b', 'c d']);
      },
    }),
    requirement({
      rfc,
      section: '2',
      level: 'MUST NOT',
      text: 'The first page has no `previousCursor`, also when it is come back to.',
      test: async (world) => {
        const query = await world.users(...letters('abcd'));
        const first = await page(world, `${query}&cursor=&count=2`);
        const second = await page(world, `${query}&cursor=${first.nextCursor}&count=2`);
        const again = await page(world, `${query}&cursor=${second.previousCursor}&count=2`);
        assert.equal(nicknames(again), 'a b');
        assert.equal('previousCursor' in first || 'previousCursor' in again, false);
      },
    }),
    requirement({
      rfc,
      section: '2',
      level: 'MUST',
      text: 'A cursor goes on with the query that it is of; with another filter, order or endpoint it is refused.',
      test: async (world) => {
        const query = await world.users(...letters('abc'));
        const { nextCursor: cursor } = await page(world, `${query}&cursor=&count=1`);
        for (const path of [
          `/Users?cursor=${cursor}&count=1`,
          `/Users?${query}&sortBy=nickName&cursor=${cursor}&count=1`,
          `/Groups?cursor=${cursor}&count=1`,
        ]) {
          assertError(await world.scim('GET', path), 400, 'invalidCursor');
        }
      },
    }),
    requirement({
      rfc,
      section: '2',
      level: 'MUST',
      text: 'The spelling of names in the filter may change between pages, as it does in the RFC’s own example.',
      test: async (world) => {
        const query = await world.users(...letters('abc'));
        const { nextCursor } = await page(world, `${query}&cursor=&count=2`);
        const body = await page(world, `${query.replace('title', 'TITLE')}&cursor=${nextCursor}&count=2`);
        assert.equal(nicknames(body), 'c');
      },
    }),
    requirement({
      rfc,
      section: '2',
      level: 'SHOULD',
      text: '`totalResults` counts the resources of all pages.',
      test: async (world) => {
        const query = await world.users(...letters('abc'));
        const { totalResults, itemsPerPage } = await page(world, `${query}&cursor=&count=2`);
        assert.deepEqual([totalResults, itemsPerPage], [3, 2]);
      },
    }),
    requirement({
      rfc,
      section: '2.1',
      level: 'SHOULD',
      text: '`invalidCursor`: the cursor is none of the provider’s.',
      test: async (world) => {
        for (const cursor of ['not-a-cursor', 'A', 'x'.repeat(5000), '%00', '"']) {
          const path = `/Users?cursor=${encodeURIComponent(cursor)}&count=10`;
          assertError(await world.scim('GET', path), 400, 'invalidCursor');
        }
      },
    }),
    requirement({
      rfc,
      section: '2.1',
      level: 'SHOULD',
      text: '`expiredCursor`: the cursor is older than `cursorTimeout`.',
      test: async (world) => {
        const { cursorTimeout } = await readPagination(world);
        const query = await world.users(...letters('abc'));
        const { nextCursor } = await page(world, `${query}&cursor=&count=1`);
        world.wait(cursorTimeout - 60);
        assert.equal(nicknames(await page(world, `${query}&cursor=${nextCursor}&count=1`)), 'b');
        world.wait(120);
        const late = await world.scim('GET', `/Users?${query}&cursor=${nextCursor}&count=1`);
        assertError(late, 400, 'expiredCursor');
      },
    }),
    requirement({
      rfc,
      section: '2.1',
      level: 'SHOULD',
      text: '`invalidCount`: the count is no whole number.',
      test: async ({ scim }) => {
        for (const count of ['ten', '1.5', '']) {
          assertError(await scim('GET', `/Users?cursor=&count=${count}`), 400, 'invalidCount');
        }
      },
    }),
    requirement({
      rfc,
      section: '2.1',
      level: 'SHOULD',
      text: 'Errors say to the client’s developer what to do.',
      test: async ({ scim }) => {
        const { body } = await scim('GET', '/Users?cursor=not-a-cursor');
        assert.match(body.detail, /cursor/);
      },
    }),
    requirement({
      rfc,
      section: '2.2',
      level: 'SHOULD',
      text: 'Pages by cursor are sorted where `sortBy` is given.',
      test: async (world) => {
        const query = await world.users(...letters('cadb'));
        assert.deepEqual(await walk(world, `${query}&sortBy=nickName&count=2`), ['a b', 'c d']);
        const descending = `${query}&sortBy=nickName&sortOrder=descending&count=3`;
        assert.deepEqual(await walk(world, descending), ['d c b', 'a']);
      },
    }),
    notApplicable({
      rfc,
      section: '2.3',
      level: 'SHOULD',
      text: 'A provider that pages by cursor only gives a cursor unasked.',
      why: 'both methods are served: clients that know no cursors page by index',
    }),
    requirement({
      rfc,
      section: '2.4',
      level: 'MUST',
      text: 'A query without `cursor` and `startIndex` is paged by one method, which is the index.',
      test: async (world) => {
        const query = await world.users(...letters('abc'));
        const body = await page(world, `${query}&count=2`);
        assert.equal('nextCursor' in body, false);
        assert.deepEqual([body.startIndex, nicknames(body)], [1, 'a b']);
      },
    }),
    requirement({
      rfc,
      section: '2.4',
      level: 'MUST NOT',
      text: 'That a query names no method is no error.',
      test: async ({ scim }) => {
        assertStatus(await scim('GET', '/Users'), 200);
      },
    }),
    requirement({
      rfc,
      section: '2.4',
      level: 'SHOULD',
      text: 'Clients that page by index meet what they met before there were cursors.',
      test: async (world) => {
        const query = await world.users(...letters('abc'));
        const body = await page(world, `${query}&startIndex=2&count=2`);
        assert.deepEqual([body.startIndex, body.totalResults, nicknames(body)], [2, 3, 'b c']);
        assert.equal('nextCursor' in body || 'previousCursor' in body, false);
      },
    }),
    requirement({
      rfc,
      section: '3',
      level: 'MUST',
      text: 'A search by POST takes `cursor` and `count` in its body.',
      test: async ({ scim, user, name }) => {
        const title = name();
        for (const nickName of ['a', 'b', 'c']) await user({ title, nickName });
        const search = { schemas: [SEARCH_REQUEST], filter: `title eq "${title}"`, count: 2 };
        const first = await scim('POST', '/Users/.search', { ...search, cursor: '' });
        assertStatus(first, 200);
        const second = await scim('POST', '/Users/.search', { ...search, cursor: first.body.nextCursor });
        assert.equal(`${nicknames(first.body)} ${nicknames(second.body)}`, 'a b c');
      },
    }),
    requirement({
      rfc,
      section: '3',
      level: 'MUST',
      text: 'A query at the root, over all types, can be paged by cursor too.',
      test: async ({ scim, user, group, name }) => {
        const externalId = name();
        const ids = [(await user({ externalId })).id, (await group({ externalId })).id];
        const query = `filter=${encodeURIComponent(`externalId eq "${externalId}"`)}&count=1`;
        const first = await scim('GET', `/?${query}&cursor=`);
        const second = await scim('GET', `/?${query}&cursor=${first.body.nextCursor}`);
        const found = [...first.body.Resources, ...second.body.Resources].map(({ id }: Resource) => id);
        assert.deepEqual(found.sort(), ids.sort());
      },
    }),
    requirement({
      rfc,
      section: '4',
      level: 'SHOULD',
      text: 'The configuration has `pagination`.',
      test: async (world) => {
        assert.ok(await readPagination(world));
      },
    }),
    requirement({
      rfc,
      section: '4',
      level: 'MUST',
      text: '`pagination` says by booleans whether pages go by cursor and by index.',
      test: async (world) => {
        const { cursor, index } = await readPagination(world);
        assert.deepEqual([cursor, index], [true, true]);
      },
    }),
    requirement({
      rfc,
      section: '4',
      level: 'MUST',
      text: '`defaultPaginationMethod` is `cursor` or `index`, whichever a query without either gets.',
      test: async (world) => {
        assert.equal((await readPagination(world)).defaultPaginationMethod, 'index');
      },
    }),
    requirement({
      rfc,
      section: '4',
      level: 'MUST',
      text: '`defaultPageSize`, `maxPageSize` and `cursorTimeout` are positive whole numbers.',
      test: async (world) => {
        const { defaultPageSize, maxPageSize, cursorTimeout } = await readPagination(world);
        for (const size of [defaultPageSize, maxPageSize, cursorTimeout]) {
          assert.ok(Number.isInteger(size) && size > 0);
        }
        assert.ok(defaultPageSize <= maxPageSize);
      },
    }),
    requirement({
      rfc,
      section: '4',
      level: 'SHOULD',
      text: 'Misuse of pages does not use the provider up: a page has a greatest size, and a cursor takes no memory.',
      test: async (world) => {
        const { maxPageSize } = await readPagination(world);
        const query = await world.users(...letters('ab'));
        assertStatus(await world.scim('GET', `/Users?${query}&cursor=&count=${maxPageSize * 1000}`), 200);
        const cursor = async () => (await page(world, `${query}&cursor=&count=1`)).nextCursor;
        // A cursor that were looked up somewhere would be the same for the same place.
        assert.notEqual(await cursor(), await cursor());
      },
    }),
    requirement({
      rfc,
      section: '5.2',
      level: 'MUST',
      text: 'A cursor gives nobody what is not theirs: it works for its own connection only, and under the usual authorization.',
      test: async (world) => {
        const query = await world.users(...letters('ab'));
        const { nextCursor } = await page(world, `${query}&cursor=&count=1`);
        const path = `/Users?${query}&cursor=${nextCursor}&count=1`;
        assertError(await world.scim('GET', path, undefined, { authorization: '' }), 401);
      },
    }),
    requirement({
      rfc,
      section: '5.2',
      level: 'MUST',
      text: 'Whether the caller may read is asked anew for every page.',
      test: async (world) => {
        const query = await world.users(...letters('ab'));
        const { nextCursor } = await page(world, `${query}&cursor=&count=1`);
        const connection = `/connections/${world.connectionId}`;
        await world.admin('PATCH', connection, { scimProvisioning: false });
        const refused = await world.scim('GET', `/Users?${query}&cursor=${nextCursor}&count=1`);
        await world.admin('PATCH', connection, { scimProvisioning: true });
        assertError(refused, 403);
      },
    }),
    requirement({
      rfc,
      section: '5.2',
      level: 'SHOULD',
      text: 'A cursor that is refused is refused in the same words, whatever is wrong with it.',
      test: async (world) => {
        const query = await world.users(...letters('ab'));
        const { nextCursor } = await page(world, `${query}&cursor=&count=1`);
        const details = [];
        for (const path of ['/Users?cursor=none', `/Groups?cursor=${nextCursor}`]) {
          details.push((await world.scim('GET', path)).body.detail);
        }
        assert.equal(details[0], details[1]);
      },
    }),
    requirement({
      rfc,
      section: '5.2',
      level: 'SHOULD',
      text: 'A cursor is opaque: nothing can be read from it or changed in it.',
      test: async (world) => {
        const query = await world.users(...letters('ab'));
        const { nextCursor } = await page(world, `${query}&sortBy=nickName&cursor=&count=1`);
        const bytes = Buffer.from(nextCursor, 'base64url');
        assert.doesNotMatch(bytes.toString('latin1'), /nickName|"a"/);
        bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
        const forged = `/Users?${query}&sortBy=nickName&cursor=${bytes.toString('base64url')}&count=1`;
        assertError(await world.scim('GET', forged), 400, 'invalidCursor');
      },
    }),
    deviation({
      rfc,
      section: '5.3',
      level: 'SHOULD',
      text: 'When an actor’s permissions change, the cursors that the actor holds are withdrawn.',
      why: 'a connection sees all its resources or none, which every request is asked for; a cursor holds no copy of a result',
      test: async (world) => {
        const query = await world.users(...letters('ab'));
        const { nextCursor } = await page(world, `${query}&cursor=&count=1`);
        const connection = `/connections/${world.connectionId}`;
        await world.admin('PATCH', connection, { scimProvisioning: false });
        await world.admin('PATCH', connection, { scimProvisioning: true });
        assert.equal(nicknames(await page(world, `${query}&cursor=${nextCursor}&count=1`)), 'b');
      },
    }),
    notApplicable({
      rfc,
      section: '5.4',
      level: 'SHOULD',
      text: 'The number of cursors or the rate of requests for them is limited.',
      why: 'a cursor costs no more than any other query and is kept nowhere',
    }),
  ],
  settled: [
    {
      text: 'Cursors lead back as well: every page but the first has `previousCursor`.',
      test: async (world) => {
        const query = await world.users(...letters('abcde'));
        const first = await page(world, `${query}&cursor=&count=2`);
        const second = await page(world, `${query}&cursor=${first.nextCursor}&count=2`);
        const third = await page(world, `${query}&cursor=${second.nextCursor}&count=2`);
        const back = await page(world, `${query}&cursor=${third.previousCursor}&count=2`);
        assert.deepEqual([nicknames(third), nicknames(back)], ['e', 'c d']);
        assert.ok(back.nextCursor && back.previousCursor);
      },
    },
    {
      text: 'A walk by cursor meets every resource that is there throughout exactly once, whatever is made or deleted meanwhile.',
      test: async (world) => {
        const query = await world.users(...letters('abcd'));
        const first = await page(world, `${query}&cursor=&count=2`);
        for (const { id } of first.Resources) await world.scim('DELETE', `/Users/${id}`);
        await world.user();
        const second = await page(world, `${query}&cursor=${first.nextCursor}&count=2`);
        assert.equal(nicknames(second), 'c d');
      },
    },
  ],
};
