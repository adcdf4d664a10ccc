// Reconciling over HTTP: what a merchant changed is reported first, and put right as far as the policy says.
import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { eventually, type Harness, type HarnessOptions, startHarness } from '../support/rollcall.ts';
import { createUser, customersOf, merchant, person, settle } from './support.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

let harness: Harness;
async function begin(options: HarnessOptions = {}): Promise<void> {
  harness = await startHarness(options);
}
afterEach(() => harness.close());

const path = () => `/connections/${harness.connectionId}/reconciliations`;

async function finished(id: string) {
  return eventually(async () => {
    const { body } = await harness.admin('GET', `${path()}/${id}`);
    return body.finishedAt !== null && body;
  }, 'the reconciliation has finished');
}

async function reconcile(body: object = {}) {
  const begun = await harness.admin('POST', path(), body);
  assert.equal(begun.status, 200);
  const report = await finished(begun.body.id);
  await settle(harness);
  return report;
}

async function joined(name: string) {
  const userId = await createUser(harness, person(name, { [ENTERPRISE]: { department: 'Engines' } }));
  await settle(harness);
  const customer = (await customersOf(harness)).find(({ email }) => email === `${name}@example.com`);
  assert.ok(customer);
  return { userId, customer };
}

const update =
  'mutation ($input: CustomerInput!) { customerUpdate(input: $input) { userErrors { message } } }';
const untag = 'mutation ($id: ID!, $tags: [String!]!) { tagsRemove(id: $id, tags: $tags) { node { id } } }';
const remove = 'mutation ($id: ID!) { customerDelete(input: { id: $id }) { deletedCustomerId } }';

/** A merchant renames the customer and takes our tag off. */
async function meddle(id: string): Promise<void> {
  await merchant(harness, update, { input: { id, firstName: 'Augusta' } });
  await merchant(harness, untag, { id, tags: ['department:engines'] });
}

