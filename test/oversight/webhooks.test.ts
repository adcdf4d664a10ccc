// Webhooks over HTTP: signed as Shopify signs them, taken in once, in any order.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { afterEach, describe, it } from 'node:test';
import {
  eventually,
  type Harness,
  type HarnessOptions,
  SHOP,
  startHarness,
  WEBHOOK_SECRET,
} from '../support/rollcall.ts';
import { createUser, customersOf, merchant, person, settle } from './support.ts';

let harness: Harness;
async function begin(options: HarnessOptions = {}): Promise<void> {
  harness = await startHarness(options);
}
afterEach(() => harness.close());

const ids = Array.from({ length: 100 }, (_, index) => `webhook-${index}`).values();
async function post(
  topic: string,
  payload: object,
  { id = ids.next().value ?? '', secret = WEBHOOK_SECRET } = {},
): Promise<number> {
  const body = JSON.stringify(payload);
  const response = await fetch(`${harness.url}/shopify/webhooks`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-shopify-topic': topic,
      'x-shopify-shop-domain': SHOP,
      'x-shopify-webhook-id': id,
      'x-shopify-hmac-sha256': createHmac('sha256', secret).update(body).digest('base64'),
    },
    body,
  });
  await harness.rollcall.inbox.drain();
  await settle(harness);
  return response.status;
}

const path = () => `/connections/${harness.connectionId}`;
const numberOf = (id: string | undefined) => Number(id?.split('/').at(-1));
const drifts = async () => (await harness.admin('GET', `${path()}/drift`)).body.customers;
const points = async () => (await harness.sim('GET', '/_sim/stats')).body.points as number;

async function joined(name: string) {
  const userId = await createUser(harness, person(name));
  await settle(harness);
  const customer = (await customersOf(harness)).find(({ email }) => email === `${name}@example.com`);
  assert.ok(customer);
  return { userId, customer };
}

const payloadOf = ({
  id,
  email,
  firstName,
}: {
  id: string;
  email: string | null;
  firstName: string | null;
}) => ({
  id: numberOf(id),
  email,
  first_name: firstName,
  last_name: 'Lovelace',
});

