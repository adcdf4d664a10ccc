// Costs as recorded from a real store, and the bucket that they are paid from.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Json, startStore } from './harness.ts';

/** A clock that stands still, so that the bucket is not refilled between two looks. */
const frozen = { speed: 0 };

const costs = ({ extensions }: Json) => [extensions.cost.requestedQueryCost, extensions.cost.actualQueryCost];

test('reads cost what a real store was seen to charge', async (t) => {
  const store = await startStore(t, { ...frozen, plan: 'plus' });
  const cases: [string, number][] = [
    ['{ shop { id } }', 1],
    ['{ shop { id plan { shopifyPlus } primaryDomain { host } } }', 3],
    ['{ customer(id: "gid://shopify/Customer/1") { id email tags } }', 1],
    ['{ customersCount { count precision } }', 10],
    ['{ customers(first: 1) { nodes { id } } }', 3],
    ['{ customers(first: 10) { nodes { id } } }', 6],
    ['{ customers(first: 50) { edges { node { id } } } }', 9],
    ['{ customers(first: 250) { nodes { id } pageInfo { hasNextPage } } }', 13],
    ['{ customers(last: 10) { nodes { id } } }', 6],
    ['{ company(id: "gid://shopify/Company/1") { id name mainContact { id } } }', 2],
    ['{ companies(first: 1, query: "external_id:x") { nodes { id } } }', 3],
    [
      '{ customer(id: "gid://shopify/Customer/1") { companyContactProfiles { id company { id } roleAssignments(first: 10) { nodes { id role { name } } } } } }',
      // One for each object, 2 + 4 × (1 + 1) for the roles.
      13,
    ],
    ['{ bulkOperation(id: "gid://shopify/BulkOperation/1") { status } }', 1],
    ['{ companiesCount { count } }', 10],
    // Recorded with customers(first: 5) beside customerByIdentifier.
    ['{ customers(first: 5) { nodes { email defaultEmailAddress { emailAddress } } } }', 8],
    // Recorded: the same rows through nodes and edges are paid twice; addresses themselves are free.
    [
      '{ customer(id: "gid://shopify/Customer/1") { defaultAddress { city } addressesV2(first: 5) { nodes { city } edges { cursor node { city } } } } }',
      9,
    ],
    ['{ a: shop { id } b: shop { id } ...f } fragment f on QueryRoot { c: customersCount { count } }', 12],
    [
      '{ metafieldDefinition(identifier: {ownerType: CUSTOMER, key: "x1"}) { id access { admin } type { name } } }',
      3,
    ],
  ];
  for (const [query, expected] of cases) {
    const answer = await store.graphql(query);
    assert.equal(
      answer.extensions?.cost.requestedQueryCost,
      expected,
      JSON.stringify([query, answer.errors]),
    );
  }
});

test('the size of a page may come from a variable, and a skipped field costs nothing', async (t) => {
  const store = await startStore(t, frozen);
  const query =
    'query ($n: Int!, $all: Boolean!) { customers(first: $n) { nodes { id } } shop @include(if: $all) { id } }';
  assert.equal((await store.graphql(query, { n: 50, all: false })).extensions.cost.requestedQueryCost, 9);
  assert.equal((await store.graphql(query, { n: 10, all: true })).extensions.cost.requestedQueryCost, 7);
});

test('a mutation costs 10, its payload nothing, what is nested in it its price', async (t) => {
  const store = await startStore(t, frozen);
  const plain =
    'mutation { customerCreate(input: {email: "a@example.com"}) { customer { id tags } userErrors { field } } }';
  assert.deepEqual(costs(await store.graphql(plain)), [10, 10]);
  const nested =
    'mutation { customerCreate(input: {email: "b@example.com"}) { customer { defaultEmailAddress { emailAddress } x: metafield(key: "x1") { value } metafields(first: 5) { nodes { id } } } userErrors { field } } }';
  assert.equal(costs(await store.graphql(nested))[0], 17);
});

test('a failed mutation still costs 10, whatever was asked of its customer', async (t) => {
  const store = await startStore(t, frozen);
  const query =
    'mutation { customerCreate(input: {email: ""}) { customer { defaultEmailAddress { emailAddress } } userErrors { message } } }';
  assert.deepEqual(costs(await store.graphql(query)), [11, 10]);
});

test('aliased mutations add up', async (t) => {
  const store = await startStore(t, frozen);
  const creates = Array.from(
    { length: 25 },
    (_, i) => `c${i}: customerCreate(input: {email: "u${i}@example.com"}) { customer { id } }`,
  );
  assert.deepEqual(costs(await store.graphql(`mutation { ${creates.join('\n')} }`)), [250, 250]);
});

