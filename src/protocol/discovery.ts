// What the service says of itself (RFC 7643 §5 to §7, RFC 7644 §4).
import { MAX_OPERATIONS, MAX_PAYLOAD_BYTES } from './bulk/operation.ts';
import { keepsGroupNamesApart, LENIENT, type Strictness } from './dialects.ts';
import type { JsonObject, JsonValue } from './json.ts';
import { externalIdAttribute } from './schema/common.ts';
import type { ResourceTypes } from './schema/resource-types.ts';
import type { Attribute, Schema } from './schema/types.ts';

const CONFIG_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig';
const RESOURCE_TYPE_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:ResourceType';
const SCHEMA_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:Schema';

/**
 * The ServiceProviderConfig: what is offered and what is not. Clients choose their verbs by it.
 *
 * @param options.baseUrl without a slash at the end.
 * @param options.defaultPageSize resources in a page when the client does not say; maxPageSize at most.
 * @param options.cursorTimeout seconds for which a cursor leads on.
 */
export function serviceProviderConfig(options: {
  baseUrl: string;
  documentationUri?: string;
  defaultPageSize: number;
  maxPageSize: number;
  cursorTimeout: number;
}): JsonObject {
  const { baseUrl, documentationUri, defaultPageSize, maxPageSize, cursorTimeout } = options;
  return {
    schemas: [CONFIG_SCHEMA],
    ...(documentationUri === undefined ? {} : { documentationUri }),
    patch: { supported: true },
    bulk: { supported: true, maxOperations: MAX_OPERATIONS, maxPayloadSize: MAX_PAYLOAD_BYTES },
    filter: { supported: true, maxResults: maxPageSize },
    changePassword: { supported: false },
    sort: { supported: true },
    etag: { supported: true },
    // RFC 9865 §4.
    pagination: {
      cursor: true,
      index: true,
      defaultPaginationMethod: 'index',
      defaultPageSize,
      maxPageSize,
      cursorTimeout,
    },
    authenticationSchemes: [
      {
        type: 'oauthbearertoken',
        name: 'Bearer token',
        description: 'A token made by this service, sent in the Authorization header.',
        specUri: 'https://www.rfc-editor.org/rfc/rfc6750',
        primary: true,
      },
      {
        type: 'oauth2',
        name: 'OAuth 2.0 client credentials',
        description:
          'A bearer token that ends by itself, given at /oauth/token of this origin for a client secret, or for an assertion of a workload identity that the connection trusts.',
        specUri: 'https://www.rfc-editor.org/rfc/rfc6749',
        primary: false,
      },
    ],
    meta: { resourceType: 'ServiceProviderConfig', location: `${baseUrl}/ServiceProviderConfig` },
  };
}

/** The resources of /ResourceTypes. */
export function resourceTypeDocuments(
  baseUrl: string,
  { User, Group }: ResourceTypes,
): readonly JsonObject[] {
  return [User, Group].map((type) => ({
    schemas: [RESOURCE_TYPE_SCHEMA],
    id: type.id,
    name: type.name,
    description: type.description,
    endpoint: type.endpoint,
    schema: type.schema.id,
    schemaExtensions: type.schemaExtensions.map(({ schema, required }) => ({ schema: schema.id, required })),
    meta: { resourceType: 'ResourceType', location: `${baseUrl}/ResourceTypes/${type.id}` },
  }));
}

/** The resources of /Schemas, as they hold for a client that is read so. */
export function schemaDocuments(
  baseUrl: string,
  { User, Group }: ResourceTypes,
  mode: Strictness = LENIENT,
): readonly JsonObject[] {
  const schema = keepsGroupNamesApart(mode) ? withUniqueNames(Group.schema) : Group.schema;
  return [User, { ...Group, schema }].flatMap((type) => [
    schemaDocument(baseUrl, type.schema, true),
    ...type.schemaExtensions.map(({ schema }) => schemaDocument(baseUrl, schema, false)),
  ]);
}

/** RFC 7643 §7: `uniqueness` says what the provider enforces. */
function withUniqueNames(schema: Schema): Schema {
  const attributes = schema.attributes.map((attribute) =>
    attribute.name === 'displayName' ? { ...attribute, uniqueness: 'server' as const } : attribute,
  );
  return { ...schema, attributes };
}

function schemaDocument(baseUrl: string, schema: Schema, core: boolean): JsonObject {
  // RFC 7643 §3.1 counts the common attributes to every core schema. Clients that build their mapping from this
  // document must find the one that they may write.
  const attributes = core ? [externalIdAttribute, ...schema.attributes] : schema.attributes;
  return {
    schemas: [SCHEMA_SCHEMA],
    id: schema.id,
    name: schema.name,
    description: schema.description,
    attributes: attributes.map(attributeDocument),
    meta: { resourceType: 'Schema', location: `${baseUrl}/Schemas/${schema.id}` },
  };
}

function attributeDocument(attribute: Attribute): JsonObject {
  const {
    maxLength: _length,
    maxValues: _values,
    filterable: _filterable,
    sortable: _sortable,
    subAttributes,
    ...published
  } = attribute;
  const document: Record<string, JsonValue> = { ...published };
  if (subAttributes !== undefined) document.subAttributes = subAttributes.map(attributeDocument);
  return document;
}
