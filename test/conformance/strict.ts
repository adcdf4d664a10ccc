// A strict connection: where leniency towards clients departs from the RFCs, it does not.
import assert from 'node:assert/strict';
import { assertError, assertStatus } from './assertions.ts';
import { type Chapter, requirement } from './requirement.ts';
import { GROUP, type Resource, USER } from './world.ts';

export const strictly: Chapter = {
  url: import.meta.url,
  title: 'strict',
  strict: true,
  rows: [
    requirement({
      rfc: 7643,
      section: '2.3.2',
      level: 'MUST',
      text: 'A boolean is true or false in requests too: text is refused.',
      test: async ({ scim, name }) => {
        const body = { schemas: [USER], userName: name(), active: 'True' };
        assertError(await scim('POST', '/Users', body), 400, 'invalidValue');
      },
    }),
    requirement({
      rfc: 7643,
      section: '2.4',
      level: 'MUST',
      text: 'The value of a list is a list: a single object in its place is refused.',
      test: async ({ scim, name }) => {
        const body = { schemas: [USER], userName: name(), emails: { value: 'one@x.example' } };
        assertError(await scim('POST', '/Users', body), 400, 'invalidValue');
      },
    }),
    requirement({
      rfc: 7643,
      section: '2.5',
      level: 'MUST',
      text: 'Only null and the empty list unassign: an empty string is a value.',
      test: async ({ user }) => {
        assert.equal((await user({ title: '' })).title, '');
      },
    }),
    requirement({
      rfc: 7643,
      section: '2.3.1',
      level: 'MUST',
      text: 'A single value is not a list: a list of one in its place is refused.',
      test: async ({ scim, name }) => {
        const body = { schemas: [USER], userName: name(), title: ['Buyer'] };
        assertError(await scim('POST', '/Users', body), 400, 'invalidValue');
      },
    }),
    requirement({
      rfc: 7643,
      section: '4.2',
      level: 'MUST',
      text: 'Nothing makes the `displayName` of a group unique: a second one of the same name is taken.',
      test: async ({ scim, group }) => {
        const { displayName } = await group();
        assert.equal((await group({ displayName })).displayName, displayName);
        const { body } = await scim('GET', `/Schemas/${GROUP}`);
        const { uniqueness } = body.attributes.find(({ name }: Resource) => name === 'displayName');
        assert.equal(uniqueness, 'none');
      },
    }),
    requirement({
      rfc: 7643,
      section: '3',
      level: 'MUST',
      text: 'Requests have `schemas` too, and in it the schema of the resource type.',
      test: async ({ scim, user, name }) => {
        const { schemas: _schemas, ...ann } = await user();
        for (const schemas of [undefined, [], ['urn:scim:schemas:core:1.0']]) {
          const made = await scim('POST', '/Users', { schemas, userName: name() });
          assertError(made, 400, 'invalidSyntax');
          assertError(await scim('PUT', `/Users/${ann.id}`, { ...ann, schemas }), 400, 'invalidSyntax');
        }
      },
    }),
    requirement({
      rfc: 7644,
      section: '3.5.2',
      level: 'MUST',
      text: 'A PATCH body names itself a `PatchOp`, and has one operation or more.',
      test: async ({ scim, user, patch }) => {
        const ann = await user();
        assertError(await patch(ann), 400, 'invalidSyntax');
        const Operations = [{ op: 'add', path: 'title', value: 'x' }];
        assertError(await scim('PATCH', `/Users/${ann.id}`, { Operations }), 400, 'invalidSyntax');
      },
    }),
    requirement({
      rfc: 7644,
      section: '3.5.2',
      level: 'MUST',
      text: 'A PATCH without a path that would set something readOnly is 400 `mutability`.',
      test: async ({ user, patch }) => {
        const operation = { op: 'replace', value: { id: 'other', title: 'x' } };
        assertError(await patch(await user(), operation), 400, 'mutability');
      },
    }),
    requirement({
      rfc: 7644,
      section: '3.4.2.2',
      level: 'MUST',
      text: 'A boolean is compared with true or false only.',
      test: async ({ scim }) => {
        const filter = encodeURIComponent('active eq "true"');
        assertError(await scim('GET', `/Users?filter=${filter}`), 400, 'invalidFilter');
      },
    }),
    requirement({
      rfc: 7644,
      section: '3.5.2',
      level: 'MUST',
      text: 'An `op` is add, remove or replace in lower case.',
      test: async ({ user, patch }) => {
        const operation = { op: 'Replace', path: 'title', value: 'x' };
        assertError(await patch(await user(), operation), 400, 'invalidSyntax');
      },
    }),
    requirement({
      rfc: 7644,
      section: '3.5.2.2',
      level: 'MUST',
      text: 'A remove chooses by its path; a value beside it is refused, and nothing is removed.',
      test: async ({ user, group, patch, read }) => {
        const ann = await user();
        const team = await group({ members: [{ value: ann.id }] });
        const value = [{ value: ann.id }];
        assertError(await patch(team, { op: 'remove', path: 'members', value }), 400, 'invalidValue');
        assert.equal((await read(team)).members.length, 1);
      },
    }),
    requirement({
      rfc: 7644,
      section: '3.5.2.3',
      level: 'MUST',
      text: 'A replace by a filter that matches nothing is 400 `noTarget`.',
      test: async ({ user, patch }) => {
        const operation = { op: 'replace', path: 'emails[type eq "work"].value', value: 'a@x.example' };
        assertError(await patch(await user(), operation), 400, 'noTarget');
      },
    }),
    requirement({
      rfc: 7644,
      section: '3.5.2.1',
      level: 'MUST',
      text: 'The value of an add to a complex attribute is a set of sub-attributes, not one value.',
      test: async ({ user, patch }) => {
        const operation = { op: 'add', path: 'manager', value: 'someone' };
        assertError(await patch(await user(), operation), 400, 'invalidValue');
        assertStatus(await patch(await user(), { ...operation, value: { value: 'someone' } }), 200);
      },
    }),
    requirement({
      rfc: 7644,
      section: '3.7.1',
      level: 'MUST',
      text: 'Bulk resolves references in a circle here as well.',
      test: async ({ scim, name }) => {
        const group = (bulkId: string, other: string) => ({
          method: 'POST',
          path: '/Groups',
          bulkId,
          data: {
            schemas: [GROUP],
            displayName: name(),
            members: [{ value: `bulkId:${other}`, type: 'Group' }],
          },
        });
        const schemas = ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'];
        const { body } = await scim('POST', '/Bulk', {
          schemas,
          Operations: [group('a', 'b'), group('b', 'a')],
        });
        for (const { status } of body.Operations) assert.equal(status, '201');
      },
    }),
    requirement({
      rfc: 7644,
      section: '3.7',
      level: 'MUST',
      text: 'A Bulk names itself a `BulkRequest`, and each POST in it has a `bulkId`.',
      test: async ({ scim, name }) => {
        assertError(await scim('POST', '/Bulk', { Operations: [] }), 400, 'invalidSyntax');
        const schemas = ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'];
        const data = { schemas: [USER], userName: name() };
        const Operations = [{ method: 'POST', path: '/Users', data }];
        const { body } = await scim('POST', '/Bulk', { schemas, Operations });
        assert.equal(body.Operations[0].status, '400');
      },
    }),
    requirement({
      rfc: 7644,
      section: '3.4.2.2',
      level: 'MUST',
      text: 'A filter has the grammar of figure 1: text is a JSON string, and `not` stands before parentheses.',
      test: async ({ scim }) => {
        for (const filter of [
          'userName eq ada',
          'userName eq "a\\d"',
          'not userName eq "ada"',
          'emails[type eq "work"].value eq "a@x.example"',
        ]) {
          const answer = await scim('GET', `/Users?filter=${encodeURIComponent(filter)}`);
          assertError(answer, 400, 'invalidFilter');
        }
        for (const filter of ['userName eq "a\\\\d"', 'not (userName eq "ada")', 'active eq true']) {
          assertStatus(await scim('GET', `/Users?count=0&filter=${encodeURIComponent(filter)}`), 200);
        }
      },
    }),
    requirement({
      rfc: 7644,
      section: '3.4.3',
      level: 'MUST',
      text: 'A search names itself a `SearchRequest`.',
      test: async ({ scim }) => {
        assertError(await scim('POST', '/Users/.search', { count: 0 }), 400, 'invalidSyntax');
      },
    }),
  ],
};
