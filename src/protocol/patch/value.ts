// Reads the value of a PATCH operation by the attribute that it is for.
import {
  isClearing,
  namesValues,
  type Strictness,
  unwrapNamed,
  unwrapSingle,
  unwrapValue,
  wrapList,
} from '../dialects.ts';
import { badRequest } from '../errors.ts';
import { isJsonObject, type JsonValue } from '../json.ts';
import { parseElement, parsePartial, parseValue } from '../schema/parse-value.ts';
import { findSubAttribute } from '../schema/resolve.ts';
import type { Attribute } from '../schema/types.ts';

/**
 * The value of an add or replace in stored form; null unassigns.
 *
 * @param ofElement whether the path chooses elements of a list by a filter.
 * @throws ScimError 400 as parseValue does.
 */
export function parseGivenValue(
  attribute: Attribute,
  sub: Attribute | undefined,
  ofElement: boolean,
  value: unknown,
  name: string,
  mode: Strictness,
): JsonValue {
  if (sub !== undefined) return parseValue(sub, unwrapAttribute(sub, value, mode), name, mode) ?? null;
  const given = unwrapAttribute(attribute, value, mode);
  if (isClearing(given, mode)) return null;
  if (ofElement) return parseOne(attribute, given, name, mode, parsePartial) ?? null;
  if (attribute.type !== 'complex' || attribute.multiValued)
    return parseValue(attribute, given, name, mode) ?? null;
  return unwrapSingle(given, mode) === null ? null : parsePartial(attribute, given, name, mode);
}

/**
 * The elements that a remove names by value, or undefined when it names none and means the whole attribute
 * (RFC 7644 §3.5.2.2, which knows no value here).
 */
export function parseRemovedValues(
  attribute: Attribute,
  value: unknown,
  name: string,
  mode: Strictness,
): readonly JsonValue[] | undefined {
  const given = unwrapAttribute(attribute, value, mode);
  if (!attribute.multiValued || !namesValues(given)) return undefined;
  // RFC 7644 §3.5.2.2 has a filter choose what goes; to drop the value and empty the list is nobody's wish. Where the
  // path has one, or leads to a single value, it says what goes, and a value beside it is passed over.
  if (mode.strict)
    throw badRequest('invalidValue', '"remove" takes no value: choose by a filter in the path.');
  return (wrapList(given, mode) ?? []).flatMap((item) => {
    if (isClearing(item, mode)) return [];
    const element = parseOne(attribute, item, name, mode, parseElement) ?? [];
    return isJsonObject(element) && Object.keys(element).length === 0 ? [] : element;
  });
}

/** One element of a list; null for sub-attributes without a value where it is parsed as a part. */
function parseOne(
  attribute: Attribute,
  value: unknown,
  name: string,
  mode: Strictness,
  parseComplex: typeof parseElement,
): JsonValue | undefined {
  return attribute.type === 'complex'
    ? parseComplex(attribute, value, name, mode)
    : parseValue({ ...attribute, multiValued: false }, value, name, mode);
}

/** The value without what some clients put around it. */
function unwrapAttribute(attribute: Attribute, value: unknown, mode: Strictness): unknown {
  if (findSubAttribute(attribute, attribute.name) !== undefined) return value;
  const given = unwrapNamed(attribute.name, value, mode);
  return attribute.type === 'complex' || attribute.multiValued ? given : unwrapValue(given, mode);
}
