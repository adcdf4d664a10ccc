// A customer's addresses: the dedicated mutations, the default address, the recorded refusals.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Store, startStore } from './harness.ts';

const ottawa = {
  address1: '1 Main St',
  city: 'Ottawa',
  countryCode: 'CA',
  provinceCode: 'ON',
  zip: 'K1A 0B1',
};
const toronto = {
  address1: '2 Side St',
  city: 'Toronto',
  countryCode: 'CA',
  provinceCode: 'ON',
  zip: 'M5H 2N2',
};
const missing = 'gid://shopify/MailingAddress/999?model_name=CustomerAddress';

async function readAddresses(store: Store, id: string) {
  const { data } = await store.graphql(
    `{ customer(id: "${id}") { defaultAddress { id } addresses { id } addressesV2(first: 10) { nodes { id city } } } }`,
  );
  return data.customer;
}

test('an address takes the customer’s name and gets country and province by name', async (t) => {
  const store = await startStore(t);
  const customerId = await store.createCustomer({ firstName: 'Ann', lastName: 'Lee' });
  const { address, userErrors } = await store.mutate('customerAddressCreate', {
    customerId,
    address: { ...ottawa, phone: '+1 415-555-0123' },
  });
  assert.deepEqual(userErrors, []);
  assert.match(address.id, /^gid:\/\/shopify\/MailingAddress\/\d+\?model_name=CustomerAddress$/);
  assert.deepEqual(
    { ...address, id: '' },
    {
      id: '',
      firstName: 'Ann',
      lastName: 'Lee',
      name: 'Ann Lee',
      address1: '1 Main St',
      city: 'Ottawa',
      province: 'Ontario',
      provinceCode: 'ON',
      zip: 'K1A 0B1',
      country: 'Canada',
      countryCodeV2: 'CA',
      phone: '+14155550123',
      formattedArea: 'Ottawa ON, Canada',
    },
  );
});

test('the first address is the default until another is made so, and after its deletion the next', async (t) => {
  const store = await startStore(t);
  const customerId = await store.createCustomer({ firstName: 'Ann' });
  const first = (await store.mutate('customerAddressCreate', { customerId, address: ottawa })).address.id;
  const second = (await store.mutate('customerAddressCreate', { customerId, address: toronto })).address.id;
  assert.equal((await readAddresses(store, customerId)).defaultAddress.id, first);

  const { customer } = await store.mutate('customerUpdateDefaultAddress', { customerId, addressId: second });
  assert.equal(customer.defaultAddress.id, second);

  await store.mutate('customerAddressDelete', { customerId, addressId: second });
  const rest = await readAddresses(store, customerId);
  assert.equal(rest.defaultAddress.id, first);
  assert.deepEqual(rest.addressesV2.nodes, [{ id: first, city: 'Ottawa' }]);

  const third = await store.mutate('customerAddressCreate', {
    customerId,
    address: toronto,
    setAsDefault: true,
  });
  assert.equal((await readAddresses(store, customerId)).defaultAddress.id, third.address.id);
});

test('an update changes the fields it is given', async (t) => {
  const store = await startStore(t);
  const customerId = await store.createCustomer({ firstName: 'Ann' });
  const { address } = await store.mutate('customerAddressCreate', { customerId, address: toronto });
  const updated = await store.mutate('customerAddressUpdate', {
    customerId,
    addressId: address.id,
    address: { city: 'Montreal', provinceCode: 'QC' },
  });
  assert.deepEqual(updated, {
    address: { id: address.id, address1: '2 Side St', city: 'Montreal', provinceCode: 'QC' },
    userErrors: [],
  });
});

test('bad addresses are refused in the recorded words', async (t) => {
  const store = await startStore(t, { speed: 1000 });
  const customerId = await store.createCustomer({ firstName: 'Ann' });
  await store.mutate('customerAddressCreate', { customerId, address: ottawa });
  const cases: [Record<string, unknown>, string[], string][] = [
    [ottawa, ['address'], 'Address already exists'],
    [{ ...toronto, provinceCode: 'XX' }, ['address', 'province'], 'Province is invalid'],
    [{ address1: 'x', country: 'Atlantis' }, ['address', 'country'], 'Country is invalid'],
    [
      { ...toronto, address1: 'x'.repeat(256) },
      ['address', 'address1'],
      'Address1 is too long (maximum is 255 characters)',
    ],
    [{ ...toronto, address1: 'Main 🙂' }, ['address', 'address1'], 'Address1 cannot contain emojis'],
    [{ ...toronto, city: '<b>x</b>' }, ['address', 'city'], 'City cannot contain HTML tags'],
    [{ ...toronto, city: 'https://example.com' }, ['address', 'city'], 'City cannot contain URL'],
    [{ ...toronto, zip: 'www.example.com' }, ['address', 'zip'], 'Zip cannot contain URL'],
    [{ ...toronto, phone: '<i>1</i>' }, ['address', 'phone'], 'Phone cannot contain HTML tags'],
  ];
  for (const [address, field, message] of cases) {
    const payload = await store.mutate('customerAddressCreate', { customerId, address });
    assert.deepEqual(payload, { address: null, userErrors: [{ field, message }] });
  }
});

test('unknown customers and addresses are refused by every address mutation', async (t) => {
  const store = await startStore(t, { speed: 1000 });
  const customerId = await store.createCustomer({ firstName: 'Ann' });
  const nobody = 'gid://shopify/Customer/1';
  const noCustomer = { field: ['customerId'], message: 'Customer does not exist' };
  const noAddress = { field: ['addressId'], message: 'Address does not exist' };
  for (const root of ['customerAddressUpdate', 'customerAddressDelete', 'customerUpdateDefaultAddress']) {
    const common = { addressId: missing, address: ottawa };
    assert.deepEqual((await store.mutate(root, { customerId: nobody, ...common })).userErrors, [noCustomer]);
    assert.deepEqual((await store.mutate(root, { customerId, ...common })).userErrors, [noAddress]);
  }
  const created = await store.mutate('customerAddressCreate', { customerId: nobody, address: ottawa });
  assert.deepEqual(created.userErrors, [noCustomer]);
});

test('an update whose input names another address is refused', async (t) => {
  const store = await startStore(t);
  const customerId = await store.createCustomer({ firstName: 'Ann' });
  const { address } = await store.mutate('customerAddressCreate', { customerId, address: ottawa });
  const { userErrors } = await store.mutate('customerAddressUpdate', {
    customerId,
    addressId: address.id,
    address: { id: missing },
  });
  assert.deepEqual(userErrors, [
    { field: ['addressId'], message: 'The id of the address does not match the id in the input' },
  ]);
});

test('customerUpdate with addresses replaces the list and keeps those named by id', async (t) => {
  const store = await startStore(t);
  const id = await store.createCustomer({ firstName: 'Ann', addresses: [ottawa, toronto] });
  const [, second] = (await readAddresses(store, id)).addresses;
  await store.mutate('customerUpdate', { input: { id, addresses: [{ id: second.id, city: 'York' }] } });
  assert.deepEqual((await readAddresses(store, id)).addressesV2.nodes, [{ id: second.id, city: 'York' }]);
  const { userErrors } = await store.mutate('customerUpdate', {
    input: { id, addresses: [{ id: missing }] },
  });
  assert.deepEqual(userErrors, [
    { field: ['addresses', '0', 'id'], message: 'Customer address does not exist' },
  ]);
});
