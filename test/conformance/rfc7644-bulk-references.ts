// RFC 7644 sections 3.7.1 and 3.7.2: references between the operations of a Bulk.
import assert from 'node:assert/strict';
import { creation, idsOf, run, statuses } from './bulk.ts';
import { type Chapter, requirement } from './requirement.ts';
import { ENTERPRISE, type Resource } from './world.ts';

const rfc = 7644;

export const bulkReferences: Chapter = {
  url: import.meta.url,
  title: 'Bulk: references',
  rows: [
    requirement({
      rfc,
      section: '3.7.1',
      level: 'MUST',
      text: 'References in a circle are resolved where that is possible.',
      test: async (world) => {
        const names = [world.name(), world.name()];
        const group = (bulkId: string, other: string, displayName = '') => ({
          method: 'POST',
          path: '/Groups',
          bulkId,
          data: { displayName, members: [{ type: 'Group', value: `bulkId:${other}` }] },
        });
        const results = await run(world, [group('a', 'b', names[0]), group('b', 'a', names[1])]);
        assert.equal(statuses(results), '201 201');
        const [a = '', b = ''] = idsOf(results);
        const read = async (id: string) => (await world.scim('GET', `/Groups/${id}`)).body.members[0].value;
        assert.deepEqual([await read(a), await read(b)], [b, a]);
      },
    }),
    requirement({
      rfc,
      section: '3.7.2',
      level: 'MUST',
      text: '`bulkId:` before a name stands for the `id` of what the request makes, before or after.',
      test: async (world) => {
        const displayName = world.name();
        const results = await run(world, [
          {
            method: 'POST',
            path: '/Groups',
            bulkId: 'g',
            data: { displayName, members: [{ value: 'bulkId:u' }] },
          },
          creation('u', world.name()),
        ]);
        const [group, user] = idsOf(results);
        const { members } = (await world.scim('GET', `/Groups/${group}`)).body;
        assert.deepEqual(
          members.map(({ value }: Resource) => value),
          [user],
        );
      },
    }),
    requirement({
      rfc,
      section: '3.7.2',
      level: 'MUST',
      text: 'A `bulkId:` may stand in a manager, in a PATCH and in a path as well.',
      test: async (world) => {
        const results = await run(world, [
          creation('boss', world.name()),
          creation('ann', world.name(), { [ENTERPRISE]: { manager: { value: 'bulkId:boss' } } }),
          {
            method: 'PATCH',
            path: '/Users/bulkId:boss',
            data: { Operations: [{ op: 'add', path: 'title', value: 'Boss' }] },
          },
        ]);
        assert.equal(statuses(results), '201 201 200');
        const [boss, ann] = idsOf(results);
        const { body } = await world.scim('GET', `/Users/${ann}`);
        assert.equal(body[ENTERPRISE].manager.value, boss);
        assert.equal((await world.scim('GET', `/Users/${boss}`)).body.title, 'Boss');
      },
    }),
    requirement({
      rfc,
      section: '3.7.2',
      level: 'MUST',
      text: 'A reference to what could not be made, or is not in the request, fails alone.',
      test: async (world) => {
        const { userName } = await world.user();
        const group = (value: string) => ({
          method: 'POST',
          path: '/Groups',
          bulkId: value,
          data: { displayName: world.name(), members: [{ value }] },
        });
        const results = await run(world, [
          creation('u', userName),
          group('bulkId:u'),
          group('bulkId:nobody'),
        ]);
        assert.equal(statuses(results), '409 409 400');
      },
    }),
  ],
};
