// The use case of Bulk (RFC 7644 §3.7): each operation is a write of its own, and many share a commit.
import { type BulkRequest, type BulkResult, planBulk } from '../protocol/index.ts';
import { runCircle } from './bulk-circle.ts';
import { type BulkCall, type BulkJob, runOperation } from './bulk-operation.ts';
import type { Scope } from './ports.ts';
import type { DirectoryWriter } from './write.ts';

/** Operations under way at once: as many as share one commit, so that other callers' writes come in between. */
const AT_ONCE = 64;

export interface BulkDependencies {
  readonly writer: DirectoryWriter;
  /** Told once operations are committed. */
  readonly onCommit: (scope: Scope) => void;
}

/** The results by the place of the operation; undefined for those that failOnErrors kept from running. */
export type RunBulk = (call: BulkCall, request: BulkRequest) => Promise<(BulkResult | undefined)[]>;

export function createBulk({ writer, onCommit }: BulkDependencies): RunBulk {
  return async (call, { operations, failOnErrors }) => {
    const job: BulkJob = { call, operations, writer, ids: new Map() };
    const results: (BulkResult | undefined)[] = operations.map(() => undefined);
    let errors = 0;
    for (const { positions, circular } of planBulk(operations)) {
      for (let done = 0; done < positions.length && errors < failOnErrors; ) {
        // No more at once than may fail: after the last error that is allowed nothing has begun.
        const size = circular ? positions.length : Math.min(AT_ONCE, failOnErrors - errors);
        const begun = positions.slice(done, done + size);
        const settled = await (circular
          ? runCircle(job, begun)
          : Promise.all(begun.map((position) => runOperation(job, position))));
        for (const [at, position] of begun.entries()) results[position] = settled[at];
        errors += settled.filter(({ fault }) => fault !== undefined).length;
        if (settled.some(({ fault }) => fault === undefined)) onCommit(call);
        done += size;
      }
    }
    return results;
  };
}
