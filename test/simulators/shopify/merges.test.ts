// Merging customers, and erasing what is personal about them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Json, type Store, startStore } from './harness.ts';
import { startReceiver, webhookSecret } from './webhook-receiver.ts';

const customersOf = async (store: Store) => (await store.send('GET', '/_sim/customers')).body as Json[];

async function merge(store: Store, customerOneId: string, customerTwoId: string, overrideFields?: unknown) {
  return store.mutate('customerMerge', { customerOneId, customerTwoId, overrideFields });
}

test('a merge is a job; what the survivor lacked comes to it', async (t) => {
  const receiver = await startReceiver(t);
  const store = await startStore(t, { speed: 0, webhookSecret });
  await store.post('/_sim/webhooks', {
    topics: ['customers/merge', 'customers/delete'],
    uri: receiver.url,
  });
  const one = await store.createCustomer({
    firstName: 'Ann',
    phone: '+12065550109',
    tags: ['a'],
    note: 'first',
    metafields: [{ key: 'active', type: 'boolean', value: 'true' }],
    addresses: [{ address1: '1 Main St', countryCode: 'US' }],
  });
  const two = await store.createCustomer({ email: 'ann@example.com', tags: ['b'], note: 'second' });
  await store.post('/_sim/orders', { customerId: one });
  const { job, resultingCustomerId, userErrors } = await merge(store, one, two);
  assert.deepEqual([userErrors, resultingCustomerId, job.done], [[], two, false]);
  assert.equal((await customersOf(store)).length, 2);
  const again = await merge(store, one, two);
  assert.match(again.userErrors[0].message, /currently being merged/);

  await store.post('/_sim/clock', { advanceSeconds: 2 });
  const { data } = await store.graphql(
    `{ job(id: "${job.id}") { done } customerMergeJobStatus(jobId: "${job.id}") { status resultingCustomerId } }`,
  );
  assert.deepEqual(data, {
    job: { done: true },
    customerMergeJobStatus: { status: 'COMPLETED', resultingCustomerId: two },
  });
  const [kept, ...others] = await customersOf(store);
  assert.deepEqual(others, []);
  const { id, email, firstName, phone, tags, note, orders, metafields, addresses } = kept;
  assert.deepEqual(
    { id, email, firstName, phone, tags, note, orders, metafields, addresses: addresses.length },
    {
      id: two,
      email: 'ann@example.com',
      firstName: 'Ann',
      phone: '+12065550109',
      tags: ['a', 'b'],
      note: 'second\nfirst',
      orders: 1,
      metafields: { active: 'true' },
      addresses: 1,
    },
  );
  const [{ topic, body }] = (await receiver.until(1)) as [Json];
  assert.equal(topic, 'customers/merge');
  assert.deepEqual(body, {
    admin_graphql_api_customer_kept_id: two,
    admin_graphql_api_customer_deleted_id: one,
    admin_graphql_api_job_id: job.id,
    status: 'completed',
    errors: [],
  });
});

test('who survives depends on e-mail, account and consent', async (t) => {
  const store = await startStore(t);
  const create = async (fields: Record<string, unknown>) =>
    (await store.post('/_sim/customers', fields)).body.id as string;
  const cases: [Record<string, unknown>, Record<string, unknown>, 'one' | 'two'][] = [
    [{ email: 'a1@example.com' }, { firstName: 'x' }, 'one'],
    [{ firstName: 'x' }, { firstName: 'y' }, 'two'],
    [{ email: 'b1@example.com', state: 'ENABLED' }, { email: 'b2@example.com' }, 'one'],
    [{ email: 'c1@example.com', state: 'INVITED' }, { email: 'c2@example.com' }, 'one'],
    [
      { email: 'd1@example.com', state: 'INVITED' },
      { email: 'd2@example.com', emailMarketingState: 'SUBSCRIBED' },
      'two',
    ],
    [{ email: 'e1@example.com' }, { email: 'e2@example.com' }, 'two'],
  ];
  for (const [first, second, survivor] of cases) {
    const ids = { one: await create(first), two: await create(second) };
    const { data } = await store.graphql(
      `{ customerMergePreview(customerOneId: "${ids.one}", customerTwoId: "${ids.two}") { resultingCustomerId customerMergeErrors { message } } }`,
    );
    assert.deepEqual(data.customerMergePreview, {
      resultingCustomerId: ids[survivor],
      customerMergeErrors: null,
    });
  }
  const [one, two] = [await create({ email: 'f1@example.com' }), await create({ email: 'f2@example.com' })];
  assert.equal((await merge(store, one, two, { customerIdOfEmailToKeep: one })).resultingCustomerId, one);
});

