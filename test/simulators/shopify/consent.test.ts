// Marketing consent by e-mail and SMS: transitions and refusals as recorded.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startStore } from './harness.ts';

const single = 'SINGLE_OPT_IN';

test('consent by e-mail is unset at first, and can be given and withdrawn', async (t) => {
  const store = await startStore(t);
  const customerId = await store.createCustomer({ email: 'a@example.com' });
  const { data } = await store.graphql(
    `{ customer(id: "${customerId}") { defaultEmailAddress { marketingState marketingOptInLevel marketingUpdatedAt } } }`,
  );
  assert.deepEqual(data.customer.defaultEmailAddress, {
    marketingState: 'NOT_SUBSCRIBED',
    marketingOptInLevel: single,
    marketingUpdatedAt: null,
  });
  for (const marketingState of ['SUBSCRIBED', 'UNSUBSCRIBED']) {
    const { customer, userErrors } = await store.mutate('customerEmailMarketingConsentUpdate', {
      input: {
        customerId,
        emailMarketingConsent: {
          marketingState,
          marketingOptInLevel: single,
          consentUpdatedAt: '2026-04-25T01:00:00Z',
        },
      },
    });
    assert.deepEqual(userErrors, []);
    assert.deepEqual(customer.defaultEmailAddress, {
      marketingState,
      marketingOptInLevel: single,
      marketingUpdatedAt: '2026-04-25T01:00:00Z',
    });
  }
});

test('faulty consent by e-mail is refused beside the unchanged customer', async (t) => {
  const store = await startStore(t);
  const customerId = await store.createCustomer({ email: 'a@example.com' });
  const cases: [Record<string, unknown>, string, string, string][] = [
    [
      { marketingState: 'SUBSCRIBED', marketingOptInLevel: single, consentUpdatedAt: '2999-01-01T00:00:00Z' },
      'consentUpdatedAt',
      'Consent updated at must not be in the future',
      'INVALID',
    ],
    [
      { marketingState: 'PENDING', marketingOptInLevel: single },
      'marketingOptInLevel',
      'Marketing opt in level must be confirmed opt-in for pending consent state',
      'INVALID',
    ],
    [
      { marketingState: 'SUBSCRIBED' },
      'marketingOptInLevel',
      'Marketing opt in level must exist',
      'MISSING_ARGUMENT',
    ],
  ];
  for (const [emailMarketingConsent, field, message, code] of cases) {
    const { customer, userErrors } = await store.mutate('customerEmailMarketingConsentUpdate', {
      input: { customerId, emailMarketingConsent },
    });
    assert.equal(customer.defaultEmailAddress.marketingState, 'NOT_SUBSCRIBED');
    assert.deepEqual(userErrors, [{ field: ['input', 'emailMarketingConsent', field], message, code }]);
  }
});

test('states that nobody can choose refuse the whole request', async (t) => {
  const store = await startStore(t);
  const customerId = await store.createCustomer({ email: 'a@example.com' });
  const { data, errors } = await store.graphql(
    `mutation { customerEmailMarketingConsentUpdate(input: {customerId: "${customerId}",
      emailMarketingConsent: {marketingState: NOT_SUBSCRIBED}}) { customer { id } } }`,
  );
  assert.deepEqual(data, { customerEmailMarketingConsentUpdate: null });
  assert.equal(errors[0].message, 'Cannot specify NOT_SUBSCRIBED as a marketing state input');
  assert.equal(errors[0].extensions.code, 'INVALID');
});

test('consent by SMS needs a phone number, and shows in the older and the newer type', async (t) => {
  const store = await startStore(t);
  const without = await store.createCustomer({ email: 'a@example.com' });
  const smsMarketingConsent = { marketingState: 'SUBSCRIBED', marketingOptInLevel: single };
  const refused = await store.mutate('customerSmsMarketingConsentUpdate', {
    input: { customerId: without, smsMarketingConsent },
  });
  assert.deepEqual(refused, {
    customer: null,
    userErrors: [
      {
        field: ['input', 'smsMarketingConsent'],
        message: 'A phone number is required to set the SMS consent state.',
        code: 'INVALID',
      },
    ],
  });
  const customerId = await store.createCustomer({ phone: '+12065550109' });
  const { customer } = await store.mutate('customerSmsMarketingConsentUpdate', {
    input: { customerId, smsMarketingConsent },
  });
  assert.deepEqual(customer.defaultPhoneNumber, {
    marketingState: 'SUBSCRIBED',
    smsMarketingConsent: { state: 'SUBSCRIBED' },
  });
});

test('an unknown customer is not found, each mutation in its own way', async (t) => {
  const store = await startStore(t);
  const customerId = 'gid://shopify/Customer/1';
  const consent = { marketingState: 'UNSUBSCRIBED', marketingOptInLevel: single };
  const byEmail = await store.mutate('customerEmailMarketingConsentUpdate', {
    input: { customerId, emailMarketingConsent: consent },
  });
  assert.deepEqual(byEmail.userErrors, [
    { field: ['input', 'customerId'], message: 'Customer not found', code: 'INVALID' },
  ]);
  const bySms = await store.mutate('customerSmsMarketingConsentUpdate', {
    input: { customerId, smsMarketingConsent: consent },
  });
  assert.deepEqual(bySms.userErrors, [{ field: null, message: 'Customer not found', code: null }]);
});

test('a first consent can be given at creation', async (t) => {
  const store = await startStore(t);
  await store.createCustomer({
    email: 'a@example.com',
    emailMarketingConsent: { marketingState: 'SUBSCRIBED', marketingOptInLevel: single },
  });
  const [shown] = (await store.send('GET', '/_sim/customers')).body;
  assert.equal(shown.emailMarketingState, 'SUBSCRIBED');
});
