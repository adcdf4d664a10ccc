// Webhooks: subscriptions, signatures, payloads, retries, and what can go wrong on the way.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { runMutation, waitFor } from './bulk-client.ts';
import { type Json, type Store, startStore } from './harness.ts';
import { startReceiver, webhookSecret } from './webhook-receiver.ts';

const customerTopics = [
  'customers/create',
  'customers/update',
  'customers/delete',
  'customer.tags_added',
  'customer.tags_removed',
];

async function subscribed(t: TestContext, topics: readonly string[], options: Json = {}) {
  const receiver = await startReceiver(t);
  const store = await startStore(t, { webhookSecret, ...options });
  await store.post('/_sim/webhooks', { topics, uri: `${receiver.url}/hooks` });
  return { receiver, store };
}

const deliveriesOf = async (store: Store) =>
  (await store.send('GET', '/_sim/webhooks')).body.deliveries as Json[];

test('a customer’s life is told, signed, without tags and consents', async (t) => {
  const { receiver, store } = await subscribed(t, customerTopics);
  const id = await store.createCustomer({ email: 'ann@example.com', firstName: 'Ann', tags: ['a'] });
  await receiver.until(2);
  await store.mutate('tagsRemove', { id, tags: ['a'] });
  await receiver.until(4);
  await store.mutate('customerDelete', { input: { id } });
  const arrivals = await receiver.until(5);
  assert.deepEqual(arrivals.map(({ topic }) => topic).toSorted(), customerTopics.toSorted());
  assert.ok(arrivals.every(({ signed }) => signed));
  const created = arrivals.find(({ topic }) => topic === 'customers/create')?.body;
  assert.equal(created.admin_graphql_api_id, id);
  assert.equal(created.email, 'ann@example.com');
  assert.equal(created.state, 'disabled');
  assert.ok(!('tags' in created) && !('email_marketing_consent' in created));
  const removed = arrivals.find(({ topic }) => topic === 'customer.tags_removed')?.body;
  assert.deepEqual([removed.customerId, removed.tags], [id, ['a']]);
  const deleted = arrivals.find(({ topic }) => topic === 'customers/delete')?.body;
  assert.deepEqual(Object.keys(deleted), ['id', 'tax_exemptions', 'admin_graphql_api_id']);
});

test('what the app’s configuration subscribes to is told of every store, while it is installed and may read it', async (t) => {
  const { receiver, store } = await subscribed(t, ['customers/create', 'customers/redact']);
  const create = (email: string) => store.post('/other.myshopify.com/_sim/customers', { email });
  const { body } = await create('ann@example.com');
  const [told] = await receiver.until(1);
  assert.deepEqual([told?.topic, told?.shop], ['customers/create', 'other.myshopify.com']);
  await store.post('/other.myshopify.com/_sim/uninstall', {});
  await create('bob@example.com');
  const customerId = body.id.split('/').at(-1);
  await store.post('/other.myshopify.com/_sim/compliance', { topic: 'customers/redact', customerId });
  assert.deepEqual(
    (await receiver.until(2)).map(({ topic }) => topic),
    ['customers/create', 'customers/redact'],
  );
});

test('what a merchant does is told like what the app does', async (t) => {
  const { receiver, store } = await subscribed(t, ['customers/update', 'customers_marketing_consent/update']);
  const { body } = await store.post('/_sim/customers', { email: 'ann@example.com', phone: '+12065550109' });
  await store.send('PATCH', `/_sim/customers/${body.id.split('/').at(-1)}`, {
    smsMarketingState: 'SUBSCRIBED',
  });
  const arrivals = await receiver.until(2);
  const consent = arrivals.find(({ topic }) => topic === 'customers_marketing_consent/update');
  assert.equal(consent?.body.sms_marketing_consent.state, 'subscribed');
});

test('a delivery that fails comes again with the same ids, by the schedule, eight times', async (t) => {
  const { receiver, store } = await subscribed(t, ['customers/create'], { speed: 0 });
  receiver.status = 500;
  await store.createCustomer({ firstName: 'Ann' });
  for (let attempt = 1; attempt <= 9; attempt += 1) {
    await receiver.until(attempt);
    // Only what has been noted as failed is waiting for its next turn.
    while ((await deliveriesOf(store)).length < attempt)
      await new Promise((resolve) => setTimeout(resolve, 5));
    await store.post('/_sim/clock', { advanceSeconds: 6000 });
  }
  assert.equal(receiver.arrivals.length, 9);
  assert.equal(new Set(receiver.arrivals.map(({ webhookId }) => webhookId)).size, 1);
  assert.deepEqual(
    (await deliveriesOf(store)).map(({ attempt, status }) => [attempt, status]),
    Array.from({ length: 9 }, (_, index) => [index + 1, 500]),
  );
});

test('a subscription of the API ends when all retries have failed', async (t) => {
  const receiver = await startReceiver(t);
  const store = await startStore(t, { webhookSecret, speed: 1_000_000 });
  await store.post('/_sim/webhooks', { route: { from: 'https://app.example.com', to: receiver.url } });
  const webhookSubscription = { uri: 'https://app.example.com/hooks' };
  const { userErrors } = await store.mutate('webhookSubscriptionCreate', {
    topic: 'CUSTOMERS_CREATE',
    webhookSubscription,
  });
  assert.deepEqual(userErrors, []);
  const list =
    '{ webhookSubscriptions(first: 5) { nodes { topic uri } } webhookSubscriptionsCount { count } }';
  assert.deepEqual((await store.graphql(list)).data, {
    webhookSubscriptions: { nodes: [{ topic: 'CUSTOMERS_CREATE', ...webhookSubscription }] },
    webhookSubscriptionsCount: { count: 1 },
  });
  receiver.status = 404;
  await store.createCustomer({ firstName: 'Ann' });
  await receiver.until(9);
  while ((await store.graphql(list)).data.webhookSubscriptionsCount.count > 0);
});

