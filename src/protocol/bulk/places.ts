// Where in the data of a Bulk operation a text may be a reference `bulkId:…`: where the id of a resource, or its URI, may
// stand (RFC 7644 §3.7.2). Anywhere else it is a text like any other.
import type { JsonObject } from '../json.ts';
import { memberOf } from '../messages.ts';
import { findAttribute, findSchema, findSubAttribute } from '../schema/resolve.ts';
import type { Attribute, ResourceType } from '../schema/types.ts';

const PREFIX = 'bulkId:';

/** The id for a bulkId. */
export type Lookup = (bulkId: string) => string;

export interface Place {
  /** A text that stands here, with ids in place of its references. */
  resolve(text: string, lookup: Lookup): string;
  /** Where the members of an object are that stands here. */
  within(object: JsonObject): (key: string) => Place;
}

/** Where nothing refers. */
export const NOWHERE: Place = { resolve: (text) => text, within: () => () => NOWHERE };

const ID: Place = { ...NOWHERE, resolve: resolveId };

const URI: Place = {
  ...NOWHERE,
  resolve: (text, lookup) =>
    resolveId(text, lookup).replace(/\/bulkId:([^/?#]+)$/, (_, bulkId: string) => `/${lookup(bulkId)}`),
};

/** The path of a PATCH operation, whose filter may quote ids. */
const PATH: Place = {
  ...NOWHERE,
  resolve: (text, lookup) =>
    text.replace(/"bulkId:([^"\\]+)"/g, (_, bulkId: string) => `"${lookup(bulkId)}"`),
};

/** An id, or a reference in place of one. */
export function resolveId(text: string, lookup: Lookup): string {
  return text.startsWith(PREFIX) ? lookup(text.slice(PREFIX.length)) : text;
}

/** A resource, or the object of one of its extensions. */
export function attributesAt(type: ResourceType, urn?: string): Place {
  return { ...NOWHERE, within: () => (key) => placeOf(type, key, urn) };
}

/** The message of a PATCH. */
export function operationsAt(type: ResourceType): Place {
  const operation: Place = { ...NOWHERE, within: (object) => operationAt(type, object) };
  return { ...NOWHERE, within: () => (key) => (key.toLowerCase() === 'operations' ? operation : NOWHERE) };
}

/** An operation's path says where its value is. */
function operationAt(type: ResourceType, operation: JsonObject): (key: string) => Place {
  const path = memberOf(operation, 'path');
  const target = typeof path === 'string' && path.trim() !== '' ? placeOf(type, path) : attributesAt(type);
  return (key) => {
    const name = key.toLowerCase();
    if (name === 'value') return target;
    return name === 'path' && target !== NOWHERE ? PATH : NOWHERE;
  };
}

/** The place that a name leads to: of an attribute, perhaps with its URN, a filter and a sub-attribute, or of a schema. */
function placeOf(type: ResourceType, text: string, urn?: string): Place {
  const plain = findAttribute(type, text, urn);
  if (plain !== undefined) return valueAt(plain.attribute);
  const name = withoutFilter(text).trim();
  const schema = urn === undefined ? findSchema(type, name) : undefined;
  if (schema !== undefined) return attributesAt(type, schema.id);
  const colon = name.lastIndexOf(':');
  const [attribute = '', sub] = name.slice(colon + 1).split('.');
  const location = findAttribute(type, attribute, colon === -1 ? urn : name.slice(0, colon));
  if (location === undefined) return NOWHERE;
  return sub === undefined ? valueAt(location.attribute) : subValueAt(location.attribute, sub);
}

function withoutFilter(path: string): string {
  const [start, end] = [path.indexOf('['), path.lastIndexOf(']')];
  return start === -1 || end < start ? path : path.slice(0, start) + path.slice(end + 1);
}

/** What has a `$ref` is a resource by its `value`: a text in place of the whole is taken for that. */
function valueAt(attribute: Attribute): Place {
  if (attribute.type !== 'complex') return isOfResource(attribute) ? URI : NOWHERE;
  const place: Place = {
    resolve: namesResource(attribute) ? resolveId : NOWHERE.resolve,
    // What is no sub-attribute is what some clients put around the values.
    within: () => (key) =>
      findSubAttribute(attribute, key) === undefined ? place : subValueAt(attribute, key),
  };
  return place;
}

function subValueAt(attribute: Attribute, name: string): Place {
  const sub = findSubAttribute(attribute, name);
  if (sub === undefined) return NOWHERE;
  if (sub.name === 'value' && namesResource(attribute)) return ID;
  return isOfResource(sub) ? URI : NOWHERE;
}

function namesResource(attribute: Attribute): boolean {
  return findSubAttribute(attribute, '$ref') !== undefined;
}

/** RFC 7643 §7: what refers to something else than a resource says so by `external` or `uri`. */
function isOfResource({ type, referenceTypes = [] }: Attribute): boolean {
  return type === 'reference' && !referenceTypes.some((named) => named === 'external' || named === 'uri');
}
