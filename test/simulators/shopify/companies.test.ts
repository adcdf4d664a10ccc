// Companies, their locations, contacts and roles.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { download, runMutation, waitFor } from './bulk-client.ts';
import { type Json, type Store, startStore } from './harness.ts';

async function createCompany(store: Store, input: Record<string, unknown> = { company: { name: 'Acme' } }) {
  const { company, userErrors } = await store.mutate('companyCreate', { input });
  assert.deepEqual(userErrors, []);
  const [location] = company.locations.nodes;
  const roles = Object.fromEntries(
    company.contactRoles.nodes.map(({ name, id }: { name: string; id: string }) => [name, id]),
  ) as Record<string, string>;
  return { company, location, roles };
}

async function assignCustomer(store: Store, companyId: string, email: string) {
  const customerId = await store.createCustomer({ email });
  const { companyContact } = await store.mutate('companyAssignCustomerAsContact', { companyId, customerId });
  return { customerId, contactId: companyContact.id as string };
}

const shownCustomers = async (store: Store) => (await store.send('GET', '/_sim/customers')).body as Json[];

test('a new company has one location, by its own name, and two roles', async (t) => {
  const store = await startStore(t);
  const { company } = await createCompany(store, {
    company: { name: '<b>Acme</b>', externalId: 'acme-1', note: 'a <b>note</b>' },
  });
  assert.equal(company.name, 'Acme');
  assert.equal(company.note, 'a <b>note</b>');
  assert.equal(company.mainContact, null);
  assert.deepEqual(
    company.contactRoles.nodes.map(({ name }: Json) => name),
    ['Location admin', 'Ordering only'],
  );
  assert.deepEqual(
    company.locations.nodes.map(({ name }: Json) => name),
    ['Acme'],
  );
});

test('a company is found by id at once and by external id once the index has it', async (t) => {
  const store = await startStore(t, { speed: 0, searchLagMs: 2000 });
  const { company } = await createCompany(store, { company: { name: 'Acme', externalId: 'acme-1' } });
  const find = `query ($id: ID!, $query: String!) {
    company(id: $id) { name } companies(first: 5, query: $query) { nodes { externalId } } }`;
  const search = async (query: string) => (await store.graphql(find, { id: company.id, query })).data;
  assert.deepEqual(await search("external_id:'acme-1'"), {
    company: { name: 'Acme' },
    companies: { nodes: [] },
  });
  await store.post('/_sim/clock', { advanceSeconds: 3 });
  assert.deepEqual((await search("external_id:'acme-1'")).companies.nodes, [{ externalId: 'acme-1' }]);
  assert.deepEqual((await search("external_id:'acme'")).companies.nodes, []);
});

test('a search key that companies do not have is ignored, with a warning', async (t) => {
  const store = await startStore(t);
  await createCompany(store);
  const { data, extensions } = await store.graphql(
    '{ companies(first: 5, query: "colour:red") { nodes { name } } }',
  );
  assert.deepEqual(data.companies.nodes, [{ name: 'Acme' }]);
  assert.equal(extensions.search[0].warnings[0].field, 'colour');
});

test('a customer becomes a contact and gets a role; /_sim/customers shows both by name', async (t) => {
  const store = await startStore(t);
  const { company, location, roles } = await createCompany(store, {
    company: { name: 'Acme', externalId: 'acme-1' },
    companyLocation: { name: 'Berlin' },
  });
  const { customerId, contactId } = await assignCustomer(store, company.id, 'ann@example.com');
  const { companyContactRoleAssignment } = await store.mutate('companyContactAssignRole', {
    companyContactId: contactId,
    companyContactRoleId: roles['Ordering only'],
    companyLocationId: location.id,
  });
  assert.equal(companyContactRoleAssignment.role.name, 'Ordering only');
  assert.deepEqual((await shownCustomers(store))[0].companies, [
    {
      companyId: company.id,
      externalId: 'acme-1',
      name: 'Acme',
      roles: [{ location: 'Berlin', role: 'Ordering only' }],
    },
  ]);
  const { data } = await store.graphql(
    `{ customer(id: "${customerId}") { companyContactProfiles { id company { name } isMainContact
      roleAssignments(first: 5) { nodes { role { name } companyLocation { name } companyContact { id } } } } } }`,
  );
  assert.deepEqual(data.customer.companyContactProfiles, [
    {
      id: contactId,
      company: { name: 'Acme' },
      isMainContact: false,
      roleAssignments: {
        nodes: [
          {
            role: { name: 'Ordering only' },
            companyLocation: { name: 'Berlin' },
            companyContact: { id: contactId },
          },
        ],
      },
    },
  ]);
});

