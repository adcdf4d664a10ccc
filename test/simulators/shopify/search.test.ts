// Searches over the lagging index: tokens, syntax, unknown keys, pages.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Store, startStore } from './harness.ts';

async function find(store: Store, query: string) {
  const { data, extensions } = await store.graphql(
    'query ($query: String!) { customers(first: 50, query: $query) { nodes { email } } }',
    { query },
  );
  const emails: string[] = data.customers.nodes.map(({ email }: { email: string }) => email);
  return { emails, search: extensions.search };
}

async function fill(store: Store) {
  await store.createCustomer({ email: 'ann@example.com', firstName: 'Ann', lastName: 'Lee', tags: ['VIP'] });
  await store.createCustomer({ email: 'mary.ann@example.com', firstName: 'Mary', tags: ['b2b'] });
  await store.createCustomer({ email: 'bob@example.org', firstName: 'Bob', phone: '+12065550109' });
}

test('a search sees a write only after the lag, reading by id sees it at once', async (t) => {
  const late = await startStore(t, { searchLagMs: 3_600_000 });
  const id = await late.createCustomer({ email: 'ann@example.com' });
  assert.deepEqual((await find(late, 'email:ann@example.com')).emails, []);
  const { data } = await late.graphql(`{ customer(id: "${id}") { id } customersCount { count } }`);
  assert.deepEqual(data, { customer: { id }, customersCount: { count: 0 } });

  const hurried = await startStore(t, { searchLagMs: 3_600_000, speed: 1e9 });
  await hurried.createCustomer({ email: 'ann@example.com' });
  assert.deepEqual((await find(hurried, 'email:ann@example.com')).emails, ['ann@example.com']);
});

test('e-mail is found by its words, so that a hit must be checked', async (t) => {
  const store = await startStore(t);
  await fill(store);
  assert.deepEqual((await find(store, 'email:ann@example.com')).emails, [
    'ann@example.com',
    'mary.ann@example.com',
  ]);
  assert.deepEqual((await find(store, 'email:"ann@example.com"')).emails, [
    'ann@example.com',
    'mary.ann@example.com',
  ]);
  assert.deepEqual((await find(store, 'email:"example.ann"')).emails, []);
});

test('the search syntax knows fields, phrases, prefixes, comparisons and logic', async (t) => {
  const store = await startStore(t);
  await fill(store);
  const cases: [string, string[]][] = [
    ['Lee', ['ann@example.com']],
    ['first_name:bob', ['bob@example.org']],
    ['tag:vip', ['ann@example.com']],
    ['tag_not:vip', ['mary.ann@example.com', 'bob@example.org']],
    ['-tag:vip', ['mary.ann@example.com', 'bob@example.org']],
    ['NOT tag:vip', ['mary.ann@example.com', 'bob@example.org']],
    ['tag:vip OR tag:b2b', ['ann@example.com', 'mary.ann@example.com']],
    ['(tag:vip OR tag:b2b) AND first_name:mary', ['mary.ann@example.com']],
    ['first_name:ma*', ['mary.ann@example.com']],
    ['phone:+12065550109', ['bob@example.org']],
    ['orders_count:>0', []],
    ['created_at:>2020-01-01 first_name:bob', ['bob@example.org']],
    ['state:DISABLED', ['ann@example.com', 'mary.ann@example.com', 'bob@example.org']],
  ];
  for (const [query, expected] of cases) {
    assert.deepEqual((await find(store, query)).emails, expected, query);
  }
});

test('a term with an unknown key is ignored: it finds all, with a warning', async (t) => {
  const store = await startStore(t);
  await fill(store);
  const { emails, search } = await find(store, 'nope:ann');
  assert.equal(emails.length, 3);
  assert.deepEqual(search, [
    {
      path: ['customers'],
      query: 'nope:ann',
      parsed: { field: 'nope', match_all: 'ann' },
      warnings: [{ field: 'nope', message: 'Invalid search field for this query.', code: 'invalid_field' }],
    },
  ]);
  assert.deepEqual((await find(store, 'nope:x first_name:bob')).emails, ['bob@example.org']);
});

test('customersCount ignores the e-mail key, as a real store was seen to', async (t) => {
  const store = await startStore(t);
  await fill(store);
  const { data, extensions } = await store.graphql(
    '{ some: customersCount(query: "first_name:bob") { count precision } all: customersCount(query: "email:bob@example.org") { count } few: customersCount(limit: 2) { count precision } }',
  );
  assert.deepEqual(data, {
    some: { count: 1, precision: 'EXACT' },
    all: { count: 3 },
    few: { count: 2, precision: 'AT_LEAST' },
  });
  assert.deepEqual(extensions.search[0].path, ['all']);
});

test('a customer that is gone is not found, even while the index still has it', async (t) => {
  const store = await startStore(t);
  const id = await store.createCustomer({ email: 'ann@example.com' });
  assert.equal((await find(store, 'ann')).emails.length, 1);
  await store.mutate('customerDelete', { input: { id } });
  assert.deepEqual((await find(store, 'ann')).emails, []);
});

test('pages follow cursors forwards and backwards', async (t) => {
  const store = await startStore(t);
  for (let i = 1; i <= 5; i += 1) await store.createCustomer({ firstName: `C${i}` });
  const page = async (args: string) => {
    const { data } = await store.graphql(
      `{ customers(${args}) { nodes { firstName } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`,
    );
    const { nodes, pageInfo } = data.customers;
    return { names: nodes.map(({ firstName }: { firstName: string }) => firstName).join(), ...pageInfo };
  };
  const first = await page('first: 2');
  assert.deepEqual([first.names, first.hasNextPage, first.hasPreviousPage], ['C1,C2', true, false]);
  const second = await page(`first: 2, after: "${first.endCursor}"`);
  assert.deepEqual([second.names, second.hasNextPage, second.hasPreviousPage], ['C3,C4', true, true]);
  assert.equal((await page(`first: 2, after: "${second.endCursor}"`)).names, 'C5');
  assert.equal((await page(`last: 2, before: "${second.startCursor}"`)).names, 'C1,C2');
  assert.equal((await page('last: 2')).names, 'C4,C5');
  assert.equal((await page('first: 2, reverse: true')).names, 'C5,C4');
});

test('a connection wants to know how many', async (t) => {
  const store = await startStore(t);
  const { errors } = await store.graphql('{ customers { nodes { id } } }');
  assert.equal(errors[0].message, 'you must provide one of first or last');
  assert.equal(errors[0].extensions.code, 'BAD_REQUEST');
});
