// Turns the body of a POST or PUT into the stored form of a resource.
import { isClearing, isForeign, isNamed, LENIENT, type Strictness } from '../dialects.ts';
import { requireDistinctNames } from '../distinct-names.ts';
import { badRequest } from '../errors.ts';
import { isJsonObject, isObject, type JsonObject, type JsonValue } from '../json.ts';
import { memberOf } from '../messages.ts';
import { missing, parseValue, unknownAttribute } from './parse-value.ts';
import { type AttributeLocation, findAttribute, findSchema, schemasInUse } from './resolve.ts';
import type { ResourceType, Schema } from './types.ts';

type Draft = Record<string, JsonValue>;

/**
 * The stored form of a resource: canonical names, `schemas` derived from the content, nothing unassigned; `id`, `meta`,
 * readOnly input and the password are not in it. Unknown schema URNs are dropped, unknown attributes refused.
 *
 * @example parseResource(userResourceType, { UserName: 'bjensen', active: 'True' })
 *   // { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: 'bjensen', active: true }
 * @throws ScimError 400 invalidSyntax (not an object, unknown attribute) or invalidValue (names the attribute).
 */
export function parseResource(type: ResourceType, body: unknown, mode: Strictness = LENIENT): JsonObject {
  if (!isObject(body)) throw badRequest('invalidSyntax', `The body must be one JSON object, a ${type.name}.`);
  requireDistinctNames(body, mode);
  // RFC 7643 §3: `schemas` is required in every representation.
  if (!isNamed(memberOf(body, 'schemas'), type.schema.id, mode)) {
    throw badRequest('invalidSyntax', `The schemas of a ${type.name} must name ${type.schema.id}.`);
  }
  const draft: Draft = { schemas: [] };
  for (const name of Object.keys(body)) take(type, draft, name, body[name], undefined, mode);
  draft.schemas = schemasInUse(type, draft);
  requireAttributes(type, draft);
  return draft;
}

function take(
  type: ResourceType,
  draft: Draft,
  name: string,
  value: unknown,
  urn: string | undefined,
  mode: Strictness,
): void {
  const location = findAttribute(type, name, urn);
  if (location !== undefined) {
    assign(draft, location, value, mode);
  } else if (name.includes(':')) {
    if (!isForeign(name, (known) => findSchema(type, known) !== undefined)) {
      takeQualified(type, draft, name, value, mode);
    }
  } else if (value !== null) {
    throw unknownAttribute(urn === undefined ? name : `${urn}:${name}`);
  }
}

/** A key with a colon: the object of a schema, or one attribute written as URN:name. */
function takeQualified(
  type: ResourceType,
  draft: Draft,
  key: string,
  value: unknown,
  mode: Strictness,
): void {
  const schema = findSchema(type, key);
  if (schema !== undefined) {
    if (isClearing(value, mode)) return;
    if (!isObject(value)) throw badRequest('invalidValue', `${schema.id} must be an object.`);
    for (const name of Object.keys(value)) take(type, draft, name, value[name], schema.id, mode);
    return;
  }
  const colon = key.lastIndexOf(':');
  take(type, draft, key.slice(colon + 1), value, key.slice(0, colon), mode);
}

function assign(draft: Draft, { attribute, urn }: AttributeLocation, value: unknown, mode: Strictness): void {
  // RFC 7644 §3.3: readOnly input SHALL be ignored.
  if (attribute.mutability === 'readOnly') return;
  const path = urn === undefined ? attribute.name : `${urn}:${attribute.name}`;
  const stored = parseValue(attribute, value, path, mode);
  // writeOnly is the password and its like: read as everything else, and not kept.
  if (stored === undefined || attribute.mutability === 'writeOnly') return;
  if (urn === undefined) {
    draft[attribute.name] = stored;
    return;
  }
  const extension = (draft[urn] ?? {}) as Draft;
  extension[attribute.name] = stored;
  draft[urn] = extension;
}

function requireAttributes(type: ResourceType, resource: JsonObject): void {
  requireOf(type.schema, resource, '');
  for (const { schema } of type.schemaExtensions) requireExtension(type, resource, schema.id);
}

/** @throws ScimError 400 invalidValue: the extension is required (RFC 7643 §6) or there, and lacks what it must have. */
export function requireExtension(type: ResourceType, resource: JsonObject, urn: string): void {
  const extension = type.schemaExtensions.find(({ schema }) => schema.id === urn);
  if (extension === undefined) return;
  const value = resource[urn];
  if (isJsonObject(value)) requireOf(extension.schema, value, `${urn}:`);
  else if (extension.required) throw missing(urn);
}

function requireOf(schema: Schema, container: JsonObject, prefix: string): void {
  for (const { name, required } of schema.attributes) {
    if (required && container[name] === undefined) throw missing(prefix + name);
  }
}
