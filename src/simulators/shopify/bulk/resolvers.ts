// Bulk operations and staged uploads in the API.
import type { GraphQLResolveInfo } from 'graphql';
import { type PageArguments, paginate } from '../resolvers/connections.ts';
import { type Context, filterRecords, formatTime, parseId, type Resolvers } from '../resolvers/context.ts';
import type { SearchSyntax } from '../search/search-query.ts';
import type { BulkDesk, BulkOperationRecord, StagedUploadInput } from './port.ts';

type ListArguments = PageArguments & { query?: string | null; sortKey?: string | null };

const bulkSyntax: SearchSyntax<BulkOperationRecord> = {
  plain: ({ id }) => id,
  text: {},
  whole: {
    id: ({ number }) => [String(number)],
    status: ({ status }) => [status],
    operation_type: ({ type }) => [type],
  },
  number: { id: ({ number }) => number },
  date: { created_at: ({ createdAt }) => createdAt },
};

function listOperations(args: ListArguments, context: Context, info: GraphQLResolveInfo) {
  const all = context.bulk.list();
  const found = args.query ? filterRecords(args.query, bulkSyntax, all, context, info) : all;
  const time = (each: BulkOperationRecord) =>
    args.sortKey === 'COMPLETED_AT' ? (each.completedAt ?? Number.POSITIVE_INFINITY) : each.createdAt;
  // The newest come first.
  return paginate(
    found.toSorted((a, b) => time(b) - time(a) || b.number - a.number),
    args,
    context,
  );
}

export const bulkResolvers: Resolvers = {
  QueryRoot: {
    bulkOperation: (_root: unknown, { id }: { id: string }, { bulk }: Context) =>
      bulk.find(parseId('BulkOperation', id)) ?? null,
    bulkOperations: (_root: unknown, args: ListArguments, context: Context, info: GraphQLResolveInfo) =>
      listOperations(args, context, info),
    currentBulkOperation: (_root: unknown, { type }: { type?: string | null }, { bulk }: Context) =>
      bulk.list().findLast((each) => each.type === (type ?? 'QUERY')) ?? null,
  },
  Mutation: {
    stagedUploadsCreate: (_root: unknown, { input }: { input: StagedUploadInput[] }, { bulk }: Context) => ({
      stagedTargets: input.map(bulk.stageUpload),
      userErrors: [],
    }),
    bulkOperationRunMutation: (
      _root: unknown,
      args: Parameters<BulkDesk['runMutation']>[0],
      { bulk }: Context,
    ) => bulk.runMutation(args),
    bulkOperationRunQuery: (_root: unknown, { query }: { query: string }, { bulk }: Context) =>
      bulk.runQuery(query),
    bulkOperationCancel: (_root: unknown, { id }: { id: string }, { bulk }: Context) =>
      bulk.cancel(parseId('BulkOperation', id)),
  },
  BulkOperation: {
    createdAt: ({ createdAt }: BulkOperationRecord) => formatTime(createdAt),
    completedAt: ({ completedAt }: BulkOperationRecord) =>
      completedAt === null ? null : formatTime(completedAt),
    objectCount: ({ objectCount }: BulkOperationRecord) => String(objectCount),
    rootObjectCount: ({ rootObjectCount }: BulkOperationRecord) => String(rootObjectCount),
    fileSize: ({ fileSize }: BulkOperationRecord) => (fileSize === null ? null : String(fileSize)),
  },
};
