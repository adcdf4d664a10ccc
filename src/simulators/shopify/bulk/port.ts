// What the API's resolvers need of bulk operations and staged uploads.
import type { UserError } from '../rules/user-errors.ts';

export type BulkOperationRecord = {
  number: number;
  id: string;
  type: 'MUTATION' | 'QUERY';
  status: 'CANCELED' | 'CANCELING' | 'COMPLETED' | 'CREATED' | 'EXPIRED' | 'FAILED' | 'RUNNING';
  errorCode: 'ACCESS_DENIED' | 'INTERNAL_SERVER_ERROR' | 'TIMEOUT' | null;
  createdAt: number;
  completedAt: number | null;
  objectCount: number;
  rootObjectCount: number;
  fileSize: number | null;
  url: string | null;
  partialDataUrl: string | null;
  query: string;
};

export type StagedUploadInput = {
  resource: string;
  filename: string;
  mimeType: string;
  httpMethod?: string | null;
};

export type StagedTarget = {
  url: string;
  resourceUrl: string;
  parameters: { name: string; value: string }[];
};

type Started = { bulkOperation: BulkOperationRecord | null; userErrors: UserError[] };

export type BulkDesk = {
  stageUpload(input: StagedUploadInput): StagedTarget;
  runMutation(request: {
    mutation: string;
    stagedUploadPath: string;
    clientIdentifier?: string | null;
  }): Started;
  runQuery(query: string): Started;
  cancel(number: number): Started;
  find(number: number): BulkOperationRecord | undefined;
  /** All of them, oldest first. */
  list(): BulkOperationRecord[];
};
