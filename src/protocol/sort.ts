// The order of a list (RFC 7644 §3.4.2.3): by one attribute, missing values last, text by caseExact.
import { badRequest, ScimError } from './errors.ts';
import type { AttributePath, PatchPath } from './filter/ast.ts';
import { parsePath } from './filter/parse.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from './json.ts';
import { parseDateTime } from './schema/date-time.ts';
import { findAttribute, findSubAttribute } from './schema/resolve.ts';
import type { Attribute, ResourceType } from './schema/types.ts';
import { clip, compareText, foldCase } from './text.ts';

/** UTF-16 units of a text that decide its place: a longer one is sorted by its beginning. */
const MAX_KEY_LENGTH = 400;

/** What a list is sorted by, its names spelt as the schema spells them. */
export interface Sort {
  readonly path: AttributePath;
  /** The attribute whose values are compared. */
  readonly attribute: Attribute;
}

/** The value that decides a resource's place; null where it has none. */
export type SortKey = string | number | null;

/**
 * Reads `sortBy` for one resource type. A complex attribute is sorted by its `value`.
 *
 * @returns undefined when the type has no such attribute.
 * @throws ScimError 400 invalidValue: nothing that could be sorted by.
 */
export function parseSort(type: ResourceType, sortBy: string): Sort | undefined {
  const { filter, ...path } = readPath(sortBy);
  if (filter !== undefined) throw cannotSort(sortBy);
  const location = findAttribute(type, path.attribute, path.urn);
  if (location === undefined) return undefined;
  const { urn, attribute } = location;
  const name = path.sub ?? (attribute.type === 'complex' ? 'value' : undefined);
  const sub = name === undefined ? undefined : findSubAttribute(attribute, name);
  if (name !== undefined && sub === undefined) {
    if (path.sub !== undefined) return undefined;
    throw cannotSort(sortBy);
  }
  const leaf = sub ?? attribute;
  if (!isSortable(attribute) || !isSortable(leaf)) throw cannotSort(sortBy);
  return {
    path: {
      ...(urn === undefined ? {} : { urn }),
      attribute: attribute.name,
      ...(sub === undefined ? {} : { sub: sub.name }),
    },
    attribute: leaf,
  };
}

/** RFC 7644 table 9 has invalidPath speak of the `path` of a PATCH, and there is none here. */
function readPath(sortBy: string): PatchPath {
  try {
    return parsePath(sortBy);
  } catch (error) {
    throw error instanceof ScimError ? cannotSort(sortBy) : error;
  }
}

/** RFC 7643 §7: returned "never" may not be learned by an order either. What is not stored has none. */
function isSortable({ returned, filterable, sortable }: Attribute): boolean {
  return returned !== 'never' && filterable !== false && sortable !== false;
}

/** The key of a resource (stored form, with `id` and `meta`). Of many values the primary one counts, else the first. */
export function sortKeyOf(
  { path: { urn, attribute, sub }, attribute: leaf }: Sort,
  resource: JsonObject,
): SortKey {
  const home = urn === undefined ? resource : resource[urn];
  const value = isJsonObject(home) ? home[attribute] : undefined;
  const chosen = isJsonArray(value) ? (value.find(isPrimary) ?? value[0]) : value;
  const compared = sub !== undefined && isJsonObject(chosen) ? chosen[sub] : chosen;
  return toKey(leaf, compared);
}

/** Ascending; a missing value comes after every other. */
export function compareSortKeys(left: SortKey, right: SortKey): number {
  if (left === null || right === null) return Number(left === null) - Number(right === null);
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  return compareText(String(left), String(right));
}

function isPrimary(item: JsonValue): boolean {
  return isJsonObject(item) && item.primary === true;
}

function toKey(attribute: Attribute, value: JsonValue | undefined): SortKey {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return Number(value);
  if (typeof value !== 'string') return null;
  if (attribute.type === 'dateTime') return parseDateTime(value) ?? null;
  const text = attribute.caseExact ? value : foldCase(value);
  return text.slice(0, MAX_KEY_LENGTH);
}

function cannotSort(sortBy: string) {
  return badRequest('invalidValue', `Lists cannot be sorted by ${clip(sortBy)}: name a simple attribute.`);
}
