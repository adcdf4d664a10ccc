// Reconciling many customers over HTTP: Shopify's bulk queries read them, and what is found is the same as page by page.
import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { eventually, type Harness, startHarness } from '../support/rollcall.ts';
import { createUser, customersOf, merchant, person, settle } from './support.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const USERS = 30;
const ROLE = 'Ordering only';
const RULE = { match: { name: 'Buyers' }, company: { name: 'Harbour', location: 'Berlin', role: ROLE } };

let harness: Harness;
afterEach(() => harness.close());

const path = () => `/connections/${harness.connectionId}`;
const stats = async () => (await harness.sim('GET', '/_sim/stats')).body;

/** Users in the group of a company, with addresses and tags. */
async function begin(options: { bulkFrom: number; b2b?: boolean }): Promise<string[]> {
  harness = await startHarness({ bulkFrom: options.bulkFrom });
  if (options.b2b === false) await harness.sim('POST', '/_sim/shop', { b2b: false });
  else await harness.sim('POST', '/_sim/companies', { name: 'Harbour', locations: ['Berlin', 'Bonn'] });
  const metafields = [{ namespace: 'custom', key: 'first', value: '{{ user.firstName }}' }];
  await harness.admin('PATCH', path(), { settings: { groups: [RULE], mapping: { metafields } } });
  const ids: string[] = [];
  for (let n = 0; n < USERS; n += 1) {
    const addresses = [{ type: 'work', streetAddress: `Torstraße ${n}`, locality: 'Berlin', country: 'DE' }];
    ids.push(
      await createUser(harness, person(`user${n}`, { addresses, [ENTERPRISE]: { department: 'Sales' } })),
    );
  }
  const schemas = ['urn:ietf:params:scim:schemas:core:2.0:Group'];
  await harness.scim('POST', '/Groups', {
    schemas,
    displayName: 'Buyers',
    members: ids.map((value) => ({ value })),
  });
  await settle(harness);
  return ids;
}

async function reconcile(body: object = {}) {
  const begun = await harness.admin('POST', `${path()}/reconciliations`, body);
  const report = await eventually(async () => {
    const { body: found } = await harness.admin(
      'GET',
      `${path()}/reconciliations/${begun.body.id}?limit=500`,
    );
    return found.finishedAt !== null && found;
  }, 'the reconciliation has finished');
  await settle(harness);
  return report;
}

/** What a merchant does to some of them. */
async function meddle(): Promise<void> {
  const customers = await customersOf(harness);
  const at = (index: number) => customers[index]?.id as string;
  const numberOf = (index: number) => at(index).split('/').at(-1);
  await harness.sim('PATCH', `/_sim/customers/${numberOf(0)}`, { firstName: 'Augusta' });
  await harness.sim('PATCH', `/_sim/customers/${numberOf(1)}`, { metafields: { 'custom.first': 'Augusta' } });
  await harness.sim('PATCH', `/_sim/customers/${numberOf(2)}`, { tags: [] });
  await harness.sim('DELETE', `/_sim/customers/${numberOf(3)}`);
  const [company] = (await harness.sim('GET', '/_sim/companies')).body;
  if (company !== undefined) {
    await harness.sim('POST', '/_sim/contacts', { companyId: company.id, customerId: at(4), roles: [] });
    const contact = company.contacts.find(({ customerId }: { customerId: string }) => customerId === at(5));
    const remove =
      'mutation ($id: ID!) { companyContactRemoveFromCompany(companyContactId: $id) { userErrors { message } } }';
    await merchant(harness, remove, { id: contact.id });
  }
  await harness.sim('POST', '/_sim/customers', { email: 'stranger@example.com' });
}

interface Found {
  readonly subject: string;
  readonly kind: string;
  readonly changed: readonly string[];
}

const named = (ids: readonly string[], { findings }: { findings: Found[] }) =>
  findings
    .map(({ subject, kind, changed }) => `${ids.indexOf(subject)} ${kind} ${changed.join()}`)
    .toSorted();

describe('reconciling by bulk', () => {
  it('GIVEN many customers as they were written WHEN reconciled THEN two operations read them all, and nothing is found', async () => {
    await begin({ bulkFrom: USERS });
    const before = await stats();
    const { state, counts, findings } = await reconcile();
    assert.deepEqual([state, counts, findings], ['finished', { customers: USERS, waiting: 0 }, []]);
    const after = await stats();
    assert.equal(after.bulkOperations - before.bulkOperations, 2);
  });

  it('RULES 11: GIVEN what a merchant did WHEN reconciled by bulk and page by page THEN the same is found, and put right', async () => {
    const ids = await begin({ bulkFrom: USERS });
    await meddle();
    const expected = [
      '0 drift firstName',
      '1 drift metafield:custom.first',
      '2 drift tags',
      '3 customer_gone ',
      '4 drift company',
      '5 drift company',
    ];
    const report = await reconcile({ dryRun: true });
    assert.deepEqual(named(ids, report), expected);
    assert.deepEqual(report.counts, { customers: USERS, waiting: 0, drift: 5, customer_gone: 1 });
    await reconcile({ repair: 'managed' });
    const { findings } = await reconcile();
    assert.deepEqual(named(ids, { findings }), ['3 customer_gone ']);
    const companies = (await harness.sim('GET', '/_sim/customers')).body.map(
      (customer: { companies: object[] }) => JSON.stringify(customer.companies).includes(ROLE),
    );
    assert.equal(companies.filter(Boolean).length, USERS - 1);
  });

  it('GIVEN a shop without B2B WHEN reconciled by bulk THEN what it tells is compared', async () => {
    const ids = await begin({ bulkFrom: USERS, b2b: false });
    await meddle();
    assert.deepEqual(named(ids, await reconcile()), [
      '0 drift firstName',
      '1 drift metafield:custom.first',
      '2 drift tags',
      '3 customer_gone ',
    ]);
  });

  it('GIVEN an operation that fails WHEN reconciled THEN it goes page by page', async () => {
    const ids = await begin({ bulkFrom: USERS });
    await meddle();
    await harness.sim('POST', '/_sim/faults', { kind: 'bulk_fail', rate: 1, operation: 'customers' });
    const report = await reconcile();
    assert.equal(named(ids, report).length, 6);
    assert.deepEqual(report.counts, { customers: USERS, waiting: 0, drift: 5, customer_gone: 1 });
  });
});
