// Chooses the attributes of an answer (RFC 7644 §3.9, RFC 7643 §7 "returned").
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from './json.ts';
import { commonAttributes } from './schema/common.ts';
import { findAttribute, findInElement, findSchema } from './schema/resolve.ts';
import type { Attribute, ResourceType, Schema } from './schema/types.ts';

/** For each attribute (by `urn:name` for those of extensions): all of it, or the sub-attributes named. */
type Selection = ReadonlyMap<string, 'all' | ReadonlySet<string>>;

/** What the caller asked for. */
export interface Projection {
  /** Only these and what is always returned; absent: the default set. */
  readonly attributes?: Selection;
  /** Not these, unless they are always returned. */
  readonly excludedAttributes?: Selection;
}

/**
 * Reads `attributes` and `excludedAttributes`: comma-separated names, bare or with a URN, perhaps a sub-attribute or a
 * whole schema. Unknown names select nothing.
 *
 * @returns undefined for the default representation.
 */
export function parseProjection(
  type: ResourceType,
  params: { attributes?: string | undefined; excludedAttributes?: string | undefined },
): Projection | undefined {
  const attributes = parseSelection(type, params.attributes);
  const excludedAttributes = parseSelection(type, params.excludedAttributes);
  if (attributes === undefined && excludedAttributes === undefined) return undefined;
  return {
    ...(attributes === undefined ? {} : { attributes }),
    ...(excludedAttributes === undefined ? {} : { excludedAttributes }),
  };
}

/**
 * The representation of a resource: what is never returned goes, what is returned by default or on request follows the
 * projection, `schemas` and `id` always stay.
 */
export function project(
  type: ResourceType,
  resource: JsonObject,
  projection: Projection | undefined,
): JsonObject {
  const projected = projectAll(commonAttributes, undefined, resource, projection);
  Object.assign(projected, projectAll(type.schema.attributes, undefined, resource, projection));
  for (const { schema } of type.schemaExtensions) {
    const extension = resource[schema.id];
    if (!isJsonObject(extension)) continue;
    const part = projectAll(schema.attributes, schema.id, extension, projection);
    if (Object.keys(part).length > 0) projected[schema.id] = part;
  }
  return projected;
}

const returnedWhole = new WeakMap<ResourceType, boolean>();

/** Whether the default representation holds all that is stored, so that the stored text may go out as it is. */
export function isReturnedWhole(type: ResourceType): boolean {
  let isWhole = returnedWhole.get(type);
  if (isWhole === undefined) {
    const schemas = [type.schema, ...type.schemaExtensions.map(({ schema }) => schema)];
    isWhole = !schemas.some(({ attributes }) => attributes.some(isHeldBack));
    returnedWhole.set(type, isWhole);
  }
  return isWhole;
}

/** What is readOnly or writeOnly is not stored. */
function isHeldBack({ mutability, returned, subAttributes }: Attribute): boolean {
  if (mutability === 'readOnly' || mutability === 'writeOnly') return false;
  return returned === 'never' || returned === 'request' || (subAttributes?.some(isHeldBack) ?? false);
}

/**
 * Whether an answer holds any of an attribute that is returned by default: reading what is not stored with the resource
 * costs, so the directory asks first.
 *
 * @param key the attribute's name, with `urn:` before it for one of an extension.
 */
export function projects(projection: Projection | undefined, key: string): boolean {
  if (projection === undefined) return true;
  if (projection.excludedAttributes?.get(key) === 'all') return false;
  return projection.attributes === undefined || projection.attributes.has(key);
}

/** Whether an answer holds any attribute of an extension that is returned on request only. */
export function projectsAny({ attributes }: Projection, schema: Schema): boolean {
  return (
    attributes !== undefined &&
    schema.attributes.some((attribute) => attributes.has(selectionKey(schema.id, attribute)))
  );
}

