// The use case of Bulk (RFC 7644 §3.7): each operation is a write of its own, and many share a commit.
import { type BulkRequest, type BulkResult, planBulk } from '../protocol/index.ts';
import { runCircle } from './bulk-circle.ts';
import { type BulkJob, runOperation } from './bulk-operation.ts';
import type { Addressed, Scope } from './ports.ts';
import type { DirectoryWriter } from './write.ts';

/** Operations under way at once: as many as share one commit, so that other callers' writes come in between. */
const AT_ONCE = 64;
/** Values and changes in them, so that the event loop turns between large ones. */
const WEIGHT_AT_ONCE = 1_000;

export interface BulkDependencies {
  readonly writer: DirectoryWriter;
  /** Told once operations are committed. */
  readonly onCommit: (scope: Scope) => void;
}

/** The results by the place of the operation; undefined for those that failOnErrors kept from running. */
export type RunBulk = (call: Addressed, request: BulkRequest) => Promise<(BulkResult | undefined)[]>;

export function createBulk({ writer, onCommit }: BulkDependencies): RunBulk {
  return async (call, { operations, failOnErrors }) => {
    const job: BulkJob = { call, operations, writer, ids: new Map() };
    const results: (BulkResult | undefined)[] = operations.map(() => undefined);
    let errors = 0;
    for (const { positions, circular } of planBulk(operations)) {
      for (let done = 0; done < positions.length && errors < failOnErrors; ) {
        // No more at once than may fail: after the last error that is allowed nothing has begun.
        const begun = circular
          ? positions
          : takeFew(operations, positions.slice(done, done + Math.min(AT_ONCE, failOnErrors - errors)));
        const settled = await (circular
          ? runCircle(job, begun)
          : Promise.all(begun.map((position) => runOperation(job, position))));
        for (const [at, position] of begun.entries()) results[position] = settled[at];
        errors += settled.filter(({ fault }) => fault !== undefined).length;
        if (settled.some(({ fault }) => fault === undefined)) onCommit(call);
        done += begun.length;
      }
    }
    return results;
  };
}

/** The first of these, until they weigh enough; at least one. */
function takeFew(operations: BulkRequest['operations'], positions: readonly number[]): readonly number[] {
  let weight = 0;
  const last = positions.findIndex((position) => {
    weight += weightOf(operations[position]);
    return weight >= WEIGHT_AT_ONCE;
  });
  return last === -1 ? positions : positions.slice(0, last + 1);
}

/** The members of a group, the changes of a PATCH, the values of a user's lists. */
function weightOf(operation: BulkRequest['operations'][number] | undefined): number {
  if (operation === undefined || 'fault' in operation) return 1;
  const lists = Object.values(operation.data ?? {}).filter((value) => Array.isArray(value));
  return lists.reduce((sum, list) => sum + list.length, 1);
}
