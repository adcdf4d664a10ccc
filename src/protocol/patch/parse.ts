// Reads a PATCH message (RFC 7644 §3.5.2) into operations on single attributes, with typed values.
import {
  ignoresEchoes,
  isClearing,
  isForeign,
  isNamed,
  LENIENT,
  listSets,
  mayDoNothing,
  readOperation,
  type Strictness,
} from '../dialects.ts';
import { requireDistinctNames } from '../distinct-names.ts';
import { badRequest, type ScimError } from '../errors.ts';
import type { PatchPath } from '../filter/ast.ts';
import { checkElementFilter } from '../filter/check.ts';
import { parsePath } from '../filter/parse.ts';
import { printPath } from '../filter/print.ts';
import { isObject, type JsonValue } from '../json.ts';
import { memberOf, PATCH_OP } from '../messages.ts';
import { unknownAttribute } from '../schema/parse-value.ts';
import { findAttribute, findInElement, findSchema } from '../schema/resolve.ts';
import type { Attribute, ResourceType, Schema } from '../schema/types.ts';
import { clip } from '../text.ts';
import { countChanges, requireFew } from './limits.ts';
import { type PatchOperation, within } from './operation.ts';
import { parseGivenValue, parseRemovedValues } from './value.ts';

type Operation = PatchOperation['op'];

/** What a name means: an attribute to change, or a name that is taken and changes nothing. */
type Target =
  | { readonly path: PatchPath; readonly attribute: Attribute; readonly sub: Attribute | undefined }
  | 'ignored'
  | 'readOnly'
  | 'unknown';

/**
 * Reads and checks a PATCH message; everything about it that does not depend on the resource is decided here. Keys and
 * `op` may be in any case; unless the reader is strict, `schemas` may be absent, and an empty list changes nothing.
 *
 * @throws ScimError 400 invalidSyntax, invalidPath, invalidFilter, invalidValue, mutability or noTarget, 413 for too
 *   many operations; the detail names the operation, counted from 1.
 */
export function parsePatch(
  type: ResourceType,
  body: unknown,
  mode: Strictness = LENIENT,
): readonly PatchOperation[] {
  if (!isObject(body))
    throw badRequest('invalidSyntax', 'The body must be one JSON object, a PatchOp message.');
  requireDistinctNames(body, mode);
  if (!isNamed(memberOf(body, 'schemas'), PATCH_OP, mode)) {
    throw badRequest('invalidSyntax', `The schemas of a PATCH must name ${PATCH_OP}.`);
  }
  const operations = memberOf(body, 'Operations');
  if (!Array.isArray(operations)) {
    throw badRequest('invalidSyntax', 'A PatchOp message must have an array named Operations.');
  }
  if (operations.length === 0 && !mayDoNothing(mode)) {
    throw badRequest('invalidSyntax', 'A PatchOp message must have at least one operation.');
  }
  requireFew(operations.length);
  const parsed = operations.flatMap((operation: unknown, position) =>
    within(`Operation ${position + 1}`, () => parseOperation(type, operation, position + 1, mode)),
  );
  requireFew(parsed.reduce((sum, operation) => sum + countChanges(operation), 0));
  return parsed;
}

function parseOperation(
  type: ResourceType,
  operation: unknown,
  index: number,
  mode: Strictness,
): PatchOperation[] {
  if (!isObject(operation)) throw badRequest('invalidSyntax', 'it must be a JSON object.');
  const op = readOperation(memberOf(operation, 'op'), mode);
  if (op !== 'add' && op !== 'replace' && op !== 'remove') {
    const given = typeof op === 'string' ? `, not "${clip(op)}"` : '';
    throw badRequest('invalidSyntax', `"op" must be add, replace or remove${given}.`);
  }
  const path = memberOf(operation, 'path') ?? '';
  const value = memberOf(operation, 'value');
  if (typeof path !== 'string') throw badRequest('invalidPath', '"path" must be a string.');
  if (path.trim() === '') return parsePathless(type, op, value, index, mode);
  const schema = findSchema(type, path.trim());
  if (schema !== undefined) return parseWholeSchema(type, op, schema, value, index, mode);
  return parseTargeted(type, op, path.trim(), value, index, mode);
}

function parseTargeted(
  type: ResourceType,
  op: Operation,
  text: string,
  value: unknown,
  index: number,
  mode: Strictness,
): PatchOperation[] {
  const target = resolve(type, parsePath(text, mode), mode);
  if (target === 'unknown')
    throw badRequest('invalidPath', `"${clip(text)}" is not an attribute of ${type.name}.`);
  if (target === 'readOnly') throw readOnly(text);
  if (target === 'ignored') return [];
  return [assignment(op, target, value, index, mode)];
}

/** RFC 7644 §3.5.2.1, §3.5.2.3: without a path, the value is a set of attributes. */
function parsePathless(
  type: ResourceType,
  op: Operation,
  value: unknown,
  index: number,
  mode: Strictness,
): PatchOperation[] {
  // RFC 7644 §3.5.2.2: a remove without a path fails with noTarget.
  if (op === 'remove') throw badRequest('noTarget', '"remove" needs a path.');
  return listSets(value, mode).flatMap((set) => {
    if (!isObject(set)) {
      throw badRequest('invalidValue', 'without a path, "value" must be an object of attributes.');
    }
    return Object.keys(set).flatMap((key) => parseMember(type, op, key, set[key], index, mode));
  });
}

