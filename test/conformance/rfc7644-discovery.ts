// RFC 7644 section 4: discovery.
import assert from 'node:assert/strict';
import { assertError, assertStatus, LIST_RESPONSE } from './assertions.ts';
import { type Chapter, requirement } from './requirement.ts';
import { type Resource, USER } from './world.ts';

const rfc = 7644;

export const discovery: Chapter = {
  url: import.meta.url,
  title: 'discovery',
  rows: [
    requirement({
      rfc,
      section: '4',
      level: 'MUST',
      text: 'GET of `/ServiceProviderConfig` gives the configuration under its schema’s URN.',
      test: async ({ scim }) => {
        const { body } = await scim('GET', '/ServiceProviderConfig');
        assert.deepEqual(body.schemas, ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig']);
        assert.equal(body.meta.resourceType, 'ServiceProviderConfig');
      },
    }),
    requirement({
      rfc,
      section: '4',
      level: 'MUST',
      text: 'GET of `/Schemas` gives all schemas as a `ListResponse`.',
      test: async ({ scim }) => {
        const { body } = await scim('GET', '/Schemas');
        assert.deepEqual(body.schemas, [LIST_RESPONSE]);
        assert.equal(body.Resources.length, body.totalResults);
        const types = (await scim('GET', '/ResourceTypes')).body.Resources;
        const used = types.flatMap(({ schema, schemaExtensions = [] }: Resource) => [
          schema,
          ...schemaExtensions.map((extension: Resource) => extension.schema),
        ]);
        assert.deepEqual(body.Resources.map(({ id }: Resource) => id).sort(), used.sort());
      },
    }),
    requirement({
      rfc,
      section: '4',
      level: 'MUST',
      text: 'GET of `/ResourceTypes` gives all types as a `ListResponse`.',
      test: async ({ scim }) => {
        const { body } = await scim('GET', '/ResourceTypes');
        assert.deepEqual(body.schemas, [LIST_RESPONSE]);
        assert.deepEqual(
          body.Resources.map(({ endpoint }: Resource) => endpoint),
          ['/Users', '/Groups'],
        );
      },
    }),
    requirement({
      rfc,
      section: '4',
      level: 'MUST',
      text: 'One schema or one type, asked for by its `id`, is answered as a single resource is.',
      test: async ({ scim }) => {
        const schema = await scim('GET', `/Schemas/${USER}`);
        assertStatus(schema, 200);
        assert.equal(schema.body.id, USER);
        assert.equal((await scim('GET', '/ResourceTypes/Group')).body.id, 'Group');
      },
    }),
    requirement({
      rfc,
      section: '4',
      level: 'MUST',
      text: 'Discovery ignores sorting and paging.',
      test: async ({ scim }) => {
        const plain = await scim('GET', '/Schemas');
        const asked = await scim('GET', '/Schemas?startIndex=2&count=1&sortBy=id&sortOrder=descending');
        assert.deepEqual(asked.body, plain.body);
      },
    }),
    requirement({
      rfc,
      section: '4',
      level: 'MUST',
      text: 'What the configuration says is so: a feature that it names works, one that it denies is refused.',
      test: async ({ scim, user, patch }) => {
        const { body } = await scim('GET', '/ServiceProviderConfig');
        assert.equal(body.patch.supported, (await patch(await user())).status === 200);
        assert.equal(body.filter.supported, (await scim('GET', '/Users?filter=id%20pr')).status === 200);
        assert.equal(body.bulk.supported, (await scim('POST', '/Bulk', {})).status !== 501);
      },
    }),
    requirement({
      rfc,
      section: '4',
      level: 'SHOULD',
      text: 'Discovery refuses a filter with 403.',
      test: async ({ scim }) => {
        for (const path of ['/Schemas', '/ResourceTypes', '/ServiceProviderConfig', `/Schemas/${USER}`]) {
          assertError(await scim('GET', `${path}?filter=id%20pr`), 403);
        }
      },
    }),
  ],
};
