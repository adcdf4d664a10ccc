// RFC 7643 sections 5 to 7: what the provider says of itself.
import assert from 'node:assert/strict';
import { assertError } from './assertions.ts';
import { type Chapter, deviation, requirement } from './requirement.ts';
import { ENTERPRISE, GROUP, type Resource, USER, type World } from './world.ts';

const rfc = 7643;

/** Calls `look` with every attribute and sub-attribute of every schema. */
async function eachAttribute({ scim }: World, look: (attribute: Resource) => void): Promise<void> {
  const { body } = await scim('GET', '/Schemas');
  const visit = (attribute: Resource) => {
    look(attribute);
    for (const sub of attribute.subAttributes ?? []) visit(sub);
  };
  for (const schema of body.Resources) for (const attribute of schema.attributes) visit(attribute);
}

const readConfig = async ({ scim }: World) => (await scim('GET', '/ServiceProviderConfig')).body;

export const schemaDocuments: Chapter = {
  url: import.meta.url,
  title: 'configuration, types and schemas',
  rows: [
    requirement({
      rfc,
      section: '5',
      level: 'MUST',
      text: 'The configuration says of PATCH, Bulk, filters, passwords, sorting and ETags whether they are supported.',
      test: async (world) => {
        const config = await readConfig(world);
        for (const feature of ['patch', 'bulk', 'filter', 'changePassword', 'sort', 'etag']) {
          assert.equal(typeof config[feature].supported, 'boolean', feature);
        }
      },
    }),
    requirement({
      rfc,
      section: '5',
      level: 'MUST',
      text: 'The configuration says how many operations and bytes a Bulk request may have.',
      test: async (world) => {
        const { bulk } = await readConfig(world);
        assert.ok(Number.isInteger(bulk.maxOperations) && bulk.maxOperations > 0);
        assert.ok(Number.isInteger(bulk.maxPayloadSize) && bulk.maxPayloadSize > 0);
      },
    }),
    requirement({
      rfc,
      section: '5',
      level: 'MUST',
      text: 'The configuration says how many resources one answer has at most.',
      test: async (world) => {
        const { filter } = await readConfig(world);
        assert.ok(Number.isInteger(filter.maxResults) && filter.maxResults > 0);
      },
    }),
    requirement({
      rfc,
      section: '5',
      level: 'MUST',
      text: 'The configuration lists the authentication schemes, each with type, name and description.',
      test: async (world) => {
        const { authenticationSchemes } = await readConfig(world);
        assert.ok(authenticationSchemes.length > 0);
        for (const { type, name, description } of authenticationSchemes) {
          assert.match(type, /^(?:oauth|oauth2|oauthbearertoken|httpbasic|httpdigest)$/);
          assert.ok(name && description);
        }
      },
    }),
    deviation({
      rfc,
      section: '5',
      level: 'SHOULD',
      text: 'The authentication schemes can be read without authentication.',
      why: 'what a client may do depends on its connection, which its token names; the 401 tells the scheme by `WWW-Authenticate`',
      test: async ({ url }) => {
        const answer = await fetch(`${url}/scim/v2/ServiceProviderConfig`);
        assert.equal(answer.status, 401);
        assert.equal(answer.headers.get('www-authenticate'), 'Bearer');
      },
    }),
    requirement({
      rfc,
      section: '5',
      level: 'MUST NOT',
      text: 'The configuration is readOnly.',
      test: async ({ scim }) => {
        for (const method of ['PUT', 'PATCH', 'DELETE', 'POST']) {
          assertError(
            await scim(method, '/ServiceProviderConfig', method === 'DELETE' ? undefined : {}),
            405,
          );
        }
      },
    }),
    requirement({
      rfc,
      section: '6',
      level: 'MUST',
      text: 'A resource type has a name, an endpoint and a schema, and says of each extension whether it is required.',
      test: async ({ scim }) => {
        const { body } = await scim('GET', '/ResourceTypes');
        for (const { name, endpoint, schema, schemaExtensions = [] } of body.Resources) {
          assert.ok(name && schema);
          assert.match(endpoint, /^\//);
          for (const extension of schemaExtensions) {
            assert.equal(typeof extension.schema, 'string');
            assert.equal(typeof extension.required, 'boolean');
          }
        }
      },
    }),
    requirement({
      rfc,
      section: '6',
      level: 'MUST',
      text: 'The schema and the extensions of a resource type are `id`s of schemas that can be read.',
      test: async ({ scim }) => {
        const { body } = await scim('GET', '/ResourceTypes');
        for (const { schema, schemaExtensions = [] } of body.Resources) {
          for (const id of [schema, ...schemaExtensions.map((extension: Resource) => extension.schema)]) {
            assert.equal((await scim('GET', `/Schemas/${id}`)).body.id, id);
          }
        }
      },
    }),
    requirement({
      rfc,
      section: '6',
      level: 'MUST',
      text: 'A resource may leave out an extension that is not required.',
      test: async ({ user }) => {
        assert.equal(ENTERPRISE in (await user()), false);
      },
    }),
    requirement({
      rfc,
      section: '7',
      level: 'MUST',
      text: 'The `id` of a schema is its URI, and it has a name and a description.',
      test: async ({ scim }) => {
        const { body } = await scim('GET', '/Schemas');
        for (const { id, name, description } of body.Resources) {
          assert.match(id, /^urn:/);
          assert.ok(name && description);
        }
      },
    }),
    requirement({
      rfc,
      section: '7',
      level: 'MUST',
      text: 'Every attribute of a schema has its name, one of the eight types, a description, and says whether it is a list.',
      test: async (world) => {
        const types = /^(?:string|boolean|decimal|integer|dateTime|reference|complex|binary)$/;
        await eachAttribute(world, ({ name, type, description, multiValued }) => {
          assert.ok(name && description);
          assert.match(type, types, name);
          assert.equal(typeof multiValued, 'boolean', name);
        });
      },
    }),
    requirement({
      rfc,
      section: '7',
      level: 'MUST',
      text: 'What an attribute says of mutability, returned and uniqueness is one of the words that the RFC gives.',
      test: async (world) => {
        await eachAttribute(world, ({ name, mutability, returned, uniqueness, required, caseExact }) => {
          assert.match(mutability, /^(?:readOnly|readWrite|immutable|writeOnly)$/, name);
          assert.match(returned, /^(?:always|never|default|request)$/, name);
          assert.match(uniqueness, /^(?:none|server|global)$/, name);
          assert.equal(typeof required, 'boolean', name);
          assert.equal(typeof caseExact, 'boolean', name);
        });
      },
    }),
    requirement({
      rfc,
      section: '7',
      level: 'MUST',
      text: 'A complex attribute lists its sub-attributes, and only a complex one has any.',
      test: (world) =>
        eachAttribute(world, ({ name, type, subAttributes }) => {
          assert.equal(type === 'complex', Array.isArray(subAttributes), name);
        }),
    }),
    requirement({
      rfc,
      section: '7',
      level: 'MUST',
      text: 'A reference says what it may refer to: a resource type, `external` or `uri`; nothing else says so.',
      test: (world) =>
        eachAttribute(world, ({ name, type, referenceTypes }) => {
          assert.equal(type === 'reference', Array.isArray(referenceTypes), name);
          for (const kind of referenceTypes ?? []) assert.match(kind, /^(?:User|Group|external|uri)$/, name);
        }),
    }),
    requirement({
      rfc,
      section: '7',
      level: 'MUST',
      text: 'Schemas are readOnly.',
      test: async ({ scim }) => {
        for (const method of ['PUT', 'PATCH', 'DELETE']) {
          const answer = await scim(method, `/Schemas/${USER}`, method === 'DELETE' ? undefined : {});
          assertError(answer, 405);
        }
      },
    }),
    requirement({
      rfc,
      section: '7',
      level: 'MUST',
      text: 'A schema can be read without `externalId`, `id` and `meta` being counted twice: they belong to every base schema.',
      test: async ({ scim }) => {
        for (const id of [USER, GROUP, ENTERPRISE]) {
          const { body } = await scim('GET', `/Schemas/${id}`);
          const names = body.attributes.map(({ name }: Resource) => name);
          assert.equal(new Set(names).size, names.length, id);
        }
      },
    }),
  ],
};
