// Bulk operations and staged uploads, from the upload to the result file.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { download, readOperation, runMutation, stage, upload, waitFor } from './bulk-client.ts';
import { type Json, type Store, startStore } from './harness.ts';

const creation = `mutation ($input: CustomerInput!) {
  customerCreate(input: $input) { customer { id email } userErrors { field message } } }`;
const rowsOf = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ input: { email: `c${index}@example.com` } }));
const customersOf = async (store: Store) => (await store.send('GET', '/_sim/customers')).body as Json[];

test('a bulk mutation runs each line, and its results carry the numbers of the lines', async (t) => {
  const store = await startStore(t, { speed: 1000 });
  const rows = [...rowsOf(30), { input: { email: 'nonsense' } }, { input: { colour: 'red' } }];
  const id = await runMutation(store, creation, rows);
  const done = await waitFor(store, id, 'COMPLETED');
  assert.equal(done.objectCount, '32');
  assert.equal(done.partialDataUrl, null);
  assert.equal((await customersOf(store)).length, 30);

  const results = await download(done.url);
  const byLine = new Map(results.map((row) => [row.__lineNumber, row]));
  assert.deepEqual(
    [...byLine.keys()].sort((a, b) => a - b),
    [...rows.keys()],
  );
  assert.equal(byLine.get(0).data.customerCreate.customer.email, 'c0@example.com');
  assert.equal(byLine.get(30).data.customerCreate.userErrors[0].message, 'Email is invalid');
  assert.equal(byLine.get(31).errors[0].extensions.code, 'INVALID_VARIABLE');
  assert.notDeepEqual([...byLine.keys()], [...rows.keys()], 'results are in no certain order');
});

test('a new operation is CREATED, runs at its speed and costs the bucket nothing but its start', async (t) => {
  const store = await startStore(t, { speed: 0, bulkRowsPerSecond: 10 });
  const id = await runMutation(store, creation, rowsOf(100));
  assert.equal((await readOperation(store, id)).status, 'CREATED');
  await store.post('/_sim/clock', { advanceSeconds: 1 });
  assert.equal((await readOperation(store, id)).status, 'RUNNING');
  await store.post('/_sim/clock', { advanceSeconds: 5 });
  const { objectCount } = await readOperation(store, id);
  assert.ok(Number(objectCount) > 0 && Number(objectCount) < 100, objectCount);
  await store.post('/_sim/clock', { advanceSeconds: 60 });
  await waitFor(store, id, 'COMPLETED');
  const { body: stats } = await store.send('GET', '/_sim/stats');
  assert.equal(stats.bulkOperations, 1);
  assert.ok(stats.points < 100);
});

test('five operations of a kind run at once, a sixth is refused', async (t) => {
  const store = await startStore(t, { speed: 0 });
  const ids = [];
  for (let index = 0; index < 5; index += 1) ids.push(await runMutation(store, creation, rowsOf(1)));
  const { path } = await upload(store, JSON.stringify(rowsOf(1)[0]));
  const { userErrors } = await store.mutate('bulkOperationRunMutation', {
    mutation: creation,
    stagedUploadPath: path,
  });
  assert.equal(userErrors[0].code, 'OPERATION_IN_PROGRESS');
  assert.equal(
    userErrors[0].message,
    `A bulk mutation operation for this app and shop is already in progress: ${ids.join(', ')}.`,
  );
  const query = '{ customers { edges { node { id } } } }';
  assert.deepEqual((await store.mutate('bulkOperationRunQuery', { query })).userErrors, []);
  const running = `{ bulkOperations(first: 10, query: "status:CREATED operation_type:mutation") { nodes { id } } }`;
  const { data } = await store.graphql(running);
  assert.deepEqual(
    data.bulkOperations.nodes.map((node: Json) => node.id),
    ids.toReversed(),
  );
});

test('a bulk query reads whole lists, nested rows after their parent', async (t) => {
  const store = await startStore(t, { speed: 1000 });
  for (let index = 0; index < 3; index += 1) {
    await store.createCustomer({
      email: `c${index}@example.com`,
      metafields: [{ key: 'active', type: 'boolean', value: 'true' }],
    });
  }
  const { bulkOperation } = await store.mutate('bulkOperationRunQuery', {
    query: `{ customers { edges { node { id tags who: defaultEmailAddress { emailAddress }
      metafields { edges { node { id key } } } } } } }`,
  });
  const done = await waitFor(store, bulkOperation.id, 'COMPLETED');
  assert.deepEqual([done.objectCount, done.rootObjectCount], ['6', '3']);
  const rows = await download(done.url);
  assert.deepEqual(Object.keys(rows[0]), ['id', 'tags', 'who']);
  assert.deepEqual(rows[0].who, { emailAddress: 'c0@example.com' });
  assert.equal(rows[1].key, 'active');
  assert.equal(rows[1].__parentId, rows[0].id);
  const { data } = await store.graphql(
    `{ currentBulkOperation { id } node(id: "${bulkOperation.id}") { ... on BulkOperation { status } } }`,
  );
  assert.deepEqual(data, { currentBulkOperation: { id: bulkOperation.id }, node: { status: 'COMPLETED' } });
});