test('deliveries are doubled, lost, late and overtaken on demand', async (t) => {
  const { receiver, store } = await subscribed(t, ['customers/create']);
  const fault = (kind: string, more = {}) =>
    store.post('/_sim/faults', { kind, count: 1, operation: 'customers/create', ...more });
  await fault('webhook_duplicate');
  await store.createCustomer({ firstName: 'twice' });
  const [first, second] = await receiver.until(2);
  assert.equal(first?.webhookId, second?.webhookId);
  await fault('webhook_lost');
  await store.createCustomer({ firstName: 'lost' });
  await fault('webhook_reorder');
  await store.createCustomer({ firstName: 'slow' });
  await store.createCustomer({ firstName: 'quick' });
  await receiver.until(4);
  await fault('webhook_late', { ms: 20 });
  await store.createCustomer({ firstName: 'late' });
  const names = (await receiver.until(5)).map(({ body }) => body.first_name);
  assert.deepEqual(names.slice(0, 2), ['twice', 'twice']);
  assert.deepEqual(names.slice(2, 4).toSorted(), ['quick', 'slow']);
  assert.equal(names[4], 'late');
});

test('a bulk operation’s end is told', async (t) => {
  const { receiver, store } = await subscribed(t, ['bulk_operations/finish'], { speed: 1000 });
  const mutation = `mutation ($id: ID!) { tagsAdd(id: $id, tags: ["a"]) { userErrors { message } } }`;
  const id = await runMutation(store, mutation, [{ id: await store.createCustomer({ firstName: 'x' }) }]);
  await waitFor(store, id, 'COMPLETED');
  const [{ body }] = (await receiver.until(1)) as [Json];
  assert.deepEqual(
    [body.admin_graphql_api_id, body.status, body.type, body.error_code],
    [id, 'completed', 'mutation', null],
  );
});

test('a subscription may ask for few fields, and for metafields', async (t) => {
  const receiver = await startReceiver(t);
  const store = await startStore(t, { webhookSecret });
  await store.post('/_sim/webhooks', { route: { from: 'https://app.example.com', to: receiver.url } });
  await store.mutate('webhookSubscriptionCreate', {
    topic: 'CUSTOMERS_CREATE',
    webhookSubscription: {
      uri: 'https://app.example.com/hooks',
      includeFields: ['id'],
      metafieldNamespaces: ['$app'],
    },
  });
  await store.createCustomer({
    firstName: 'Ann',
    metafields: [{ key: 'active', type: 'boolean', value: 'true' }],
  });
  const [{ body }] = (await receiver.until(1)) as [Json];
  assert.deepEqual(Object.keys(body), ['id', 'metafields']);
  assert.deepEqual([body.metafields[0].key, body.metafields[0].value], ['active', 'true']);
});

test('an app that is uninstalled is told so, and its token ends', async (t) => {
  const { receiver, store } = await subscribed(t, ['app/uninstalled', 'app/scopes_update']);
  await store.post('/_sim/shop', { scopes: ['read_customers'] });
  await receiver.until(1);
  await store.post('/_sim/uninstall', {});
  const [changed, gone] = await receiver.until(2);
  assert.deepEqual(changed?.body.current, ['read_customers']);
  assert.equal(gone?.topic, 'app/uninstalled');
  assert.match((await store.graphql('{ shop { id } }')).errors, /Invalid API key/);
  await store.post('/_sim/install', {});
  assert.ok((await store.graphql('{ shop { id } }')).data);
});

test('a shop that stays without the app for two days is to be forgotten', async (t) => {
  const { receiver, store } = await subscribed(t, ['shop/redact'], { speed: 0 });
  for (const stays of [false, true]) {
    await store.post('/_sim/uninstall', {});
    if (!stays) await store.post('/_sim/install', {});
    await store.post('/_sim/clock', { advanceSeconds: 2 * 86_400 + 1 });
  }
  const arrivals = await receiver.until(1);
  assert.deepEqual(
    arrivals.map(({ topic, body }) => [topic, body.shop_domain]),
    [['shop/redact', 'example.myshopify.com']],
  );
});

test('compliance requests come to those that the app’s configuration names', async (t) => {
  const { receiver, store } = await subscribed(t, ['customers/redact', 'shop/redact']);
  const customerId = await store.createCustomer({ email: 'ann@example.com' });
  await store.post('/_sim/compliance', { topic: 'customers/redact', customerId });
  await store.post('/_sim/compliance', { topic: 'shop/redact' });
  const arrivals = await receiver.until(2);
  const redact = arrivals.find(({ topic }) => topic === 'customers/redact')?.body;
  assert.equal(redact.customer.email, 'ann@example.com');
  assert.deepEqual(redact.orders_to_redact, []);
});

test('a topic needs its scope, and approval for customers’ data', async (t) => {
  const store = await startStore(t);
  const subscribe = async () =>
    (
      await store.mutate('webhookSubscriptionCreate', {
        topic: 'CUSTOMERS_MERGE',
        webhookSubscription: { uri: 'https://app.example.com/hooks' },
      })
    ).userErrors[0]?.message;
  await store.post('/_sim/shop', { scopes: ['write_customers'] });
  assert.match(await subscribe(), /cannot create a webhook subscription/);
  await store.post('/_sim/shop', { scopes: ['write_customer_merge'], customerData: false });
  assert.match(await subscribe(), /not approved/);
  await store.post('/_sim/shop', { customerData: true });
  assert.equal(await subscribe(), undefined);
});
