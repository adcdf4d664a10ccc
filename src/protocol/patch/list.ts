// Applies one PATCH operation to a multi-valued attribute.
import { createsElements, type Strictness } from '../dialects.ts';
import { badRequest, type ScimError } from '../errors.ts';
import type { Filter } from '../filter/ast.ts';
import { elementMatcher } from '../filter/match.ts';
import { printFilter } from '../filter/print.ts';
import { equalJson, isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import { isHollow, mergeDuplicates, requireRoom } from '../schema/parse-value.ts';
import { findSubAttribute } from '../schema/resolve.ts';
import type { Attribute } from '../schema/types.ts';
import { foldCase } from '../text.ts';
import { mergeComplex } from './merge.ts';
import type { PatchOperation } from './operation.ts';

type Items = readonly JsonValue[];

/**
 * The list after the operation; undefined when nothing is left of it, and the very list given when nothing changed.
 *
 * @throws ScimError 400 noTarget or invalidValue.
 */
export function changeList(
  attribute: Attribute,
  current: Items | undefined,
  operation: PatchOperation,
  options: Strictness,
): Items | undefined {
  const before = current ?? [];
  const after = changeItems(attribute, before, operation, options);
  if (after === before) return current;
  const { sub } = operation.path;
  const single = settlePrimary(before, after);
  // Only these make two elements the same; looking for twins costs more than the rest of an operation.
  const settled =
    sub === undefined || sub === 'value' || sub === 'type' ? mergeDuplicates(attribute, single) : single;
  requireRoom(attribute, settled.length, attribute.name);
  return settled.length === 0 ? undefined : settled;
}

function changeItems(
  attribute: Attribute,
  items: Items,
  operation: PatchOperation,
  options: Strictness,
): Items {
  const { filter, sub } = operation.path;
  if (filter !== undefined) {
    const change = attribute.type === 'complex' ? changeChosen : changeValues;
    return change(attribute, items, operation, filter, options);
  }
  if (sub !== undefined) return changeSubAttribute(attribute, items, operation, sub);
  const { op, value } = operation;
  if (op === 'remove')
    return value === undefined ? [] : removeValues(attribute, items, isJsonArray(value) ? value : []);
  const given = isJsonArray(value) ? value : [];
  if (op === 'replace') return given;
  // RFC 7644 §3.5.2.1: adding what is there changes nothing; mergeDuplicates sees to that.
  return given.length === 0 ? items : [...items, ...given];
}

/** The path chooses elements by a filter: `emails[type eq "work"]`, perhaps with a sub-attribute. */
function changeChosen(
  attribute: Attribute,
  items: Items,
  { op, path: { sub }, value }: PatchOperation,
  filter: Filter,
  options: Strictness,
): Items {
  const matches = elementMatcher(attribute, filter);
  const isChosen = (item: JsonValue): item is JsonObject => isJsonObject(item) && matches(item);
  const unassigns = op === 'remove' || value === null || value === undefined;
  if (!items.some(isChosen)) {
    if (op === 'remove') return items; // a member that is not there is removed already
    if (!createsElements(options)) throw noTarget(attribute, filter);
    return unassigns
      ? items
      : [...items, { ...describedElement(attribute, filter), ...assigned(asElement(sub, value)) }];
  }
  if (unassigns && sub === undefined) return items.filter((item) => !isChosen(item));
  return items.flatMap((item) => {
    if (!isChosen(item)) return [item];
    if (unassigns) return mergeComplex(attribute, item, { [sub as string]: null }) ?? [];
    const given = asElement(sub, value);
    if (op === 'add' || sub !== undefined) return mergeComplex(attribute, item, assigned(given)) ?? [];
    if (!isWhole(attribute, given)) return mergeComplex(attribute, item, given) ?? [];
    // RFC 7644 §3.5.2.3: matching values are replaced whole; they stay what the filter says they are.
    const replaced: JsonObject = { ...impliedBy(filter), ...assigned(given) };
    mergeComplex(attribute, item, replaced); // refuses to change what is immutable in it
    return replaced;
  });
}

/** The same where elements are simple, `colours[value eq "red"]`: there is nothing in one that could stay. */
function changeValues(
  attribute: Attribute,
  items: Items,
  { op, value }: PatchOperation,
  filter: Filter,
  options: Strictness,
): Items {
  const isChosen = elementMatcher(attribute, filter);
  const given = op === 'remove' || value === null || value === undefined ? [] : [value];
  if (items.some(isChosen)) return items.flatMap((item) => (isChosen(item) ? given : [item]));
  if (op === 'remove') return items;
  if (!createsElements(options) || impliedBy(filter) === undefined) throw noTarget(attribute, filter);
  return given.length === 0 ? items : [...items, ...given];
}

/** The path names a sub-attribute of a list without choosing: clear for one element, and for removing. */
function changeSubAttribute(
  attribute: Attribute,
  items: Items,
  { op, value }: PatchOperation,
  sub: string,
): Items {
  if (op === 'remove' || value === null || value === undefined) {
    return items.flatMap((item) =>
      isJsonObject(item) ? (mergeComplex(attribute, item, { [sub]: null }) ?? []) : [item],
    );
  }
  if (items.length > 1) {
    throw badRequest(
      'noTarget',
      `${attribute.name} has ${items.length} values: choose by a filter, as in ${attribute.name}[type eq "work"].${sub}.`,
    );
  }
  const [item] = items;
  return [mergeComplex(attribute, isJsonObject(item) ? item : {}, { [sub]: value }) ?? {}];
}

function removeValues(attribute: Attribute, items: Items, removed: Items): Items {
  const kept = items.filter((item) => !removed.some((wanted) => names(attribute, wanted, item)));
  return kept.length === items.length ? items : kept;
}

/** Whether a value to remove means this element: by value, and by type where both have one; else by all it says. */
function names(attribute: Attribute, wanted: JsonValue, item: JsonValue): boolean {
  if (!isJsonObject(wanted) || !isJsonObject(item)) return equalJson(wanted, item);
  const compared = wanted.value === undefined ? Object.keys(wanted) : ['value', 'type'];
  return compared.every((name) => {
    if (name === 'type' && (wanted.type === undefined || item.type === undefined)) return true;
    return equalText(findSubAttribute(attribute, name), wanted[name], item[name]);
  });
}

function equalText(
  sub: Attribute | undefined,
  left: JsonValue | undefined,
  right: JsonValue | undefined,
): boolean {
  if (sub?.caseExact || typeof left !== 'string' || typeof right !== 'string') return equalJson(left, right);
  return foldCase(left) === foldCase(right);
}

/**
 * RFC 7644 §3.5.2: setting one value's `primary` to true SHALL set it to false for every other. What an operation
 * touched has a new identity, and the last of those wins.
 */
function settlePrimary(before: Items, after: Items): Items {
  const winner = after.findLast((item) => isPrimary(item) && !before.includes(item));
  if (winner === undefined) return after;
  return after.map((item) => (isPrimary(item) && item !== winner ? { ...item, primary: false } : item));
}

function isPrimary(item: JsonValue): item is JsonObject {
  return isJsonObject(item) && item.primary === true;
}

function asElement(sub: string | undefined, value: JsonValue | undefined): JsonObject {
  if (sub !== undefined) return { [sub]: value ?? null };
  return isJsonObject(value) ? value : {};
}

/**
 * Whether a value could stand in an element's place. `{"primary":true}` could not, for it would be an address without an
 * address: it is a set of sub-attributes, which RFC 7644 §3.5.2.3 has leave those that it does not name.
 */
function isWhole(attribute: Attribute, element: JsonObject): boolean {
  if (findSubAttribute(attribute, 'value') === undefined) return !isHollow(element);
  return element.value !== undefined;
}

/** What an element says without what it says to have no value. */
function assigned(element: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(element).filter(([, value]) => value !== null));
}

/** The element that a filter describes, for a path that chose none. */
function describedElement(attribute: Attribute, filter: Filter): JsonObject {
  const implied = impliedBy(filter);
  if (implied === undefined) throw noTarget(attribute, filter);
  return implied;
}

/** The sub-attributes that a filter pins down by `eq`; undefined when it says anything else. */
function impliedBy(filter: Filter): JsonObject | undefined {
  if (filter.kind === 'compare' && filter.operator === 'eq' && filter.value !== null) {
    return { [filter.path.attribute]: filter.value };
  }
  if (filter.kind !== 'and') return undefined;
  const parts = filter.filters.map(impliedBy);
  return parts.includes(undefined) ? undefined : Object.assign({}, ...parts);
}

function noTarget(attribute: Attribute, filter: Filter): ScimError {
  return badRequest('noTarget', `no value of ${attribute.name} matches [${printFilter(filter)}].`);
}
