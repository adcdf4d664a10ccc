// Customers as the Admin API creates, changes, finds and deletes them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linkDefinition, type Store, startStore } from './harness.ts';

const missing = 'gid://shopify/Customer/999999999999999';

test('a created customer has what was given, normalised, and Shopify’s defaults for the rest', async (t) => {
  const store = await startStore(t);
  const { customer, userErrors } = await store.mutate('customerCreate', {
    input: {
      firstName: 'Ann',
      lastName: 'Lee',
      email: ' ann.lee @example.com',
      phone: '+1 (613) 450-5293',
      note: 'n',
      tags: ['b, a ', 'A', 'c'],
    },
  });
  assert.deepEqual(userErrors, []);
  assert.match(customer.id, /^gid:\/\/shopify\/Customer\/\d+$/);
  assert.deepEqual(
    { ...customer, id: '' },
    {
      id: '',
      firstName: 'Ann',
      lastName: 'Lee',
      displayName: 'Ann Lee',
      email: 'ann.lee@example.com',
      phone: '+16134505293',
      locale: 'en',
      note: 'n',
      tags: ['a', 'b', 'c'],
      verifiedEmail: true,
      state: 'DISABLED',
      canDelete: true,
    },
  );
});

test('a national phone number is completed with the shop’s country', async (t) => {
  const store = await startStore(t, { country: 'GB' });
  const { customer } = await store.mutate('customerCreate', { input: { phone: '020 7946 0958' } });
  assert.equal(customer.phone, '+442079460958');
});

/** Inputs that customerCreate refuses, with the place and the words. */
const refusals: [Record<string, unknown>, string[] | null, string][] = [
  [{}, null, 'A name, phone number, or email address must be present'],
  [{ email: '', firstName: ' ' }, null, 'A name, phone number, or email address must be present'],
  [{ email: 'foo@' }, ['email'], 'Email is invalid'],
  [{ email: 'foo@bar' }, ['email'], 'Email is invalid'],
  [{ email: 'foo@@bar.com' }, ['email'], 'Email is invalid'],
  [{ email: '@bar.com' }, ['email'], 'Email is invalid'],
  [{ email: `${'a'.repeat(250)}@example.com` }, ['email'], 'Email is too long (maximum is 255 characters)'],
  [{ phone: '12' }, ['phone'], 'Phone is invalid'],
  [{ phone: '1'.repeat(256) }, ['phone'], 'Phone is too long (maximum is 255 characters)'],
  [{ firstName: 'x'.repeat(256) }, ['firstName'], 'First name is too long (maximum is 255 characters)'],
  [{ lastName: 'x'.repeat(256) }, ['lastName'], 'Last name is too long (maximum is 255 characters)'],
  [{ note: 'x'.repeat(5001), firstName: 'x' }, ['note'], 'Note is too long (maximum is 5000 characters)'],
  [{ tags: ['x'.repeat(256)], firstName: 'x' }, ['tags'], 'Tags is too long (maximum is 255 characters)'],
  [
    { tags: [Array.from({ length: 251 }, (_, i) => `t${i}`).join(',')], firstName: 'x' },
    ['tags'],
    'Tags cannot be more than 250',
  ],
  [{ locale: 'xx-invalid', firstName: 'x' }, ['locale'], 'Locale is invalid'],
  [{ id: missing, firstName: 'x' }, ['id'], 'Cannot specify ID on creation'],
  [
    { metafields: [{ id: 'gid://shopify/Metafield/1' }], firstName: 'x' },
    ['metafields', '0', 'id'],
    'Cannot specify metafield ID on creation',
  ],
  [{ addresses: [{}], firstName: 'x' }, ['addresses', '0'], 'Customer address cannot be blank.'],
  [
    {
      firstName: 'x',
      emailMarketingConsent: { marketingState: 'SUBSCRIBED', marketingOptInLevel: 'SINGLE_OPT_IN' },
    },
    ['emailMarketingConsent'],
    'An email address is required to set the email marketing consent state.',
  ],
  [
    {
      firstName: 'x',
      smsMarketingConsent: { marketingState: 'SUBSCRIBED', marketingOptInLevel: 'SINGLE_OPT_IN' },
    },
    ['smsMarketingConsent'],
    'A phone number is required to set the SMS consent state.',
  ],
];

test('customerCreate refuses bad values in the recorded words, and creates nobody', async (t) => {
  const store = await startStore(t, { speed: 1000 });
  for (const [input, field, message] of refusals) {
    const { customer, userErrors } = await store.mutate('customerCreate', { input });
    assert.equal(customer, null);
    assert.deepEqual(userErrors[0], { field, message });
  }
  assert.deepEqual((await store.send('GET', '/_sim/customers')).body, []);
});

