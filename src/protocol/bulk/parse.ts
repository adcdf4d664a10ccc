// Reads a BulkRequest (RFC 7644 §3.7); an operation that cannot be run is kept with its fault, and the others run.
import { isNamed, LENIENT, type Strictness } from '../dialects.ts';
import { requireDistinctNames } from '../distinct-names.ts';
import { badRequest, notFound, payloadTooLarge, ScimError } from '../errors.ts';
import { isObject } from '../json.ts';
import { BULK_REQUEST, memberOf } from '../messages.ts';
import { parseEntityTags } from '../preconditions.ts';
import type { ResourceType } from '../schema/types.ts';
import { clip, isText } from '../text.ts';
import {
  type BulkMethod,
  type BulkOperation,
  type BulkRequest,
  MAX_OPERATIONS,
  type RefusedOperation,
} from './operation.ts';

const METHODS: ReadonlySet<string> = new Set<BulkMethod>(['POST', 'PUT', 'PATCH', 'DELETE']);
const MAX_BULK_ID = 200;

/**
 * Everything about a request that depends on no resource is decided here. Keys and methods may be in any case;
 * unless the reader is strict, `schemas` may be absent, and a POST may leave its bulkId out.
 *
 * @param types whose resources may be written.
 * @throws ScimError 400 for what is no BulkRequest, 413 for one of too many operations.
 */
export function parseBulk(
  types: readonly ResourceType[],
  body: unknown,
  mode: Strictness = LENIENT,
): BulkRequest {
  const listed = isObject(body) ? memberOf(body, 'Operations') : undefined;
  if (!isObject(body) || !Array.isArray(listed)) {
    throw badRequest('invalidSyntax', 'A BulkRequest must be a JSON object with an array named Operations.');
  }
  requireDistinctNames(body, mode, 0);
  if (!isNamed(memberOf(body, 'schemas'), BULK_REQUEST, mode)) {
    throw badRequest('invalidSyntax', `The schemas of a BulkRequest must name ${BULK_REQUEST}.`);
  }
  if (listed.length > MAX_OPERATIONS) {
    throw payloadTooLarge(
      `The request has ${listed.length} operations; maxOperations is ${MAX_OPERATIONS}. Divide it.`,
    );
  }
  const taken = new Set<string>();
  const operations = listed.map((item: unknown) => {
    const operation = parseItem(types, item, mode);
    if (operation.method !== 'POST' || operation.bulkId === undefined) return operation;
    if (!taken.has(operation.bulkId)) {
      taken.add(operation.bulkId);
      return operation;
    }
    const { method, bulkId } = operation;
    // RFC 7644 §3.7: unique within the request. References mean the first.
    return {
      method,
      bulkId,
      fault: badRequest('invalidValue', `An earlier POST has bulkId "${bulkId}" too.`),
    };
  });
  return { operations, failOnErrors: parseFailOnErrors(memberOf(body, 'failOnErrors')) };
}

function parseFailOnErrors(value: unknown): number {
  if (value === undefined || value === null || value === 0) return Number.POSITIVE_INFINITY;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) {
    throw badRequest('invalidValue', 'failOnErrors must be a positive integer.');
  }
  return value;
}

function parseItem(
  types: readonly ResourceType[],
  item: unknown,
  mode: Strictness,
): BulkOperation | RefusedOperation {
  const method = isObject(item) ? memberOf(item, 'method') : undefined;
  const bulkId = isObject(item) ? memberOf(item, 'bulkId') : undefined;
  const echoed = {
    ...(typeof method === 'string' && { method: clip(method).toUpperCase() }),
    ...(typeof bulkId === 'string' && bulkId.length <= MAX_BULK_ID && { bulkId }),
  };
  let place: Place | undefined;
  try {
    if (!isObject(item)) throw badRequest('invalidSyntax', 'An operation must be a JSON object.');
    if (echoed.method === undefined || !METHODS.has(echoed.method)) {
      throw badRequest('invalidSyntax', '"method" must be POST, PUT, PATCH or DELETE.');
    }
    if (bulkId !== undefined && bulkId !== null && (echoed.bulkId ?? '') === '') {
      throw badRequest('invalidValue', `"bulkId" must be a string of 1 to ${MAX_BULK_ID} characters.`);
    }
    requireDistinctNames(item, mode, 0);
    if (mode.strict && echoed.method === 'POST' && echoed.bulkId === undefined) {
      throw badRequest('invalidSyntax', 'A POST needs a "bulkId".');
    }
    const known = echoed.method as BulkMethod;
    place = parsePath(types, memberOf(item, 'path'), known);
    return { ...echoed, ...place, ...parseContent(item, known) };
  } catch (error) {
    if (error instanceof ScimError) return { ...echoed, ...place, fault: error };
    throw error;
  }
}

type Place = Pick<BulkOperation, 'type' | 'id'>;

function parseContent(
  item: Readonly<Record<string, unknown>>,
  method: BulkMethod,
): Omit<BulkOperation, keyof Place> {
  const data = memberOf(item, 'data');
  if (method !== 'DELETE' && !isObject(data)) {
    throw badRequest('invalidSyntax', `A ${method} needs "data", a JSON object.`);
  }
  const version = memberOf(item, 'version');
  if (version === undefined || version === null || method === 'POST') return { method, data };
  if (typeof version !== 'string') throw badRequest('invalidValue', '"version" must be a string.');
  return { method, data, preconditions: { ifMatch: parseEntityTags(version, '"version"') } };
}

/** RFC 7644 §3.7: POST goes to an endpoint, the other methods to one resource. */
function parsePath(types: readonly ResourceType[], path: unknown, method: BulkMethod): Place {
  const [start, collection, id, ...rest] =
    typeof path === 'string' ? path.replace(/^\/?/, '/').split('/') : [];
  const type = start === '' ? types.find(({ endpoint }) => endpoint === `/${collection}`) : undefined;
  const isWhole = rest.length === 0 && (method === 'POST' ? (id ?? '') === '' : (id ?? '') !== '');
  if (type === undefined || !isWhole) {
    const endpoints = types.map(({ endpoint }) => (method === 'POST' ? endpoint : `${endpoint}/{id}`));
    throw badRequest('invalidPath', `The "path" of a ${method} must be ${endpoints.join(' or ')}.`);
  }
  return { type, id: method === 'POST' ? undefined : decodeId(type, id ?? '') };
}

function decodeId(type: ResourceType, encoded: string): string {
  let id = encoded;
  try {
    id = decodeURIComponent(encoded);
  } catch {
    // As sent, as in a URL.
  }
  if (!isText(id)) throw notFound(`There is no ${type.name} with such an id.`);
  return id;
}
