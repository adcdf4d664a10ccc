// Keeps immutable values as they were first assigned (RFC 7643 §2.2, RFC 7644 §3.5.1 and §3.5.2).
import { badRequest } from '../errors.ts';
import { equalJson, isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import { foldCase } from '../text.ts';
import { elementKey } from './parse-value.ts';
import { schemasInUse } from './resolve.ts';
import type { Attribute, ResourceType, Schema } from './types.ts';

type Draft = Record<string, JsonValue>;

/** Schemas of a type with the attributes that are, or hold, something immutable; as a rule there are none. */
const immutables = new WeakMap<ResourceType, ReadonlyMap<Schema, readonly Attribute[]>>();

/**
 * The resource that a PUT makes of another: immutable values that it leaves out stay.
 *
 * @throws ScimError 400 mutability when it changes one.
 */
export function keepImmutable(type: ResourceType, before: JsonObject, after: JsonObject): JsonObject {
  let kept = after;
  for (const [schema, attributes] of immutablesOf(type)) {
    if (schema === type.schema) {
      kept = keepAll(attributes, before, kept, '');
      continue;
    }
    const extension = before[schema.id];
    if (!isJsonObject(extension)) continue;
    const given = kept[schema.id];
    const next = keepAll(attributes, extension, isJsonObject(given) ? given : {}, `${schema.id}:`);
    if (Object.keys(next).length > 0) kept = { ...kept, [schema.id]: next };
  }
  // An extension that stays only for these is in use again.
  return kept === after ? kept : { ...kept, schemas: schemasInUse(type, kept) };
}

/**
 * Whether an assignment to an immutable attribute comes to nothing because it has that value already.
 *
 * @throws ScimError 400 mutability when it has another.
 */
export function isAssigned(
  attribute: Attribute,
  before: JsonValue | undefined,
  given: JsonValue | undefined,
  path: string,
): boolean {
  if (attribute.mutability !== 'immutable' || before === undefined) return false;
  if (!sameValue(attribute, before, given)) {
    throw badRequest('mutability', `${path} is immutable and has a value already.`);
  }
  return true;
}

/**
 * Refuses to let go of a complex value that holds an immutable one: without it, another could be assigned.
 *
 * @throws ScimError 400 mutability
 */
export function requireNoneImmutable(attribute: Attribute, value: JsonObject): void {
  for (const sub of attribute.subAttributes ?? []) {
    isAssigned(sub, value[sub.name], undefined, `${attribute.name}.${sub.name}`);
  }
}

function keepAll(
  attributes: readonly Attribute[],
  before: JsonObject,
  after: JsonObject,
  prefix: string,
): JsonObject {
  const kept: Draft = { ...after };
  for (const attribute of attributes) {
    const [old, given] = [before[attribute.name], after[attribute.name]];
    const path = prefix + attribute.name;
    if (old === undefined) continue;
    if (attribute.mutability === 'immutable') {
      if (given !== undefined) isAssigned(attribute, old, given, path);
      kept[attribute.name] = old;
    } else if (given !== undefined) {
      kept[attribute.name] = keepInside(attribute, old, given, path);
    } else {
      Object.assign(kept, keepOf(attribute, old));
    }
  }
  return kept;
}

/** What stays of a complex value that is left out: what is immutable in it, and what it cannot be without. */
function keepOf(attribute: Attribute, old: JsonValue): JsonObject {
  if (!isJsonObject(old)) return {};
  const set = attribute.subAttributes?.filter(({ name }) => old[name] !== undefined) ?? [];
  if (!set.some(isImmutable)) return {};
  const stay = set.filter((sub) => isImmutable(sub) || sub.required);
  return { [attribute.name]: Object.fromEntries(stay.map(({ name }) => [name, old[name] as JsonValue])) };
}

/** A complex value that is not immutable itself: its elements come and go, what is immutable in one that stays, stays. */
function keepInside(attribute: Attribute, old: JsonValue, given: JsonValue, path: string): JsonValue {
  const subs = attribute.subAttributes?.filter(isImmutable) ?? [];
  if (isJsonObject(old) && isJsonObject(given)) return keepAll(subs, old, given, `${path}.`);
  if (!isJsonArray(old) || !isJsonArray(given)) return given;
  const known = new Map(old.map((item) => [elementKey(attribute, item), item]));
  return given.map((item) => {
    const key = elementKey(attribute, item);
    const twin = key === undefined ? undefined : known.get(key);
    return isJsonObject(twin) && isJsonObject(item) ? keepAll(subs, twin, item, `${path}.`) : item;
  });
}

function sameValue(attribute: Attribute, left: JsonValue, right: JsonValue | undefined): boolean {
  if (!attribute.caseExact && typeof left === 'string' && typeof right === 'string') {
    return foldCase(left) === foldCase(right);
  }
  return equalJson(left, right);
}

function immutablesOf(type: ResourceType): ReadonlyMap<Schema, readonly Attribute[]> {
  let known = immutables.get(type);
  if (known === undefined) {
    const schemas = [type.schema, ...type.schemaExtensions.map(({ schema }) => schema)];
    const found = schemas.map((schema) => [schema, schema.attributes.filter(holdsImmutable)] as const);
    known = new Map(found.filter(([, attributes]) => attributes.length > 0));
    immutables.set(type, known);
  }
  return known;
}

function holdsImmutable(attribute: Attribute): boolean {
  return isImmutable(attribute) || (attribute.subAttributes?.some(isImmutable) ?? false);
}

function isImmutable({ mutability }: Attribute): boolean {
  return mutability === 'immutable';
}
