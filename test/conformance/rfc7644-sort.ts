// RFC 7644 section 3.4.2.3: order.
import assert from 'node:assert/strict';
import { type Chapter, requirement } from './requirement.ts';
import { nicknames, type World } from './world.ts';

const rfc = 7644;

async function sorted(world: World, order: string, ...all: object[]): Promise<string> {
  const query = await world.users(...all);
  const { status, body } = await world.scim('GET', `/Users?${query}&${order}`);
  assert.equal(status, 200, JSON.stringify(body));
  return nicknames(body);
}

export const sorting: Chapter = {
  url: import.meta.url,
  title: 'sorting',
  rows: [
    requirement({
      rfc,
      section: '3.4.2.3',
      level: 'MUST',
      text: '`sortBy` orders the answer by that attribute.',
      test: async (world) => {
        const order = await sorted(
          world,
          'sortBy=nickName',
          { nickName: 'c' },
          { nickName: 'a' },
          { nickName: 'b' },
        );
        assert.equal(order, 'a b c');
      },
    }),
    requirement({
      rfc,
      section: '3.4.2.3',
      level: 'MUST',
      text: 'Without a `sortOrder` the order is ascending; `descending` turns it round.',
      test: async (world) => {
        const users = [{ nickName: 'b' }, { nickName: 'c' }, { nickName: 'a' }];
        assert.equal(await sorted(world, 'sortBy=nickName&sortOrder=ascending', ...users), 'a b c');
        assert.equal(await sorted(world, 'sortBy=nickName&sortOrder=descending', ...users), 'c b a');
      },
    }),
    requirement({
      rfc,
      section: '3.4.2.3',
      level: 'MUST',
      text: 'A list is sorted by its primary value, or else by its first.',
      test: async (world) => {
        const order = await sorted(
          world,
          'sortBy=emails.value',
          { nickName: 'first', emails: [{ value: 'm@x.example' }, { value: 'a@x.example' }] },
          {
            nickName: 'primary',
            emails: [{ value: 'z@x.example' }, { value: 'b@x.example', primary: true }],
          },
        );
        assert.equal(order, 'primary first');
      },
    }),
    requirement({
      rfc,
      section: '3.4.2.3',
      level: 'MUST',
      text: 'A complex attribute is sorted by the sub-attribute that `sortBy` names.',
      test: async (world) => {
        const order = await sorted(
          world,
          'sortBy=name.givenName',
          { nickName: 'two', name: { givenName: 'Bob', familyName: 'A' } },
          { nickName: 'one', name: { givenName: 'Ann', familyName: 'B' } },
        );
        assert.equal(order, 'one two');
      },
    }),
    requirement({
      rfc,
      section: '3.4.2.3',
      level: 'MUST',
      text: 'Resources without a value come last in ascending order.',
      test: async (world) => {
        assert.equal(await sorted(world, 'sortBy=nickName', {}, { nickName: 'a' }), 'a -');
      },
    }),
    requirement({
      rfc,
      section: '3.4.2.3',
      level: 'MUST',
      text: 'Resources without a value come first in descending order.',
      test: async (world) => {
        const order = await sorted(world, 'sortBy=nickName&sortOrder=descending', { nickName: 'a' }, {});
        assert.equal(order, '- a');
      },
    }),
    requirement({
      rfc,
      section: '3.4.2.3',
      level: 'MUST',
      text: 'The order follows the type: text without regard to case unless it is `caseExact`, and by no locale.',
      test: async (world) => {
        const users = [
          { nickName: 'B', externalId: 'b' },
          { nickName: 'a', externalId: 'a' },
          { nickName: 'C', externalId: 'C' },
        ];
        assert.equal(await sorted(world, 'sortBy=nickName', ...users), 'a B C');
        assert.equal(await sorted(world, 'sortBy=externalId', ...users), 'C a B');
      },
    }),
  ],
};
