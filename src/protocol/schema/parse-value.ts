// Turns one JSON value from outside into the stored form of its attribute, or says what is wrong with it.
import {
  isClearing,
  readBoolean,
  renameSubAttribute,
  type Strictness,
  unfoldRole,
  unwrapSingle,
  wrapList,
  wrapSignificant,
} from '../dialects.ts';
import { badRequest, type ScimError } from '../errors.ts';
import { isJsonObject, isObject, type JsonObject, type JsonValue } from '../json.ts';
import { clip, foldCase, isText } from '../text.ts';
import { findSubAttribute } from './resolve.ts';
import { wantedFormat } from './text-format.ts';
import type { Attribute } from './types.ts';

/** UTF-16 units in one string, unless the attribute says otherwise: room for a certificate or a small picture. */
const MAX_TEXT_LENGTH = 65_536;
/** Values in one list, unless the attribute says otherwise: bounds the work of one PATCH of many operations. */
const MAX_VALUES = 500;

/**
 * The stored form of a value, or undefined when it assigns nothing (RFC 7643 §2.5).
 *
 * @param path names the attribute in errors, such as `emails[0].value`.
 * @throws ScimError 400 invalidValue (wrong type, too much of it) or invalidSyntax (unknown sub-attribute).
 */
export function parseValue(
  attribute: Attribute,
  value: unknown,
  path: string,
  mode: Strictness,
): JsonValue | undefined {
  if (isClearing(value, mode)) return undefined;
  if (attribute.multiValued) return parseList(attribute, value, path, mode);
  const single = unwrapSingle(value, mode);
  if (Array.isArray(single)) {
    throw badRequest('invalidValue', `${path} takes one value, not ${single.length}.`);
  }
  return parseSingle(attribute, single, path, mode);
}

/** A complex value where null says which sub-attributes to unassign: what a PATCH merges into the one there is. */
export function parsePartial(
  attribute: Attribute,
  value: unknown,
  path: string,
  mode: Strictness,
): JsonObject {
  return parseSubAttributes(attribute, unwrapSingle(value, mode), path, mode, true);
}

/** One element of a list, with nothing dropped for being hollow: a later operation may fill it. */
export function parseElement(
  attribute: Attribute,
  value: unknown,
  path: string,
  mode: Strictness,
): JsonObject {
  return parseSubAttributes(attribute, unwrapSingle(value, mode), path, mode, false);
}

function parseList(
  attribute: Attribute,
  value: unknown,
  path: string,
  mode: Strictness,
): JsonValue | undefined {
  const items = wrapList(value, mode);
  if (items === undefined) throw wrongType(path, 'an array', value);
  requireRoom(attribute, items.length, path);
  const parsed: JsonValue[] = [];
  for (let position = 0; position < items.length; position++) {
    const item = parseSingle(attribute, items[position], `${path}[${position}]`, mode);
    if (item !== undefined && !isHollow(item)) parsed.push(item);
  }
  if (parsed.length === 0) return undefined;
  const distinct = mergeDuplicates(attribute, parsed);
  requireOnePrimary(distinct, path);
  return distinct;
}

function parseSingle(
  attribute: Attribute,
  value: unknown,
  path: string,
  mode: Strictness,
): JsonValue | undefined {
  if (isClearing(value, mode)) return undefined;
  if (attribute.type !== 'complex') return parseSimple(attribute, value, path, mode);
  const parsed = parseSubAttributes(attribute, value, path, mode, false);
  if (Object.keys(parsed).length === 0) return undefined;
  requireSubAttributes(attribute, parsed, path);
  return parsed;
}

function parseSubAttributes(
  attribute: Attribute,
  value: unknown,
  path: string,
  mode: Strictness,
  keepNull: boolean,
): JsonObject {
  const element = findSubAttribute(attribute, 'value') === undefined ? value : wrapSignificant(value, mode);
  const source = unfoldRole(attribute.name, element, mode);
  if (!isObject(source)) throw wrongType(path, 'an object', value);
  const parsed: Record<string, JsonValue> = {};
  for (const name of Object.keys(source)) {
    const given = source[name];
    const sub =
      findSubAttribute(attribute, name) ?? findSubAttribute(attribute, renameSubAttribute(name, mode));
    if (sub === undefined) {
      if (given === null) continue;
      throw unknownAttribute(`${path}.${name}`);
    }
    if (sub.mutability === 'readOnly') continue; // RFC 7644 §3.3: readOnly input SHALL be ignored
    const stored = parseValue(sub, given, `${path}.${sub.name}`, mode);
    if (sub.mutability === 'writeOnly') continue; // checked, and not kept
    if (stored !== undefined) parsed[sub.name] = stored;
    else if (keepNull) parsed[sub.name] = null;
  }
  return parsed;
}

function parseSimple(attribute: Attribute, value: unknown, path: string, mode: Strictness): JsonValue {
  switch (attribute.type) {
    case 'boolean': {
      const flag = readBoolean(value, mode);
      if (typeof flag !== 'boolean') throw wrongType(path, 'true or false', value);
      return flag;
    }
    case 'integer':
      return parseInteger(value, path);
    case 'decimal':
      if (typeof value !== 'number') throw wrongType(path, 'a number', value);
      return value;
    default:
      return parseText(attribute, value, path);
  }
}

