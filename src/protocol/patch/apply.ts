// Applies PATCH operations to a resource: all of them, or none (RFC 7644 §3.5.2).
import type { Strictness } from '../dialects.ts';
import { badRequest } from '../errors.ts';
import { printPath } from '../filter/print.ts';
import { equalJson, isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import { isAssigned, requireNoneImmutable } from '../schema/immutable.ts';
import { requireExtension } from '../schema/parse-resource.ts';
import { isHollow, requireSubAttributes } from '../schema/parse-value.ts';
import { type AttributeLocation, findAttribute, schemasInUse } from '../schema/resolve.ts';
import type { Attribute, ResourceType } from '../schema/types.ts';
import { clip } from '../text.ts';
import { changeList } from './list.ts';
import { mergeComplex } from './merge.ts';
import { type PatchOperation, within } from './operation.ts';

/**
 * The resource after the operations. The one given is never changed; parts that no operation touched are shared.
 * `changed` is false, and the resource the one given, when the operations come to nothing.
 *
 * @param options.strict a path whose filter chooses nothing is 400 noTarget (RFC 7644 §3.5.2.3); otherwise the element
 *   that the filter describes is created.
 * @throws ScimError 400 noTarget, mutability or invalidValue; the detail names the operation, counted from 1.
 */
export function applyPatch(
  type: ResourceType,
  resource: JsonObject,
  operations: readonly PatchOperation[],
  options: Strictness,
): { resource: JsonObject; changed: boolean } {
  let draft = resource;
  for (const operation of operations) {
    const name = `Operation ${operation.index} (${operation.op} ${clip(printPath(operation.path))})`;
    draft = within(name, () => applyOperation(type, draft, operation, options));
  }
  if (draft === resource) return { resource, changed: false };
  for (const operation of operations) draft = settle(type, draft, operation);
  const settled = { ...draft, schemas: schemasInUse(type, draft) };
  return equalJson(settled, resource) ? { resource, changed: false } : { resource: settled, changed: true };
}

function applyOperation(
  type: ResourceType,
  resource: JsonObject,
  operation: PatchOperation,
  options: Strictness,
): JsonObject {
  const location = locate(type, operation);
  const current = read(resource, location);
  const next = change(location.attribute, current, operation, options);
  if (next !== current && isAssigned(location.attribute, current, next, location.attribute.name)) {
    return resource;
  }
  // RFC 7644 §3.5.2.2: when a required attribute becomes unassigned, the server SHALL answer mutability.
  if (next === undefined && current !== undefined && location.attribute.required) {
    throw badRequest('mutability', `${location.attribute.name} is required and cannot be removed.`);
  }
  if (next === undefined && isJsonObject(current)) requireNoneImmutable(location.attribute, current);
  return next === current ? resource : write(resource, location, next);
}

function change(
  attribute: Attribute,
  current: JsonValue | undefined,
  operation: PatchOperation,
  options: Strictness,
): JsonValue | undefined {
  if (attribute.multiValued) {
    return changeList(attribute, isJsonArray(current) ? current : undefined, operation, options);
  }
  const { sub } = operation.path;
  const value = operation.op === 'remove' ? null : (operation.value ?? null);
  if (attribute.type !== 'complex') return value ?? undefined;
  const before = isJsonObject(current) ? current : {};
  if (sub !== undefined) return mergeComplex(attribute, before, { [sub]: value });
  return isJsonObject(value) ? mergeComplex(attribute, before, value) : undefined;
}

/**
 * What must hold once all operations have run, of what one of them touched: until then an element may say no more than
 * its type, or lack what the next operation gives it.
 */
function settle(type: ResourceType, resource: JsonObject, operation: PatchOperation): JsonObject {
  const location = locate(type, operation);
  const { attribute, urn } = location;
  const settled = dropHollow(resource, location);
  const current = read(settled, location);
  for (const value of isJsonArray(current) ? current : [current]) {
    if (isJsonObject(value)) requireSubAttributes(attribute, value, attribute.name);
  }
  if (urn !== undefined) requireExtension(type, settled, urn);
  return settled;
}

function dropHollow(resource: JsonObject, location: AttributeLocation): JsonObject {
  const current = read(resource, location);
  if (!isJsonArray(current) || !current.some(isHollow)) return resource;
  const kept = current.filter((item) => !isHollow(item));
  return write(resource, location, kept.length === 0 ? undefined : kept);
}

function locate(type: ResourceType, { path }: PatchOperation): AttributeLocation {
  const location = findAttribute(type, path.attribute, path.urn);
  if (location === undefined)
    throw badRequest('invalidPath', `"${printPath(path)}" is not an attribute of ${type.name}.`);
  return location;
}

function read(resource: JsonObject, { attribute, urn }: AttributeLocation): JsonValue | undefined {
  const home = urn === undefined ? resource : resource[urn];
  return isJsonObject(home) ? home[attribute.name] : undefined;
}

function write(
  resource: JsonObject,
  { attribute, urn }: AttributeLocation,
  value: JsonValue | undefined,
): JsonObject {
  if (urn === undefined) return withMember(resource, attribute.name, value);
  const home = resource[urn];
  const extension = withMember(isJsonObject(home) ? home : {}, attribute.name, value);
  return withMember(resource, urn, Object.keys(extension).length === 0 ? undefined : extension);
}

function withMember(object: JsonObject, name: string, value: JsonValue | undefined): JsonObject {
  if (value !== undefined) return { ...object, [name]: value };
  const { [name]: _removed, ...rest } = object;
  return rest;
}
