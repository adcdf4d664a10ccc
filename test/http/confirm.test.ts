// Confirm when idle, absorb when busy (RULES 23 to 26), seen from outside.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { eventually, type Harness, startHarness } from '../support/rollcall.ts';

const QUIET_MS = 10_000;

describe('the first write after a quiet spell', () => {
  let harness: Harness;
  let offset = 0;
  /** Makes the connection quiet without waiting for it. */
  const fallQuiet = () => {
    offset += QUIET_MS + 1000;
  };
  beforeEach(async () => {
    harness = await startHarness({ confirmMs: 30_000, now: () => Date.now() + offset });
  });
  afterEach(() => harness.close());

  const userOf = (userName: string, email: string) => ({
    userName,
    emails: [{ value: email, type: 'work' }],
  });
  const customers = async () => (await harness.sim('GET', '/_sim/customers')).body;

  it('GIVEN an address that Shopify takes WHEN created THEN the customer is there before the answer', async () => {
    const created = await harness.scim('POST', '/Users', userOf('ann', 'ann@x.example'));
    assert.equal(created.status, 201);
    assert.equal((await customers())[0].email, 'ann@x.example');
  });

  it('GIVEN an address that Shopify refuses WHEN created THEN 400 with the reason, and the id is 404', async () => {
    const refused = await harness.scim('POST', '/Users', userOf('bea', 'bea@nowhere'));
    assert.equal(refused.status, 400);
    assert.equal(refused.body.scimType, 'invalidValue');
    assert.match(refused.body.detail, /e-mail address.*Email is invalid.*directory/);
    assert.doesNotMatch(refused.body.detail, /nowhere/);
    const list = await harness.scim('GET', '/Users');
    assert.equal(list.body.totalResults, 0);
    assert.deepEqual(await customers(), []);
    const again = await harness.scim('POST', '/Users', userOf('bea', 'bea@x.example'));
    assert.equal(again.status, 201, 'the userName is free again');
  });

  it('GIVEN the same address while busy WHEN created THEN it is accepted and shown as failed', async () => {
    await harness.scim('POST', '/Users', userOf('ann', 'ann@x.example'));
    const accepted = await harness.scim('POST', '/Users', userOf('bea', 'bea@nowhere'));
    assert.equal(accepted.status, 201);
    assert.equal((await harness.scim('GET', `/Users/${accepted.body.id}`)).status, 200);
    // Set back, the clock says of no write how long ago it was.
    offset -= 3_600_000;
    assert.equal((await harness.scim('POST', '/Users', userOf('cid', 'cid@nowhere'))).status, 400);
  });

  it('GIVEN a change that Shopify refuses WHEN patched THEN 400, and the user is as it was', async () => {
    const { body: user } = await harness.scim('POST', '/Users', userOf('ann', 'ann@x.example'));
    fallQuiet();
    const refused = await harness.scim('PATCH', `/Users/${user.id}`, {
      Operations: [
        { op: 'Replace', path: 'emails[type eq "work"].value', value: 'ann@nowhere' },
        { op: 'Replace', path: 'title', value: 'Buyer' },
      ],
    });
    assert.equal(refused.status, 400);
    const { body: now } = await harness.scim('GET', `/Users/${user.id}`);
    assert.deepEqual(now.emails, user.emails);
    assert.equal(now.title, undefined);
    await eventually(async () => {
      const [customer] = await customers();
      return customer.email === 'ann@x.example' && customer.metafields.title === undefined;
    }, 'the store as it was');
  });

  it('GIVEN a newer change of the same user WHEN that one is refused THEN the first write stands', async () => {
    const waiting = harness.scim('POST', '/Users', userOf('ann', 'ann@x.example'));
    const { id } = await eventually(async () => {
      const { body } = await harness.scim('GET', '/Users');
      return body.Resources[0];
    }, 'the user');
    const newer = await harness.scim('PATCH', `/Users/${id}`, {
      Operations: [{ op: 'Replace', path: 'emails[type eq "work"].value', value: 'ann@nowhere' }],
    });
    assert.equal(newer.status, 200);
    assert.equal((await waiting).status, 201);
    assert.equal((await harness.scim('GET', `/Users/${id}`)).status, 200);
  });

  it('GIVEN a return with a refused address WHEN it is undone THEN access is taken away again', async () => {
    const { body: user } = await harness.scim('POST', '/Users', userOf('ann', 'ann@x.example'));
    await harness.scim('PATCH', `/Users/${user.id}`, {
      Operations: [{ op: 'replace', path: 'active', value: false }],
    });
    const isActive = async () => (await customers())[0].metafields.active;
    await eventually(async () => (await isActive()) === 'false', 'the leaver without access');
    fallQuiet();
    const refused = await harness.scim('PATCH', `/Users/${user.id}`, {
      Operations: [
        { op: 'replace', path: 'active', value: true },
        { op: 'replace', path: 'emails[type eq "work"].value', value: 'ann@nowhere' },
      ],
    });
    assert.equal(refused.status, 400);
    assert.equal((await harness.scim('GET', `/Users/${user.id}`)).body.active, false);
    await eventually(async () => (await isActive()) === 'false', 'the leaver without access again');
  });

  it('GIVEN a customer that may not be linked WHEN its address is created THEN 409 that says so', async () => {
    await harness.sim('POST', '/_sim/customers', { email: 'old@x.example', firstName: 'Old' });
    await harness.admin('PATCH', `/connections/${harness.connectionId}`, { linkPolicy: 'never' });
    const refused = await harness.scim('POST', '/Users', userOf('old', 'old@x.example'));
    assert.equal(refused.status, 409);
    assert.match(refused.body.detail, /links no existing customers/);
    assert.equal((await customers()).length, 1);
  });

  it('GIVEN trouble of the shop WHEN created THEN it is absorbed, and the customer follows', async () => {
    await harness.sim('POST', '/_sim/faults', { kind: 'access_denied', rate: 1, count: 1 });
    const accepted = await harness.scim('POST', '/Users', userOf('ann', 'ann@x.example'));
    assert.equal(accepted.status, 201);
    await eventually(async () => (await customers()).length === 1, 'the customer', 60_000);
  });

  it('GIVEN a bad phone number WHEN created THEN the user is accepted without it', async () => {
    const user = { ...userOf('ann', 'ann@x.example'), phoneNumbers: [{ value: '12', type: 'work' }] };
    assert.equal((await harness.scim('POST', '/Users', user)).status, 201);
    assert.equal((await customers())[0].phone, null);
  });

  it('GIVEN a leaver WHEN disabled after a quiet spell THEN it is never refused', async () => {
    const { body: user } = await harness.scim('POST', '/Users', userOf('ann', 'ann@x.example'));
    fallQuiet();
    await harness.sim('POST', '/_sim/faults', { kind: 'http_500', rate: 1, count: 2 });
    const disabled = await harness.scim('PATCH', `/Users/${user.id}`, {
      Operations: [{ op: 'Replace', path: 'active', value: 'False' }],
    });
    assert.equal(disabled.status, 200);
    await eventually(async () => (await customers())[0].metafields.active === 'false', 'access taken away');
  });
});
