// RFC 7643 section 2: names, types, lists and unassigned values of attributes.
import assert from 'node:assert/strict';
import { assertError, assertStatus } from './assertions.ts';
import { type Chapter, deviation, requirement } from './requirement.ts';
import { ENTERPRISE, USER } from './world.ts';

const rfc = 7643;

export const attributes: Chapter = {
  url: import.meta.url,
  title: 'attributes',
  rows: [
    requirement({
      rfc,
      section: '2.1',
      level: 'MUST',
      text: 'Names of attributes are read without regard to case.',
      test: async ({ scim, name }) => {
        const { body } = await scim('POST', '/Users', { USERNAME: name(), dIsPlAyNaMe: 'Ann' });
        assert.equal(body.displayName, 'Ann');
      },
    }),
    requirement({
      rfc,
      section: '2.1',
      level: 'MUST',
      text: 'Names of attributes begin with a letter, and hold letters, digits, `-`, `_` and `$` only.',
      test: async ({ scim }) => {
        const { body } = await scim('GET', '/Schemas');
        const names = (attribute: { name: string; subAttributes?: { name: string }[] }): string[] => [
          attribute.name,
          ...(attribute.subAttributes ?? []).flatMap(names),
        ];
        for (const schema of body.Resources) {
          // RFC 7643 itself has one name that does not begin with a letter.
          for (const name of schema.attributes.flatMap(names))
            assert.match(name, /^(?:[a-z][\w$-]*|\$ref)$/i);
        }
      },
    }),
    requirement({
      rfc,
      section: '2.2',
      level: 'MUST',
      text: 'An attribute for which nothing else is said is an optional, single, readWrite string, compared without regard to case, returned by default and not unique.',
      test: async ({ scim }) => {
        const { body } = await scim('GET', `/Schemas/${USER}`);
        const nickName = body.attributes.find((attribute: { name: string }) => attribute.name === 'nickName');
        const { name: _name, description: _description, ...characteristics } = nickName;
        assert.deepEqual(characteristics, {
          type: 'string',
          multiValued: false,
          required: false,
          caseExact: false,
          mutability: 'readWrite',
          returned: 'default',
          uniqueness: 'none',
        });
      },
    }),
    requirement({
      rfc,
      section: '2.3.1',
      level: 'MUST',
      text: 'A string is any sequence of Unicode characters, and comes back as it was sent.',
      test: async ({ user, read }) => {
        const displayName = 'Zoë 😀 \u202eمرحبا\u202c "quoted" \\ \u0001';
        assert.equal((await read(await user({ displayName }))).displayName, displayName);
      },
    }),
    requirement({
      rfc,
      section: '2.3.2',
      level: 'MUST',
      text: 'A boolean is true or false in every answer.',
      test: async ({ user }) => {
        assert.equal((await user({ active: false })).active, false);
        const [email] = (await user({ emails: [{ value: 'a@x.example', primary: 'True' }] })).emails;
        assert.equal(email.primary, true);
      },
    }),
    requirement({
      rfc,
      section: '2.3.5',
      level: 'MUST',
      text: 'A dateTime is an xsd:dateTime with both a date and a time.',
      test: async ({ user }) => {
        const { meta } = await user();
        const form = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
        assert.match(meta.created, form);
        assert.match(meta.lastModified, form);
      },
    }),
    requirement({
      rfc,
      section: '2.3.7',
      level: 'MUST',
      text: 'A reference is the absolute or relative URI of what it refers to.',
      test: async ({ user, group, url }) => {
        const { id } = await user();
        const { members } = await group({ members: [{ value: id }] });
        assert.equal(members[0].$ref, `${url}/scim/v2/Users/${id}`);
      },
    }),
    requirement({
      rfc,
      section: '2.3.7',
      level: 'MUST',
      text: 'A GET of a reference to a resource gives that resource, or says by its status why not.',
      test: async ({ user, group, token }) => {
        const ann = await user();
        const { members } = await group({ members: [{ value: ann.id }] });
        const headers = { authorization: `Bearer ${token}` };
        const answer = await fetch(members[0].$ref, { headers });
        assert.equal(((await answer.json()) as { id: string }).id, ann.id);
      },
    }),
    requirement({
      rfc,
      section: '2.3.8',
      level: 'MUST NOT',
      text: 'The order in which the attributes of an object stand does not matter.',
      test: async ({ scim, name }) => {
        const body = `{"name":{"givenName":"Ann","familyName":"Lee"},"userName":"${name()}","schemas":["${USER}"]}`;
        assertStatus(await scim('POST', '/Users', body), 201);
      },
    }),
    requirement({
      rfc,
      section: '2.3.8',
      level: 'MUST NOT',
      text: 'A complex attribute has no complex sub-attributes.',
      test: async ({ scim, name }) => {
        const { body } = await scim('GET', '/Schemas');
        for (const { attributes } of body.Resources) {
          for (const { subAttributes = [] } of attributes) {
            for (const sub of subAttributes) assert.notEqual(sub.type, 'complex');
          }
        }
        const nested = { userName: name(), name: { givenName: { first: 'Ann' } } };
        assertError(await scim('POST', '/Users', nested), 400, 'invalidValue');
      },
    }),
    requirement({
      rfc,
      section: '2.4',
      level: 'MUST',
      text: 'At most one value of a list is primary.',
      test: async ({ scim, name }) => {
        const emails = [
          { value: 'a@x.example', primary: true },
          { value: 'b@x.example', primary: true },
        ];
        assertError(await scim('POST', '/Users', { userName: name(), emails }), 400, 'invalidValue');
      },
    }),
    requirement({
      rfc,
      section: '2.4',
      level: 'MUST',
      text: 'A value that does not say whether it is primary is not: filters and PATCH take it so.',
      test: async ({ user, find, patch }) => {
        const ann = await user({ emails: [{ value: 'plain@x.example' }] });
        const named = `userName eq "${ann.userName}"`;
        assert.deepEqual(await find('/Users', `${named} and emails[primary eq true]`), []);
        for (const filter of ['emails[primary eq false]', 'emails.primary eq false']) {
          assert.deepEqual(await find('/Users', `${named} and ${filter}`), [ann.userName]);
        }
        const path = 'emails[primary eq false].value';
        const { body } = await patch(ann, { op: 'replace', path, value: 'other@x.example' });
        assert.deepEqual(body.emails, [{ value: 'other@x.example' }]);
      },
    }),
    deviation({
      rfc,
      section: '2.4',
      level: 'SHOULD',
      text: 'Values of a list are returned in canonical form where they have one, such as a known `type`.',
      why: 'Microsoft asks that values stay as they were sent; the known types are published in the schema, and comparing ignores case',
      test: async ({ user, find }) => {
        const { userName, emails } = await user({ emails: [{ value: 'kept@x.example', type: 'WORK' }] });
        assert.equal(emails[0].type, 'WORK');
        const filter = 'emails[type eq "work" and value eq "KEPT@x.example"]';
        assert.deepEqual(await find('/Users', filter), [userName]);
      },
    }),
    requirement({
      rfc,
      section: '2.4',
      level: 'SHOULD NOT',
      text: 'The same pair of type and value does not stand twice in a list.',
      test: async ({ user }) => {
        const twin = { value: 'twin@x.example', type: 'work' };
        const { emails } = await user({
          emails: [twin, { ...twin, primary: true }, { ...twin, type: 'home' }],
        });
        assert.deepEqual(
          emails.map((email: { type: string }) => email.type),
          ['work', 'home'],
        );
      },
    }),
    requirement({
      rfc,
      section: '2.5',
      level: 'MUST',
      text: 'Unassigned, null and an empty list are the same state.',
      test: async ({ user, find }) => {
        const { userName, ...body } = await user({ title: null, emails: [], [ENTERPRISE]: null });
        for (const attribute of ['title', 'emails', ENTERPRISE]) assert.equal(attribute in body, false);
        assert.deepEqual(await find('/Users', `userName eq "${userName}" and not (title pr)`), [userName]);
      },
    }),
    requirement({
      rfc,
      section: '2.5',
      level: 'MUST',
      text: 'To assign null or an empty list is to unassign.',
      test: async ({ user, scim }) => {
        const ann = await user({ title: 'Buyer', emails: [{ value: 'gone@x.example' }] });
        const { body } = await scim('PUT', `/Users/${ann.id}`, { ...ann, title: null, emails: [] });
        assert.equal('title' in body || 'emails' in body, false);
      },
    }),
  ],
};
