// RFC 7643 section 3: schemas, common attributes and extensions of resources.
import assert from 'node:assert/strict';
import { assertStatus } from './assertions.ts';
import { type Chapter, deviation, notApplicable, requirement } from './requirement.ts';
import { ENTERPRISE, GROUP, USER } from './world.ts';

const rfc = 7643;

export const resources: Chapter = {
  url: import.meta.url,
  title: 'resources',
  rows: [
    requirement({
      rfc,
      section: '3',
      level: 'MUST',
      text: 'Every representation has `schemas`, a list that is not empty and names what the representation uses.',
      test: async ({ user, group, read }) => {
        const ann = await user({ [ENTERPRISE]: { department: 'Sales' } });
        assert.deepEqual(ann.schemas, [USER, ENTERPRISE]);
        assert.deepEqual((await read(ann, '?attributes=userName')).schemas.includes(USER), true);
        assert.deepEqual((await group()).schemas, [GROUP]);
      },
    }),
    requirement({
      rfc,
      section: '3',
      level: 'MUST',
      text: '`schemas` holds only the schema and the extensions of the resource type.',
      test: async ({ user }) => {
        const { schemas } = await user({ schemas: [USER, 'urn:example:unknown', GROUP] });
        assert.deepEqual(schemas, [USER]);
      },
    }),
    requirement({
      rfc,
      section: '3',
      level: 'MUST NOT',
      text: '`schemas` names nothing twice.',
      test: async ({ user }) => {
        assert.deepEqual((await user({ schemas: [USER, USER] })).schemas, [USER]);
      },
    }),
    requirement({
      rfc,
      section: '3',
      level: 'MUST NOT',
      text: 'The order of `schemas` changes nothing.',
      test: async ({ user }) => {
        const ann = await user({ schemas: [ENTERPRISE, USER], [ENTERPRISE]: { department: 'Sales' } });
        assert.equal(ann[ENTERPRISE].department, 'Sales');
      },
    }),
    deviation({
      rfc,
      section: '3',
      level: 'MUST',
      text: 'Requests have `schemas` too, and in it the schema of the resource type.',
      why: 'clients leave it out or name SCIM 1, and the endpoint says what is meant. A strict connection refuses',
      test: async ({ scim, name }) => {
        for (const schemas of [undefined, [], ['urn:scim:schemas:core:1.0']]) {
          const { status, body } = await scim('POST', '/Users', { schemas, userName: name() });
          assert.equal(status, 201);
          assert.deepEqual(body.schemas, [USER]);
        }
      },
    }),
    requirement({
      rfc,
      section: '3.1',
      level: 'MUST',
      text: 'Resources of every type have the common attributes.',
      test: async ({ user, group }) => {
        for (const resource of [await user({ externalId: 'e1' }), await group({ externalId: 'e1' })]) {
          for (const attribute of ['id', 'externalId', 'meta']) assert.ok(attribute in resource);
        }
      },
    }),
    requirement({
      rfc,
      section: '3.1',
      level: 'MUST',
      text: '`id` and `meta` with its sub-attributes are given by the provider when it takes a resource.',
      test: async ({ user }) => {
        const { id, meta } = await user();
        assert.ok(id.length > 0);
        for (const part of ['resourceType', 'created', 'lastModified', 'location'])
          assert.ok(part in meta, part);
      },
    }),
    requirement({
      rfc,
      section: '3.1',
      level: 'MUST',
      text: 'A schema that lists common attributes does so with the characteristics that the RFC gives them.',
      test: async ({ scim }) => {
        const { body } = await scim('GET', `/Schemas/${USER}`);
        const { caseExact, mutability, required } = body.attributes.find(
          (attribute: { name: string }) => attribute.name === 'externalId',
        );
        assert.deepEqual(
          { caseExact, mutability, required },
          { caseExact: true, mutability: 'readWrite', required: false },
        );
      },
    }),
    requirement({
      rfc,
      section: '3.1',
      level: 'MUST',
      text: 'Every representation has an `id` that is not empty.',
      test: async ({ user, group, read }) => {
        for (const resource of [await user(), await group()]) {
          assert.equal((await read(resource, '?attributes=displayName')).id, resource.id);
          assert.equal((await read(resource, '?excludedAttributes=id')).id, resource.id);
        }
      },
    }),
    requirement({
      rfc,
      section: '3.1',
      level: 'MUST',
      text: 'An `id` is unique among all resources of the provider.',
      test: async ({ user, group }) => {
        const made = [await user(), await user(), await group(), await group()];
        assert.equal(new Set(made.map(({ id }) => id)).size, made.length);
      },
    }),
    requirement({
      rfc,
      section: '3.1',
      level: 'MUST',
      text: 'An `id` stays the same for as long as the resource exists, and is never given to another.',
      test: async ({ scim, user, patch, read }) => {
        const ann = await user();
        await patch(ann, { op: 'replace', path: 'userName', value: `${ann.userName}-renamed` });
        assert.equal((await read(ann)).id, ann.id);
        await scim('DELETE', `/Users/${ann.id}`);
        assert.notEqual((await user({ userName: ann.userName })).id, ann.id);
      },
    }),
    requirement({
      rfc,
      section: '3.1',
      level: 'MUST NOT',
      text: 'A client does not choose an `id`: one that it sends is not taken.',
      test: async ({ scim, name }) => {
        const { body, status } = await scim('POST', '/Users', { userName: name(), id: 'mine' });
        assert.equal(status, 201);
        assert.notEqual(body.id, 'mine');
      },
    }),
    requirement({
      rfc,
      section: '3.1',
      level: 'MUST NOT',
      text: 'No `id` holds the word `bulkId`.',
      test: async ({ user }) => {
        assert.match((await user()).id, /^[0-9a-f-]{36}$/);
      },
    }),
    requirement({
      rfc,
      section: '3.1',
      level: 'MUST NOT',
      text: 'The provider gives no `externalId`: that is the client’s.',
      test: async ({ user }) => {
        assert.equal('externalId' in (await user()), false);
      },
    }),
    requirement({
      rfc,
      section: '3.1',
      level: 'MUST',
      text: '`externalId` means something within the client’s domain only: uniqueness of it is not enforced.',
      test: async ({ user, name }) => {
        const externalId = name();
        await user({ externalId });
        assert.equal((await user({ externalId })).externalId, externalId);
      },
    }),
    requirement({
      rfc,
      section: '3.1',
      level: 'MUST',
      text: 'A `meta` from a client is ignored.',
      test: async ({ user, scim }) => {
        const meta = {
          resourceType: 'Group',
          created: '2001-01-01T00:00:00Z',
          location: 'https://x.example',
        };
        const ann = await user({ meta });
        assert.equal(ann.meta.resourceType, 'User');
        assert.notEqual(ann.meta.created, meta.created);
        const { body } = await scim('PUT', `/Users/${ann.id}`, { ...ann, meta });
        assert.deepEqual(body.meta, ann.meta);
      },
    }),
    requirement({
      rfc,
      section: '3.1',
      level: 'MUST',
      text: '`meta.created` is a dateTime and never changes.',
      test: async ({ user, patch, wait }) => {
        const ann = await user();
        wait(10);
        const { body } = await patch(ann, { op: 'add', path: 'title', value: 'Buyer' });
        assert.equal(body.meta.created, ann.meta.created);
        assert.ok(body.meta.lastModified > ann.meta.lastModified);
      },
    }),
    requirement({
      rfc,
      section: '3.1',
      level: 'MUST',
      text: 'The `meta.lastModified` of a resource that was never changed is its `meta.created`.',
      test: async ({ user }) => {
        const { meta } = await user();
        assert.equal(meta.lastModified, meta.created);
      },
    }),
    requirement({
      rfc,
      section: '3.1',
      level: 'MUST',
      text: '`meta.location` is the URI of the resource, as in a `Location` or `Content-Location` header.',
      test: async ({ scim, name, url }) => {
        const { body, headers } = await scim('POST', '/Users', { userName: name() });
        assert.equal(body.meta.location, `${url}/scim/v2/Users/${body.id}`);
        assert.equal(headers.get('location'), body.meta.location);
      },
    }),
    requirement({
      rfc,
      section: '3.3',
      level: 'MUST',
      text: 'The attributes of an extension stand in an object of their own, named by the extension’s URN.',
      test: async ({ user }) => {
        const ann = await user({ [ENTERPRISE]: { employeeNumber: '7' } });
        assert.deepEqual(ann[ENTERPRISE], { employeeNumber: '7' });
        assert.equal('employeeNumber' in ann, false);
      },
    }),
    requirement({
      rfc,
      section: '3.3',
      level: 'MUST',
      text: 'A resource that holds attributes of an extension names it in `schemas`, and no longer once they are gone.',
      test: async ({ user, patch }) => {
        const ann = await user();
        const path = `${ENTERPRISE}:department`;
        const added = await patch(ann, { op: 'add', path, value: 'Sales' });
        assert.deepEqual(added.body.schemas, [USER, ENTERPRISE]);
        const removed = await patch(ann, { op: 'remove', path });
        assert.deepEqual(removed.body.schemas, [USER]);
      },
    }),
    notApplicable({
      rfc,
      section: '3.3',
      level: 'MUST NOT',
      text: 'An extension does not redefine attributes of another schema.',
      why: 'each extension has a namespace of its own here, so nothing could be redefined',
    }),
    requirement({
      rfc,
      section: '3.2',
      level: 'MUST',
      text: 'A resource type is defined by name, endpoint, schema and extensions, and its resources live under its endpoint.',
      test: async ({ scim, user }) => {
        const { body } = await scim('GET', '/ResourceTypes/User');
        const ann = await user();
        assertStatus(await scim('GET', `${body.endpoint}/${ann.id}`), 200);
        assert.ok(ann.schemas.includes(body.schema));
      },
    }),
  ],
};
