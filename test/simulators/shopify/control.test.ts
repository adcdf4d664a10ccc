// The control endpoints: looking at the store, and acting as the merchant.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linkDefinition, startStore } from './harness.ts';

test('a customer is shown with exactly the agreed fields, and some more', async (t) => {
  const store = await startStore(t);
  const id = await store.createCustomer({
    email: 'ann@example.com',
    firstName: 'Ann',
    tags: ['b', 'a'],
    metafields: [
      { key: 'active', type: 'boolean', value: 'true' },
      { namespace: 'custom', key: 'size', type: 'number_integer', value: '7' },
    ],
  });
  const { body } = await store.send('GET', '/_sim/customers');
  assert.equal(body.length, 1);
  const { createdAt, ...rest } = body[0];
  assert.ok(Date.parse(createdAt) > 0);
  assert.deepEqual(rest, {
    id,
    email: 'ann@example.com',
    phone: null,
    firstName: 'Ann',
    lastName: null,
    tags: ['a', 'b'],
    metafields: { active: 'true', 'custom.size': '7' },
    state: 'DISABLED',
    emailMarketingState: 'NOT_SUBSCRIBED',
    smsMarketingState: 'NOT_SUBSCRIBED',
    addresses: [],
    locale: 'en',
    note: null,
    orders: 0,
    verifiedEmail: true,
    companies: [],
  });
});

test('a merchant creates, edits and deletes customers behind the API’s back', async (t) => {
  const store = await startStore(t);
  const created = await store.post('/_sim/customers', {
    email: 'ann@example.com',
    firstName: 'Ann',
    tags: ['wholesale'],
    verifiedEmail: false,
    state: 'INVITED',
    emailMarketingState: 'SUBSCRIBED',
    orders: 2,
    metafields: { 'custom.tier': 'gold' },
    addresses: [{ address1: '1 Main St', countryCode: 'US' }],
  });
  assert.equal(created.status, 201);
  const { id } = created.body;
  const read = `{ customer(id: "${id}") { verifiedEmail state numberOfOrders tags
    defaultEmailAddress { marketingState } defaultAddress { country } metafield(namespace: "custom", key: "tier") { value } } }`;
  assert.deepEqual((await store.graphql(read)).data.customer, {
    verifiedEmail: false,
    state: 'INVITED',
    numberOfOrders: '2',
    tags: ['wholesale'],
    defaultEmailAddress: { marketingState: 'SUBSCRIBED' },
    defaultAddress: { country: 'United States' },
    metafield: { value: 'gold' },
  });

  const path = `/_sim/customers/${id.split('/').at(-1)}`;
  const edited = await store.send('PATCH', path, {
    email: 'new@example.com',
    tags: ['retail'],
    emailMarketingState: 'UNSUBSCRIBED',
    verifiedEmail: true,
    metafields: { 'custom.tier': null },
  });
  assert.deepEqual(
    [edited.body.email, edited.body.tags, edited.body.emailMarketingState, edited.body.metafields],
    ['new@example.com', ['retail'], 'UNSUBSCRIBED', {}],
  );
  assert.deepEqual((await store.send('GET', path)).body, edited.body);

  assert.equal((await store.send('DELETE', path)).status, 200);
  assert.equal((await store.graphql(read)).data.customer, null);
  assert.equal((await store.send('PATCH', path, {})).status, 404);
});

test('a merchant’s customer takes the e-mail from others, and cannot take one', async (t) => {
  const store = await startStore(t);
  await store.post('/_sim/customers', { email: 'ann@example.com' });
  const { userErrors } = await store.mutate('customerCreate', { input: { email: 'ann@example.com' } });
  assert.deepEqual(userErrors, [{ field: ['email'], message: 'Email has already been taken' }]);
  const refused = await store.post('/_sim/customers', { email: 'ann@example.com' });
  assert.equal(refused.status, 422);
  assert.match(refused.body.errors, /Email has already been taken/);
});

test('faulty control requests are refused', async (t) => {
  const store = await startStore(t);
  const cases: [string, string, unknown, number][] = [
    ['POST', '/_sim/customers', { firstName: 7 }, 400],
    ['POST', '/_sim/customers', { firstName: 'x', state: 'ASLEEP' }, 400],
    ['POST', '/_sim/customers', { firstName: 'x', tags: 'vip' }, 400],
    ['POST', '/_sim/customers', [], 400],
    ['POST', '/_sim/orders', {}, 400],
    ['POST', '/_sim/orders', { customerId: 'gid://shopify/Customer/1' }, 404],
    ['GET', '/_sim/nope', undefined, 404],
    ['POST', '/nope', {}, 404],
  ];
  for (const [method, path, body, status] of cases) {
    assert.equal((await store.send(method, path, body)).status, status, `${method} ${path}`);
  }
});

test('a reset empties the store and forgets definitions, faults, bucket and counts', async (t) => {
  const store = await startStore(t, { speed: 0 });
  await store.mutate('metafieldDefinitionCreate', { definition: linkDefinition });
  await store.createCustomer({ email: 'ann@example.com' });
  await store.post('/_sim/faults', { kind: 'http_500' });
  await store.post('/_sim/reset', {});
  assert.deepEqual((await store.send('GET', '/_sim/customers')).body, []);
  assert.deepEqual((await store.send('GET', '/_sim/faults')).body, []);
  assert.deepEqual((await store.send('GET', '/_sim/stats')).body, {
    points: 0,
    calls: 0,
    throttled: 0,
    bulkOperations: 0,
  });
  const { data, extensions } = await store.graphql(
    '{ metafieldDefinitions(ownerType: CUSTOMER, first: 1) { nodes { id } } customers(first: 1, query: "ann") { nodes { id } } }',
  );
  assert.deepEqual(data, { metafieldDefinitions: { nodes: [] }, customers: { nodes: [] } });
  assert.equal(extensions.cost.throttleStatus.currentlyAvailable, 2000 - 6);
});

test('the front page lists customers, escaped', async (t) => {
  const store = await startStore(t);
  await store.createCustomer({ firstName: '<script>alert(1)</script>', tags: ['a&b'] });
  const response = await fetch(store.url);
  const page = await response.text();
  assert.match(response.headers.get('content-type') ?? '', /text\/html/);
  assert.match(page, /&lt;script&gt;alert\(1\)&lt;\/script&gt;/);
  assert.match(page, /a&amp;b/);
  assert.doesNotMatch(page, /<script>/);
});
