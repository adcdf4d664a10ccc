// The GraphQL documents around bulk operations, with their costs in points.
// https://shopify.dev/docs/api/usage/bulk-operations/imports
import { z } from 'zod';
import type { Operation } from './client.ts';
import { userErrorsSchema } from './operations.ts';

export const stageUpload = {
  name: 'StageUpload',
  text: `mutation StageUpload($input: [StagedUploadInput!]!) {
  stagedUploadsCreate(input: $input) {
    stagedTargets { url parameters { name value } }
    userErrors { field message }
  }
}`,
  cost: 11,
  answer: z.object({
    stagedUploadsCreate: z.object({
      stagedTargets: z
        .array(
          z.object({
            url: z.url(),
            parameters: z.array(z.object({ name: z.string(), value: z.string() })),
          }),
        )
        .nullable(),
      userErrors: userErrorsSchema,
    }),
  }),
} satisfies Operation<unknown>;

const startedSchema = z.object({
  bulkOperation: z.object({ id: z.string() }).nullable(),
  userErrors: z.array(
    z.object({ field: z.array(z.string()).nullish(), message: z.string(), code: z.string().nullish() }),
  ),
});
export type BulkStarted = z.infer<typeof startedSchema>;

export const runBulkMutation = {
  name: 'RunBulkMutation',
  text: `mutation RunBulkMutation($mutation: String!, $path: String!) {
  bulkOperationRunMutation(mutation: $mutation, stagedUploadPath: $path) {
    bulkOperation { id }
    userErrors { field message code }
  }
}`,
  cost: 10,
  answer: z.object({ bulkOperationRunMutation: startedSchema }),
} satisfies Operation<unknown>;

export const runBulkQuery = {
  name: 'RunBulkQuery',
  text: `mutation RunBulkQuery($query: String!) {
  bulkOperationRunQuery(query: $query, groupObjects: true) {
    bulkOperation { id }
    userErrors { field message code }
  }
}`,
  cost: 10,
  answer: z.object({ bulkOperationRunQuery: startedSchema }),
} satisfies Operation<unknown>;

const statusSelection = 'id status url partialDataUrl';
const statusSchema = z.object({
  id: z.string(),
  status: z.string(),
  url: z.url().nullable(),
  partialDataUrl: z.url().nullable(),
});
export type BulkStatusAnswer = z.infer<typeof statusSchema>;

export const readBulk = {
  name: 'ReadBulk',
  text: `query ReadBulk($id: ID!) { bulkOperation(id: $id) { ${statusSelection} } }`,
  cost: 1,
  answer: z.object({ bulkOperation: statusSchema.nullable() }),
} satisfies Operation<unknown>;

/** The newest: more than may run at once, in case others have ended since. */
export const listBulk = {
  name: 'ListBulk',
  text: `query ListBulk($type: String!) {
  bulkOperations(first: 25, query: $type) { nodes { ${statusSelection} query } }
}`,
  cost: 8,
  answer: z.object({
    bulkOperations: z.object({ nodes: z.array(statusSchema.extend({ query: z.string() })) }),
  }),
} satisfies Operation<unknown>;
