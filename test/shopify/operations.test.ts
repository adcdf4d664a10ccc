import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { buildSchema, parse, validate } from 'graphql';
import { listBulk, readBulk, runBulkMutation, stageUpload } from '../../src/shopify/bulk-operations.ts';
import { checkCheckoutRule, readCheckoutRule } from '../../src/shopify/checkout-rule.ts';
import {
  assignContact,
  assignMainContact,
  changeRoles,
  countContacts,
  createCompany,
  findCompanies,
  readCompany,
  readContacts,
  readMainContact,
  removeContact,
} from '../../src/shopify/company-operations.ts';
import { createDefinition } from '../../src/shopify/definitions.ts';
import { createCustomerGateway } from '../../src/shopify/gateway.ts';
import { readLeaver, readShop } from '../../src/shopify/operations.ts';
import {
  createSubscription,
  ensureSubscriptions,
  readSubscriptions,
} from '../../src/shopify/subscriptions.ts';
import { CUSTOMER_TOPICS, MERGE_TOPIC } from '../../src/shopify/topics.ts';
import { writeOperation } from '../../src/shopify/write-customer.ts';
import { findCustomer, OPERATIONS, readCustomer, readCustomers, STEPS } from './all-operations.ts';
import { startStore } from './support.ts';

const SDL = new URL('../../src/simulators/shopify/schema/admin-2026-10.graphql', import.meta.url);
const schema = buildSchema(readFileSync(SDL, 'utf8'));

describe('operations against the schema of Admin API 2026-10', () => {
  for (const [name, operation] of OPERATIONS) {
    it(`GIVEN ${name} WHEN it is validated THEN the schema knows all of it`, () => {
      assert.deepEqual(
        validate(schema, parse(operation.text)).map((error) => error.message),
        [],
      );
    });
  }
});