/** One key of a pathless value. */
function parseMember(
  type: ResourceType,
  op: Operation,
  key: string,
  value: unknown,
  index: number,
  mode: Strictness,
): PatchOperation[] {
  const schema = findSchema(type, key);
  if (schema !== undefined) return parseWholeSchema(type, op, schema, value, index, mode);
  const target = resolveKey(type, key, mode);
  if (target === 'unknown' && value !== null) throw unknownAttribute(key);
  if (target === 'readOnly' && !ignoresEchoes(mode)) throw readOnly(key);
  return typeof target === 'string' ? [] : [assignment(op, target, value, index, mode)];
}

/** The URN of a schema as path or key: its value is the set of that schema's attributes; null is all of them. */
function parseWholeSchema(
  type: ResourceType,
  op: Operation,
  schema: Schema,
  value: unknown,
  index: number,
  mode: Strictness,
): PatchOperation[] {
  if (op !== 'remove' && value === undefined) {
    throw badRequest('invalidValue', `"${op}" of ${schema.id} needs a value.`);
  }
  if (op === 'add' && isClearing(value, mode)) return [];
  const clears = op === 'remove' || isClearing(value, mode);
  const names = schema.attributes.map((attribute) => attribute.name);
  if (!clears && !isObject(value)) {
    throw badRequest(
      'invalidPath',
      `"${schema.id}" names a schema, so its value must be an object of attributes.`,
    );
  }
  return (isObject(value) && !clears ? Object.keys(value) : names).flatMap((name) => {
    const given = isObject(value) ? value[name] : undefined;
    const target = resolve(type, { ...toPath(name, mode), urn: schema.id }, mode);
    if (target === 'unknown' && given !== null) {
      throw badRequest('invalidPath', `"${clip(name)}" is not an attribute of ${schema.id}.`);
    }
    return typeof target === 'string' ? [] : [assignment(clears ? 'remove' : op, target, given, index, mode)];
  });
}

function assignment(
  op: Operation,
  { path, attribute, sub }: Exclude<Target, string>,
  value: unknown,
  index: number,
  mode: Strictness,
): PatchOperation {
  const name = printPath(path);
  if (op === 'remove') {
    if (sub !== undefined) requireRemovable(sub, name);
    const chooses = path.filter !== undefined || sub !== undefined;
    const removed = chooses ? undefined : parseRemovedValues(attribute, value, name, mode);
    return { op, path, ...(removed === undefined ? {} : { value: removed }), index };
  }
  if (value === undefined) throw badRequest('invalidValue', `"${op}" of ${name} needs a value.`);
  const parsed: JsonValue = parseGivenValue(attribute, sub, path.filter !== undefined, value, name, mode);
  if (sub !== undefined && parsed === null) requireRemovable(sub, name);
  return { op, path, value: parsed, index };
}

/** RFC 7644 §3.5.2.2: what is required and would become unassigned is a fault of mutability. */
function requireRemovable({ required }: Attribute, name: string): void {
  if (required) throw badRequest('mutability', `"${clip(name)}" is required and cannot be removed.`);
}

/** A key of a pathless value: a plain name, or a path ("name.givenName", `URN:manager`). */
function resolveKey(type: ResourceType, key: string, mode: Strictness): Target {
  const [name = ''] = key.split('[', 1);
  if (isForeign(name, (urn) => findSchema(type, urn) !== undefined)) return 'ignored';
  return resolve(type, toPath(key, mode), mode);
}

function toPath(key: string, mode: Strictness): PatchPath {
  return /[.:[]/.test(key) ? parsePath(key, mode) : { attribute: key };
}

function resolve(type: ResourceType, path: PatchPath, mode: Strictness): Target {
  const location = findAttribute(type, path.attribute, path.urn);
  if (location === undefined) return 'unknown';
  const { urn, attribute } = location;
  // `schemas` follows from the content, and no password is kept: there is nothing to change.
  if (attribute.name === 'schemas' || attribute.mutability === 'writeOnly') return 'ignored';
  if (attribute.mutability === 'readOnly') return 'readOnly';
  const named = path.sub === undefined ? undefined : findInElement(attribute, path.sub);
  if (path.sub !== undefined && named === undefined) return 'unknown';
  const sub = attribute.type === 'complex' ? named : undefined;
  if (sub?.mutability === 'readOnly') return 'readOnly';
  if (path.filter !== undefined && !attribute.multiValued) {
    throw badRequest('invalidPath', `${attribute.name} has no values for a filter to choose from.`);
  }
  const canonical: PatchPath = {
    ...(urn === undefined ? {} : { urn }),
    attribute: attribute.name,
    ...(path.filter === undefined ? {} : { filter: checkElementFilter(attribute, path.filter, mode) }),
    ...(sub === undefined ? {} : { sub: sub.name }),
  };
  return { path: canonical, attribute, sub };
}

function readOnly(name: string): ScimError {
  return badRequest('mutability', `"${clip(name)}" is readOnly.`);
}
