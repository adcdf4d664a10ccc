// POSTs of a Bulk that refer to one another in a circle (RFC 7644 §3.7.1).
import {
  type BulkOperation,
  type BulkResult,
  type JsonObject,
  PATCH_OP,
  parsePatch,
  ScimError,
  splitReferences,
  unresolved,
} from '../protocol/index.ts';
import { type BulkJob, fail, kindOf, resolve, succeed } from './bulk-operation.ts';
import type { ResourceKind } from './ports.ts';
import type { Written } from './write.ts';

type Attempt = Written | ScimError;

/**
 * Each is created without the references that wait, and gets them by a PATCH. All of them stand or none: what refers to
 * something that failed has failed.
 */
export async function runCircle(job: BulkJob, positions: readonly number[]): Promise<BulkResult[]> {
  const circle = positions.map((position) => job.operations[position] as BulkOperation);
  const within = new Set(circle.map(({ bulkId }) => bulkId));
  const parts = circle.map(({ type, data }) => splitReferences(type, data, (bulkId) => within.has(bulkId)));
  const created = await attemptEach(circle, async (operation, at) => {
    const written = await job.writer.create(
      job.call,
      kindOf(operation),
      resolve(job, operation, parts[at]?.now),
    );
    if (operation.bulkId !== undefined) job.ids.set(operation.bulkId, written.stored.id);
    return written;
  });
  if (created.some(isFault)) return giveUp(job, circle, created, created);
  const completed = await attemptEach(circle, async (operation, at) => {
    const made = created[at] as Written;
    const later = parts[at]?.later;
    return later === undefined ? made : complete(job, operation, made, later);
  });
  if (completed.some(isFault)) return giveUp(job, circle, created, completed);
  return circle.map((operation, at) => succeed(job, operation, completed[at] as Written));
}

/** Adds what had to wait. */
function complete(
  job: BulkJob,
  operation: BulkOperation,
  made: Written,
  later: JsonObject,
): Promise<Written> {
  const { call, writer } = job;
  const addition = {
    schemas: [PATCH_OP],
    Operations: [{ op: 'add', value: resolve(job, operation, later) }],
  };
  const operations = parsePatch(operation.type, addition, call);
  return writer.patch(call, kindOf(operation), made.stored.id, operations);
}

async function giveUp(
  job: BulkJob,
  circle: readonly BulkOperation[],
  created: readonly Attempt[],
  completed: readonly Attempt[],
): Promise<BulkResult[]> {
  for (const [at, operation] of circle.entries()) {
    if (operation.bulkId !== undefined) job.ids.delete(operation.bulkId);
    const made = created[at];
    // As if it had never been created: in no version was it what the request asks for. By now it may be at another one
    // than it was completed at, since each that goes changes the groups that it was in.
    if (made !== undefined && !isFault(made)) await takeBack(job, kindOf(operation), made.stored.id);
  }
  return circle.map((operation, at) => {
    const attempt = completed[at];
    if (attempt !== undefined && isFault(attempt)) return fail(job, operation, attempt);
    return fail(
      job,
      operation,
      unresolved('The resources that this refers to in a circle could not be created.'),
    );
  });
}

async function takeBack({ writer, call }: BulkJob, kind: ResourceKind, id: string): Promise<void> {
  try {
    await writer.remove(call, kind, id);
  } catch (error) {
    // Somebody else was faster.
    if (!(error instanceof ScimError && error.status === 404)) throw error;
  }
}

function attemptEach(
  circle: readonly BulkOperation[],
  write: (operation: BulkOperation, at: number) => Promise<Written>,
): Promise<Attempt[]> {
  return Promise.all(
    circle.map(async (operation, at) => {
      try {
        return await write(operation, at);
      } catch (error) {
        if (error instanceof ScimError) return error;
        throw error;
      }
    }),
  );
}

function isFault(attempt: Attempt): attempt is ScimError {
  return attempt instanceof ScimError;
}
