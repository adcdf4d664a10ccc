// References to what the same BulkRequest creates, `bulkId:…` (RFC 7644 §3.7.2): finding them, and putting ids in place.
import { isObject, type JsonObject } from '../json.ts';
import type { BulkOperation } from './operation.ts';

const PREFIX = 'bulkId:';
/** Deeper than any attribute lies: what is below is refused anyway, once it is read. */
const MAX_DEPTH = 16;

/** The id for a bulkId. */
type Lookup = (bulkId: string) => string;

/** The bulkIds that an operation refers to, each once. */
export function referencesOf({ id, data }: BulkOperation): ReadonlySet<string> {
  const found = new Set<string>();
  const note = (bulkId: string) => {
    found.add(bulkId);
    return '';
  };
  if (id !== undefined) resolveReferences(id, note);
  resolveReferences(data, note);
  return found;
}

/**
 * The same value with ids in place of references; the value itself where it has none. A string that begins with
 * `bulkId:` is one wherever it stands; in `$ref` a URI may end in one, and the filter of a PATCH's `path` may quote one.
 *
 * @example resolveReferences({ value: 'bulkId:a' }, () => '17') // { value: '17' }
 */
export function resolveReferences<T>(value: T, lookup: Lookup): T {
  return resolveIn(value, '', lookup, 0) as T;
}

/**
 * Divides the data of a POST into what can be created now and what has to wait for others, as one value each. The
 * second, added to the first, is the whole: RFC 7644 §3.5.2.1 merges objects and appends to lists.
 *
 * @param waits whether a bulkId has no id yet.
 */
export function splitReferences(
  data: unknown,
  waits: (bulkId: string) => boolean,
): { now: JsonObject; later: JsonObject | undefined } {
  const { now, later } = splitObject(data as JsonObject, (value, key) => mentions(value, key, waits), 0);
  return { now: now as JsonObject, later: later as JsonObject | undefined };
}

function resolveIn(value: unknown, key: string, lookup: Lookup, depth: number): unknown {
  if (typeof value === 'string') return resolveText(value, key, lookup);
  if (typeof value !== 'object' || value === null || depth === MAX_DEPTH) return value;
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => resolveIn(item, key, lookup, depth + 1));
    return items.every((item, at) => item === value[at]) ? value : items;
  }
  const entries = Object.entries(value);
  const resolved = entries.map(([name, item]) => [name, resolveIn(item, name, lookup, depth + 1)] as const);
  return resolved.every(([, item], at) => item === entries[at]?.[1]) ? value : Object.fromEntries(resolved);
}

function resolveText(text: string, key: string, lookup: Lookup): string {
  if (!text.includes(PREFIX)) return text;
  if (text.startsWith(PREFIX)) return lookup(text.slice(PREFIX.length));
  if (key === '$ref') return text.replace(/\/bulkId:([^/?#]+)$/, (_, bulkId: string) => `/${lookup(bulkId)}`);
  if (key.toLowerCase() !== 'path') return text;
  return text.replace(/"bulkId:([^"\\]+)"/g, (_, bulkId: string) => `"${lookup(bulkId)}"`);
}

function mentions(value: unknown, key: string, waits: (bulkId: string) => boolean): boolean {
  let found = false;
  const note = (bulkId: string) => {
    found ||= waits(bulkId);
    return '';
  };
  resolveIn(value, key, note, 0);
  return found;
}

type Mentions = (value: unknown, key: string) => boolean;

function splitObject(object: JsonObject, waiting: Mentions, depth: number): { now: unknown; later: unknown } {
  const now: [string, unknown][] = [];
  const later: [string, unknown][] = [];
  for (const [key, value] of Object.entries(object)) {
    if (!waiting(value, key)) {
      now.push([key, value]);
      continue;
    }
    const parts = splitValue(value, key, waiting, depth);
    if (parts.now !== undefined) now.push([key, parts.now]);
    later.push([key, parts.later]);
  }
  return { now: Object.fromEntries(now), later: later.length === 0 ? undefined : Object.fromEntries(later) };
}

/** An element of a list waits as a whole, and so does an object that itself holds the reference. */
function splitValue(
  value: unknown,
  key: string,
  waiting: Mentions,
  depth: number,
): { now: unknown; later: unknown } {
  if (Array.isArray(value)) {
    return {
      now: value.filter((item) => !waiting(item, key)),
      later: value.filter((item) => waiting(item, key)),
    };
  }
  const holds =
    !isObject(value) ||
    depth === MAX_DEPTH ||
    Object.entries(value).some(([name, item]) => !isObject(item) && waiting(item, name));
  return holds ? { now: undefined, later: value } : splitObject(value as JsonObject, waiting, depth + 1);
}
