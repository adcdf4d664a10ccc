// Merges sub-attributes into a complex value.
import type { JsonObject, JsonValue } from '../json.ts';
import { isAssigned } from '../schema/immutable.ts';
import { findSubAttribute } from '../schema/resolve.ts';
import type { Attribute } from '../schema/types.ts';

/**
 * The complex value after the given sub-attributes were set, null unassigning; undefined when nothing is left.
 * RFC 7644 §3.5.2.3: a set of sub-attributes replaces or adds those, and leaves the others.
 *
 * @throws ScimError 400 mutability when one that is immutable has another value.
 */
export function mergeComplex(
  attribute: Attribute,
  current: JsonObject,
  given: JsonObject,
): JsonObject | undefined {
  const merged: Record<string, JsonValue> = {};
  for (const name of Object.keys(current)) {
    if (given[name] === undefined && !isStale(name, current, given))
      merged[name] = current[name] as JsonValue;
  }
  for (const name of Object.keys(given)) {
    const value = given[name];
    const sub = findSubAttribute(attribute, name);
    if (sub !== undefined && isAssigned(sub, current[name], value, `${attribute.name}.${name}`)) {
      merged[name] = current[name] as JsonValue;
      continue;
    }
    if (value !== null && value !== undefined) merged[name] = value;
  }
  return Object.keys(merged).length === 0 ? undefined : merged;
}

/** A `$ref` belongs to the value that it came with: a new manager must not keep the old one's address. */
function isStale(name: string, current: JsonObject, given: JsonObject): boolean {
  return name === '$ref' && given.value !== undefined && given.value !== current.value;
}