test('of several roles in one call, each stands for itself', async (t) => {
  const store = await startStore(t);
  const { company, location, roles } = await createCompany(store);
  const { companyLocation } = await store.mutate('companyLocationCreate', {
    companyId: company.id,
    input: { name: 'Ulm' },
  });
  const { contactId } = await assignCustomer(store, company.id, 'ann@example.com');
  const role = roles['Location admin'];
  const { roleAssignments, userErrors } = await store.mutate('companyContactAssignRoles', {
    companyContactId: contactId,
    rolesToAssign: [
      { companyContactRoleId: role, companyLocationId: location.id },
      { companyContactRoleId: role, companyLocationId: 'gid://shopify/CompanyLocation/1' },
      { companyContactRoleId: roles['Ordering only'], companyLocationId: location.id },
      { companyContactRoleId: role, companyLocationId: companyLocation.id },
    ],
  });
  assert.equal(roleAssignments.length, 2);
  assert.deepEqual(
    userErrors.map(({ field, code }: Json) => [field.join('.'), code]),
    [
      ['rolesToAssign.1.companyLocationId', 'RESOURCE_NOT_FOUND'],
      ['rolesToAssign.2', 'LIMIT_REACHED'],
    ],
  );
  const revoked = await store.mutate('companyContactRevokeRoles', {
    companyContactId: contactId,
    roleAssignmentIds: [roleAssignments[0].id, 'gid://shopify/CompanyContactRoleAssignment/1'],
  });
  assert.deepEqual(revoked.revokedRoleAssignmentIds, [roleAssignments[0].id]);
  assert.deepEqual(revoked.userErrors[0].field, ['roleAssignmentIds', '1']);
  const all = await store.mutate('companyContactRevokeRoles', {
    companyContactId: contactId,
    revokeAll: true,
  });
  assert.deepEqual(all, { revokedRoleAssignmentIds: [roleAssignments[1].id], userErrors: [] });
});

test('a customer belongs to one company, and needs an e-mail address for it', async (t) => {
  const store = await startStore(t);
  const { company } = await createCompany(store);
  const other = await createCompany(store, { company: { name: 'Other' } });
  const { customerId } = await assignCustomer(store, company.id, 'ann@example.com');
  const refuse = async (customer: string) =>
    (
      await store.mutate('companyAssignCustomerAsContact', {
        companyId: other.company.id,
        customerId: customer,
      })
    ).userErrors[0].message;
  assert.equal(await refuse(customerId), 'Customer is already associated with a company contact.');
  assert.equal(
    await refuse(await store.createCustomer({ firstName: 'Bo' })),
    'Customer must have an email address.',
  );
});

test('removing a contact ends its roles and keeps the customer, orders or not; deleting minds orders', async (t) => {
  const store = await startStore(t);
  const { company, location, roles } = await createCompany(store);
  const { customerId, contactId } = await assignCustomer(store, company.id, 'ann@example.com');
  await store.mutate('companyContactAssignRole', {
    companyContactId: contactId,
    companyContactRoleId: roles['Ordering only'],
    companyLocationId: location.id,
  });
  await store.post('/_sim/orders', { customerId, companyId: company.id });
  const deleted = await store.mutate('companyContactDelete', { companyContactId: contactId });
  assert.equal(deleted.userErrors[0].code, 'FAILED_TO_DELETE');
  const removed = await store.mutate('companyContactRemoveFromCompany', { companyContactId: contactId });
  assert.deepEqual(removed, { removedCompanyContactId: contactId, userErrors: [] });
  const [customer] = await shownCustomers(store);
  assert.deepEqual([customer.id, customer.companies], [customerId, []]);
  const { data } = await store.graphql(
    `{ companyLocation(id: "${location.id}") { roleAssignments(first: 5) { nodes { id } } } }`,
  );
  assert.deepEqual(data.companyLocation.roleAssignments.nodes, []);
});

test('a location takes fifty customers', async (t) => {
  const store = await startStore(t, { plan: 'plus', speed: 1000 });
  const { company, location, roles } = await createCompany(store);
  const assign = async (index: number) => {
    const { contactId } = await assignCustomer(store, company.id, `c${index}@example.com`);
    return store.mutate('companyContactAssignRole', {
      companyContactId: contactId,
      companyContactRoleId: roles['Ordering only'],
      companyLocationId: location.id,
    });
  };
  for (let index = 0; index < 50; index += 1) assert.deepEqual((await assign(index)).userErrors, []);
  assert.equal((await assign(50)).userErrors[0].code, 'LIMIT_REACHED');
});

