// Bulk operations as an app runs them: staged upload, start, poll, download.
import assert from 'node:assert/strict';
import type { Json, Store } from './harness.ts';

const operation =
  'id status type errorCode objectCount rootObjectCount fileSize url partialDataUrl completedAt';

export const bulkMutations: Record<string, string> = {
  stagedUploadsCreate: `mutation ($input: [StagedUploadInput!]!) { stagedUploadsCreate(input: $input) {
    stagedTargets { url resourceUrl parameters { name value } } userErrors { field message } } }`,
  bulkOperationRunMutation: `mutation ($mutation: String!, $stagedUploadPath: String!, $clientIdentifier: String) {
    bulkOperationRunMutation(mutation: $mutation, stagedUploadPath: $stagedUploadPath,
      clientIdentifier: $clientIdentifier) { bulkOperation { ${operation} } userErrors { field message code } } }`,
  bulkOperationRunQuery: `mutation ($query: String!) {
    bulkOperationRunQuery(query: $query) { bulkOperation { ${operation} } userErrors { field message code } } }`,
  bulkOperationCancel: `mutation ($id: ID!) {
    bulkOperationCancel(id: $id) { bulkOperation { ${operation} } userErrors { field message } } }`,
};

const variables = {
  resource: 'BULK_MUTATION_VARIABLES',
  filename: 'bulk_op_vars',
  mimeType: 'text/jsonl',
  httpMethod: 'POST',
};

/** Asks for a place to upload to. */
export async function stage(store: Store, changes: Record<string, unknown> = {}): Promise<Json> {
  const { stagedTargets } = await store.mutate('stagedUploadsCreate', {
    input: [{ ...variables, ...changes }],
  });
  return stagedTargets[0];
}

/** Uploads by form, and answers the response beside the path to start with. */
export async function upload(store: Store, content: string | Uint8Array<ArrayBuffer>) {
  const { url, parameters } = await stage(store);
  const form = new FormData();
  for (const { name, value } of parameters) form.append(name, value);
  form.append('file', new Blob([content]), 'bulk_op_vars');
  const response = await fetch(url, { method: 'POST', body: form });
  const path = parameters.find(({ name }: Json) => name === 'key').value as string;
  return { response, path };
}

/** Starts a bulk mutation that must be accepted, and answers its id. */
export async function runMutation(store: Store, mutation: string, rows: readonly unknown[]): Promise<string> {
  const { path } = await upload(store, rows.map((row) => JSON.stringify(row)).join('\n'));
  const { bulkOperation, userErrors } = await store.mutate('bulkOperationRunMutation', {
    mutation,
    stagedUploadPath: path,
  });
  assert.deepEqual(userErrors, []);
  return bulkOperation.id;
}

export async function readOperation(store: Store, id: string): Promise<Json> {
  const { data } = await store.graphql(`{ bulkOperation(id: "${id}") { ${operation} } }`);
  return data.bulkOperation;
}

/** Polls until the operation has the state. */
export async function waitFor(store: Store, id: string, status: string): Promise<Json> {
  for (;;) {
    const found = await readOperation(store, id);
    if (found.status === status) return found;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** The rows of a result file. */
export async function download(url: string): Promise<Json[]> {
  const text = await (await fetch(url)).text();
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}
