// Creates many customers by one bulk operation: lays the inputs down, starts it, and reads its results.
import { z } from 'zod';
import type {
  BulkGateway,
  BulkStart,
  BulkStatus,
  CallOptions,
  CreateAnswer,
  NewCustomer,
} from '../sync/ports.ts';
import {
  type BulkStarted,
  type BulkStatusAnswer,
  listBulk,
  readBulk,
  runBulkMutation,
  stageUpload,
} from './bulk-operations.ts';
import type { AdminClient } from './client.ts';
import { toCreateAnswer } from './create-customer.ts';
import { ShopifyError } from './errors.ts';
import { fetchText } from './fetch-text.ts';
import { createCustomer } from './operations.ts';

/** Files are large, and nothing waits behind them. */
const FILE_TIMEOUT_MS = 120_000;
const MAX_RESULT_BYTES = 64 * 1024 * 1024;
/** How an operation is found again, by its own name. */
export async function findOperation(
  client: AdminClient,
  type: 'mutation' | 'query',
  name: string,
  options: CallOptions,
): Promise<BulkStatus | null> {
  const { data } = await client.run(listBulk, { type: `operation_type:${type}` }, options);
  const found = data.bulkOperations.nodes.find(({ query }) => query.includes(name));
  return found === undefined ? null : toStatus(found);
}

export async function lookAt(
  client: AdminClient,
  id: string,
  options: CallOptions,
): Promise<BulkStatus | null> {
  const { data } = await client.run(readBulk, { id }, options);
  return data.bulkOperation === null ? null : toStatus(data.bulkOperation);
}

export function toStart({ bulkOperation, userErrors: [error] }: BulkStarted): BulkStart {
  if (bulkOperation !== null) return { started: true, operationId: bulkOperation.id };
  const detail = error?.code ?? 'no reason given';
  return { started: false, isPassing: PASSING.has(detail), detail };
}

const FILE_NAME = 'customers.jsonl';
const FILE_TYPE = 'text/jsonl';

/** @param toInput what Shopify is sent of a customer */
export function createBulkGateway(
  client: AdminClient,
  toInput: (customer: NewCustomer) => object,
): BulkGateway {
  async function stage(options: CallOptions) {
    const input = {
      resource: 'BULK_MUTATION_VARIABLES',
      filename: FILE_NAME,
      mimeType: FILE_TYPE,
      httpMethod: 'POST',
    };
    const { data, requestId } = await client.run(stageUpload, { input: [input] }, options);
    const [target] = data.stagedUploadsCreate.stagedTargets ?? [];
    if (target === undefined) throw fileFailure('Shopify gives no place for an upload.', requestId);
    return target;
  }

  return {
    async upload(customers, options) {
      const target = await stage(options);
      const form = new FormData();
      for (const { name, value } of target.parameters) form.append(name, value);
      // What follows the file is not read.
      form.append('file', new Blob([toLines(customers.map(toInput))], { type: FILE_TYPE }), FILE_NAME);
      // The place is a file store's, not Shopify's own: it never gets the token.
      const { status, requestId } = await fetchText(
        fetch,
        target.url,
        { method: 'POST', body: form },
        { timeoutMs: FILE_TIMEOUT_MS, signal: options.signal },
      );
      if (status >= 300) throw fileFailure(`The upload was refused (${status}).`, requestId);
      const path = target.parameters.find(({ name }) => name === 'key')?.value;
      if (path === undefined) throw fileFailure('Shopify does not name the place of the upload.', requestId);
      return path;
    },

    async start(path, name, options) {
      const variables = { mutation: bulkMutation(name), path };
      return toStart((await client.run(runBulkMutation, variables, options)).data.bulkOperationRunMutation);
    },

    find: (name, options) => findOperation(client, 'mutation', operationName(name), options),
    look: (id, options) => lookAt(client, id, options),

    async results(url, options) {
      const limits = { timeoutMs: FILE_TIMEOUT_MS, maxBytes: MAX_RESULT_BYTES, signal: options.signal };
      const { status, text, requestId } = await fetchText(fetch, url, {}, limits);
      if (status >= 300) throw fileFailure(`The results cannot be read (${status}).`, requestId);
      return readResults(text);
    },
  };
}

/** The operation's own name is how it is recognised: Shopify shows the text with the operation. */
function operationName(name: string): string {
  return `RollcallBulk${name.replaceAll('-', '')}`;
}

function bulkMutation(name: string): string {
  return createCustomer.text.replace(createCustomer.name, operationName(name));
}

function toLines(inputs: readonly object[]): string {
  return inputs.map((input) => `${JSON.stringify({ input })}\n`).join('');
}

/** What passes by itself: other operations end, and files can be laid down again. */
const PASSING: ReadonlySet<string> = new Set([
  'OPERATION_IN_PROGRESS',
  'INTERNAL_FILE_SERVER_ERROR',
  'NO_SUCH_FILE',
]);

const OVER: ReadonlySet<string> = new Set(['COMPLETED', 'FAILED', 'CANCELED', 'EXPIRED']);

function toStatus({ id, status, url, partialDataUrl }: BulkStatusAnswer): BulkStatus {
  return {
    operationId: id,
    isOver: OVER.has(status),
    isComplete: status === 'COMPLETED',
    url: url ?? partialDataUrl,
  };
}

const resultSchema = z.object({ __lineNumber: z.number(), data: createCustomer.answer });

/** Of a line that is no answer, such as that of an inner error, nothing is known. */
function readResults(text: string): Map<number, CreateAnswer> {
  const results = new Map<number, CreateAnswer>();
  for (const line of text.split('\n')) {
    const parsed = resultSchema.safeParse(parseLine(line));
    if (!parsed.success) continue;
    const answer = toCreateAnswer(parsed.data.data, null);
    // A refusal that no rule foresees, such as that of a metafield, is for a call of its own to find out again.
    const isUnforeseen = !answer.created && answer.rejections.some(({ code }) => code === 'rejected');
    if (!isUnforeseen) results.set(parsed.data.__lineNumber, answer);
  }
  return results;
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function fileFailure(message: string, requestId: string | null): ShopifyError {
  return new ShopifyError({ kind: 'unavailable', code: 'bulk_file', message, requestId });
}
