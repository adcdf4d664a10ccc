// Decides whether a resource matches a filter (RFC 7644 §3.4.2.2); stores may be faster, never different.
import { isJsonArray, isJsonObject, isPresent, type JsonObject, type JsonValue } from '../json.ts';
import { parseDateTime } from '../schema/date-time.ts';
import { findAttribute, findInElement, findSubAttribute } from '../schema/resolve.ts';
import type { Attribute, ResourceType } from '../schema/types.ts';
import { foldCase } from '../text.ts';
import type { AttributePath, CompareOperator, CompareValue, Filter } from './ast.ts';
import { checkElementFilter, checkFilter } from './check.ts';

type Test = (value: JsonValue | undefined) => boolean;
type Predicate = (container: JsonObject) => boolean;
type FindLeaf = (path: AttributePath) => Attribute | undefined;

// One query runs its filter over many resources, one PATCH over many elements: each is compiled the first time.
const compiled = new WeakMap<ResourceType | Attribute, WeakMap<Filter, Predicate>>();

/**
 * Whether the resource (stored form, with `id` and `meta`, and `members` where known) matches. Multi-valued attributes
 * match when any value does; `ne` also where there is no value; text is compared by the attribute's caseExact.
 *
 * @throws ScimError 400 invalidFilter as checkFilter does, when the filter was not checked before.
 */
export function matchFilter(type: ResourceType, filter: Filter, resource: JsonObject): boolean {
  const predicate = once(type, filter, () =>
    compile(checkFilter(type, filter), (path) => findLeaf(type, path), false),
  );
  return predicate(resource);
}

/** The test that the filter inside the brackets of a value path makes of each element of the attribute. */
export function elementMatcher(attribute: Attribute, filter: Filter): Test {
  const predicate = once(attribute, filter, () =>
    compile(checkElementFilter(attribute, filter), (path) => findInElement(attribute, path.attribute), true),
  );
  if (attribute.type === 'complex') return (element) => isJsonObject(element) && predicate(element);
  return (value) => value !== undefined && predicate({ value });
}

function once(owner: ResourceType | Attribute, filter: Filter, make: () => Predicate): Predicate {
  let known = compiled.get(owner);
  if (known === undefined) {
    known = new WeakMap();
    compiled.set(owner, known);
  }
  let predicate = known.get(filter);
  if (predicate === undefined) {
    predicate = make();
    known.set(filter, predicate);
  }
  return predicate;
}

function findLeaf(type: ResourceType, path: AttributePath): Attribute | undefined {
  const attribute = findAttribute(type, path.attribute, path.urn)?.attribute;
  return attribute === undefined || path.sub === undefined
    ? attribute
    : findSubAttribute(attribute, path.sub);
}

/** @param ofElement whether the filter is asked of an element of a list, not of a resource. */
function compile(filter: Filter, find: FindLeaf, ofElement: boolean): Predicate {
  if ('path' in filter && filter.path.foreign) {
    const matches = matchesNothing(filter);
    return () => matches;
  }
  switch (filter.kind) {
    case 'and': {
      const parts = filter.filters.map((part) => compile(part, find, ofElement));
      return (container) => parts.every((part) => part(container));
    }
    case 'or': {
      const parts = filter.filters.map((part) => compile(part, find, ofElement));
      return (container) => parts.some((part) => part(container));
    }
    case 'not': {
      const part = compile(filter.filter, find, ofElement);
      return (container) => !part(container);
    }
    case 'present':
      return reader(filter.path, isPresent);
    case 'valuePath': {
      const attribute = find(filter.path);
      if (attribute === undefined) return () => false;
      return reader(filter.path, elementMatcher(attribute, filter.filter));
    }
    case 'compare': {
      const attribute = find(filter.path);
      if (attribute === undefined) return () => false;
      const { path, operator, value } = filter;
      const assumed =
        value !== null && (ofElement || path.sub !== undefined) ? assumedOf(attribute) : undefined;
      return reader(path, comparison(attribute, operator, value), assumed);
    }
  }
}

/** Whether a comparison holds where there is no value. */
export function matchesNothing(filter: Filter): boolean {
  return filter.kind === 'compare' && (filter.operator === 'ne') !== (filter.value === null);
}

/** RFC 7643 §2.4: an element of a list that does not say whether it is primary is not. */
function assumedOf({ name, type }: Attribute): false | undefined {
  return name === 'primary' && type === 'boolean' ? false : undefined;
}

/**
 * Applies a test to what stands at a path: to each value of a list, and once to undefined where there is none.
 *
 * @param assumed what an element is taken to say where it says nothing.
 */
function reader({ urn, attribute, sub }: AttributePath, test: Test, assumed?: JsonValue): Predicate {
  return (container) => {
    const home = urn === undefined ? container : container[urn];
    const value = isJsonObject(home) ? home[attribute] : undefined;
    if (!isJsonArray(value)) return test(sub === undefined ? (value ?? assumed) : pick(value, sub));
    return value.length === 0 ? test(undefined) : value.some((item) => test(pick(item, sub) ?? assumed));
  };
}

function pick(value: JsonValue | undefined, sub: string | undefined): JsonValue | undefined {
  if (sub === undefined) return value;
  return isJsonObject(value) ? value[sub] : undefined;
}

function comparison(attribute: Attribute, operator: CompareOperator, wanted: CompareValue): Test {
  if (wanted === null) return operator === 'eq' ? (value) => !isPresent(value) : isPresent;
  if (operator === 'ne') {
    const equal = comparison(attribute, 'eq', wanted);
    return (value) => !equal(value);
  }
  const key = keyFor(attribute, operator);
  const right = key(wanted);
  if (right === undefined) return () => false;
  return (value) => {
    const left = value === undefined || value === null ? undefined : key(value);
    return left !== undefined && compare(operator, left, right);
  };
}

/** What is compared in place of a value: folded text, instants in milliseconds, the rest as it is. */
function keyFor(
  attribute: Attribute,
  operator: CompareOperator,
): (value: JsonValue) => string | number | boolean | undefined {
  const substring = operator === 'co' || operator === 'sw' || operator === 'ew';
  if (attribute.type === 'dateTime' && !substring) {
    return (value) => (typeof value === 'string' ? parseDateTime(value) : undefined);
  }
  const fold = attribute.caseExact ? (text: string) => text : foldCase;
  return (value) => (typeof value === 'string' ? fold(value) : typeof value === 'object' ? undefined : value);
}

function compare(
  operator: CompareOperator,
  left: string | number | boolean,
  right: string | number | boolean,
): boolean {
  switch (operator) {
    case 'eq':
      return left === right;
    case 'gt':
      return left > right;
    case 'ge':
      return left >= right;
    case 'lt':
      return left < right;
    case 'le':
      return left <= right;
    case 'co':
      return String(left).includes(String(right));
    case 'sw':
      return String(left).startsWith(String(right));
    case 'ew':
      return String(left).endsWith(String(right));
    case 'ne':
      return left !== right;
  }
}
