// Reads the value of a PATCH operation by the attribute that it is for.
import { isClearing, namesValues, unwrapNamed, unwrapSingle, wrapList } from '../dialects.ts';
import type { JsonValue } from '../json.ts';
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
): JsonValue {
  if (sub !== undefined) return parseValue(sub, unwrapNamed(sub.name, value), name) ?? null;
  const given = unwrapAttribute(attribute, value);
  if (isClearing(given)) return null;
  if (ofElement) return parseElement(attribute, given, name);
  if (attribute.type !== 'complex' || attribute.multiValued)
    return parseValue(attribute, given, name) ?? null;
  return unwrapSingle(given) === null ? null : parsePartial(attribute, given, name);
}

/**
 * The elements that a remove names by value, or undefined when it names none and means the whole attribute
 * (RFC 7644 §3.5.2.2, which knows no value here).
 */
export function parseRemovedValues(
  attribute: Attribute,
  value: unknown,
  name: string,
): readonly JsonValue[] | undefined {
  const given = unwrapAttribute(attribute, value);
  if (!attribute.multiValued || !namesValues(given)) return undefined;
  return wrapList(given).flatMap((item) => {
    if (isClearing(item)) return [];
    if (attribute.type !== 'complex')
      return parseValue({ ...attribute, multiValued: false }, item, name) ?? [];
    const element = parseElement(attribute, item, name);
    return Object.keys(element).length === 0 ? [] : [element];
  });
}

function unwrapAttribute(attribute: Attribute, value: unknown): unknown {
  if (attribute.type !== 'complex' || findSubAttribute(attribute, attribute.name) !== undefined) return value;
  return unwrapNamed(attribute.name, value);
}
