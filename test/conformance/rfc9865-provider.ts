// RFC 9865 sections 4 and 5: what the configuration says of pages, and with what safety.
import assert from 'node:assert/strict';
import { assertError, assertStatus } from './assertions.ts';
import { letters, page, readPagination } from './pages.ts';
import { type Chapter, deviation, notApplicable, requirement } from './requirement.ts';
import { nicknames } from './world.ts';

const rfc = 9865;

export const pagingProvider: Chapter = {
  url: import.meta.url,
  title: 'cursors: configuration and safety',
  rows: [
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
};