test('a contact of a company cannot be merged', async (t) => {
  const store = await startStore(t);
  const customerId = await store.createCustomer({ email: 'ann@example.com' });
  const { body } = await store.post('/_sim/companies', { name: 'Acme' });
  await store.post('/_sim/contacts', { companyId: body.id, customerId });
  const { userErrors } = await merge(store, customerId, await store.createCustomer({ firstName: 'x' }));
  assert.deepEqual(userErrors[0].code, 'INVALID_CUSTOMER');
});

test('a merchant merges at once, and keeps whom they like', async (t) => {
  const store = await startStore(t);
  const keep = await store.createCustomer({ firstName: 'Ann' });
  const remove = await store.createCustomer({ email: 'ann@example.com' });
  const { body } = await store.post('/_sim/merges', { keep, remove });
  assert.deepEqual([body.id, body.email], [keep, 'ann@example.com']);
  assert.equal((await store.post('/_sim/merges', { keep, remove })).status, 404);
  assert.equal((await store.post('/_sim/merges', { keep, remove: keep })).status, 400);
});

test('an erasure can be cancelled until it is carried out, which the app is told of', async (t) => {
  const receiver = await startReceiver(t);
  const store = await startStore(t, { speed: 0, webhookSecret });
  await store.post('/_sim/webhooks', { topic: 'customers/redact', uri: receiver.url });
  const customerId = await store.createCustomer({ email: 'ann@example.com', tags: ['a'] });
  const ask = () => store.mutate('customerRequestDataErasure', { customerId });
  assert.deepEqual(await ask(), { customerId, userErrors: [] });
  await store.post('/_sim/clock', { advanceSeconds: 9 * 86_400 });
  assert.deepEqual((await store.mutate('customerCancelDataErasure', { customerId })).userErrors, []);
  const again = await store.mutate('customerCancelDataErasure', { customerId });
  assert.equal(again.userErrors[0].code, 'NOT_BEING_ERASED');
  await store.post('/_sim/clock', { advanceSeconds: 9 * 86_400 });
  assert.equal((await customersOf(store))[0].email, 'ann@example.com');
  await ask();
  await store.post('/_sim/clock', { advanceSeconds: 11 * 86_400 });
  const [{ email, tags, emailMarketingState }] = (await customersOf(store)) as [Json];
  assert.deepEqual([email, tags, emailMarketingState], [null, [], 'REDACTED']);
  const [{ body }] = (await receiver.until(1)) as [Json];
  assert.equal(body.customer.email, 'ann@example.com');
});

test('an invitation is sent where accounts are classic, and nowhere else', async (t) => {
  const store = await startStore(t);
  const customerId = await store.createCustomer({ email: 'ann@example.com' });
  const invite = () => store.mutate('customerSendAccountInviteEmail', { customerId });
  assert.equal((await invite()).userErrors[0].message, 'Error sending account invite to customer.');
  await store.post('/_sim/shop', { customerAccounts: 'CLASSIC' });
  assert.deepEqual((await invite()).userErrors, []);
  assert.equal((await customersOf(store))[0].state, 'INVITED');
});
