// RFC 7644 section 3.5.2.3: PATCH with the operation replace.
import assert from 'node:assert/strict';
import { assertError } from './assertions.ts';
import { type Chapter, deviation, requirement } from './requirement.ts';
import { ENTERPRISE, type Resource } from './world.ts';

const rfc = 7644;
const section = '3.5.2.3';
const work = { value: 'work@x.example', type: 'work' };
const home = { value: 'home@x.example', type: 'home' };

export const replacements: Chapter = {
  url: import.meta.url,
  title: 'PATCH: replace',
  rows: [
    requirement({
      rfc,
      section,
      level: 'MUST',
      text: 'A replace without a path replaces each attribute of its value, and no other.',
      test: async ({ user, patch }) => {
        const ann = await user({ title: 'Buyer', nickName: 'Annie', emails: [work] });
        const { body } = await patch(ann, { op: 'replace', value: { title: 'Seller', emails: [home] } });
        assert.deepEqual([body.title, body.nickName, body.emails], ['Seller', 'Annie', [home]]);
      },
    }),
    requirement({
      rfc,
      section,
      level: 'MUST',
      text: 'A replace without a path has an object as its value.',
      test: async ({ user, patch }) => {
        const ann = await user();
        for (const value of ['x', [], undefined]) {
          assertError(await patch(ann, { op: 'replace', value }), 400, 'invalidValue');
        }
      },
    }),
    requirement({
      rfc,
      section,
      level: 'MUST',
      text: 'A replace of a single value puts the new one in its place.',
      test: async ({ user, patch }) => {
        const ann = await user({ title: 'Buyer' });
        const { body } = await patch(ann, { op: 'replace', path: 'title', value: 'Seller' });
        assert.equal(body.title, 'Seller');
      },
    }),
    requirement({
      rfc,
      section,
      level: 'MUST',
      text: 'A replace of a list without a filter replaces all its values, members of a group too.',
      test: async ({ user, group, patch, read }) => {
        const [ann, bob] = [await user({ emails: [work] }), await user()];
        const { body } = await patch(ann, { op: 'replace', path: 'emails', value: [home] });
        assert.deepEqual(body.emails, [home]);
        const team = await group({ members: [{ value: ann.id }] });
        await patch(team, { op: 'replace', path: 'members', value: [{ value: bob.id }] });
        assert.deepEqual(
          (await read(team)).members.map(({ value }: Resource) => value),
          [bob.id],
        );
      },
    }),
    requirement({
      rfc,
      section,
      level: 'MUST',
      text: 'A replace of what has no value is an add.',
      test: async ({ user, patch }) => {
        const path = `${ENTERPRISE}:department`;
        const operations = [
          { op: 'replace', path: 'title', value: 'x' },
          { op: 'replace', path, value: 'Sales' },
        ];
        const { body } = await patch(await user(), ...operations);
        assert.deepEqual([body.title, body[ENTERPRISE]], ['x', { department: 'Sales' }]);
      },
    }),
    requirement({
      rfc,
      section,
      level: 'MUST',
      text: 'A replace of a complex attribute sets the sub-attributes that it names and leaves the others.',
      test: async ({ user, patch }) => {
        const ann = await user({ name: { givenName: 'Ann', familyName: 'Lee' } });
        const value = { familyName: 'Moor', middleName: 'B' };
        const { body } = await patch(ann, { op: 'replace', path: 'name', value });
        assert.deepEqual(body.name, { givenName: 'Ann', familyName: 'Moor', middleName: 'B' });
      },
    }),
    requirement({
      rfc,
      section,
      level: 'MUST',
      text: 'A replace by a filter replaces every value that matches.',
      test: async ({ user, patch }) => {
        const ann = await user({ emails: [{ ...work, display: 'Old' }, home] });
        const operation = {
          op: 'replace',
          path: 'emails[type eq "work"]',
          value: { ...work, value: 'new@x.example' },
        };
        assert.deepEqual((await patch(ann, operation)).body.emails, [
          { ...work, value: 'new@x.example' },
          home,
        ]);
      },
    }),
    requirement({
      rfc,
      section,
      level: 'MUST',
      text: 'A replace by a filter whose value could not stand alone, having no `value`, sets the sub-attributes that it names and leaves the others.',
      test: async ({ user, patch }) => {
        const addresses = [{ type: 'home', locality: 'Bonn' }];
        const ann = await user({ emails: [{ ...work, primary: true }, home], addresses });
        const value = { primary: true };
        const operations = ['emails', 'addresses'].map((list) => ({
          op: 'replace',
          path: `${list}[type eq "home"]`,
          value,
        }));
        const { body } = await patch(ann, ...operations);
        assert.deepEqual(body.emails, [
          { ...work, primary: false },
          { ...home, ...value },
        ]);
        assert.deepEqual(body.addresses, [{ ...addresses[0], ...value }]);
      },
    }),
    requirement({
      rfc,
      section,
      level: 'MUST',
      text: 'A replace of a sub-attribute by a filter replaces it in every value that matches.',
      test: async ({ user, patch }) => {
        const addresses = [
          { type: 'work', locality: 'Bonn', country: 'DE' },
          { type: 'home', locality: 'Bonn', country: 'DE' },
        ];
        const ann = await user({ addresses });
        const path = 'addresses[locality eq "bonn"].locality';
        const { body } = await patch(ann, { op: 'replace', path, value: 'Berlin' });
        assert.deepEqual(
          body.addresses.map(({ locality }: Resource) => locality),
          ['Berlin', 'Berlin'],
        );
      },
    }),
    deviation({
      rfc,
      section,
      level: 'MUST',
      text: 'A replace by a filter that matches nothing is 400 `noTarget`.',
      why: 'Entra sets the work e-mail of a user without one so, and its job stops at the error: the value that the filter describes is made. A strict connection refuses',
      test: async ({ user, patch }) => {
        const operation = { op: 'replace', path: 'emails[type eq "work"].value', value: work.value };
        assert.deepEqual((await patch(await user(), operation)).body.emails, [work]);
      },
    }),
    requirement({
      rfc,
      section,
      level: 'MUST',
      text: 'A filter that matches nothing and describes no value either is 400 `noTarget`.',
      test: async ({ user, patch }) => {
        const ann = await user({ emails: [home] });
        const operation = { op: 'replace', path: 'emails[value co "nobody"].display', value: 'x' };
        assertError(await patch(ann, operation), 400, 'noTarget');
      },
    }),
  ],
};