test('what was reserved for rows that were not there is refunded', async (t) => {
  const store = await startStore(t, frozen);
  const query = '{ customers(first: 50) { nodes { id defaultEmailAddress { emailAddress } } } }';
  // No rows: the page is charged by its size, without the selections on its nodes.
  assert.deepEqual(costs(await store.graphql(query)), [16, 9]);
  await store.createCustomer({ email: 'a@example.com' });
  const answer = await store.graphql(query);
  assert.deepEqual(costs(answer), [16, 4]);
  assert.equal(answer.extensions.cost.throttleStatus.currentlyAvailable, 2000 - 9 - 10 - 4);
});

test('each plan has its bucket: twenty seconds of its restore rate', async (t) => {
  const plans = [
    ['standard', 2000, 100],
    ['advanced', 4000, 200],
    ['plus', 20_000, 1000],
  ] as const;
  for (const [plan, maximumAvailable, restoreRate] of plans) {
    const store = await startStore(t, { ...frozen, plan });
    const { extensions } = await store.graphql('{ shop { id } }');
    assert.deepEqual(extensions, {
      cost: {
        requestedQueryCost: 1,
        actualQueryCost: 1,
        throttleStatus: { maximumAvailable, currentlyAvailable: maximumAvailable - 1, restoreRate },
      },
    });
  }
});

const expensive = `{ ${Array.from({ length: 90 }, (_, i) => `c${i}: customersCount { count }`).join(' ')} }`;

test('an empty bucket answers THROTTLED without data, and counts it', async (t) => {
  const store = await startStore(t, frozen);
  await store.graphql(expensive);
  await store.graphql(expensive);
  const answer = await store.graphql(expensive);
  assert.equal('data' in answer, false);
  assert.equal(answer.errors[0].message, 'Throttled');
  assert.equal(answer.errors[0].extensions.code, 'THROTTLED');
  assert.deepEqual(answer.extensions.cost, {
    requestedQueryCost: 900,
    actualQueryCost: null,
    throttleStatus: { maximumAvailable: 2000, currentlyAvailable: 200, restoreRate: 100 },
  });
  assert.deepEqual((await store.send('GET', '/_sim/stats')).body, {
    points: 1800,
    calls: 3,
    throttled: 1,
    bulkOperations: 0,
  });
});

test('the bucket refills on the simulator’s clock', async (t) => {
  const store = await startStore(t, { speed: 1e6 });
  for (let i = 0; i < 5; i += 1) {
    const { extensions } = await store.graphql(expensive);
    assert.equal(extensions.cost.actualQueryCost, 900);
  }
});

test('a single query above 1000 points is refused', async (t) => {
  const store = await startStore(t, { ...frozen, plan: 'plus' });
  const query = `{ ${Array.from({ length: 101 }, (_, i) => `c${i}: customersCount { count }`).join(' ')} }`;
  const { errors } = await store.graphql(query);
  assert.match(
    errors[0].message,
    /^Query cost is 1010, which exceeds the single query max cost limit \(1000\)\./,
  );
  assert.equal(errors[0].extensions.code, 'MAX_COST_EXCEEDED');
});

test('a list of more than 250 entries is refused, wherever it stands in the input', async (t) => {
  const store = await startStore(t);
  const input = { email: 'a@example.com', tags: Array.from({ length: 251 }, (_, i) => `t${i}`) };
  const { errors } = await store.graphql(
    'mutation ($input: CustomerInput!) { customerCreate(input: $input) { customer { id } } }',
    { input },
  );
  assert.equal(errors[0].message, 'The input array size of 251 is greater than the maximum allowed of 250.');
  assert.deepEqual(errors[0].path, ['customerCreate', 'input', 'tags']);
  assert.equal(errors[0].extensions.code, 'MAX_INPUT_SIZE_EXCEEDED');
});

test('mutations of companies, bulk operations and merges cost 10 like any other', async (t) => {
  const store = await startStore(t, { ...frozen, plan: 'plus' });
  const { body: company } = await store.post('/_sim/companies', { name: 'Acme' });
  const id = await store.createCustomer({ email: 'ann@example.com' });
  const other = await store.createCustomer({ email: 'bo@example.com' });
  const cases: [string, number][] = [
    [
      `companyAssignCustomerAsContact(companyId: "${company.id}", customerId: "${id}") { companyContact { id } userErrors { code } }`,
      10,
    ],
    [
      `customerMerge(customerOneId: "${id}", customerTwoId: "${other}") { job { id } userErrors { code } }`,
      10,
    ],
    [
      'bulkOperationRunQuery(query: "{ customers { edges { node { id } } } }") { bulkOperation { id } userErrors { code } }',
      10,
    ],
    // The parameters are nested in the payload's objects, and so have a price.
    [
      'stagedUploadsCreate(input: [{resource: BULK_MUTATION_VARIABLES, filename: "x", mimeType: "text/jsonl", httpMethod: POST}]) { stagedTargets { url parameters { name } } userErrors { message } }',
      11,
    ],
  ];
  for (const [mutation, cost] of cases) {
    assert.deepEqual(costs(await store.graphql(`mutation { ${mutation} }`)), [cost, cost]);
  }
});