test('e-mail is unique without regard to case and white space, phone in its E.164 form', async (t) => {
  const store = await startStore(t);
  await store.createCustomer({ email: 'ann@example.com', phone: '+12065550109' });
  const { userErrors } = await store.mutate('customerCreate', {
    input: { email: 'ANN@exam ple.com', phone: '(206) 555-0109' },
  });
  assert.deepEqual(userErrors, [
    { field: ['email'], message: 'Email has already been taken' },
    { field: ['phone'], message: 'Phone has already been taken' },
  ]);
});

test('customerUpdate changes what it is given, replaces tags, and frees the old e-mail', async (t) => {
  const store = await startStore(t);
  const id = await store.createCustomer({ email: 'old@example.com', firstName: 'Ann', tags: ['a', 'b'] });
  const { customer, userErrors } = await store.mutate('customerUpdate', {
    input: { id, email: 'new@example.com', tags: ['c'] },
  });
  assert.deepEqual(userErrors, []);
  assert.deepEqual([customer.email, customer.firstName, customer.tags], ['new@example.com', 'Ann', ['c']]);
  await store.createCustomer({ email: 'old@example.com' });
});

test('customerUpdate refuses unknown customers, consent, and losing the last way to name a person', async (t) => {
  const store = await startStore(t);
  const id = await store.createCustomer({ email: 'a@example.com' });
  const consent = { marketingState: 'UNSUBSCRIBED', marketingOptInLevel: 'SINGLE_OPT_IN' };
  const cases: [Record<string, unknown>, string[] | null, string][] = [
    [{ id: missing, firstName: 'x' }, ['id'], 'Customer does not exist'],
    [
      { id, emailMarketingConsent: consent },
      ['emailMarketingConsent'],
      'To update emailMarketingConsent, please use the customerEmailMarketingConsentUpdate Mutation instead',
    ],
    [
      { id, smsMarketingConsent: consent },
      ['smsMarketingConsent'],
      'To update smsMarketingConsent, please use the customerSmsMarketingConsentUpdate Mutation instead',
    ],
    [{ id, email: null }, null, 'A name, phone number, or email address must be present'],
  ];
  for (const [input, field, message] of cases) {
    const payload = await store.mutate('customerUpdate', { input });
    assert.deepEqual(payload, { customer: null, userErrors: [{ field, message }] });
  }
});

test('a deleted customer is gone for reads and writes', async (t) => {
  const store = await startStore(t);
  const id = await store.createCustomer({ email: 'a@example.com' });
  const { deletedCustomerId } = await store.mutate('customerDelete', { input: { id } });
  assert.equal(deletedCustomerId, id);
  const { data } = await store.graphql(
    `{ customer(id: "${id}") { id } customerByIdentifier(identifier: {emailAddress: "a@example.com"}) { id } }`,
  );
  assert.deepEqual(data, { customer: null, customerByIdentifier: null });
  const gone = { field: ['id'], message: 'Customer does not exist' };
  assert.deepEqual((await store.mutate('customerUpdate', { input: { id, note: 'x' } })).userErrors, [gone]);
  assert.deepEqual(await store.mutate('tagsAdd', { id, tags: ['x'] }), { node: null, userErrors: [gone] });
  assert.deepEqual((await store.mutate('customerDelete', { input: { id } })).userErrors, [
    { field: ['id'], message: "Customer can't be found" },
  ]);
  await store.createCustomer({ email: 'a@example.com' });
});

test('a customer with orders cannot be deleted and says so beforehand', async (t) => {
  const store = await startStore(t);
  const id = await store.createCustomer({ email: 'a@example.com' });
  await store.post('/_sim/orders', { customerId: id });
  const { data } = await store.graphql(`{ customer(id: "${id}") { canDelete numberOfOrders } }`);
  assert.deepEqual(data.customer, { canDelete: false, numberOfOrders: '1' });
  const { userErrors } = await store.mutate('customerDelete', { input: { id } });
  assert.deepEqual(userErrors, [
    { field: ['id'], message: 'Customer can’t be deleted because they have associated orders' },
  ]);
});

test('tagsAdd and tagsRemove change single tags without regard to case', async (t) => {
  const store = await startStore(t);
  const id = await store.createCustomer({ email: 'a@example.com', tags: ['VIP'] });
  const added = await store.mutate('tagsAdd', { id, tags: ['vip', 'b,a'] });
  assert.deepEqual(added, { node: { id, tags: ['a', 'b', 'VIP'] }, userErrors: [] });
  const removed = await store.mutate('tagsRemove', { id, tags: ['A', 'absent', 'Vip'] });
  assert.deepEqual(removed.node.tags, ['b']);
});

