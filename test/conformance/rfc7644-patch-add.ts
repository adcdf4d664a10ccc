// RFC 7644 section 3.5.2.1: PATCH with the operation add.
import assert from 'node:assert/strict';
import { assertError, assertStatus } from './assertions.ts';
import { type Chapter, requirement } from './requirement.ts';
import type { Resource } from './world.ts';

const rfc = 7644;
const work = { value: 'work@x.example', type: 'work' };
const home = { value: 'home@x.example', type: 'home' };
const types = (resource: Resource) => (resource.emails ?? []).map(({ type }: Resource) => type);

export const additions: Chapter = {
  url: import.meta.url,
  title: 'PATCH: add',
  rows: [
    requirement({
      rfc,
      section: '3.5.2.1',
      level: 'MUST',
      text: 'An add has a value.',
      test: async ({ user, patch }) => {
        assertError(await patch(await user(), { op: 'add', path: 'title' }), 400, 'invalidValue');
      },
    }),
    requirement({
      rfc,
      section: '3.5.2.1',
      level: 'MUST',
      text: 'An add without a path adds each attribute of its value to the resource.',
      test: async ({ user, patch }) => {
        const ann = await user({ emails: [work] });
        const value = { title: 'Buyer', emails: [home], name: { givenName: 'Ann' } };
        const { body } = await patch(ann, { op: 'add', value });
        assert.deepEqual(
          [body.title, body.name, types(body)],
          ['Buyer', { givenName: 'Ann' }, ['work', 'home']],
        );
      },
    }),
    requirement({
      rfc,
      section: '3.5.2.1',
      level: 'MUST',
      text: 'An add to what has no value gives it that value; of a single value it takes the place.',
      test: async ({ user, patch }) => {
        const ann = await user();
        assert.equal((await patch(ann, { op: 'add', path: 'title', value: 'One' })).body.title, 'One');
        assert.equal((await patch(ann, { op: 'add', path: 'title', value: 'Two' })).body.title, 'Two');
      },
    }),
    requirement({
      rfc,
      section: '3.5.2.1',
      level: 'MUST',
      text: 'An add to a complex attribute takes a set of sub-attributes, and leaves the others.',
      test: async ({ user, patch }) => {
        const ann = await user({ name: { givenName: 'Ann', familyName: 'Lee' } });
        const { body } = await patch(ann, { op: 'add', path: 'name', value: { familyName: 'Moor' } });
        assert.deepEqual(body.name, { givenName: 'Ann', familyName: 'Moor' });
        assertError(await patch(ann, { op: 'add', path: 'name', value: 'Ann' }), 400, 'invalidValue');
      },
    }),
    requirement({
      rfc,
      section: '3.5.2.1',
      level: 'MUST',
      text: 'An add to a list appends to it.',
      test: async ({ user, patch }) => {
        const ann = await user({ emails: [work] });
        assert.deepEqual(types((await patch(ann, { op: 'add', path: 'emails', value: [home] })).body), [
          'work',
          'home',
        ]);
      },
    }),
    requirement({
      rfc,
      section: '3.5.2.1',
      level: 'SHOULD',
      text: 'An add of what is there changes nothing and succeeds.',
      test: async ({ user, patch }) => {
        const ann = await user({ title: 'Buyer', emails: [work] });
        const answer = await patch(ann, { op: 'add', value: { title: 'Buyer', emails: [work] } });
        assertStatus(answer, 200);
        assert.deepEqual(answer.body, ann);
      },
    }),
    requirement({
      rfc,
      section: '3.5.2.1',
      level: 'MUST NOT',
      text: 'An add of what is there does not touch `meta.lastModified`, for members of a group neither.',
      test: async ({ user, group, patch, read, wait }) => {
        const ann = await user({ emails: [work] });
        const team = await group({ members: [{ value: ann.id }] });
        wait(60);
        await patch(ann, { op: 'add', path: 'emails', value: [work] });
        await patch(team, { op: 'add', path: 'members', value: [{ value: ann.id }] });
        assert.equal((await read(ann)).meta.lastModified, ann.meta.lastModified);
        assert.equal((await read(team)).meta.lastModified, team.meta.lastModified);
      },
    }),
    requirement({
      rfc,
      section: '3.5.2.1',
      level: 'MUST',
      text: 'An add to the values that a filter chooses adds to each of them.',
      test: async ({ user, patch }) => {
        const ann = await user({ emails: [work, home] });
        const operation = { op: 'add', path: 'emails[type eq "work"]', value: { display: 'Office' } };
        const { emails } = (await patch(ann, operation)).body;
        assert.deepEqual(emails, [{ ...work, display: 'Office' }, home]);
      },
    }),
  ],
};
