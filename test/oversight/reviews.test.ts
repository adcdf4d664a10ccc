// The review queue over HTTP: who is held beside whom, and what a person's decision does.
import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { type Harness, type HarnessOptions, startHarness } from '../support/rollcall.ts';
import { createUser, customersOf, merchant, patchUser, person, settle } from './support.ts';

let harness: Harness;
async function begin(options: HarnessOptions = {}): Promise<void> {
  harness = await startHarness(options);
}
afterEach(() => harness.close());

const path = () => `/connections/${harness.connectionId}/reviews`;
const list = async (query = '') => (await harness.admin('GET', path() + query)).body;
const decide = (userId: string, body: object) => harness.admin('POST', `${path()}/${userId}`, body);

async function addCustomer(customer: object): Promise<string> {
  return (await harness.sim('POST', '/_sim/customers', customer)).body.id;
}

async function removeCustomer(id: string): Promise<void> {
  const query = 'mutation ($id: ID!) { customerDelete(input: { id: $id }) { deletedCustomerId } }';
  await merchant(harness, query, { id });
}

describe('the review queue', () => {
  it('RULES 7: GIVEN a customer that policy holds WHEN the queue is read THEN user and customer stand side by side', async () => {
    await begin({ connection: { linkPolicy: 'hold' } });
    const customerId = await addCustomer({ email: 'ada@example.com', firstName: 'Ada', tags: ['vip'] });
    const [location, role] = ['Berlin', 'Ordering only'];
    const company = (await harness.sim('POST', '/_sim/companies', { name: 'Harbour', locations: [location] }))
      .body;
    const roles = [{ location, role }];
    await harness.sim('POST', '/_sim/contacts', { companyId: company.id, customerId, roles });
    const userId = await createUser(harness, person('ada'));
    await settle(harness);
    const { reviews, next, unread } = await list();
    assert.deepEqual([reviews.length, next, unread], [1, null, null]);
    const [review] = reviews;
    assert.deepEqual(
      [review.userId, review.code, review.customerId, review.choices, review.decision],
      [userId, 'review_policy', customerId, ['link', 'leave'], null],
    );
    assert.equal(review.user.userName, 'ada@example.com');
    assert.deepEqual(
      [review.customer.fields.firstName, review.customer.tags, review.customer.verifiedEmail],
      ['Ada', ['vip'], true],
    );
    assert.deepEqual(review.customer.companies, [
      { companyId: company.id, name: 'Harbour', isMainContact: false, roles },
    ]);
    const one = await harness.admin('GET', `${path()}/${userId}`);
    assert.deepEqual(one.body, { ...review, unread: null });
    assert.equal((await harness.admin('GET', `${path()}/nobody`)).body.error.code, 'not_held');
    // A shop without B2B denies them: that there are none is not claimed.
    await harness.sim('POST', '/_sim/shop', { b2b: false });
    assert.equal((await list()).reviews[0].customer.companies, null);
  });

  it('RULES 7, 9: GIVEN a held user WHEN a person links it THEN that customer is adopted, and what was there is kept', async () => {
    await begin({ connection: { linkPolicy: 'hold' } });
    const customerId = await addCustomer({ email: 'ada@example.com', firstName: 'Countess', tags: ['vip'] });
    const userId = await createUser(harness, person('ada'));
    await settle(harness);
    const { status, body } = await decide(userId, { decision: 'link' });
    assert.equal(status, 200);
    assert.deepEqual(
      [body.userId, body.decision.kind, body.decision.customerId],
      [userId, 'link', customerId],
    );
    await settle(harness);
    assert.deepEqual((await list()).reviews, []);
    const [customer, ...others] = await customersOf(harness);
    assert.deepEqual(others, []);
    assert.equal(customer?.id, customerId);
    assert.deepEqual([customer?.firstName, customer?.tags], ['ada', ['vip']]);
    assert.equal(customer?.metafields.active, 'true');
    // Handed back as it was: an adopted customer is never deleted.
    await harness.scim('DELETE', `/Users/${userId}`);
    await settle(harness);
    const [back] = await customersOf(harness);
    assert.deepEqual([back?.firstName, back?.tags, back?.metafields], ['Countess', ['vip'], {}]);
  });

  it('RULES 8: GIVEN a domain that nobody confirmed WHEN a person links the user THEN the guard gives way for it alone', async () => {
    await begin({ connection: { domains: [] } });
    await addCustomer({ email: 'ada@example.com' });
    await addCustomer({ email: 'grace@example.com' });
    const ada = await createUser(harness, person('ada'));
    const grace = await createUser(harness, person('grace'));
    await settle(harness);
    const { reviews } = await list('?code=review_domain');
    assert.deepEqual(
      reviews.map((review: { userId: string }) => review.userId),
      [grace, ada],
    );
    await decide(ada, { decision: 'link' });
    await settle(harness);
    const left = await list();
    assert.deepEqual(
      left.reviews.map((review: { userId: string }) => review.userId),
      [grace],
    );
  });

  it('GIVEN a user that a person leaves WHEN the guard falls later THEN it stays held, silently, until its address changes', async () => {
    await begin({ connection: { domains: [] } });
    await addCustomer({ email: 'ada@example.com' });
    await addCustomer({ email: 'lady@example.com' });
    const userId = await createUser(harness, person('ada'));
    await settle(harness);
    await decide(userId, { decision: 'leave' });
    await settle(harness);
    assert.deepEqual((await list()).reviews, []);
    await harness.admin('PATCH', `/connections/${harness.connectionId}`, { domains: ['*'] });
    await settle(harness);
    const [left] = (await list('?left=true')).reviews;
    assert.deepEqual([left.userId, left.code, left.decision.kind], [userId, 'review_left', 'leave']);
    await patchUser(harness, userId, { 'emails[type eq "work"].value': 'lady@example.com' });
    await settle(harness);
    assert.deepEqual((await list('?left=true')).reviews, []);
    const lady = (await customersOf(harness)).find(({ email }) => email === 'lady@example.com');
    assert.equal(lady?.metafields.active, 'true');
  });

  it('GIVEN a decision to link WHEN the address changes before it is carried out THEN the decision is void', async () => {
    await begin({ connection: { linkPolicy: 'hold' } });
    await addCustomer({ email: 'ada@example.com' });
    await addCustomer({ email: 'lady@example.com' });
    const userId = await createUser(harness, person('ada'));
    await settle(harness);
    harness.rollcall.sync.pause();
    await decide(userId, { decision: 'link' });
    await patchUser(harness, userId, { 'emails[type eq "work"].value': 'lady@example.com' });
    harness.rollcall.sync.resume();
    await settle(harness);
    const [review] = (await list()).reviews;
    assert.deepEqual([review.code, review.decision], ['review_policy', null]);
    for (const { metafields } of await customersOf(harness)) assert.deepEqual(metafields, {});
  });

  it('RULES 4: GIVEN a customer that a merchant deleted WHEN a person recreates it THEN another is made, once', async () => {
    await begin();
    const userId = await createUser(harness, person('ada'));
    await settle(harness);
    const [first] = await customersOf(harness);
    await removeCustomer(first?.id ?? '');
    await patchUser(harness, userId, { title: 'Countess' });
    await settle(harness);
    const [review] = (await list('?code=customer_gone')).reviews;
    assert.deepEqual(
      [review.userId, review.customer, review.choices],
      [userId, null, ['recreate', 'relink', 'leave']],
    );
    assert.equal((await decide(userId, { decision: 'link' })).body.error.code, 'not_a_choice');
    await decide(userId, { decision: 'recreate' });
    await settle(harness);
    const [second, ...others] = await customersOf(harness);
    assert.deepEqual(others, []);
    assert.equal(second?.metafields.title, 'Countess');
    // The decision was about the first customer, and not about every one that follows.
    await removeCustomer(second?.id ?? '');
    await patchUser(harness, userId, { title: 'Lady' });
    await settle(harness);
    assert.deepEqual(await customersOf(harness), []);
    assert.equal((await list()).reviews[0].code, 'customer_gone');
  });

  it('RULES 4: GIVEN a customer that is gone WHEN a person relinks the user to another THEN that one is adopted, address and all', async () => {
    await begin();
    const userId = await createUser(harness, person('ada'));
    await settle(harness);
    const [first] = await customersOf(harness);
    const other = await addCustomer({ email: 'countess@home.example', firstName: 'Ada' });
    await removeCustomer(first?.id ?? '');
    await patchUser(harness, userId, { title: 'Countess' });
    await settle(harness);
    assert.equal((await decide(userId, { decision: 'relink' })).body.error.code, 'no_customer');
    const nobodys = 'gid://shopify/Customer/1';
    for (const [customerId, status, code] of [
      ['1234', 400, 'invalid_body'],
      [nobodys, 409, 'customer_unknown'],
    ] as const) {
      const answer = await decide(userId, { decision: 'relink', customerId });
      assert.deepEqual([answer.status, answer.body.error.code], [status, code]);
    }
    await decide(userId, { decision: 'relink', customerId: other });
    await settle(harness);
    const [customer] = await customersOf(harness);
    assert.deepEqual([customer?.id, customer?.email], [other, 'ada@example.com']);
    assert.deepEqual((await list()).reviews, []);
  });

  it('RULES 6: GIVEN an address that another user has WHEN a person links its customer THEN that is refused, naming the other', async () => {
    await begin();
    const ada = await createUser(harness, person('ada'));
    await settle(harness);
    const twin = await createUser(
      harness,
      person('twin', { emails: [{ type: 'work', value: 'ada@example.com' }] }),
    );
    await settle(harness);
    const [review] = (await list()).reviews;
    assert.deepEqual([review.userId, review.code], [twin, 'email_in_use']);
    const another = await decide(twin, { decision: 'link', customerId: 'gid://shopify/Customer/1' });
    assert.equal(another.body.error.code, 'other_customer');
    const { status, body } = await decide(twin, { decision: 'link' });
    assert.deepEqual([status, body.error.code], [409, 'customer_linked']);
    assert.match(body.error.message, new RegExp(ada));
  });

  it('RULES 19: GIVEN a tombstone of somebody else WHEN a person links the new user THEN it has that customer', async () => {
    await begin();
    const ada = await createUser(harness, person('ada'));
    await settle(harness);
    const [customer] = await customersOf(harness);
    await harness.sim('POST', '/_sim/orders', { customerId: customer?.id });
    await harness.scim('DELETE', `/Users/${ada}`);
    await settle(harness);
    const heir = await createUser(
      harness,
      person('heir', { emails: [{ type: 'work', value: 'ada@example.com' }] }),
    );
    await settle(harness);
    const [review] = (await list('?code=review_tombstone')).reviews;
    assert.deepEqual([review.userId, review.customerId], [heir, customer?.id]);
    await decide(heir, { decision: 'link' });
    await settle(harness);
    const [now] = await customersOf(harness);
    assert.deepEqual([now?.firstName, now?.metafields.active], ['heir', 'true']);
  });

  it('GIVEN nobody held, an unknown connection or a wrong page WHEN asked THEN the answer says so', async () => {
    await begin();
    const userId = await createUser(harness, person('ada'));
    await settle(harness);
    assert.deepEqual(await list(), { reviews: [], next: null, unread: null });
    assert.equal((await decide(userId, { decision: 'link' })).status, 404);
    assert.equal((await harness.admin('GET', '/connections/none/reviews')).status, 404);
    assert.equal((await harness.admin('GET', `${path()}?limit=0`)).status, 400);
    assert.equal((await harness.admin('GET', `${path()}?code=nonsense`)).status, 400);
  });

  it('GIVEN more held users than a page has WHEN pages are followed THEN each is shown once', async () => {
    await begin({ connection: { linkPolicy: 'hold' } });
    const names = ['ada', 'grace', 'mary', 'joan', 'edith'];
    for (const name of names) await addCustomer({ email: `${name}@example.com` });
    for (const name of names) await createUser(harness, person(name));
    await settle(harness);
    const seen: string[] = [];
    for (let next: string | null = ''; next !== null; ) {
      const page = await list(`?limit=2${next && `&before=${next}`}`);
      seen.push(...page.reviews.map((review: { user: { userName: string } }) => review.user.userName));
      next = page.next;
    }
    assert.deepEqual(seen, names.map((name) => `${name}@example.com`).reverse());
  });
});
