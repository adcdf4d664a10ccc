// One operation of a Bulk: its references resolved, written like a request of its own, and its result.
import {
  type BulkOperation,
  type BulkRequest,
  type BulkResult,
  badRequest,
  clip,
  entityTag,
  parsePatch,
  resolveId,
  resolveReferences,
  ScimError,
  unresolved,
} from '../protocol/index.ts';
import type { Addressed, ResourceKind } from './ports.ts';
import { locationOf } from './representation.ts';
import type { DirectoryWriter, Written } from './write.ts';

type Place = Pick<BulkOperation, 'type' | 'id'>;

/** A Bulk under way. */
export interface BulkJob {
  readonly call: Addressed;
  readonly operations: BulkRequest['operations'];
  readonly writer: DirectoryWriter;
  /** The ids of what was created, by bulkId. */
  readonly ids: Map<string, string>;
}

/**
 * Up to the queue of the transactions without a wait, so that operations are committed in the order in which they begin.
 */
export async function runOperation(job: BulkJob, position: number): Promise<BulkResult> {
  const operation = job.operations[position];
  if (operation === undefined) throw new Error(`there is no operation ${position}`);
  if ('fault' in operation) return fail(job, operation, operation.fault);
  try {
    return succeed(job, operation, await write(job, operation));
  } catch (error) {
    if (error instanceof ScimError) return fail(job, operation, error);
    throw error;
  }
}

async function write(job: BulkJob, operation: BulkOperation): Promise<Written | undefined> {
  const { call, writer } = job;
  const { method, type, preconditions } = operation;
  const kind = kindOf(operation);
  const data = method === 'DELETE' ? undefined : resolve(job, operation, operation.data);
  if (operation.id === undefined) return writer.create(call, kind, data);
  const id = resolveId(operation.id, lookupIn(job));
  if (method === 'PUT') return writer.replace(call, kind, id, data, preconditions);
  if (method === 'PATCH') return writer.patch(call, kind, id, parsePatch(type, data, call), preconditions);
  await writer.remove(call, kind, id, preconditions);
  return undefined;
}

export function kindOf({ type }: Pick<Place, 'type'>): ResourceKind {
  return type.id as ResourceKind;
}

/**
 * The data of an operation with ids in it, or a part of that.
 *
 * @throws ScimError 400 for a bulkId that nobody has, 409 for one of something that was not created.
 */
export function resolve<T>(job: BulkJob, operation: BulkOperation, data: T): T {
  return resolveReferences(operation, data, lookupIn(job));
}

function lookupIn({ ids, operations }: BulkJob): (bulkId: string) => string {
  return (bulkId) => {
    const id = ids.get(bulkId);
    if (id !== undefined) return id;
    if (operations.some((operation) => operation.method === 'POST' && operation.bulkId === bulkId)) {
      throw unresolved(`bulkId "${clip(bulkId)}", which this refers to, could not be created.`);
    }
    throw badRequest('invalidValue', `No POST of this request has bulkId "${clip(bulkId)}".`);
  };
}

export function succeed(job: BulkJob, operation: BulkOperation, written: Written | undefined): BulkResult {
  if (written === undefined) return { status: 204, location: addressOf(job, operation) };
  const { id, version } = written.stored;
  const kind = kindOf(operation);
  if (operation.method === 'POST' && operation.bulkId !== undefined) job.ids.set(operation.bulkId, id);
  return {
    status: statusOf(operation, kind),
    location: locationOf(job.call.baseUrl, kind, id),
    version: entityTag(version),
  };
}

/** RFC 7644 §3.7.3: the status is that of the operation alone, and a group is not answered to its PATCH. */
function statusOf({ method }: BulkOperation, kind: ResourceKind): number {
  if (method === 'POST') return 201;
  return method === 'PATCH' && kind === 'Group' ? 204 : 200;
}

/** RFC 7644 §3.7: a location stands in every answer but that to a POST that failed. */
export function fail(job: BulkJob, { type, id }: Partial<Place>, fault: ScimError): BulkResult {
  const located = type !== undefined && id !== undefined && { location: addressOf(job, { type, id }) };
  return { status: fault.status, fault, ...located };
}

function addressOf({ call, ids }: BulkJob, operation: Place): string {
  const id = resolveId(operation.id ?? '', (bulkId) => ids.get(bulkId) ?? `bulkId:${bulkId}`);
  return locationOf(call.baseUrl, kindOf(operation), id);
}
