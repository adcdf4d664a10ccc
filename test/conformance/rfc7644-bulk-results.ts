// RFC 7644 sections 3.7.3 and 3.7.4: the results of a Bulk, and how large it may be.
import assert from 'node:assert/strict';
import { assertError } from './assertions.ts';
import { BULK_REQUEST, creation, run, statuses } from './bulk.ts';
import { type Chapter, requirement } from './requirement.ts';

const rfc = 7644;

export const bulkResults: Chapter = {
  url: import.meta.url,
  title: 'Bulk: results and limits',
  rows: [
    requirement({
      rfc,
      section: '3.7.3',
      level: 'MUST',
      text: 'The answer has a result for every operation that was worked on, with the status that it would have had alone.',
      test: async (world) => {
        const [ann, team] = [await world.user(), await world.group()];
        const [user, group] = [`/Users/${ann.id}`, `/Groups/${team.id}`];
        const data = { Operations: [{ op: 'replace', path: 'displayName', value: world.name() }] };
        const results = await run(world, [
          creation('x', world.name()),
          { method: 'PUT', path: user, data: { userName: ann.userName } },
          { method: 'PATCH', path: user, data },
          { method: 'PATCH', path: group, data },
          { method: 'DELETE', path: user },
          { method: 'DELETE', path: user },
        ]);
        assert.equal(statuses(results), '201 200 200 204 204 404');
        assert.deepEqual(
          results.map(({ method }) => method),
          ['POST', 'PUT', 'PATCH', 'PATCH', 'DELETE', 'DELETE'],
        );
      },
    }),
    requirement({
      rfc,
      section: '3.7.3',
      level: 'MUST',
      text: 'Every result has a `location`, but that of a POST that failed.',
      test: async (world) => {
        const ann = await world.user();
        const results = await run(world, [
          creation('ok', world.name()),
          creation('taken', ann.userName),
          { method: 'PUT', path: `/Users/${ann.id}`, data: {} },
          { method: 'DELETE', path: '/Users/none' },
          { method: 'PUT', path: `/Users/${ann.id}` },
          { method: 'DELETE', path: `/Users/${ann.id}`, version: 'no tag' },
        ]);
        assert.deepEqual(
          results.map(({ location }) => location !== undefined),
          [true, false, true, true, true, true],
        );
        for (const { location } of [results[2], results[4], results[5]])
          assert.equal(location, ann.meta.location);
      },
    }),
    requirement({
      rfc,
      section: '3.7.3',
      level: 'MUST',
      text: 'An error in a result has a detail that a person can read.',
      test: async (world) => {
        const [result] = await run(world, [{ method: 'DELETE', path: '/Users/none' }]);
        assert.ok(result.response.detail.length > 10);
      },
    }),
    requirement({
      rfc,
      section: '3.7.4',
      level: 'MUST',
      text: 'More operations than `maxOperations` are refused with 413, and the refusal names the limit.',
      test: async ({ scim }) => {
        const { maxOperations } = (await scim('GET', '/ServiceProviderConfig')).body.bulk;
        const operation = { method: 'DELETE', path: '/Users/none' };
        const Operations = Array.from({ length: maxOperations + 1 }, () => operation);
        const answer = await scim('POST', '/Bulk', { schemas: [BULK_REQUEST], Operations });
        assertError(answer, 413);
        assert.match(answer.body.detail, new RegExp(`maxOperations.*${maxOperations}`));
      },
    }),
    requirement({
      rfc,
      section: '3.7.4',
      level: 'MUST',
      text: 'More bytes than `maxPayloadSize` are refused with 413, and the refusal names the limit.',
      test: async (world) => {
        const { maxPayloadSize } = (await world.scim('GET', '/ServiceProviderConfig')).body.bulk;
        const Operations = [creation('x', world.name(), { title: 'x'.repeat(maxPayloadSize) })];
        const answer = await world.scim('POST', '/Bulk', { schemas: [BULK_REQUEST], Operations });
        assertError(answer, 413);
        assert.match(answer.body.detail, new RegExp(`${maxPayloadSize}.*maxPayloadSize`));
      },
    }),
  ],
};
