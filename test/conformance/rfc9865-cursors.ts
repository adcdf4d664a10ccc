// RFC 9865 section 2: pages by cursor.
import assert from 'node:assert/strict';
import { assertError } from './assertions.ts';
import { letters, page, walk } from './pages.ts';
import { type Chapter, requirement } from './requirement.ts';
import { nicknames } from './world.ts';

const rfc = 9865;

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