describe('reconciling', () => {
  it('GIVEN customers as they were written WHEN reconciled THEN they are counted, and nothing is found', async () => {
    await begin();
    await joined('ada');
    await joined('grace');
    const { state, counts, findings } = await reconcile();
    assert.deepEqual([state, counts, findings], ['finished', { customers: 2, waiting: 0 }, []]);

    // Trouble of the shop holds the next one up, and is told with cause and remedy.
    await harness.sim('POST', '/_sim/faults', { kind: 'access_denied', count: 1 });
    const { id } = (await harness.admin('POST', path(), {})).body;
    const held = await eventually(async () => {
      const { body } = await harness.admin('GET', `${path()}/${id}`);
      return body.error !== null && body;
    }, 'one that waits');
    assert.deepEqual([held.error, held.finishedAt], ['access_denied', null]);
    assert.match(held.cause, /scope/);
    assert.match(held.remedy, /Grant/);
  });

  it('RULES 11: GIVEN what a merchant changed WHEN reconciled by the policy report THEN it is named, and left as it is', async () => {
    await begin();
    const { userId, customer } = await joined('ada');
    await meddle(customer.id);
    const { counts, total, findings } = await reconcile();
    assert.deepEqual([counts, total], [{ customers: 1, waiting: 0, drift: 1 }, 1]);
    assert.deepEqual(findings, [
      {
        subject: userId,
        name: 'ada@example.com',
        kind: 'drift',
        action: 'none',
        customerId: customer.id,
        code: null,
        changed: ['firstName', 'tags'],
      },
    ]);
    const [now] = await customersOf(harness);
    assert.deepEqual([now?.firstName, now?.tags], ['Augusta', []]);
    const drift = (await harness.admin('GET', `/connections/${harness.connectionId}/drift`)).body.customers;
    assert.deepEqual(drift[0].changed, ['firstName', 'tags']);
  });

  it('RULES 11: GIVEN the policy ours WHEN reconciled THEN tags come back, and the merchant keeps the name', async () => {
    await begin();
    const { customer } = await joined('ada');
    await meddle(customer.id);
    const { findings } = await reconcile({ repair: 'ours' });
    assert.equal(findings[0].action, 'repair');
    const [now] = await customersOf(harness);
    assert.deepEqual([now?.firstName, now?.tags], ['Augusta', ['department:engines']]);
    assert.deepEqual((await reconcile()).findings[0].changed, ['firstName']);
  });

  it('RULES 11: GIVEN the policy managed in the settings WHEN reconciled THEN every managed field is as it should be', async () => {
    await begin({ connection: { settings: { reconcile: { everyHours: 0, repair: 'managed' } } } });
    const { customer } = await joined('ada');
    await meddle(customer.id);
    await reconcile();
    const [now] = await customersOf(harness);
    assert.deepEqual([now?.firstName, now?.tags], ['ada', ['department:engines']]);
    assert.deepEqual((await reconcile()).findings, []);
  });

  it('GIVEN a dry run WHEN it has finished THEN it says what would be put right, and nothing is', async () => {
    await begin();
    const { customer } = await joined('ada');
    await meddle(customer.id);
    const { findings } = await reconcile({ dryRun: true, repair: 'managed' });
    assert.equal(findings[0].action, 'repair');
    assert.equal((await customersOf(harness))[0]?.firstName, 'Augusta');
    assert.deepEqual(
      (await harness.admin('GET', `/connections/${harness.connectionId}/drift`)).body.customers,
      [],
    );
  });

  it('RULES 11: GIVEN a company and a role that a merchant took WHEN reconciled THEN that is reported, and put right by the policy ours', async () => {
    const role = 'Ordering only';
    const rule = { match: { name: 'Buyers' }, company: { name: 'Harbour', location: 'Berlin', role } };
    await begin();
    await harness.admin('PATCH', `/connections/${harness.connectionId}`, { settings: { groups: [rule] } });
    const { body: company } = await harness.sim('POST', '/_sim/companies', {
      name: 'Harbour',
      locations: ['Berlin', 'Bonn'],
    });
    const [ada, grace, joan] = [await joined('ada'), await joined('grace'), await joined('joan')];
    const members = [ada, grace, joan].map(({ userId }) => ({ value: userId }));
    const schemas = ['urn:ietf:params:scim:schemas:core:2.0:Group'];
    await harness.scim('POST', '/Groups', { schemas, displayName: 'Buyers', members });
    await settle(harness);
    const companies = async () =>
      (await harness.sim('GET', '/_sim/customers')).body.map(
        (customer: { companies: object[] }) => customer.companies,
      );
    const given = await companies();
    assert.equal(JSON.stringify(given).split(role).length, 4);

    const contactOf = async (customerId: string, roles: object[]) =>
      harness.sim('POST', '/_sim/contacts', { companyId: company.id, customerId, roles });
    await contactOf(ada.customer.id, []);
    // What a merchant gives beside ours is no difference.
    await contactOf(joan.customer.id, [
      { location: 'Berlin', role },
      { location: 'Bonn', role: 'Location admin' },
    ]);
    const { body: found } = await harness.sim('GET', '/_sim/companies');
    const contact = found[0].contacts.find(
      ({ customerId }: { customerId: string }) => customerId === grace.customer.id,
    );
    const remove =
      'mutation ($id: ID!) { companyContactRemoveFromCompany(companyContactId: $id) { userErrors { message } } }';
    await merchant(harness, remove, { id: contact.id });

    const named = ({ findings }: { findings: { subject: string; changed: string[] }[] }) =>
      new Map(findings.map(({ subject, changed }) => [subject, changed]));
    const reported = named(await reconcile());
    assert.deepEqual(reported.get(ada.userId), ['company']);
    assert.deepEqual(reported.get(grace.userId), ['company']);
    const drift = async () =>
      (await harness.admin('GET', `/connections/${harness.connectionId}/drift`)).body.customers;
    assert.equal(
      (await drift()).filter(({ changed }: { changed: string[] }) => changed.includes('company')).length,
      2,
    );
    await reconcile({ repair: 'ours' });
    const now = await companies();
    assert.deepEqual(now[0], given[0]);
    assert.deepEqual(now[1], given[1]);
    assert.equal(now[2][0].roles.length, 2);
    assert.deepEqual((await reconcile()).findings, []);
    assert.deepEqual(await drift(), []);
  });

  it('RULES 4: GIVEN a customer that a merchant deleted WHEN reconciled THEN its user is gone, for a person to decide', async () => {
    await begin();
    const { userId, customer } = await joined('ada');
    await merchant(harness, remove, { id: customer.id });
    const { findings } = await reconcile();
    assert.deepEqual(
      findings.map(({ subject, kind, action }: Record<string, string>) => [subject, kind, action]),
      [[userId, 'customer_gone', 'look']],
    );
    const { reviews } = (await harness.admin('GET', `/connections/${harness.connectionId}/reviews`)).body;
    assert.deepEqual([reviews[0].userId, reviews[0].code], [userId, 'customer_gone']);
    assert.equal((await reconcile()).findings[0].action, 'decide');
  });

  it('GIVEN a link id that was taken off a customer WHEN reconciled by ours THEN it is back', async () => {
    await begin();
    const { customer } = await joined('ada');
    const drop =
      'mutation ($metafields: [MetafieldIdentifierInput!]!) { metafieldsDelete(metafields: $metafields) { userErrors { message } } }';
    const metafields = [{ ownerId: customer.id, namespace: '$app', key: 'link_id' }];
    await merchant(harness, drop, { metafields });
    const { findings } = await reconcile({ repair: 'ours' });
    assert.deepEqual([findings[0].kind, findings[0].action], ['link_broken', 'repair']);
    assert.equal((await customersOf(harness))[0]?.metafields.link_id, customer.metafields.link_id);
    assert.deepEqual((await reconcile()).findings, []);
  });

  it('RULES 16: GIVEN a leaver whom another hand let back in WHEN reconciled by ours THEN it has no access again', async () => {
    await begin();
    const { userId, customer } = await joined('ada');
    const Operations = [{ op: 'replace', path: 'active', value: false }];
    const schemas = ['urn:ietf:params:scim:api:messages:2.0:PatchOp'];
    await harness.scim('PATCH', `/Users/${userId}`, { schemas, Operations });
    await settle(harness);
    const metafields = [{ namespace: '$app', key: 'active', value: 'true', type: 'boolean' }];
    await merchant(harness, update, { input: { id: customer.id, metafields } });
    const { findings } = await reconcile({ repair: 'ours' });
    assert.deepEqual(findings[0].changed, ['metafield:active']);
    assert.equal((await customersOf(harness))[0]?.metafields.active, 'false');
  });

  it('GIVEN more customers than a page has WHEN reconciled THEN each is looked at once, and pages tell them all', async () => {
    await begin();
    const names = Array.from({ length: 30 }, (_, index) => `user${index}`);
    for (const name of names) await createUser(harness, person(name));
    await settle(harness);
    for (const { id } of await customersOf(harness)) {
      await merchant(harness, update, { input: { id, lastName: 'King' } });
    }
    const { id, counts } = await reconcile();
    assert.deepEqual(counts, { customers: 30, waiting: 0, drift: 30 });
    const seen = new Set<string>();
    for (let next: string | null = ''; next !== null; ) {
      // biome-ignore lint/suspicious/noExplicitAny: a body of the admin API
      const page: any = (await harness.admin('GET', `${path()}/${id}?limit=7${next && `&after=${next}`}`))
        .body;
      for (const { subject } of page.findings) seen.add(subject);
      next = page.next;
    }
    assert.equal(seen.size, 30);
    assert.equal((await harness.admin('GET', `${path()}?limit=1`)).body.items[0].id, id);
  });

  it('GIVEN a schedule WHEN a day has passed THEN a reconciliation has run by itself, once', async () => {
    const time = { offset: 0 };
    await begin({ working: false, now: () => Date.now() + time.offset });
    time.offset += 25 * 3_600_000;
    await harness.rollcall.work();
    const [first, ...others] = await eventually(async () => {
      const { items } = (await harness.admin('GET', path())).body;
      return items.length > 0 && items;
    }, 'a reconciliation by schedule');
    assert.deepEqual([first.scheduled, first.policy, others], [true, 'report', []]);
  });

  it('GIVEN one under way WHEN another is asked for THEN 409', async () => {
    await begin({ working: false });
    assert.equal((await harness.admin('POST', path(), {})).status, 200);
    const { status, body } = await harness.admin('POST', path(), {});
    assert.deepEqual([status, body.error.code], [409, 'under_way']);
    assert.equal((await harness.admin('GET', `${path()}/none`)).status, 404);
  });
});
