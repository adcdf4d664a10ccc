// References to what the same BulkRequest creates, `bulkId:…` (RFC 7644 §3.7.2): finding them, and putting ids in place.
import { isObject, type JsonObject } from '../json.ts';
import type { ResourceType } from '../schema/types.ts';
import type { BulkOperation } from './operation.ts';
import { attributesAt, type Lookup, NOWHERE, operationsAt, type Place, resolveId } from './places.ts';

/** Deeper than any attribute lies: what is below is refused anyway, once it is read. */
const MAX_DEPTH = 16;

type Content = Pick<BulkOperation, 'method' | 'type'>;

/** The bulkIds that an operation refers to, each once. */
export function referencesOf(operation: BulkOperation): ReadonlySet<string> {
  const found = new Set<string>();
  const note = (bulkId: string) => {
    found.add(bulkId);
    return '';
  };
  if (operation.id !== undefined) resolveId(operation.id, note);
  resolveReferences(operation, operation.data, note);
  return found;
}

/**
 * The data of an operation with ids in place of references; the very data where it has none. A text that begins with
 * `bulkId:` is one where the id of a resource may stand, and nothing but a text elsewhere.
 *
 * @example resolveReferences({ method: 'POST', type: groupResourceType }, { members: ['bulkId:a'] }, () => '17')
 *   // { members: ['17'] }
 */
export function resolveReferences<T>({ method, type }: Content, data: T, lookup: Lookup): T {
  return resolveIn(data, method === 'PATCH' ? operationsAt(type) : attributesAt(type), lookup, 0) as T;
}

/**
 * Divides the data of a POST into what can be created now and what has to wait for others, as one value each. The
 * second, added to the first, is the whole: RFC 7644 §3.5.2.1 merges objects and appends to lists.
 *
 * @param waits whether a bulkId has no id yet.
 */
export function splitReferences(
  type: ResourceType,
  data: unknown,
  waits: (bulkId: string) => boolean,
): { now: JsonObject; later: JsonObject | undefined } {
  const waiting: Mentions = (value, place) => mentions(value, place, waits);
  const { now, later } = splitObject(data as JsonObject, attributesAt(type), waiting, 0);
  return { now: now as JsonObject, later: later as JsonObject | undefined };
}

function resolveIn(value: unknown, place: Place, lookup: Lookup, depth: number): unknown {
  if (place === NOWHERE) return value;
  if (typeof value === 'string') return place.resolve(value, lookup);
  if (typeof value !== 'object' || value === null || depth === MAX_DEPTH) return value;
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => resolveIn(item, place, lookup, depth + 1));
    return items.every((item, at) => item === value[at]) ? value : items;
  }
  const placeOf = place.within(value as JsonObject);
  const entries = Object.entries(value);
  const resolved = entries.map(
    ([key, item]) => [key, resolveIn(item, placeOf(key), lookup, depth + 1)] as const,
  );
  return resolved.every(([, item], at) => item === entries[at]?.[1]) ? value : Object.fromEntries(resolved);
}

function mentions(value: unknown, place: Place, waits: (bulkId: string) => boolean): boolean {
  let found = false;
  const note = (bulkId: string) => {
    found ||= waits(bulkId);
    return '';
  };
  resolveIn(value, place, note, 0);
  return found;
}

type Mentions = (value: unknown, place: Place) => boolean;

function splitObject(
  object: JsonObject,
  place: Place,
  waiting: Mentions,
  depth: number,
): { now: unknown; later: unknown } {
  const now: [string, unknown][] = [];
  const later: [string, unknown][] = [];
  const placeOf = place.within(object);
  for (const [key, value] of Object.entries(object)) {
    if (!waiting(value, placeOf(key))) {
      now.push([key, value]);
      continue;
    }
    const parts = splitValue(value, placeOf(key), waiting, depth);
    if (parts.now !== undefined) now.push([key, parts.now]);
    later.push([key, parts.later]);
  }
  return { now: Object.fromEntries(now), later: later.length === 0 ? undefined : Object.fromEntries(later) };
}

/** An element of a list waits as a whole, and so does an object that itself holds the reference. */
function splitValue(
  value: unknown,
  place: Place,
  waiting: Mentions,
  depth: number,
): { now: unknown; later: unknown } {
  if (Array.isArray(value)) {
    return {
      now: value.filter((item) => !waiting(item, place)),
      later: value.filter((item) => waiting(item, place)),
    };
  }
  if (!isObject(value) || depth === MAX_DEPTH) return { now: undefined, later: value };
  const object = value as JsonObject;
  const placeOf = place.within(object);
  const holds = Object.entries(object).some(
    ([name, item]) => !isObject(item) && waiting(item, placeOf(name)),
  );
  return holds ? { now: undefined, later: value } : splitObject(object, place, waiting, depth + 1);
}
