// RFC 7644 section 3.7: Bulk requests.
import assert from 'node:assert/strict';
import { assertError, assertStatus, ERROR } from './assertions.ts';
import { BULK_REQUEST, creation, run, statuses } from './bulk.ts';
import { type Chapter, deviation, requirement } from './requirement.ts';

const rfc = 7644;

export const bulks: Chapter = {
  url: import.meta.url,
  title: 'Bulk',
  rows: [
    requirement({
      rfc,
      section: '3.7',
      level: 'MUST',
      text: 'A Bulk may hold POST, PUT, PATCH and DELETE, and does what each would do alone.',
      test: async (world) => {
        const [ann, bob, cleo] = [await world.user(), await world.user(), await world.user()];
        const results = await run(world, [
          creation('new', world.name()),
          { method: 'PUT', path: `/Users/${ann.id}`, data: { ...ann, title: 'put' } },
          {
            method: 'PATCH',
            path: `/Users/${bob.id}`,
            data: { Operations: [{ op: 'add', path: 'title', value: 'patched' }] },
          },
          { method: 'DELETE', path: `/Users/${cleo.id}` },
        ]);
        assert.equal(statuses(results), '201 200 200 204');
        assert.deepEqual([(await world.read(ann)).title, (await world.read(bob)).title], ['put', 'patched']);
        assertError(await world.scim('GET', `/Users/${cleo.id}`), 404);
      },
    }),
    requirement({
      rfc,
      section: '3.7',
      level: 'MUST',
      text: 'A request without the list `Operations` is refused.',
      test: async ({ scim }) => {
        for (const body of [{}, { Operations: {} }, []]) {
          assertError(await scim('POST', '/Bulk', body), 400, 'invalidSyntax');
        }
      },
    }),
    deviation({
      rfc,
      section: '3.7',
      level: 'MUST',
      text: 'A Bulk names itself a `BulkRequest` in `schemas`.',
      why: 'as with a PATCH, the endpoint says what is meant. A strict connection refuses',
      test: async ({ scim }) => {
        assertStatus(await scim('POST', '/Bulk', { Operations: [] }), 200);
      },
    }),
    deviation({
      rfc,
      section: '3.7',
      level: 'MUST',
      text: 'A POST has a `bulkId`.',
      why: 'what nothing refers to needs no name; clients that send none find the result by its place. A strict connection refuses',
      test: async (world) => {
        const { bulkId: _none, ...unnamed } = creation('x', world.name());
        assert.equal(statuses(await run(world, [unnamed])), '201');
      },
    }),
    requirement({
      rfc,
      section: '3.7',
      level: 'MUST',
      text: 'A `bulkId` is unique in its request: a second one is refused.',
      test: async (world) => {
        const results = await run(world, [creation('same', world.name()), creation('same', world.name())]);
        assert.equal(statuses(results), '201 400');
      },
    }),
    requirement({
      rfc,
      section: '3.7',
      level: 'MUST',
      text: 'The path of a POST is an endpoint, that of the other methods a resource.',
      test: async (world) => {
        const { id } = await world.user();
        const results = await run(world, [
          { ...creation('a', world.name()), path: `/Users/${id}` },
          { method: 'PUT', path: '/Users', data: { userName: world.name() } },
          { method: 'DELETE' },
          { method: 'POST', path: '/Bulk', bulkId: 'b', data: {} },
        ]);
        assert.equal(statuses(results), '400 400 400 400');
      },
    }),
    requirement({
      rfc,
      section: '3.7',
      level: 'MUST',
      text: 'POST, PUT and PATCH have `data`, and every operation a method that is known.',
      test: async (world) => {
        const path = `/Users/${(await world.user()).id}`;
        const results = await run(world, [
          { method: 'POST', path: '/Users', bulkId: 'x' },
          { method: 'PUT', path },
          { method: 'PATCH', path },
          { method: 'GET', path },
          {},
        ]);
        assert.equal(statuses(results), '400 400 400 400 400');
      },
    }),
    requirement({
      rfc,
      section: '3.7',
      level: 'MUST',
      text: 'An operation with a `version` happens only at that version, and is 412 otherwise.',
      test: async (world) => {
        const { id, meta, ...ann } = await world.user();
        const put = { method: 'PUT', path: `/Users/${id}`, data: { ...ann, title: 'x' } };
        const results = await run(world, [
          { ...put, version: 'W/"none"' },
          { ...put, version: meta.version },
        ]);
        assert.equal(statuses(results), '412 200');
      },
    }),
    requirement({
      rfc,
      section: '3.7',
      level: 'MUST',
      text: 'A result that is an error has the error as its `response`.',
      test: async (world) => {
        const { userName } = await world.user();
        const [result] = await run(world, [creation('x', userName)]);
        assert.equal(result.status, '409');
        assert.deepEqual(result.response.schemas, [ERROR]);
        assert.deepEqual([result.response.status, result.response.scimType], ['409', 'uniqueness']);
      },
    }),
    requirement({
      rfc,
      section: '3.7',
      level: 'MUST',
      text: 'A Bulk that was worked through is answered with 200, whatever its operations came to.',
      test: async ({ scim }) => {
        const Operations = [{ method: 'DELETE', path: '/Users/none' }];
        const answer = await scim('POST', '/Bulk', { schemas: [BULK_REQUEST], Operations });
        assertStatus(answer, 200);
        assert.match(answer.body.schemas[0], /:BulkResponse$/);
        assert.equal(statuses(answer.body.Operations), '404');
      },
    }),
    requirement({
      rfc,
      section: '3.7',
      level: 'MUST',
      text: 'An error of one operation does not keep the others from being done.',
      test: async (world) => {
        const results = await run(world, [
          { method: 'DELETE', path: '/Users/none' },
          creation('x', world.name()),
          creation('y', ''),
          creation('z', world.name()),
        ]);
        assert.equal(statuses(results), '404 201 400 201');
      },
    }),
    requirement({
      rfc,
      section: '3.7',
      level: 'SHOULD',
      text: 'With `failOnErrors` the work ends after so many errors; what was not begun has no result.',
      test: async (world) => {
        const userName = world.name();
        const operations = [
          { method: 'DELETE', path: '/Users/none' },
          { method: 'DELETE', path: '/Users/none' },
          creation('x', userName),
        ];
        assert.equal(statuses(await run(world, operations, { failOnErrors: 2 })), '404 404');
        assert.deepEqual(await world.find('/Users', `userName eq "${userName}"`), []);
        assert.equal(statuses(await run(world, operations, { failOnErrors: 3 })), '404 404 201');
      },
    }),
    requirement({
      rfc,
      section: '3.7',
      level: 'MUST',
      text: 'The result of a POST has its `bulkId` and the location of what was made.',
      test: async (world) => {
        const userName = world.name();
        const [result] = await run(world, [creation('qwerty', userName)]);
        assert.equal(result.bulkId, 'qwerty');
        const id = result.location.split('/').at(-1);
        assert.equal((await world.scim('GET', `/Users/${id}`)).body.userName, userName);
      },
    }),
    requirement({
      rfc,
      section: '3.7',
      level: 'MUST',
      text: 'What is done in another order than it was sent in comes to what the client meant.',
      test: async (world) => {
        const ann = await world.user();
        const path = `/Users/${ann.id}`;
        const retitle = (value: string) => ({
          method: 'PATCH',
          path,
          data: { Operations: [{ op: 'replace', path: 'title', value }] },
        });
        const results = await run(world, [
          retitle('one'),
          retitle('two'),
          retitle('three'),
          { method: 'DELETE', path },
          creation('again', ann.userName),
        ]);
        assert.equal(statuses(results), '200 200 200 204 201');
      },
    }),
  ],
};