function projectAll(
  attributes: readonly Attribute[],
  urn: string | undefined,
  container: JsonObject,
  projection: Projection | undefined,
): Record<string, JsonValue> {
  const projected: Record<string, JsonValue> = {};
  for (const attribute of attributes) {
    const value = container[attribute.name];
    if (value === undefined) continue;
    const key = selectionKey(urn, attribute);
    const chosen = choose(attribute, value, projection?.attributes?.get(key), projection, key);
    if (chosen !== undefined) projected[attribute.name] = chosen;
  }
  return projected;
}

function choose(
  attribute: Attribute,
  value: JsonValue,
  wanted: 'all' | ReadonlySet<string> | undefined,
  projection: Projection | undefined,
  key: string,
): JsonValue | undefined {
  if (attribute.returned === 'never') return undefined;
  const always = attribute.returned === 'always';
  if (
    !always &&
    (projection?.attributes === undefined ? attribute.returned === 'request' : wanted === undefined)
  ) {
    return undefined;
  }
  const unwanted = projection?.excludedAttributes?.get(key);
  if (unwanted === 'all' && !always) return undefined;
  if (
    attribute.subAttributes === undefined ||
    (unwanted === undefined && wanted === undefined && !hasExceptions(attribute))
  ) {
    return value;
  }
  const keep = (sub: Attribute): boolean => {
    if (sub.returned === 'always') return true;
    if (sub.returned === 'never' || (unwanted instanceof Set && unwanted.has(sub.name))) return false;
    return wanted instanceof Set ? wanted.has(sub.name) : sub.returned === 'default';
  };
  const kept = attribute.subAttributes.filter(keep).map((sub) => sub.name);
  if (!isJsonArray(value)) return pick(value, kept);
  const items = value.map((item) => pick(item, kept)).filter((item) => item !== undefined);
  return items.length === 0 && value.length > 0 ? undefined : items;
}

/** Whether a complex attribute has sub-attributes that the default representation leaves out. */
function hasExceptions(attribute: Attribute): boolean {
  return (
    attribute.subAttributes?.some((sub) => sub.returned === 'never' || sub.returned === 'request') ?? false
  );
}

/** Undefined where nothing is left: an empty object would be a value (RFC 7643 §2.5). */
function pick(value: JsonValue, names: readonly string[]): JsonValue | undefined {
  if (!isJsonObject(value)) return value;
  const picked: Record<string, JsonValue> = {};
  let isEmpty = true;
  for (const name of names) {
    const part = value[name];
    if (part === undefined) continue;
    picked[name] = part;
    isEmpty = false;
  }
  return isEmpty ? undefined : picked;
}

function parseSelection(type: ResourceType, names: string | undefined): Selection | undefined {
  const listed =
    names
      ?.split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '') ?? [];
  if (listed.length === 0) return undefined;
  const selection = new Map<string, 'all' | Set<string>>();
  for (const name of listed) select(type, selection, name);
  return selection;
}

function select(type: ResourceType, selection: Map<string, 'all' | Set<string>>, name: string): void {
  const schema = findSchema(type, name);
  if (schema !== undefined) {
    const urn = schema === type.schema ? undefined : schema.id;
    for (const attribute of schema.attributes) selection.set(selectionKey(urn, attribute), 'all');
    return;
  }
  const colon = name.lastIndexOf(':');
  const [attributeName = '', subName] = name.slice(colon + 1).split('.');
  const location = findAttribute(type, attributeName, colon === -1 ? undefined : name.slice(0, colon));
  if (location === undefined) return;
  const key = selectionKey(location.urn, location.attribute);
  const known = selection.get(key);
  if (subName === undefined) selection.set(key, 'all');
  else if (known !== 'all') {
    const sub = findInElement(location.attribute, subName);
    if (sub === undefined) return;
    // Of simple values, `colours.value` is what `colours` is.
    selection.set(key, location.attribute.type === 'complex' ? (known ?? new Set()).add(sub.name) : 'all');
  }
}

function selectionKey(urn: string | undefined, attribute: Attribute): string {
  return urn === undefined ? attribute.name : `${urn}:${attribute.name}`;
}