describe('what operations cost', () => {
  let store: Awaited<ReturnType<typeof startStore>>;
  before(async () => {
    store = await startStore();
  });
  after(() => store.close());

  it('GIVEN every operation WHEN the store executes it THEN it asks the points that we reserve', async () => {
    const gateway = createCustomerGateway(store.client);
    const options = { leaving: false };
    await gateway.prepare([], options);
    const created = await gateway.create(
      {
        fields: { email: 'ada@example.com', firstName: 'Ada' },
        metafields: { link_id: 'link-1', active: 'true', department: 'R&D' },
        tags: ['department:r-d'],
      },
      options,
    );
    assert.ok(created.created);
    const { customerId } = created;
    await gateway.findByEmail('ada@example.com', options);
    await gateway.readByLink('link-1', options);
    await gateway.read(customerId, options);
    const many = await gateway.readMany([customerId, 'gid://shopify/Customer/1', customerId], options);
    assert.deepEqual(
      many.map((found) => found?.id ?? null),
      [customerId, null, customerId],
    );
    const steps = STEPS.filter(({ kind }) => kind !== 'addressUpdate' && kind !== 'addressDelete');
    await gateway.write(customerId, steps.slice(0, 1), { ...options, askConsents: true });
    await gateway.write(customerId, steps, { ...options, askConsents: false });
    await checkCheckoutRule(store.client, { leaving: false });
    const webhooks = {
      uri: 'https://rollcall.example.com/shopify/webhooks',
      topics: [...CUSTOMER_TOPICS, MERGE_TOPIC],
    };
    await ensureSubscriptions(store.client, webhooks, options);
    const { bulk } = gateway;
    const path = await bulk.upload([{ fields: { firstName: 'Bo' }, metafields: {}, tags: [] }], options);
    const start = await bulk.start(path, 'a-run', options);
    assert.ok(start.started);
    assert.equal((await bulk.look(start.operationId, options))?.operationId, start.operationId);
    assert.equal((await bulk.find('a-run', options))?.operationId, start.operationId);
    assert.equal(await bulk.find('another', options), null);

    const kinds = steps.map(({ kind }) => kind);
    assert.deepEqual(
      store.costs.map(({ operationName, requestedQueryCost }) => [operationName, requestedQueryCost]),
      [
        ['ReadShop', readShop.cost],
        ...Array.from({ length: 6 }, () => ['CreateDefinition', createDefinition.cost]),
        ['CreateCustomer', 10],
        ['FindCustomer', findCustomer.cost],
        ['ReadCustomer', readCustomer.cost],
        ['ReadCustomer', readCustomer.cost],
        ['ReadCustomers', readCustomers(3).cost],
        ['WriteCustomer', writeOperation(['update'], true).cost],
        ['WriteCustomer', writeOperation(kinds, false).cost],
        ['ReadCheckoutRule', readCheckoutRule.cost],
        ['ReadSubscriptions', readSubscriptions.cost],
        ...Array.from({ length: 6 }, () => ['CreateSubscription', createSubscription.cost]),
        ['StageUpload', stageUpload.cost],
        ['RunBulkMutation', runBulkMutation.cost],
        ['ReadBulk', readBulk.cost],
        ['ListBulk', listBulk.cost],
        ['ListBulk', listBulk.cost],
      ],
    );
  });

  it('GIVEN every operation on companies WHEN the store executes it THEN it asks the points that we reserve', async () => {
    const { client, costs } = store;
    const { companies, create, readLeaver: readBack } = createCustomerGateway(client);
    const options = { leaving: false };
    const made = await create({ fields: { email: 'eve@example.com' }, metafields: {}, tags: [] }, options);
    assert.ok(made.created);
    const { customerId } = made;
    costs.length = 0;
    const wanted = { externalId: 'acme', name: 'Acme', create: true, rule: 1, roles: [] };
    const answer = await companies.find(wanted, options);
    assert.ok(answer.kind === 'found');
    // Not in the search index yet.
    assert.equal((await companies.find({ ...wanted, create: false }, options)).kind, 'found');
    const { id: companyId, locations, defaultRole: roleId } = answer.company;
    const { contactId } = await companies.write({ kind: 'contactAssign', companyId, customerId }, options);
    assert.ok(contactId !== null && roleId !== null && locations[0] !== undefined);
    const assign = [{ locationId: locations[0].id, roleId }];
    const rolesChange = { kind: 'rolesChange', contactId } as const;
    const { assigned } = await companies.write({ ...rolesChange, revoke: [], assign }, options);
    const contact = { id: contactId, companyId, companyName: 'Acme', roles: assigned };
    assert.deepEqual(await companies.contacts(customerId, true, options), [{ ...contact, isMain: false }]);
    await companies.write({ kind: 'mainContact', companyId, contactId }, options);
    const { customer } = await readBack(customerId, { ...options, asksCompanies: true });
    assert.deepEqual(customer?.companies?.contacts, [{ ...contact, isMain: true }]);
    const revoke = assigned.map(({ id }) => id);
    await companies.write({ ...rolesChange, revoke, assign }, options);
    await companies.write({ kind: 'contactRemove', contactId }, options);
    assert.deepEqual(await companies.contacts(customerId, false, options), []);
    await readBack(customerId, { ...options, asksCompanies: true });
    assert.deepEqual(
      costs.map(({ operationName, requestedQueryCost }) => [operationName, requestedQueryCost]),
      [
        ['FindCompanies', findCompanies.cost],
        ['CreateCompany', createCompany.cost],
        ['FindCompanies', findCompanies.cost],
        ['ReadCompany', readCompany.cost],
        ['AssignContact', assignContact.cost],
        ['ChangeRoles', changeRoles(false, true).cost],
        ['ReadContacts', readContacts.cost],
        ['ReadMainContact', readMainContact.cost],
        ['AssignMainContact', assignMainContact.cost],
        ['ReadLeaver', readLeaver(true).cost],
        ['ReadContacts', readContacts.cost],
        ['ChangeRoles', changeRoles(true, true).cost],
        ['RemoveContact', removeContact.cost],
        ['CountContacts', countContacts.cost],
        ['ReadLeaver', readLeaver(true).cost],
      ],
    );
  });
});
