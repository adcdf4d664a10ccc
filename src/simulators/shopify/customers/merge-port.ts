// What the API's resolvers need of merges.
import type { UserError } from '../rules/user-errors.ts';
import type { CustomerRecord } from '../state/records.ts';
import type { MergeOverrides } from './merge-rules.ts';

export type MergeJob = {
  id: string;
  status: 'COMPLETED' | 'FAILED' | 'IN_PROGRESS' | 'REQUESTED';
  kept: string;
  gone: string;
  errors: { errorFields: string[]; message: string }[];
};

export type MergeRequest = { one: string; two: string; overrides: MergeOverrides };

export type MergeDesk = {
  /** Starts a merge, which is carried out some time later. */
  request(request: MergeRequest): { job: MergeJob } | { errors: UserError[] };
  /** Which customer would be kept, and what forbids it. */
  preview(request: MergeRequest): { kept: string | null; errors: MergeJob['errors'] };
  find(jobId: string): MergeJob | undefined;
  /** What a merchant does in the admin. */
  mergeNow(kept: CustomerRecord, gone: CustomerRecord): void;
};