describe('webhooks', () => {
  it('GIVEN a body that is signed with another secret WHEN it is posted THEN 401, and nothing is taken in', async () => {
    await begin();
    const { customer } = await joined('ada');
    await merchantDeletes(customer.id);
    assert.equal(await post('customers/delete', { id: numberOf(customer.id) }, { secret: 'guessed' }), 401);
    assert.deepEqual((await harness.admin('GET', `${path()}/reviews`)).body.reviews, []);
    assert.equal(await post('customers/delete', { id: numberOf(customer.id) }), 200);
    assert.equal((await harness.admin('GET', `${path()}/reviews`)).body.reviews[0].code, 'customer_gone');
  });

  it('RULES 4: GIVEN a webhook of a deletion that did not happen WHEN it is taken in THEN reading shows that nothing is gone', async () => {
    await begin();
    const { customer } = await joined('ada');
    assert.equal(await post('customers/delete', { id: numberOf(customer.id) }), 200);
    assert.deepEqual((await harness.admin('GET', `${path()}/reviews`)).body.reviews, []);
    assert.equal((await customersOf(harness)).length, 1);
  });

  it('RULES 10: GIVEN a user that waits for its customer WHEN Shopify tells that one was made THEN it is linked at once', async () => {
    await begin({ connection: { newCustomerCreation: false } });
    await createUser(harness, person('ada'));
    await settle(harness);
    const { body: made } = await harness.sim('POST', '/_sim/customers', { email: 'Ada@example.com' });
    await post('customers/create', { id: numberOf(made.id), email: 'Ada@example.com' });
    const [customer] = await customersOf(harness);
    assert.equal(customer?.metafields.active, 'true');
  });

  it('RULES 7: GIVEN a user held for a customer WHEN a merchant deletes that one THEN the user is looked at again', async () => {
    await begin({ connection: { linkPolicy: 'hold' } });
    const { body: made } = await harness.sim('POST', '/_sim/customers', { email: 'ada@example.com' });
    await createUser(harness, person('ada'));
    await settle(harness);
    await merchantDeletes(made.id);
    await post('customers/delete', { id: numberOf(made.id) });
    const [customer, ...others] = await customersOf(harness);
    assert.deepEqual(others, []);
    assert.equal(customer?.firstName, 'ada');
  });

  it('RULES 11: GIVEN a tag of ours that a merchant removed WHEN Shopify tells THEN it is reported, and not fought', async () => {
    await begin();
    const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
    const userId = await createUser(harness, person('ada', { [enterprise]: { department: 'Engines' } }));
    await settle(harness);
    const [customer] = await customersOf(harness);
    const tags = ['department:engines'];
    const remove =
      'mutation ($id: ID!, $tags: [String!]!) { tagsRemove(id: $id, tags: $tags) { node { id } } }';
    await merchant(harness, remove, { id: customer?.id, tags });
    await post('customer.tags_removed', { customerId: customer?.id, tags });
    const [drift] = await drifts();
    assert.deepEqual([drift.userId, drift.customerId, drift.changed], [userId, customer?.id, ['tags']]);
    assert.deepEqual((await customersOf(harness))[0]?.tags, []);
    // The merchant puts it back: there is nothing to report any more.
    const add = 'mutation ($id: ID!, $tags: [String!]!) { tagsAdd(id: $id, tags: $tags) { node { id } } }';
    await merchant(harness, add, { id: customer?.id, tags });
    await post('customer.tags_added', { customerId: customer?.id, tags });
    assert.deepEqual(await drifts(), []);
  });

  it('RULES 11: GIVEN a name that a merchant changed WHEN Shopify tells THEN the field is named, without its value', async () => {
    await begin();
    const { userId, customer } = await joined('ada');
    const rename = 'mutation ($input: CustomerInput!) { customerUpdate(input: $input) { customer { id } } }';
    await merchant(harness, rename, { input: { id: customer.id, firstName: 'Augusta' } });
    await post('customers/update', payloadOf({ ...customer, firstName: 'Augusta' }));
    const [drift] = await drifts();
    assert.deepEqual([drift.userId, drift.changed], [userId, ['firstName']]);
    assert.equal(JSON.stringify(drift).includes('Augusta'), false);
    assert.equal((await customersOf(harness))[0]?.firstName, 'Augusta');
  });

  it('GIVEN echoes of our own writes WHEN they come THEN Shopify is asked nothing', async () => {
    await begin();
    const { customer } = await joined('ada');
    const before = await points();
    await post('customers/create', payloadOf(customer));
    await post('customers/update', payloadOf(customer));
    await post('customer.tags_added', { customerId: customer.id, tags: ['vip'] });
    await post('orders/create', { id: 1 });
    assert.equal(await points(), before);
  });

  it('GIVEN a webhook that comes twice, and an older one after it WHEN they are taken in THEN the end is the same', async () => {
    await begin();
    const { customer } = await joined('ada');
    const stale = payloadOf({ ...customer, firstName: 'Augusta' });
    await post('customers/update', stale, { id: 'twice' });
    assert.deepEqual(await drifts(), [], 'what was read decides, and not what was told');
    const before = await points();
    await post('customers/update', stale, { id: 'twice' });
    assert.equal(await points(), before);
  });

  it('RULES 4: GIVEN a customer that is merged into another WHEN Shopify tells THEN the link follows the survivor', async () => {
    await begin();
    const { userId, customer } = await joined('ada');
    const { body: other } = await harness.sim('POST', '/_sim/customers', { email: 'lady@example.com' });
    await merchantDeletes(customer.id);
    // What a merge brings along is on the survivor.
    const bring =
      'mutation ($metafields: [MetafieldsSetInput!]!) { metafieldsSet(metafields: $metafields) { userErrors { message } } }';
    const value = customer.metafields.link_id;
    const metafields = [{ ownerId: other.id, namespace: '$app', key: 'link_id', type: 'id', value }];
    await merchant(harness, bring, { metafields });
    await post('customers/merge', {
      admin_graphql_api_customer_kept_id: other.id,
      admin_graphql_api_customer_deleted_id: customer.id,
      status: 'completed',
    });
    const [survivor, ...others] = await customersOf(harness);
    assert.deepEqual(others, []);
    assert.deepEqual(
      [survivor?.id, survivor?.email, survivor?.metafields.active],
      [other.id, 'ada@example.com', 'true'],
    );
    assert.equal((await harness.scim('GET', `/Users/${userId}`)).status, 200);
  });

  it('RULES 4: GIVEN a deletion that is told before the merge that it was WHEN both are taken in THEN the link follows all the same', async () => {
    await begin();
    const { userId, customer } = await joined('ada');
    const { body: other } = await harness.sim('POST', '/_sim/customers', { email: 'lady@example.com' });
    await merchantDeletes(customer.id);
    await post('customers/delete', { id: numberOf(customer.id) });
    const reviews = async () => (await harness.admin('GET', `${path()}/reviews`)).body.reviews;
    assert.deepEqual([(await reviews())[0].userId, (await reviews())[0].code], [userId, 'customer_gone']);
    await post('customers/merge', {
      admin_graphql_api_customer_kept_id: other.id,
      admin_graphql_api_customer_deleted_id: customer.id,
      status: 'completed',
    });
    assert.deepEqual(await reviews(), []);
    const [survivor] = await customersOf(harness);
    assert.deepEqual([survivor?.id, survivor?.email], [other.id, 'ada@example.com']);
    assert.equal(survivor?.metafields.link_id, customer.metafields.link_id);
  });
});

