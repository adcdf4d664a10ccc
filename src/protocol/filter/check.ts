// Checks a filter against a resource type: names become canonical, values take their attribute's type.
import { LENIENT, readBoolean, type Strictness } from '../dialects.ts';
import { badRequest, type ScimError } from '../errors.ts';
import { parseDateTime } from '../schema/date-time.ts';
import { findAttribute, findInElement, findSubAttribute } from '../schema/resolve.ts';
import type { Attribute, ResourceType } from '../schema/types.ts';
import type { AttributePath, CompareOperator, CompareValue, Filter } from './ast.ts';

/** A name resolved: the attribute that is compared, and its canonical path. */
interface Resolved {
  readonly path: AttributePath;
  readonly attribute: Attribute;
}

type Resolve = (path: AttributePath) => Resolved;

/**
 * The same filter with canonical names, `value` filled in where a complex attribute is compared (RFC 7643 §2.4), and
 * values of the attribute's type. Extension attributes may be bare; in the result their paths have the URN.
 *
 * @param others the other types that the same query goes over: what is an attribute of theirs only has no value here
 *   (RFC 7644 §3.4.2.1).
 * @throws ScimError 400 invalidFilter: unknown attribute, or an operator or value that the attribute cannot take.
 */
export function checkFilter(
  type: ResourceType,
  filter: Filter,
  mode: Strictness = LENIENT,
  others: readonly ResourceType[] = [],
): Filter {
  return check(filter, (path) => resolveAmong(type, others, path), mode);
}

/** The same for the filter inside the brackets of a value path. */
export function checkElementFilter(attribute: Attribute, filter: Filter, mode: Strictness = LENIENT): Filter {
  return check(filter, (path) => resolveElement(attribute, path), mode);
}

function check(filter: Filter, resolve: Resolve, mode: Strictness): Filter {
  // Checked before, among the types that it is asked of.
  if ('path' in filter && filter.path.foreign) return filter;
  switch (filter.kind) {
    case 'and':
    case 'or':
      return { kind: filter.kind, filters: filter.filters.map((part) => check(part, resolve, mode)) };
    case 'not':
      return { kind: 'not', filter: check(filter.filter, resolve, mode) };
    case 'present':
      return { kind: 'present', path: resolve(filter.path).path };
    case 'valuePath': {
      const { path, attribute } = resolve(filter.path);
      return { kind: 'valuePath', path, filter: checkElementFilter(attribute, filter.filter, mode) };
    }
    case 'compare': {
      const { path, attribute } = significant(resolve(filter.path));
      const { operator } = filter;
      return {
        kind: 'compare',
        path,
        operator,
        value: checkValue(attribute, operator, filter.value, path, mode),
      };
    }
  }
}

function resolveAmong(type: ResourceType, others: readonly ResourceType[], path: AttributePath): Resolved {
  const has = (one: ResourceType) => findAttribute(one, path.attribute, path.urn) !== undefined;
  const owner = others.length === 0 || has(type) ? type : (others.find(has) ?? type);
  if (owner === type) return resolveName(type, path);
  const { path: resolved, attribute } = resolveName(owner, path);
  return { path: { ...resolved, foreign: true }, attribute };
}

function resolveName(type: ResourceType, path: AttributePath): Resolved {
  const location = findAttribute(type, path.attribute, path.urn);
  if (location === undefined) throw unknown(path);
  const { urn, attribute } = location;
  requireFilterable(attribute, attribute.name);
  const base = urn === undefined ? { attribute: attribute.name } : { urn, attribute: attribute.name };
  if (path.sub === undefined) return { path: base, attribute };
  const sub = findInElement(attribute, path.sub);
  if (sub === undefined) throw unknown(path);
  requireFilterable(sub, `${attribute.name}.${sub.name}`);
  // Of simple values, `colours.value` is what `colours` is.
  if (attribute.type !== 'complex') return { path: base, attribute };
  return { path: { ...base, sub: sub.name }, attribute: sub };
}

function resolveElement(attribute: Attribute, path: AttributePath): Resolved {
  const sub = path.urn === undefined && path.sub === undefined && findInElement(attribute, path.attribute);
  if (!sub) throw unknown({ attribute: attribute.name, sub: spell(path) });
  requireFilterable(sub, `${attribute.name}.${sub.name}`);
  return { path: { attribute: sub.name }, attribute: sub };
}

/** RFC 7643 §7: what is returned "never" may not be learned by a filter either. */
function requireFilterable({ returned, filterable }: Attribute, name: string): void {
  if (returned === 'never' || filterable === false)
    throw badRequest('invalidFilter', `${name} cannot be filtered on.`);
}

/** `emails co "x"` and `members eq "x"` compare the sub-attribute `value`. */
function significant(resolved: Resolved): Resolved {
  const { path, attribute } = resolved;
  if (attribute.type !== 'complex') return resolved;
  const value = findSubAttribute(attribute, 'value');
  if (value !== undefined) {
    requireFilterable(value, spell({ ...path, sub: value.name }));
    return { path: { ...path, sub: value.name }, attribute: value };
  }
  throw badRequest('invalidFilter', `${spell(path)} is complex: compare one of its sub-attributes.`);
}

function checkValue(
  attribute: Attribute,
  operator: CompareOperator,
  value: CompareValue,
  path: AttributePath,
  mode: Strictness,
): CompareValue {
  const equality = operator === 'eq' || operator === 'ne';
  const ordering = operator.startsWith('g') || operator.startsWith('l');
  if (value === null) {
    if (equality) return null;
    throw badRequest(
      'invalidFilter',
      `${spell(path)} ${operator} null: null can only be compared by eq and ne.`,
    );
  }
  switch (attribute.type) {
    case 'boolean': {
      const flag = readBoolean(value, mode);
      // RFC 7644 table 3: ordering booleans SHALL fail with invalidFilter; finding text in them makes no more sense.
      if (!equality) throw unfit(path, operator, 'a boolean');
      if (typeof flag !== 'boolean') throw mismatch(path, 'true or false');
      return flag;
    }
    case 'integer':
    case 'decimal':
      if (!equality && !ordering) throw unfit(path, operator, 'a number');
      if (typeof value !== 'number') throw mismatch(path, 'a number');
      return value;
    case 'binary':
      if (ordering) throw unfit(path, operator, 'binary');
      return String(value);
    case 'dateTime':
      if ((equality || ordering) && parseDateTime(String(value)) === undefined) {
        throw mismatch(path, 'a dateTime such as "2026-01-31T08:00:00Z"');
      }
      return String(value);
    default:
      // An unquoted value that looks like a number or a boolean is still text here: externalId eq 1091.
      return String(value);
  }
}

function unknown(path: AttributePath): ScimError {
  return badRequest('invalidFilter', `The filter names ${spell(path)}, which is not an attribute here.`);
}

function unfit(path: AttributePath, operator: string, kind: string): ScimError {
  return badRequest('invalidFilter', `${spell(path)} is ${kind} and cannot be compared by ${operator}.`);
}

function mismatch(path: AttributePath, wanted: string): ScimError {
  return badRequest('invalidFilter', `${spell(path)} can only be compared with ${wanted}.`);
}

function spell(path: AttributePath): string {
  const name = path.sub === undefined ? path.attribute : `${path.attribute}.${path.sub}`;
  return path.urn === undefined ? name : `${path.urn}:${name}`;
}
