// Merges of customers: asked for at once, carried out by a job, and told by a webhook.
import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { UserError } from '../rules/user-errors.ts';
import { type CustomerRecord, displayName } from '../state/records.ts';
import type { Store } from '../state/store.ts';
import type { MergeDesk, MergeJob, MergeRequest } from './merge-port.ts';
import {
  chooseSurvivor,
  findBlockers,
  type MergeBlocker,
  type MergeOverrides,
  mergeRecords,
} from './merge-rules.ts';

export type MergeParts = {
  clock: Clock;
  store: Store;
  onEnd(
    kept: string,
    gone: string,
    jobId: string | null,
    errors: { customer_ids: number[]; field: string; message: string }[],
  ): void;
};

/** Assumed: how long a merge takes, in milliseconds of simulator time. */
const mergeMs = 1000;

const numberOf = (id: string) => Number(/(\d+)$/.exec(id)?.[1]);

export function createMergeDesk({ clock, store, onEnd }: MergeParts): MergeDesk & { clear(): void } {
  const jobs = new Map<string, MergeJob>();

  function findPair({ one, two }: MergeRequest): [CustomerRecord, CustomerRecord] | UserError[] {
    const code = 'INVALID_CUSTOMER_ID';
    if (numberOf(one) === numberOf(two)) {
      return [{ field: null, message: 'Customers IDs should not match', code }];
    }
    const found = [store.customer(numberOf(one)), store.customer(numberOf(two))] as const;
    const places = ['customerOneId', 'customerTwoId'];
    const errors = [one, two].flatMap((id, index) =>
      found[index]
        ? []
        : [
            {
              field: [places[index] ?? ''],
              message: `Customer does not exist with ID ${numberOf(id)}`,
              code,
            },
          ],
    );
    const [first, second] = found;
    return first && second ? [first, second] : errors;
  }

  function findProgress(pair: readonly CustomerRecord[]): MergeBlocker[] {
    const open = [...jobs.values()].filter(({ status }) => status === 'IN_PROGRESS');
    return pair
      .filter(({ id }) => open.some(({ kept, gone }) => id === kept || id === gone))
      .map((customer) => ({
        customer,
        field: 'merge_in_progress',
        message: `${displayName(customer)} is currently being merged.`,
      }));
  }

  function combine(kept: CustomerRecord, gone: CustomerRecord, overrides: MergeOverrides) {
    store.removeCustomer(gone, kept);
    store.putCustomer(mergeRecords(kept, gone, overrides, clock.now()));
  }

  /** Both are read anew: one may have been changed or deleted since the merge was asked for. */
  function carryOut(job: MergeJob, overrides: MergeOverrides) {
    const kept = store.customer(numberOf(job.kept));
    const gone = store.customer(numberOf(job.gone));
    if (kept && gone) {
      combine(kept, gone, overrides);
      jobs.set(job.id, { ...job, status: 'COMPLETED' });
      return onEnd(job.kept, job.gone, job.id, []);
    }
    const message = 'One of the customers no longer exists.';
    jobs.set(job.id, { ...job, status: 'FAILED', errors: [{ errorFields: ['DELETED_AT'], message }] });
    const customer_ids = [numberOf(job.kept), numberOf(job.gone)];
    onEnd(job.kept, job.gone, job.id, [{ customer_ids, field: 'deleted_at', message }]);
  }

  return {
    request(request) {
      const pair = findPair(request);
      if (!isPair(pair)) return { errors: pair };
      const blockers = [...findBlockers(pair, request.overrides, store), ...findProgress(pair)];
      if (blockers.length > 0) {
        return {
          errors: blockers.map(({ customer, message }) => ({
            field: [customer === pair[0] ? 'customerOneId' : 'customerTwoId'],
            message,
            code: 'INVALID_CUSTOMER',
          })),
        };
      }
      const kept = chooseSurvivor(pair, request.overrides);
      const gone = kept === pair[0] ? pair[1] : pair[0];
      const id = `gid://shopify/Job/${randomUUID()}`;
      const job: MergeJob = { id, status: 'IN_PROGRESS', kept: kept.id, gone: gone.id, errors: [] };
      jobs.set(id, job);
      clock.after(mergeMs, () => carryOut(job, request.overrides));
      return { job };
    },
    preview(request) {
      const pair = findPair(request);
      if (!isPair(pair)) {
        return { kept: null, errors: pair.map(({ message }) => ({ errorFields: ['DELETED_AT'], message })) };
      }
      const blockers = [...findBlockers(pair, request.overrides, store), ...findProgress(pair)];
      return {
        kept: chooseSurvivor(pair, request.overrides).id,
        errors: blockers.map(({ field, message }) => ({ errorFields: [field.toUpperCase()], message })),
      };
    },
    find: (jobId) => jobs.get(jobId),
    mergeNow(kept, gone) {
      combine(kept, gone, {});
      onEnd(kept.id, gone.id, null, []);
    },
    clear: () => jobs.clear(),
  };
}

function isPair(
  found: [CustomerRecord, CustomerRecord] | UserError[],
): found is [CustomerRecord, CustomerRecord] {
  return found.length === 2 && found.every((each) => 'number' in each);
}