async function identify(store: Store, identifier: Record<string, unknown>) {
  return store.graphql(
    'query ($identifier: CustomerIdentifierInput!) { customerByIdentifier(identifier: $identifier) { id } }',
    { identifier },
  );
}

test('customerByIdentifier finds by id, e-mail, phone and custom id, at once', async (t) => {
  const store = await startStore(t, { searchLagMs: 3_600_000 });
  await store.mutate('metafieldDefinitionCreate', { definition: linkDefinition });
  const id = await store.createCustomer({
    email: 'ann@example.com',
    phone: '+12065550109',
    metafields: [{ namespace: '$app', key: 'link_id', value: 'L1' }],
  });
  const identifiers = [
    { id },
    { emailAddress: 'A nn@Example.com' },
    { phoneNumber: '+1 206 555 0109' },
    { customId: { namespace: '$app', key: 'link_id', value: 'L1' } },
    { customId: { key: 'link_id', value: 'L1' } },
  ];
  for (const identifier of identifiers) {
    const { data } = await identify(store, identifier);
    assert.deepEqual(data, { customerByIdentifier: { id } }, JSON.stringify(identifier));
  }
  const { data } = await identify(store, { customId: { key: 'link_id', value: 'L2' } });
  assert.deepEqual(data, { customerByIdentifier: null });
});

test('a custom id without a definition of type id refuses the whole request', async (t) => {
  const store = await startStore(t);
  const customId = { namespace: '$app', key: 'link_id', value: 'L1' };
  const { data, errors } = await identify(store, { customId });
  assert.deepEqual(data, { customerByIdentifier: null });
  assert.equal(errors[0].message, "Metafield definition of type 'id' is required when using custom ids.");
  assert.equal(errors[0].extensions.code, 'NOT_FOUND');
  const set = await store.graphql(
    'mutation ($customId: UniqueMetafieldValueInput!) { customerSet(identifier: {customId: $customId}, input: {firstName: "x"}) { customer { id } } }',
    { customId },
  );
  assert.deepEqual(set.data, { customerSet: null });
  assert.equal(set.errors[0].extensions.code, 'NOT_FOUND');
});

test('customerSet by custom id creates once, with the metafield, and updates afterwards', async (t) => {
  const store = await startStore(t);
  await store.mutate('metafieldDefinitionCreate', { definition: linkDefinition });
  const identifier = { customId: { key: 'link_id', value: 'L1' } };
  const first = await store.mutate('customerSet', { identifier, input: { firstName: 'Ann' } });
  const second = await store.mutate('customerSet', { identifier, input: { lastName: 'Lee' } });
  assert.equal(second.customer.id, first.customer.id);
  assert.equal(second.customer.displayName, 'Ann Lee');
  const [shown] = (await store.send('GET', '/_sim/customers')).body;
  assert.deepEqual(shown.metafields, { link_id: 'L1' });
});

test('customerSet refuses identifiers that do not fit, with their codes', async (t) => {
  const store = await startStore(t);
  const id = await store.createCustomer({ email: 'a@example.com' });
  await store.createCustomer({ email: 'b@example.com' });
  const cases: [Record<string, unknown>, string[], string, string][] = [
    [
      { identifier: { id: missing }, input: { firstName: 'x' } },
      ['input'],
      'Resource matching the identifier was not found.',
      'NOT_FOUND',
    ],
    [
      { identifier: { email: 'a@example.com' }, input: { id, email: 'a@example.com' } },
      ['input'],
      'The id field is not allowed if identifier is provided.',
      'ID_NOT_ALLOWED',
    ],
    [
      { identifier: { email: 'a@example.com' }, input: { firstName: 'x' } },
      ['input'],
      'The input field corresponding to the identifier is required.',
      'MISSING_FIELD_REQUIRED',
    ],
    [
      { identifier: { email: 'a@example.com' }, input: { email: 'c@example.com' } },
      ['input'],
      'The identifier value does not match the value of the corresponding field in the input.',
      'INPUT_MISMATCH',
    ],
    [
      { identifier: { id }, input: { email: 'b@example.com' } },
      ['input', 'email'],
      'Email has already been taken',
      'TAKEN',
    ],
    [{ input: { email: 'foo@' } }, ['input', 'email'], 'Email is invalid', 'INVALID'],
    [{ input: {} }, ['input'], 'A name, phone number, or email address must be present', 'BLANK'],
  ];
  for (const [variables, field, message, code] of cases) {
    const payload = await store.mutate('customerSet', variables);
    assert.deepEqual(payload, { customer: null, userErrors: [{ field, message, code }] });
  }
});
