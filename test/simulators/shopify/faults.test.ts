// Injected faults: what each looks like from outside, and what it leaves in the store.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startShopifySimulator } from '../../../src/simulators/shopify/index.ts';
import { accessToken, type Store, startStore } from './harness.ts';

const createAnn = 'mutation { customerCreate(input: {email: "ann@example.com"}) { customer { id } } }';

function post(store: Pick<Store, 'url'>, query = createAnn) {
  return fetch(`${store.url}/admin/api/2026-10/graphql.json`, {
    method: 'POST',
    headers: { 'x-shopify-access-token': accessToken },
    body: JSON.stringify({ query }),
  });
}

async function countCustomers(store: Store): Promise<number> {
  return (await store.send('GET', '/_sim/customers')).body.length;
}

test('an HTTP fault answers its status and applies nothing', async (t) => {
  const store = await startStore(t);
  for (const [kind, status] of [
    ['http_500', 500],
    ['http_502', 502],
    ['http_503', 503],
  ] as const) {
    await store.post('/_sim/faults', { kind, count: 1 });
    assert.equal((await post(store)).status, status);
  }
  assert.equal(await countCustomers(store), 0);
  assert.equal((await post(store)).status, 200);
});

test('a time-out before drops the connection and applies nothing', async (t) => {
  const store = await startStore(t, { hangMs: 5 });
  await store.post('/_sim/faults', { kind: 'timeout_before', count: 1 });
  await assert.rejects(post(store));
  assert.equal(await countCustomers(store), 0);
});

test('a time-out after drops the connection although the customer exists', async (t) => {
  const store = await startStore(t, { hangMs: 5 });
  await store.post('/_sim/faults', { kind: 'timeout_after', count: 1 });
  await assert.rejects(post(store));
  assert.equal(await countCustomers(store), 1);
});

test('a throttle storm answers THROTTLED although the bucket is full', async (t) => {
  const store = await startStore(t);
  await store.post('/_sim/faults', { kind: 'throttle', count: 2 });
  for (let i = 0; i < 2; i += 1) {
    const answer = await store.graphql(createAnn);
    assert.equal(answer.errors[0].extensions.code, 'THROTTLED');
    assert.equal(answer.extensions.cost.actualQueryCost, null);
  }
  assert.equal((await store.send('GET', '/_sim/stats')).body.throttled, 2);
  assert.ok((await store.graphql(createAnn)).data.customerCreate.customer);
});

test('unauthorized, access denied and internal error look like Shopify’s', async (t) => {
  const store = await startStore(t);
  await store.post('/_sim/faults', { kind: 'unauthorized', count: 1 });
  assert.equal((await post(store)).status, 401);
  await store.post('/_sim/faults', { kind: 'access_denied', count: 1 });
  const denied = await store.graphql(createAnn);
  assert.deepEqual(denied.data, { customerCreate: null });
  assert.equal(
    denied.errors[0].message,
    'Access denied for customerCreate field. Required access: `write_customers` access scope.',
  );
  assert.equal(denied.errors[0].extensions.code, 'ACCESS_DENIED');
  await store.post('/_sim/faults', { kind: 'internal_error', count: 1 });
  assert.equal((await store.graphql(createAnn)).errors[0].extensions.code, 'INTERNAL_SERVER_ERROR');
  assert.equal(await countCustomers(store), 0);
});

test('a slow request is answered in the end', async (t) => {
  const store = await startStore(t);
  await store.post('/_sim/faults', { kind: 'slow', count: 1, ms: 5 });
  assert.ok((await store.graphql(createAnn)).data.customerCreate.customer);
});

test('a fault may be limited to one root field', async (t) => {
  const store = await startStore(t);
  await store.post('/_sim/faults', { kind: 'http_500', operation: 'customerCreate' });
  assert.equal((await post(store, '{ shop { id } }')).status, 200);
  assert.equal((await post(store)).status, 500);
});

async function strikes(store: Store): Promise<string> {
  let pattern = '';
  for (let i = 0; i < 40; i += 1) pattern += (await post(store, '{ shop { id } }')).ok ? '.' : 'x';
  return pattern;
}

test('a rate strikes by chance, and the same seed strikes the same way', async (t) => {
  const first = await startStore(t, { seed: 7 });
  const second = await startStore(t, { seed: 7 });
  for (const store of [first, second]) await store.post('/_sim/faults', { kind: 'http_503', rate: 0.5 });
  const pattern = await strikes(first);
  assert.match(pattern, /x/);
  assert.match(pattern, /\./);
  assert.equal(await strikes(second), pattern);
});

test('faulty fault requests are refused with what is possible', async (t) => {
  const store = await startStore(t);
  const unknown = await store.post('/_sim/faults', { kind: 'flood' });
  assert.equal(unknown.status, 400);
  assert.match(unknown.body.errors, /http_500, .*timeout_after.*slow/);
  for (const body of [
    { kind: 'slow', rate: 2 },
    { kind: 'slow', count: -1 },
    { kind: 'slow', operation: 1 },
  ]) {
    assert.equal((await store.post('/_sim/faults', body)).status, 400);
  }
});

test('closing ends a hanging request at once', async () => {
  const simulator = await startShopifySimulator({ accessToken, hangMs: 3_600_000 });
  await fetch(`${simulator.url}/_sim/faults`, { method: 'POST', body: '{"kind":"timeout_before"}' });
  const hanging = assert.rejects(post(simulator));
  // The request must have arrived, or there would be nothing to end.
  while (((await (await fetch(`${simulator.url}/_sim/stats`)).json()) as { calls: number }).calls === 0);
  await simulator.close();
  await hanging;
});

test('a throttled answer may come with status 429', async (t) => {
  const store = await startStore(t);
  await store.post('/_sim/faults', { kind: 'throttle_429', count: 1 });
  const response = await post(store);
  assert.equal(response.status, 429);
  assert.match(await response.text(), /THROTTLED/);
});

test('an answer may be no JSON, or half of it although the customer exists', async (t) => {
  const store = await startStore(t);
  for (const [kind, customers] of [
    ['not_json', 0],
    ['truncated', 1],
  ] as const) {
    await store.post('/_sim/faults', { kind, count: 1 });
    const response = await post(store);
    assert.equal(response.status, 200);
    await assert.rejects(response.json());
    assert.equal(await countCustomers(store), customers);
  }
});

test('faults end when they are taken back, and the store stays as it is', async (t) => {
  const store = await startStore(t);
  await store.createCustomer({ firstName: 'Ann' });
  await store.post('/_sim/faults', { kind: 'http_500' });
  assert.deepEqual((await store.send('DELETE', '/_sim/faults')).body, []);
  assert.equal((await post(store)).status, 200);
  assert.equal(await countCustomers(store), 2);
});
