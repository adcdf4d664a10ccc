// Erasure of leavers by a setting, from outside: asked for after some days, called off by a return.
import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { eventually, type Harness, startHarness } from '../support/rollcall.ts';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const DAYS = 30;
const DAY_MS = 24 * 3_600_000;

let harness: Harness;
let offset = 0;
afterEach(() => harness.close());

const path = () => `/connections/${harness.connectionId}`;
const begin = async (scopes?: string[]) => {
  offset = 0;
  harness = await startHarness({ now: () => Date.now() + offset });
  await harness.admin('PATCH', path(), { settings: { leaving: { eraseAfterDays: DAYS } } });
  if (scopes !== undefined) await harness.sim('POST', '/_sim/shop', { scopes });
};

async function settle(): Promise<void> {
  await harness.rollcall.sync.drain();
}

/** Moves the time of both, and lets Rollcall see that something is due. */
async function pass(days: number): Promise<void> {
  offset += days * DAY_MS;
  await harness.sim('POST', '/_sim/clock', { advanceSeconds: days * 24 * 3600 });
  harness.rollcall.sync.wake('example.myshopify.com');
  await settle();
}

async function join(name = 'ada'): Promise<string> {
  const email = `${name}@example.com`;
  const user = {
    schemas: [USER],
    userName: email,
    externalId: name,
    name: { givenName: name, familyName: 'Lovelace' },
    emails: [{ type: 'work', value: email }],
  };
  const { body } = await harness.scim('POST', '/Users', user);
  await settle();
  return body.id;
}

async function setActive(id: string, value: boolean): Promise<void> {
  const Operations = [{ op: 'replace', path: 'active', value }];
  await harness.scim('PATCH', `/Users/${id}`, { schemas: [PATCH_OP], Operations });
  await settle();
}

const customers = async () => (await harness.sim('GET', '/_sim/customers')).body;
const shown = async (id: string) => (await harness.admin('GET', `${path()}/users?q=${id}`)).body.users[0];
const sent = async (id: string): Promise<string[]> => {
  const events = async () =>
    (await harness.admin('GET', `${path()}/users/${id}/timeline?limit=100`)).body.events;
  await eventually(async () => (await events()).length > 0, 'a timeline');
  return (await events()).flatMap(({ sent: steps = [] }: { sent?: { kind: string }[] }) =>
    steps.map(({ kind }) => kind).filter((kind) => kind.endsWith('Erasure')),
  );
};

describe('erasure of leavers', () => {
  it('RULES 18: GIVEN a leaver WHEN the days are over THEN Shopify is asked to erase its customer, once, and not before', async () => {
    await begin();
    const id = await join();
    await setActive(id, false);
    await pass(DAYS - 1);
    await pass(9);
    assert.equal((await customers())[0].email, 'ada@example.com');
    assert.equal((await shown(id)).state, 'left');
    await eventually(async () => (await sent(id)).length === 1, 'the request in the timeline');
    // Shopify waits for ten days before it does so.
    await pass(11);
    assert.equal((await customers())[0].email, null);
    assert.deepEqual(await sent(id), ['requestErasure']);
  });

  it('RULES 19: GIVEN a leaver who is back before the days are over WHEN they are over THEN nothing was asked for', async () => {
    await begin();
    const id = await join();
    await setActive(id, false);
    await pass(DAYS - 1);
    await setActive(id, true);
    await pass(30);
    const [customer] = await customers();
    assert.deepEqual([customer.email, customer.metafields.active], ['ada@example.com', 'true']);
    assert.deepEqual(await sent(id), []);
  });

  it('RULES 19: GIVEN an erasure that was asked for WHEN the user is back THEN it is called off, and the customer is as it was', async () => {
    await begin();
    const id = await join();
    await setActive(id, false);
    await pass(DAYS + 1);
    await setActive(id, true);
    await pass(30);
    const [customer] = await customers();
    assert.deepEqual([customer.email, customer.metafields.active], ['ada@example.com', 'true']);
    assert.deepEqual([...new Set(await sent(id))].sort(), ['cancelErasure', 'requestErasure']);
    assert.equal((await shown(id)).state, 'synced');
  });

  it('RULES 18: GIVEN an erasure that was carried out unheard WHEN the user is back THEN its customer has everything anew', async () => {
    await begin();
    const id = await join();
    await setActive(id, false);
    await pass(DAYS + 1);
    await pass(11);
    assert.equal((await customers())[0].email, null);
    await setActive(id, true);
    const [customer] = await customers();
    assert.deepEqual(
      [customer.email, customer.firstName, customer.metafields.active, customer.tags],
      ['ada@example.com', 'ada', 'true', []],
    );
    assert.ok(customer.metafields.link_id);
  });

  it('RULES 18: GIVEN a tombstone WHEN the days are over THEN it is erased too, and a person who was back before has it', async () => {
    await begin();
    const [ada, grace] = [await join('ada'), await join('grace')];
    for (const { id: customerId } of await customers())
      await harness.sim('POST', '/_sim/orders', { customerId });
    for (const id of [ada, grace]) assert.equal((await harness.scim('DELETE', `/Users/${id}`)).status, 204);
    await settle();
    await pass(DAYS - 1);
    await join('grace');
    await pass(2);
    // Half a year after an order.
    await pass(181);
    const found = await customers();
    assert.deepEqual(
      found.map(({ email }: { email: string | null }) => email),
      [null, 'grace@example.com'],
    );
    assert.equal(found[1].metafields.active, 'true');
  });

  it('RULES 9: GIVEN an adopted customer WHEN its user has left for long THEN it is not sent for erasure', async () => {
    await begin();
    await harness.sim('POST', '/_sim/customers', { email: 'ada@example.com', verifiedEmail: true });
    const id = await join();
    await setActive(id, false);
    await pass(DAYS + 1);
    await pass(200);
    assert.equal((await customers())[0].email, 'ada@example.com');
    assert.deepEqual(await sent(id), []);
  });

  it('GIVEN an app without the scope WHEN the days are over THEN the user is shown with cause and remedy, others go on, and it is asked again', async () => {
    await begin(['write_customers', 'read_customers', 'write_companies', 'read_customer_merge']);
    const id = await join();
    await setActive(id, false);
    await pass(DAYS + 1);
    const { state, code, remedy } = await shown(id);
    assert.deepEqual([state, code], ['left', 'erasure_denied']);
    assert.match(remedy, /Grant it/);
    const other = await join('grace');
    assert.equal((await shown(other)).state, 'synced');
    const { missing } = (await harness.admin('GET', '/access?shop=example.myshopify.com')).body;
    assert.deepEqual(missing, ['write_customer_data_erasure']);
    await harness.sim('POST', '/_sim/shop', {
      scopes: ['write_customers', 'read_customers', 'write_companies', 'write_customer_data_erasure'],
    });
    await pass(1);
    assert.deepEqual([(await shown(id)).state, (await shown(id)).code], ['left', null]);
    await pass(11);
    assert.equal(
      (await customers()).find(({ email }: { email: string | null }) => email === null) !== undefined,
      true,
    );
  });

  it('RULES 18: GIVEN a request whose answer never came WHEN the user is back before the next try THEN it is called off', async () => {
    await begin();
    const id = await join();
    await setActive(id, false);
    await harness.sim('POST', '/_sim/faults', {
      kind: 'timeout_after',
      count: 1,
      operation: 'customerRequestDataErasure',
    });
    await pass(DAYS + 1);
    await setActive(id, true);
    await pass(30);
    assert.equal((await customers())[0].email, 'ada@example.com');
  });
});
