// RFC 9865 sections 2.1 to 3: errors, order, and cursors beside the index and in searches.
import assert from 'node:assert/strict';
import { assertError, assertStatus } from './assertions.ts';
import { letters, page, readPagination, walk } from './pages.ts';
import { type Chapter, notApplicable, requirement } from './requirement.ts';
import { nicknames, type Resource } from './world.ts';

const rfc = 9865;
const SEARCH_REQUEST = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';

export const pagingMethods: Chapter = {
  url: import.meta.url,
  title: 'cursors: errors and methods',
  rows: [
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
  ],
};