function parseInteger(value: unknown, path: string): number {
  if (typeof value !== 'number') throw wrongType(path, 'a whole number', value);
  if (!Number.isInteger(value))
    throw badRequest('invalidValue', `${path} must be a whole number, not a fraction.`);
  if (Number.isSafeInteger(value)) return value;
  // Beyond it neighbours are one number, so that what was sent is not what would be kept.
  throw badRequest(
    'invalidValue',
    `${path} must be a whole number of at most ${Number.MAX_SAFE_INTEGER}, with either sign.`,
  );
}

function parseText(attribute: Attribute, value: unknown, path: string): string {
  if (typeof value !== 'string') throw wrongType(path, 'a string', value);
  const limit = attribute.maxLength ?? MAX_TEXT_LENGTH;
  if (value.length > limit) {
    throw badRequest(
      'invalidValue',
      `${path} is ${value.length} characters long; at most ${limit} are taken.`,
    );
  }
  if (!isText(value)) {
    throw badRequest(
      'invalidValue',
      `${path} holds a character that is not text (NUL or half a surrogate pair).`,
    );
  }
  // RFC 7643 §4.1.1 wants a required value non-empty, and blanks tell nobody from another.
  if (attribute.required && value.trim() === '') throw missing(path);
  const wanted = wantedFormat(attribute.type, value);
  if (wanted !== undefined) throw badRequest('invalidValue', `${path} must be ${wanted}.`);
  return value;
}

/** @throws ScimError 400 invalidValue when a complex value lacks a sub-attribute that it must have. */
export function requireSubAttributes(attribute: Attribute, value: JsonObject, path: string): void {
  for (const sub of attribute.subAttributes ?? []) {
    if (sub.required && value[sub.name] === undefined) throw missing(`${path}.${sub.name}`);
  }
}

/** Refuses a list that is longer than its attribute may be. */
export function requireRoom(attribute: Attribute, length: number, path: string): void {
  const limit = attribute.maxValues ?? MAX_VALUES;
  if (length <= limit) return;
  throw badRequest('invalidValue', `${path} holds ${length} values; at most ${limit} are taken.`);
}

/** Whether an element of a list says nothing but what kind of value is missing. */
export function isHollow(item: JsonValue): boolean {
  return isJsonObject(item) && Object.keys(item).every((name) => name === 'type' || name === 'primary');
}

/**
 * RFC 7643 §2.4: the same (type, value) SHOULD NOT appear twice. A later twin adds what the first did not say, and
 * leaves the spelling of what makes them the same. Where the value is immutable it alone identifies the element, as in
 * a group's members (RFC 7643 §4.2). What has no value, such as an address, is itself by everything it says but
 * `primary`, which RFC 7644 §3.5.2 may have taken from it since.
 */
export function mergeDuplicates(attribute: Attribute, items: readonly JsonValue[]): readonly JsonValue[] {
  if (items.length < 2) return items;
  const byKey = new Map<string, JsonValue>();
  for (const item of items) {
    const key = elementKey(attribute, item) ?? contentKey(item);
    const twin = byKey.get(key);
    byKey.set(key, twin === undefined ? item : mergeTwins(twin, item));
  }
  return byKey.size === items.length ? items : [...byKey.values()];
}

function mergeTwins(first: JsonValue, second: JsonValue): JsonValue {
  if (!isJsonObject(first) || !isJsonObject(second)) return first;
  const { value: _value, type: _type, ...rest } = second;
  return { ...first, ...rest };
}

/** Elements are never changed, and one PATCH may look at each of them many times. */
const contentKeys = new WeakMap<JsonObject, string>();

function contentKey(item: JsonValue): string {
  if (!isJsonObject(item)) return String(item);
  let key = contentKeys.get(item);
  if (key === undefined) {
    const said = Object.entries(item).filter(([name]) => name !== 'primary');
    key = `\0\0${JSON.stringify(said.sort(([left], [right]) => (left < right ? -1 : 1)))}`;
    contentKeys.set(item, key);
  }
  return key;
}

/** What makes an element of a list itself; undefined where it has no value to tell it by. */
export function elementKey(attribute: Attribute, item: JsonValue): string | undefined {
  if (!isJsonObject(item)) return String(item);
  const sub = findSubAttribute(attribute, 'value');
  const value = item.value;
  if (sub === undefined || typeof value !== 'string') return undefined;
  const key = sub.caseExact ? value : foldCase(value);
  if (sub.mutability === 'immutable') return key;
  return `${typeof item.type === 'string' ? foldCase(item.type) : ''}\0${key}`;
}

/** RFC 7643 §2.4: the primary value true MUST appear no more than once; which one was meant is not ours to guess. */
function requireOnePrimary(items: readonly JsonValue[], path: string): void {
  const primaries = items.filter((item) => isJsonObject(item) && item.primary === true);
  if (primaries.length > 1) {
    throw badRequest('invalidValue', `${path} marks ${primaries.length} values as primary; only one may be.`);
  }
}

/** 400: a required attribute has no value. */
export function missing(path: string): ScimError {
  return badRequest('invalidValue', `${path} is required and has no value.`);
}

/** 400: a name that no schema of the resource type has. */
export function unknownAttribute(path: string): ScimError {
  return badRequest(
    'invalidSyntax',
    `${clip(path)} is not an attribute that this service knows: leave it out, or remove its mapping.`,
  );
}

function wrongType(path: string, wanted: string, value: unknown): ScimError {
  const got = Array.isArray(value) ? 'an array' : value === null ? 'null' : `a ${typeof value}`;
  return badRequest(
    'invalidValue',
    `${path} must be ${wanted}, not ${got === 'a object' ? 'an object' : got}.`,
  );
}
