// RFC 7644 section 3.5.2.2: PATCH with the operation remove.
import assert from 'node:assert/strict';
import { assertError } from './assertions.ts';
import { type Chapter, requirement } from './requirement.ts';
import type { Resource } from './world.ts';

const rfc = 7644;
const work = { value: 'work@x.example', type: 'work' };
const home = { value: 'home@x.example', type: 'home' };

export const removals: Chapter = {
  url: import.meta.url,
  title: 'PATCH: remove',
  rows: [
    requirement({
      rfc,
      section: '3.5.2.2',
      level: 'MUST',
      text: 'A remove without a path is 400 `noTarget`.',
      test: async ({ user, patch }) => {
        assertError(await patch(await user(), { op: 'remove' }), 400, 'noTarget');
      },
    }),
    requirement({
      rfc,
      section: '3.5.2.2',
      level: 'MUST',
      text: 'A remove of a single value unassigns it, a sub-attribute too.',
      test: async ({ user, patch }) => {
        const ann = await user({ title: 'Buyer', name: { givenName: 'Ann', familyName: 'Lee' } });
        const operations = ['title', 'name.givenName'].map((path) => ({ op: 'remove', path }));
        const { body } = await patch(ann, ...operations);
        assert.deepEqual([body.title, body.name], [undefined, { familyName: 'Lee' }]);
      },
    }),
    requirement({
      rfc,
      section: '3.5.2.2',
      level: 'MUST',
      text: 'A remove of a list without a filter unassigns the list.',
      test: async ({ user, group, patch, read }) => {
        const ann = await user({ emails: [work, home] });
        assert.equal('emails' in (await patch(ann, { op: 'remove', path: 'emails' })).body, false);
        const team = await group({ members: [{ value: ann.id }] });
        await patch(team, { op: 'remove', path: 'members' });
        assert.deepEqual((await read(team)).members ?? [], []);
      },
    }),
    requirement({
      rfc,
      section: '3.5.2.2',
      level: 'MUST',
      text: 'A remove by a filter takes the values that match, and unassigns the list when none is left.',
      test: async ({ user, patch }) => {
        const ann = await user({ emails: [work, home] });
        const one = await patch(ann, { op: 'remove', path: 'emails[type eq "work"]' });
        assert.deepEqual(one.body.emails, [home]);
        const two = await patch(ann, { op: 'remove', path: 'emails[value ew "example"]' });
        assert.equal('emails' in two.body, false);
      },
    }),
    requirement({
      rfc,
      section: '3.5.2.2',
      level: 'MUST',
      text: 'A remove by a filter on `value` takes that member from a group.',
      test: async ({ user, group, patch, read }) => {
        const [ann, bob] = [await user(), await user()];
        const team = await group({ members: [{ value: ann.id }, { value: bob.id }] });
        await patch(team, { op: 'remove', path: `members[value eq "${ann.id}"]` });
        assert.deepEqual(
          (await read(team)).members.map(({ value }: Resource) => value),
          [bob.id],
        );
        // What the provider fills in chooses as well, by the value that the client was shown.
        await patch(team, { op: 'remove', path: `members[not ($ref eq "${bob.meta.location}")]` });
        assert.equal((await read(team)).members.length, 1, 'nobody else is in it');
        await patch(team, { op: 'remove', path: `members[$ref eq "${bob.meta.location}"]` });
        assert.deepEqual((await read(team)).members ?? [], []);
      },
    }),
    requirement({
      rfc,
      section: '3.5.2.2',
      level: 'MUST',
      text: 'A remove of a sub-attribute by a filter unassigns it in the values that match.',
      test: async ({ user, patch }) => {
        const ann = await user({
          emails: [
            { ...work, display: 'W' },
            { ...home, display: 'H' },
          ],
        });
        const { body } = await patch(ann, { op: 'remove', path: 'emails[type eq "work"].display' });
        assert.deepEqual(body.emails, [work, { ...home, display: 'H' }]);
      },
    }),
    requirement({
      rfc,
      section: '3.5.2.2',
      level: 'MUST',
      text: 'A remove of what is required or readOnly is 400 `mutability`.',
      test: async ({ user, group, patch }) => {
        const [ann, team] = [await user(), await group()];
        for (const path of ['userName', 'id', 'meta', 'meta.created']) {
          assertError(await patch(ann, { op: 'remove', path }), 400, 'mutability');
        }
        assertError(await patch(team, { op: 'remove', path: 'displayName' }), 400, 'mutability');
      },
    }),
    requirement({
      rfc,
      section: '3.5.2.2',
      level: 'SHOULD',
      text: 'A remove of a member who is not in the group changes nothing and succeeds.',
      test: async ({ user, group, patch, read, wait }) => {
        const [ann, bob] = [await user(), await user()];
        const team = await group({ members: [{ value: ann.id }] });
        wait(60);
        const answer = await patch(team, { op: 'remove', path: `members[value eq "${bob.id}"]` });
        assert.equal(answer.status, 204);
        assert.deepEqual(await read(team), team);
      },
    }),
  ],
};
