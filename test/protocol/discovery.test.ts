import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Attribute,
  enterpriseUserSchema,
  groupSchema,
  type JsonValue,
  resourceTypeDocuments,
  resourceTypesWith,
  rollcallUserSchema,
  schemaDocuments,
  serviceProviderConfig,
  userSchema,
} from '../../src/protocol/index.ts';
import { isJsonObject } from '../../src/protocol/json.ts';

const pages = { defaultPageSize: 100, maxPageSize: 200, cursorTimeout: 60 };
const baseUrl = 'https://rollcall.example/scim/v2';

test('the ServiceProviderConfig says what is so', () => {
  const config = serviceProviderConfig({ baseUrl, ...pages });
  assert.deepEqual(config.patch, { supported: true });
  assert.deepEqual(config.filter, { supported: true, maxResults: 200 });
  assert.deepEqual(config.pagination, {
    cursor: true,
    index: true,
    defaultPaginationMethod: 'index',
    ...pages,
  });
  for (const name of ['changePassword']) {
    const feature = config[name];
    assert.ok(isJsonObject(feature) && feature.supported === false, name);
  }
  assert.deepEqual(config.bulk, { supported: true, maxOperations: 1000, maxPayloadSize: 1_048_576 });
  assert.equal('documentationUri' in config, false);
  assert.equal(
    serviceProviderConfig({ baseUrl, ...pages, documentationUri: 'https://d' }).documentationUri,
    'https://d',
  );
});

test('the resource types name their schemas and endpoints', () => {
  const [user, group] = resourceTypeDocuments(baseUrl, resourceTypesWith([]));
  assert.deepEqual(user, {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
    id: 'User',
    name: 'User',
    description: 'User Account',
    endpoint: '/Users',
    schema: userSchema.id,
    schemaExtensions: [
      { schema: enterpriseUserSchema.id, required: false },
      { schema: rollcallUserSchema.id, required: false },
    ],
    meta: { resourceType: 'ResourceType', location: `${baseUrl}/ResourceTypes/User` },
  });
  assert.equal(group?.schema, groupSchema.id);
});

test('the schemas are published whole, without nulls and without what is only ours', () => {
  const documents = schemaDocuments(baseUrl, resourceTypesWith([]));
  assert.deepEqual(
    documents.map((document) => document.id),
    [userSchema.id, enterpriseUserSchema.id, rollcallUserSchema.id, groupSchema.id],
  );
  const text = JSON.stringify(documents);
  assert.doesNotMatch(text, /null|maxLength|maxValues|filterable|sortable/);
  for (const schema of [userSchema, enterpriseUserSchema, rollcallUserSchema, groupSchema]) {
    for (const attribute of schema.attributes)
      assert.ok(text.includes(JSON.stringify(attribute.description)));
  }
});

test('an attribute is published with every characteristic of RFC 7643 §7', () => {
  const published = attributesOf(schemaDocuments(baseUrl, resourceTypesWith([]))[0]?.attributes);
  assert.deepEqual(published.get('userName'), {
    name: 'userName',
    type: 'string',
    description: 'The name by which the person signs in; unique without regard to case.',
    multiValued: false,
    required: true,
    caseExact: false,
    mutability: 'readWrite',
    returned: 'default',
    uniqueness: 'server',
  });
  assert.deepEqual(published.get('password')?.returned, 'never');
  assert.ok(published.has('externalId'), 'clients that map from /Schemas must find it');
  assert.equal(published.get('groups')?.mutability, 'readOnly');
});

test('canonical types are published where clients map by them', () => {
  const published = attributesOf(schemaDocuments(baseUrl, resourceTypesWith([]))[0]?.attributes);
  const typesOf = (name: string) =>
    attributesOf(published.get(name)?.subAttributes as unknown as JsonValue).get('type')?.canonicalValues;
  assert.deepEqual(typesOf('emails'), ['work', 'home', 'other']);
  assert.deepEqual(typesOf('phoneNumbers'), ['work', 'home', 'mobile', 'fax', 'pager', 'other']);
  assert.deepEqual(typesOf('addresses'), ['work', 'home', 'other']);
});

function attributesOf(value: JsonValue | undefined): ReadonlyMap<string, Attribute> {
  return new Map((value as unknown as readonly Attribute[]).map((attribute) => [attribute.name, attribute]));
}
