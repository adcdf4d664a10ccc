// RFC 7644 sections 3.3, 3.4.1, 3.5.1 and 3.6: making, reading, replacing and deleting one resource.
import assert from 'node:assert/strict';
import { assertError, assertStatus } from './assertions.ts';
import { type Chapter, deviation, requirement } from './requirement.ts';
import { ENTERPRISE, PATCH_OP, type Resource, USER } from './world.ts';

const rfc = 7644;

export const singleResources: Chapter = {
  url: import.meta.url,
  title: 'single resources',
  rows: [
    requirement({
      rfc,
      section: '3.3',
      level: 'MUST',
      text: 'POST ignores readOnly attributes in its body.',
      test: async ({ user }) => {
        const ann = await user({
          id: 'mine',
          meta: { created: '2001-01-01T00:00:00Z' },
          groups: [{ value: 'g' }],
        });
        assert.notEqual(ann.id, 'mine');
        assert.notEqual(ann.meta.created, '2001-01-01T00:00:00Z');
        assert.equal('groups' in ann, false);
      },
    }),
    requirement({
      rfc,
      section: '3.3',
      level: 'MUST',
      text: 'A resource that was made is answered with 201.',
      test: async ({ scim, name }) => {
        assertStatus(await scim('POST', '/Users', { userName: name() }), 201);
        assertStatus(await scim('POST', '/Groups', { displayName: name() }), 201);
      },
    }),
    requirement({
      rfc,
      section: '3.3',
      level: 'SHOULD',
      text: 'The 201 has the new resource as its body.',
      test: async ({ scim, name }) => {
        const { body } = await scim('POST', '/Users', { userName: name(), title: 'Buyer' });
        assert.equal(body.title, 'Buyer');
        assert.deepEqual((await scim('GET', `/Users/${body.id}`)).body, body);
      },
    }),
    requirement({
      rfc,
      section: '3.3',
      level: 'MUST',
      text: 'The 201 has the URI of the resource in `Location` and in `meta.location`.',
      test: async ({ scim, name }) => {
        for (const [path, body] of [
          ['/Users', { userName: name() }],
          ['/Groups', { displayName: name() }],
        ] as const) {
          const answer = await scim('POST', path, body);
          assert.equal(answer.headers.get('location'), answer.body.meta.location);
          assert.ok(answer.body.meta.location.endsWith(`${path}/${answer.body.id}`));
        }
      },
    }),
    requirement({
      rfc,
      section: '3.3',
      level: 'MUST',
      text: 'A resource that would conflict with another is refused with 409 `uniqueness`.',
      test: async ({ scim, user }) => {
        const { userName } = await user();
        assertError(await scim('POST', '/Users', { userName }), 409, 'uniqueness');
      },
    }),
    requirement({
      rfc,
      section: '3.3.1',
      level: 'MUST',
      text: '`meta.resourceType` follows from the endpoint.',
      test: async ({ user, group }) => {
        assert.equal((await user({ meta: { resourceType: 'Group' } })).meta.resourceType, 'User');
        assert.equal((await group()).meta.resourceType, 'Group');
      },
    }),
    requirement({
      rfc,
      section: '3.4.1',
      level: 'MUST',
      text: 'A resource that exists is answered with 200 and itself, one that does not with 404.',
      test: async ({ scim, user }) => {
        const ann = await user();
        const answer = await scim('GET', `/Users/${ann.id}`);
        assertStatus(answer, 200);
        assert.deepEqual(answer.body, ann);
        for (const id of ['none', '00919288221112222']) assertError(await scim('GET', `/Users/${id}`), 404);
      },
    }),
    requirement({
      rfc,
      section: '3.5.1',
      level: 'MUST',
      text: 'PUT is supported.',
      test: async ({ scim, group }) => {
        const team = await group();
        const { body } = await scim('PUT', `/Groups/${team.id}`, { ...team, externalId: 'e' });
        assert.equal(body.externalId, 'e');
      },
    }),
    requirement({
      rfc,
      section: '3.5.1',
      level: 'MUST NOT',
      text: 'PUT makes no new resource.',
      test: async ({ scim, name, find }) => {
        const userName = name();
        assertError(await scim('PUT', '/Users/new', { userName }), 404);
        assert.deepEqual(await find('/Users', `userName eq "${userName}"`), []);
      },
    }),
    requirement({
      rfc,
      section: '3.5.1',
      level: 'MUST',
      text: 'Values of readWrite attributes in a PUT replace those that are there.',
      test: async ({ scim, user }) => {
        const ann = await user({ emails: [{ value: 'one@x.example' }], title: 'Buyer' });
        const emails = [{ value: 'two@x.example' }];
        const { body } = await scim('PUT', `/Users/${ann.id}`, { ...ann, emails });
        assert.deepEqual(body.emails, emails);
      },
    }),
    requirement({
      rfc,
      section: '3.5.1',
      level: 'MUST',
      text: 'What a PUT leaves out is cleared or gets a default.',
      test: async ({ scim, user }) => {
        const ann = await user({ title: 'Buyer', [ENTERPRISE]: { department: 'Sales' } });
        const { body } = await scim('PUT', `/Users/${ann.id}`, { schemas: [USER], userName: ann.userName });
        assert.deepEqual([body.title, body[ENTERPRISE], body.active], [undefined, undefined, true]);
      },
    }),
    requirement({
      rfc,
      section: '3.5.1',
      level: 'MUST',
      text: 'An immutable value in a PUT is taken where none is set.',
      test: async ({ scim, user, group }) => {
        const [ann, inner] = [await user(), await group()];
        const team = await group({ members: [{ value: ann.id, type: 'User' }] });
        const members = [{ value: ann.id }, { value: inner.id, type: 'Group' }];
        const { status, body } = await scim('PUT', `/Groups/${team.id}`, { ...team, members });
        assert.equal(status, 200);
        const types = new Map(body.members.map(({ value, type }: Resource) => [value, type]));
        assert.deepEqual([types.get(ann.id), types.get(inner.id)], ['User', 'Group']);
      },
    }),
    deviation({
      rfc,
      section: '3.5.1',
      level: 'SHOULD',
      text: 'A PUT that gives another `type` to a member, which is immutable, is refused with 400 `mutability`.',
      why: 'clients leave the `type` of a member out or guess it: it stays what it was',
      test: async ({ scim, user, group }) => {
        const ann = await user();
        const team = await group({ members: [{ value: ann.id, type: 'User' }] });
        const members = [{ value: ann.id, type: 'Group' }];
        const { body } = await scim('PUT', `/Groups/${team.id}`, { ...team, members });
        assert.deepEqual(body, team);
      },
    }),
    requirement({
      rfc,
      section: '3.5.1',
      level: 'MUST',
      text: 'PUT ignores readOnly attributes.',
      test: async ({ scim, user }) => {
        const ann = await user();
        const changed = { ...ann, id: 'other', meta: { location: 'x' }, groups: [{ value: 'g' }] };
        assert.deepEqual((await scim('PUT', `/Users/${ann.id}`, changed)).body, ann);
      },
    }),
    requirement({
      rfc,
      section: '3.5.1',
      level: 'MUST',
      text: 'A PUT without a required attribute is refused.',
      test: async ({ scim, user, group }) => {
        const [ann, team] = [await user(), await group()];
        assertError(await scim('PUT', `/Users/${ann.id}`, { title: 'x' }), 400, 'invalidValue');
        assertError(await scim('PUT', `/Groups/${team.id}`, { members: [] }), 400, 'invalidValue');
      },
    }),
    requirement({
      rfc,
      section: '3.5.1',
      level: 'MUST',
      text: 'A PUT that succeeds is answered with 200 and the whole resource.',
      test: async ({ scim, user, read }) => {
        const ann = await user();
        const answer = await scim('PUT', `/Users/${ann.id}`, { ...ann, title: 'Buyer' });
        assertStatus(answer, 200);
        assert.deepEqual(answer.body, await read(ann));
      },
    }),
    requirement({
      rfc,
      section: '3.6',
      level: 'MUST',
      text: 'DELETE is answered with 204.',
      test: async ({ scim, user, group }) => {
        assertStatus(await scim('DELETE', `/Users/${(await user()).id}`), 204);
        assertStatus(await scim('DELETE', `/Groups/${(await group()).id}`), 204);
      },
    }),
    requirement({
      rfc,
      section: '3.6',
      level: 'MUST',
      text: 'After a DELETE every operation on the resource is answered with 404.',
      test: async ({ scim, user }) => {
        const ann = await user();
        const path = `/Users/${ann.id}`;
        await scim('DELETE', path);
        assertError(await scim('GET', path), 404);
        assertError(await scim('PUT', path, ann), 404);
        assertError(await scim('PATCH', path, { schemas: [PATCH_OP], Operations: [] }), 404);
        assertError(await scim('DELETE', path), 404);
      },
    }),
    requirement({
      rfc,
      section: '3.6',
      level: 'MUST',
      text: 'A deleted resource is in no later list, and in no group.',
      test: async ({ scim, user, group, read, find }) => {
        const ann = await user();
        const team = await group({ members: [{ value: ann.id }] });
        await scim('DELETE', `/Users/${ann.id}`);
        assert.deepEqual(await find('/Users', `id eq "${ann.id}"`), []);
        assert.deepEqual((await read(team)).members ?? [], []);
      },
    }),
    requirement({
      rfc,
      section: '3.6',
      level: 'SHOULD NOT',
      text: 'A deleted resource does not conflict with a new one.',
      test: async ({ scim, user, group }) => {
        const [ann, team] = [await user(), await group()];
        await scim('DELETE', `/Users/${ann.id}`);
        await scim('DELETE', `/Groups/${team.id}`);
        await user({ userName: ann.userName });
        await group({ displayName: team.displayName });
      },
    }),
    requirement({
      rfc,
      section: '3.3',
      level: 'MUST',
      text: 'null and `[]` in a POST mean that the client wants no value there.',
      test: async ({ user }) => {
        const ann = await user({ nickName: null, roles: [] });
        assert.equal('nickName' in ann || 'roles' in ann, false);
      },
    }),
    requirement({
      rfc,
      section: '3.5.1',
      level: 'MUST',
      text: 'What a PUT leaves out may get a default of the provider’s choice: `active` stays as it was, because a client that does not manage it must not let a leaver back in.',
      test: async ({ scim, user }) => {
        const ann = await user({ active: false });
        const { body } = await scim('PUT', `/Users/${ann.id}`, { userName: ann.userName });
        assert.equal(body.active, false);
      },
    }),
  ],
};