test('an operation that is canceled keeps what it did, and says so at another address', async (t) => {
  const store = await startStore(t, { speed: 0, bulkRowsPerSecond: 1 });
  const id = await runMutation(store, creation, rowsOf(50));
  await store.post('/_sim/clock', { advanceSeconds: 1 });
  await store.post('/_sim/clock', { advanceSeconds: 5 });
  const { bulkOperation } = await store.mutate('bulkOperationCancel', { id });
  assert.equal(bulkOperation.status, 'CANCELING');
  await store.post('/_sim/clock', { advanceSeconds: 1 });
  const canceled = await waitFor(store, id, 'CANCELED');
  assert.equal(canceled.url, null);
  assert.equal((await download(canceled.partialDataUrl)).length, (await customersOf(store)).length);
  const again = await store.mutate('bulkOperationCancel', { id });
  assert.equal(again.userErrors[0].message, 'A bulk operation cannot be canceled when it is canceled');
});

test('an operation that fails has done more than its partial result says', async (t) => {
  const store = await startStore(t, { speed: 1000 });
  await store.post('/_sim/faults', { kind: 'bulk_fail', count: 1, operation: 'customerCreate' });
  const id = await runMutation(store, creation, rowsOf(40));
  const failed = await waitFor(store, id, 'FAILED');
  assert.equal(failed.errorCode, 'INTERNAL_SERVER_ERROR');
  assert.equal(failed.url, null);
  const reported = await download(failed.partialDataUrl);
  assert.ok(reported.length < (await customersOf(store)).length);
});

test('a result can be fetched for a week, an upload made for a day', async (t) => {
  const store = await startStore(t, { speed: 0 });
  const target = await stage(store, { httpMethod: 'PUT' });
  const id = await runMutation(store, creation, rowsOf(1));
  await store.post('/_sim/clock', { advanceSeconds: 1 });
  await store.post('/_sim/clock', { advanceSeconds: 60 });
  const { url } = await waitFor(store, id, 'COMPLETED');
  assert.equal((await fetch(url)).status, 200);
  await store.post('/_sim/clock', { advanceSeconds: 8 * 86_400 });
  assert.equal((await fetch(url)).status, 400);
  const late = await fetch(target.url, { method: 'PUT', body: 'x' });
  assert.match(await late.text(), /ExpiredToken/);
});

test('an upload needs every parameter that it was given', async (t) => {
  const store = await startStore(t);
  const { response } = await upload(store, '{}');
  assert.equal(response.status, 201);
  const { url, parameters } = await stage(store);
  const form = new FormData();
  for (const { name, value } of parameters.slice(0, -1)) form.append(name, value);
  form.append('file', new Blob(['{}']), 'vars');
  assert.equal((await fetch(url, { method: 'POST', body: form })).status, 403);
  assert.equal((await fetch(url, { method: 'POST', body: 'no form' })).status, 400);
  await store.post('/_sim/faults', { kind: 'upload_503', count: 1 });
  assert.equal((await upload(store, '{}')).response.status, 503);
});

test('a file put to its address can be used by its key', async (t) => {
  const store = await startStore(t, { speed: 1000 });
  const { url, resourceUrl } = await stage(store, { httpMethod: 'PUT' });
  const put = await fetch(url, { method: 'PUT', body: JSON.stringify(rowsOf(1)[0]) });
  assert.equal(put.status, 200);
  const stagedUploadPath = new URL(resourceUrl).pathname.replace('/staged-uploads/', '');
  const { bulkOperation } = await store.mutate('bulkOperationRunMutation', {
    mutation: creation,
    stagedUploadPath,
  });
  await waitFor(store, bulkOperation.id, 'COMPLETED');
  assert.equal((await customersOf(store)).length, 1);
});

test('a line that is no JSON, or is not allowed, fails by itself', async (t) => {
  const store = await startStore(t, { speed: 1000 });
  const { path } = await upload(store, `${JSON.stringify(rowsOf(1)[0])}\n{"input"`);
  await store.post('/_sim/shop', { scopes: [] });
  const { bulkOperation } = await store.mutate('bulkOperationRunMutation', {
    mutation: creation,
    stagedUploadPath: path,
  });
  const { url } = await waitFor(store, bulkOperation.id, 'COMPLETED');
  const results = (await download(url)).sort((a, b) => a.__lineNumber - b.__lineNumber);
  assert.equal(results[0].errors[0].extensions.code, 'ACCESS_DENIED');
  assert.match(results[1].errors[0].message, /JSON/);
});
