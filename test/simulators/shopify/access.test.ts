// Access scopes, protected customer data, and a shop that cannot be reached for reasons of its own.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessToken, type Json, startStore } from './harness.ts';

const creation =
  'mutation { customerCreate(input: {firstName: "x"}) { customer { id } userErrors { message } } }';

test('without the scope a field is denied with the access that it requires', async (t) => {
  const store = await startStore(t);
  await store.post('/_sim/shop', { scopes: ['read_customers'] });
  const { data, errors } = await store.graphql(creation);
  assert.deepEqual(data, { customerCreate: null });
  assert.deepEqual(errors[0].path, ['customerCreate']);
  assert.equal(
    errors[0].message,
    'Access denied for customerCreate field. Required access: `write_customers` access scope.',
  );
  assert.deepEqual(errors[0].extensions, {
    code: 'ACCESS_DENIED',
    documentation: 'https://shopify.dev/api/usage/access-scopes',
    requiredAccess: '`write_customers` access scope.',
  });
  const read = await store.graphql('{ customers(first: 1) { nodes { id } } }');
  assert.deepEqual(read.data, { customers: { nodes: [] } });
});

test('a field that leads to a type requires what the type requires', async (t) => {
  const store = await startStore(t);
  await store.post('/_sim/shop', { scopes: [] });
  const { errors } = await store.graphql('{ customer(id: "gid://shopify/Customer/1") { id } }');
  assert.equal(
    errors[0].message,
    'Access denied for customer field. Required access: `read_customers` access scope.',
  );
});

test('of scopes that are alternatives one is enough', async (t) => {
  const store = await startStore(t);
  await store.post('/_sim/shop', { scopes: ['write_companies'] });
  const { data } = await store.graphql(
    'mutation { companyCreate(input: {company: {name: "x"}}) { company { name } userErrors { message } } }',
  );
  assert.deepEqual(data.companyCreate, { company: { name: 'x' }, userErrors: [] });
});

test('tags and metafields require the access of the customer that they are on', async (t) => {
  const store = await startStore(t);
  const id = await store.createCustomer({ firstName: 'x' });
  await store.post('/_sim/shop', { scopes: ['read_customers'] });
  for (const mutation of [
    `tagsAdd(id: "${id}", tags: ["a"]) { userErrors { message } }`,
    `metafieldsSet(metafields: [{ownerId: "${id}", key: "ab", type: "boolean", value: "true"}]) { userErrors { message } }`,
  ]) {
    const { errors } = await store.graphql(`mutation { ${mutation} }`);
    assert.equal(errors[0].extensions.code, 'ACCESS_DENIED');
  }
});

test('fields that the app is not approved for come back null with an error, or blank where null is impossible', async (t) => {
  const store = await startStore(t);
  const id = await store.createCustomer({ email: 'ann@example.com', firstName: 'Ann' });
  await store.post('/_sim/shop', { hiddenContents: ['email', 'phone'] });
  const { data, errors } = await store.graphql(
    `{ customer(id: "${id}") { email firstName displayName defaultEmailAddress { emailAddress marketingState } } }`,
  );
  assert.equal(data.customer.email, null);
  assert.equal(data.customer.firstName, 'Ann');
  assert.deepEqual(data.customer.defaultEmailAddress, { emailAddress: '', marketingState: 'NOT_SUBSCRIBED' });
  assert.deepEqual(
    errors.map(({ path }: Json) => path.join('.')),
    ['customer.email'],
  );
  assert.match(errors[0].message, /^This app is not approved to access the Customer object\./);
});

test('an app that is not approved for customers is shown none', async (t) => {
  const store = await startStore(t);
  const id = await store.createCustomer({ email: 'ann@example.com' });
  await store.post('/_sim/shop', { customerData: false });
  const { data, errors } = await store.graphql(`{ customer(id: "${id}") { id } }`);
  assert.deepEqual(data, { customer: null });
  assert.match(errors[0].message, /^This app is not approved to access the Customer object\./);
});

test('a frozen shop answers 402', async (t) => {
  const store = await startStore(t);
  await store.post('/_sim/shop', { frozen: true });
  const response = await fetch(`${store.url}/admin/api/2026-10/graphql.json`, {
    method: 'POST',
    headers: { 'x-shopify-access-token': accessToken },
    body: JSON.stringify({ query: '{ shop { id } }' }),
  });
  assert.equal(response.status, 402);
});

test('a plan that changes brings its own bucket; what the shop cannot be is refused', async (t) => {
  const store = await startStore(t, { speed: 0 });
  await store.post('/_sim/shop', { plan: 'plus' });
  const { extensions } = await store.graphql(creation);
  assert.equal(extensions.cost.throttleStatus.maximumAvailable, 20_000);
  assert.equal((await store.post('/_sim/shop', { plan: 'gold' })).status, 400);
  assert.equal((await store.post('/_sim/shop', { weather: 'fair' })).status, 400);
});

test('time that is moved on fills the bucket', async (t) => {
  const store = await startStore(t, { speed: 0 });
  await store.graphql(creation);
  await store.post('/_sim/clock', { advanceSeconds: 1 });
  const { extensions } = await store.graphql('{ shop { id } }');
  assert.ok(extensions.cost.throttleStatus.currentlyAvailable > 1990);
  assert.equal((await store.post('/_sim/clock', { advanceSeconds: -1 })).status, 400);
});
