// Merges and their jobs in the API.
import { type Context, parseId, type Resolvers } from '../resolvers/context.ts';
import type { MergeJob } from './merge-port.ts';
import type { MergeOverrides } from './merge-rules.ts';

type Arguments = { customerOneId: string; customerTwoId: string; overrideFields?: MergeOverrides | null };

/** Ids of another kind refuse the whole request before anything is looked up. */
function readRequest({ customerOneId, customerTwoId, overrideFields }: Arguments) {
  for (const id of [customerOneId, customerTwoId]) parseId('Customer', id);
  return { one: customerOneId, two: customerTwoId, overrides: overrideFields ?? {} };
}

const isDone = ({ status }: MergeJob) => status === 'COMPLETED' || status === 'FAILED';

export const mergeResolvers: Resolvers = {
  QueryRoot: {
    job(_root: unknown, { id }: { id: string }, { merges }: Context) {
      const job = merges.find(id);
      return job ? { id, done: isDone(job) } : null;
    },
    customerMergeJobStatus(_root: unknown, { jobId }: { jobId: string }, { merges }: Context) {
      const job = merges.find(jobId);
      if (!job) return null;
      return { jobId, resultingCustomerId: job.kept, status: job.status, customerMergeErrors: job.errors };
    },
    customerMergePreview(_root: unknown, args: Arguments, { merges }: Context) {
      const { kept, errors } = merges.preview(readRequest(args));
      return { resultingCustomerId: kept, customerMergeErrors: errors.length > 0 ? errors : null };
    },
  },
  Mutation: {
    customerMerge(_root: unknown, args: Arguments, { merges }: Context) {
      const started = merges.request(readRequest(args));
      if ('errors' in started) return { job: null, resultingCustomerId: null, userErrors: started.errors };
      const { job } = started;
      return { job: { id: job.id, done: false }, resultingCustomerId: job.kept, userErrors: [] };
    },
  },
};