describe('webhooks as Shopify delivers them', () => {
  const PUBLIC = 'https://rollcall.example.com';

  it('GIVEN a public address WHEN Rollcall starts THEN it subscribes, once, and hears of what a merchant does', async () => {
    await begin({ publicUrl: PUBLIC });
    await harness.sim('POST', '/_sim/webhooks', { route: { from: PUBLIC, to: harness.url } });
    const { customer } = await joined('ada');
    const { subscriptions } = (await harness.sim('GET', '/_sim/webhooks')).body;
    assert.deepEqual(subscriptions.map(({ topic }: { topic: string }) => topic).toSorted(), [
      'CUSTOMERS_CREATE',
      'CUSTOMERS_DELETE',
      'CUSTOMERS_MERGE',
      'CUSTOMERS_UPDATE',
      'CUSTOMER_TAGS_ADDED',
      'CUSTOMER_TAGS_REMOVED',
    ]);
    await merchantDeletes(customer.id);
    const review = await eventually(
      async () => (await harness.admin('GET', `${path()}/reviews`)).body.reviews[0],
      'the customer is gone',
    );
    assert.equal(review.code, 'customer_gone');
  });

  it('RULES 4: GIVEN two linked customers WHEN a merchant merges them THEN one link stays, and the other user is held', async () => {
    await begin({ publicUrl: PUBLIC });
    await harness.sim('POST', '/_sim/webhooks', { route: { from: PUBLIC, to: harness.url } });
    const ada = await joined('ada');
    const lady = await joined('lady');
    const merge =
      'mutation ($one: ID!, $two: ID!) { customerMerge(customerOneId: $one, customerTwoId: $two) { userErrors { message } } }';
    await merchant(harness, merge, { one: ada.customer.id, two: lady.customer.id });
    const review = await eventually(
      async () => (await harness.admin('GET', `${path()}/reviews`)).body.reviews[0],
      'one of the two is held',
    );
    const [survivor, ...others] = await customersOf(harness);
    assert.deepEqual(others, []);
    const [kept, gone] = survivor?.id === ada.customer.id ? [ada, lady] : [lady, ada];
    assert.deepEqual(
      [review.userId, review.code, review.customerId],
      [gone.userId, 'review_merged', kept.customer.id],
    );
    assert.deepEqual(review.choices, ['recreate', 'relink', 'leave']);
    assert.equal(survivor?.metafields.link_id, kept.customer.metafields.link_id);
    // A person gives the second user a customer of its own, with an address that is free.
    await harness.admin('POST', `${path()}/reviews/${gone.userId}`, { decision: 'recreate' });
    await settle(harness);
    assert.equal((await customersOf(harness)).length, 2);
  });

  it('GIVEN deliveries that are doubled, late and overtaken WHEN names change THEN what stands at Shopify is what is reported', async () => {
    await begin({ publicUrl: PUBLIC });
    await harness.sim('POST', '/_sim/webhooks', { route: { from: PUBLIC, to: harness.url } });
    const { customer } = await joined('ada');
    for (const kind of ['webhook_duplicate', 'webhook_reorder', 'webhook_late', 'webhook_duplicate']) {
      await harness.sim('POST', '/_sim/faults', { kind, count: 1, operation: 'customers/update', ms: 50 });
    }
    const rename = 'mutation ($input: CustomerInput!) { customerUpdate(input: $input) { customer { id } } }';
    for (const firstName of ['Augusta', 'Ada King', 'ada', 'Countess']) {
      await merchant(harness, rename, { input: { id: customer.id, firstName } });
    }
    const [drift] = await eventually(
      async () => (await drifts()).length > 0 && (await drifts()),
      'the drift',
    );
    assert.deepEqual(drift.changed, ['firstName']);
    await merchant(harness, rename, { input: { id: customer.id, firstName: 'ada' } });
    await eventually(async () => (await drifts()).length === 0, 'the drift is over');
  });
});

async function merchantDeletes(id: string): Promise<void> {
  const query = 'mutation ($id: ID!) { customerDelete(input: { id: $id }) { deletedCustomerId } }';
  await merchant(harness, query, { id });
}