test('a company takes ten thousand contacts', async (t) => {
  const store = await startStore(t, { speed: 10_000 });
  const { company } = await createCompany(store);
  const mutation = `mutation ($input: CompanyContactInput!) {
    companyContactCreate(companyId: "${company.id}", input: $input) { userErrors { code } } }`;
  const rows = Array.from({ length: 10_001 }, (_, index) => ({ input: { email: `c${index}@example.com` } }));
  const { url } = await waitFor(store, await runMutation(store, mutation, rows), 'COMPLETED');
  const refused = (await download(url)).flatMap(({ data }) => data.companyContactCreate.userErrors);
  assert.deepEqual(refused, [{ code: 'LIMIT_REACHED' }]);
});

test('a company made with a contact has it as main contact, and a new customer', async (t) => {
  const store = await startStore(t);
  const { company } = await createCompany(store, {
    company: { name: 'Acme' },
    companyContact: { email: 'ann@example.com', firstName: 'Ann', title: 'Buyer' },
  });
  const [customer] = await shownCustomers(store);
  assert.equal(customer.email, 'ann@example.com');
  assert.deepEqual(customer.companies[0].roles, [{ location: 'Acme', role: 'Location admin' }]);
  const { data } = await store.graphql(
    `{ company(id: "${company.id}") { mainContact { title isMainContact customer { firstName } } } }`,
  );
  assert.deepEqual(data.company.mainContact, {
    title: 'Buyer',
    isMainContact: true,
    customer: { firstName: 'Ann' },
  });
});

test('a customer that is deleted is no contact any more', async (t) => {
  const store = await startStore(t);
  const { company } = await createCompany(store);
  const { customerId } = await assignCustomer(store, company.id, 'ann@example.com');
  await store.mutate('customerDelete', { input: { id: customerId } });
  const { data } = await store.graphql(`{ company(id: "${company.id}") { contactsCount { count } } }`);
  assert.equal(data.company.contactsCount.count, 0);
});

test('a merchant makes companies and contacts in the admin', async (t) => {
  const store = await startStore(t);
  const { status, body } = await store.post('/_sim/companies', {
    name: 'Acme',
    externalId: 'acme-1',
    locations: ['Berlin', 'Ulm'],
  });
  assert.equal(status, 201);
  const customerId = await store.createCustomer({ email: 'ann@example.com' });
  const contact = await store.post('/_sim/contacts', {
    companyId: body.id,
    customerId,
    roles: [{ location: 'Ulm', role: 'Location admin' }],
  });
  assert.equal(contact.status, 200);
  assert.deepEqual((await shownCustomers(store))[0].companies[0].roles, [
    { location: 'Ulm', role: 'Location admin' },
  ]);
  const { body: companies } = await store.send('GET', '/_sim/companies');
  assert.deepEqual(companies[0].contacts[0].customerId, customerId);
  const wrong = { companyId: body.id, customerId, roles: [{ location: 'Rome', role: 'Location admin' }] };
  assert.equal((await store.post('/_sim/contacts', wrong)).status, 400);
});

test('a shop without B2B denies access to companies, and to a customer’s part in them', async (t) => {
  const store = await startStore(t);
  const id = await store.createCustomer({ email: 'ann@example.com' });
  await store.post('/_sim/shop', { b2b: false });
  const { data, errors } = await store.graphql('{ companies(first: 1) { nodes { id } } }');
  assert.equal(data, null);
  assert.equal(
    errors[0].message,
    'Access denied for companies field. Required access: `read_customers` access scope or `read_companies` access scope. Also: The shop must have access to B2B. Some operations may require additional plan capabilities.',
  );
  assert.equal(errors[0].extensions.code, 'ACCESS_DENIED');
  const mutation = await store.graphql(
    'mutation { companyCreate(input: {company: {name: "x"}}) { company { id } } }',
  );
  assert.deepEqual(mutation.data, { companyCreate: null });
  assert.equal(mutation.errors[0].extensions.code, 'ACCESS_DENIED');
  const profiles = await store.graphql(`{ customer(id: "${id}") { companyContactProfiles { id } } }`);
  assert.deepEqual(profiles.data, { customer: null });
});
