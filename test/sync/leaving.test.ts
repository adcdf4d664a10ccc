// Leaving and coming back, deletion and hand-back: over HTTP against the simulated store.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DEFAULT_SETTINGS, type Settings } from '../../src/tenants/settings.ts';
import { ENTERPRISE, openWorldPerTest, type SimulatedCustomer, type World } from './support/world.ts';

let world: World;
const begin = openWorldPerTest((opened) => {
  world = opened;
  world.sync.start();
});

const ada = {
  userName: 'ada@example.com',
  externalId: 'external-ada',
  name: { givenName: 'Ada', familyName: 'Lovelace' },
  emails: [{ type: 'work', value: 'ada@example.com' }],
  phoneNumbers: [{ type: 'work', value: '+49 30 901820' }],
  title: 'Countess',
  [ENTERPRISE]: { department: 'Sales' },
};

async function onlyCustomer(): Promise<SimulatedCustomer> {
  const customers = await world.customers();
  assert.equal(customers.length, 1);
  return customers[0] as SimulatedCustomer;
}

async function synced(body: Record<string, unknown> = ada) {
  const user = await world.createUser(body);
  await world.sync.drain();
  return user;
}

const leavingSettings = (changes: Partial<Settings['leaving']>): Settings['leaving'] => ({
  ...DEFAULT_SETTINGS.leaving,
  ...changes,
});

const subscribe = (id: string) =>
  world.admin(
    `mutation($id: ID!) {
      customerEmailMarketingConsentUpdate(input: {customerId: $id, emailMarketingConsent: {marketingState: SUBSCRIBED, marketingOptInLevel: SINGLE_OPT_IN}}) { userErrors { message } }
      customerSmsMarketingConsentUpdate(input: {customerId: $id, smsMarketingConsent: {marketingState: SUBSCRIBED, marketingOptInLevel: SINGLE_OPT_IN}}) { userErrors { message } }
    }`,
    { id },
  );

describe('leaving', () => {
  it('RULES 15 b to d: GIVEN a subscribed customer WHEN its user becomes inactive THEN access, our tags and consents go, and the rest stays', async () => {
    await begin();
    const user = await synced();
    const { id } = await onlyCustomer();
    await subscribe(id);
    await world.admin('mutation($id: ID!) { tagsAdd(id: $id, tags: ["vip"]) { userErrors { message } } }', {
      id,
    });
    await world.patchUser(user.id, { active: false });
    await world.sync.drain();
    const customer = await onlyCustomer();
    assert.equal(customer.metafields.active, 'false');
    assert.deepEqual(customer.tags, ['rollcall:leaver', 'vip']);
    assert.deepEqual(
      [customer.emailMarketingState, customer.smsMarketingState],
      ['UNSUBSCRIBED', 'UNSUBSCRIBED'],
    );
    assert.deepEqual(
      [customer.email, customer.firstName, customer.metafields.title],
      ['ada@example.com', 'Ada', 'Countess'],
    );
    assert.equal((await world.claims())[0]?.state, 'left');
  });

  it('RULES 15 d: GIVEN a leaver whose phone goes too WHEN it leaves THEN the consent is withdrawn before the number', async () => {
    await begin();
    const user = await synced();
    await subscribe((await onlyCustomer()).id);
    await world.patchUser(user.id, { active: false, phoneNumbers: null });
    await world.sync.drain();
    const customer = await onlyCustomer();
    assert.equal(customer.phone, null);
    assert.equal(customer.emailMarketingState, 'UNSUBSCRIBED');
    await world.patchUser(user.id, { phoneNumbers: [{ type: 'work', value: '+49 30 901820' }] });
    await world.sync.drain();
    assert.notEqual((await onlyCustomer()).smsMarketingState, 'SUBSCRIBED');
  });

  it('RULES 17: GIVEN a leaver WHEN it comes back THEN the directory decides what it has now, and consent is not given back', async () => {
    await begin();
    const user = await synced();
    await subscribe((await onlyCustomer()).id);
    await world.patchUser(user.id, { active: false, [`${ENTERPRISE}:department`]: 'Research' });
    await world.sync.drain();
    await world.patchUser(user.id, { active: true });
    await world.sync.drain();
    const customer = await onlyCustomer();
    assert.deepEqual([customer.metafields.active, customer.tags], ['true', ['department:research']]);
    assert.equal(customer.emailMarketingState, 'UNSUBSCRIBED');
    assert.equal((await world.claims())[0]?.state, 'synced');
    await world.patchUser(user.id, { active: false });
    await world.sync.drain();
    assert.deepEqual((await onlyCustomer()).tags, ['rollcall:leaver']);
  });

  it('RULES 16: GIVEN a leaver whose new e-mail is refused WHEN it is synced THEN its access is gone all the same', async () => {
    await begin();
    const user = await synced();
    await world.sim('POST', '/_sim/customers', { email: 'taken@example.com' });
    await world.patchUser(user.id, {
      active: false,
      emails: [{ type: 'work', value: 'taken@example.com' }],
      title: 'Gone',
    });
    await world.sync.drain();
    const customer = (await world.customers()).find(({ email }) => email === 'ada@example.com');
    assert.deepEqual([customer?.metafields.active, customer?.metafields.title], ['false', 'Gone']);
    assert.equal((await world.claims())[0]?.state, 'left');
  });

  it('RULES 15, 16: GIVEN many joiners WHEN somebody leaves behind them THEN the leaver is the first to be written', async () => {
    // 250 joiners cost more than the whole bucket: the last of them wait for seconds.
    await begin({ simulator: { plan: 'standard' } });
    const user = await synced();
    world.sync.pause();
    for (let i = 0; i < 250; i += 1) {
      await world.createUser({
        userName: `user${i}@example.com`,
        emails: [{ type: 'work', value: `user${i}@example.com` }],
      });
    }
    await world.patchUser(user.id, { active: false });
    world.sync.resume();
    const outcome = await world.sync.settled('example.myshopify.com', 'entra', user.id, 2, 60_000);
    assert.deepEqual(outcome, { kind: 'synced' });
    assert.ok((await world.customers()).length < 250);
    assert.equal(
      (await world.customers()).find(({ email }) => email === 'ada@example.com')?.metafields.active,
      'false',
    );
  });
});

const HOUR_MS = 3_600_000;
const NO_GRACE = { company: 0, block: 0, tags: 0, consent: 0 };

describe('the rungs as switches', () => {
  it('RULES 15: GIVEN rungs that are off WHEN a user leaves THEN only the others are gone down', async () => {
    await begin({
      connection: {
        settings: {
          leaving: leavingSettings({ rungs: { company: true, block: true, tags: false, consent: false } }),
        },
      },
    });
    const user = await synced();
    await subscribe((await onlyCustomer()).id);
    await world.patchUser(user.id, { active: false });
    await world.sync.drain();
    const customer = await onlyCustomer();
    assert.deepEqual(
      [customer.metafields.active, customer.tags, customer.emailMarketingState],
      ['false', ['department:sales', 'rollcall:leaver'], 'SUBSCRIBED'],
    );
    assert.equal((await world.claims())[0]?.state, 'left');
    await world.patchUser(user.id, { active: true });
    await world.sync.drain();
    assert.deepEqual((await onlyCustomer()).tags, ['department:sales']);
  });

  it('RULES 15: GIVEN no blocking WHEN a user leaves and comes back THEN the customer was active all the while', async () => {
    await begin({
      connection: {
        settings: {
          leaving: leavingSettings({ rungs: { company: true, block: false, tags: true, consent: true } }),
        },
      },
    });
    const user = await synced();
    await subscribe((await onlyCustomer()).id);
    await world.patchUser(user.id, { active: false });
    await world.sync.drain();
    const customer = await onlyCustomer();
    assert.deepEqual(
      [customer.metafields.active, customer.tags, customer.emailMarketingState],
      ['true', [], 'UNSUBSCRIBED'],
    );
    await world.patchUser(user.id, { active: true });
    await world.sync.drain();
    assert.deepEqual((await onlyCustomer()).tags, ['department:sales']);
    await subscribe(customer.id);
    await world.patchUser(user.id, { active: false });
    await world.sync.drain();
    assert.equal((await onlyCustomer()).emailMarketingState, 'UNSUBSCRIBED');
  });

  it('RULES 15: GIVEN grace before some rungs WHEN it ends THEN they are gone down, and not before', async () => {
    await begin({
      connection: {
        settings: { leaving: leavingSettings({ graceHours: { ...NO_GRACE, tags: 2, consent: 2 } }) },
      },
    });
    const user = await synced();
    await subscribe((await onlyCustomer()).id);
    await world.patchUser(user.id, { active: false, phoneNumbers: null });
    await world.sync.drain();
    const inGrace = await onlyCustomer();
    assert.deepEqual(
      [inGrace.metafields.active, inGrace.tags, inGrace.emailMarketingState, inGrace.phone],
      ['false', ['department:sales', 'rollcall:leaver'], 'SUBSCRIBED', '+4930901820'],
    );
    const [claim] = await world.claims();
    assert.deepEqual([claim?.state, claim?.code], ['waiting', 'in_grace']);

    world.advance(2 * HOUR_MS);
    await world.sync.drain();
    const customer = await onlyCustomer();
    assert.deepEqual(
      [customer.tags, customer.emailMarketingState, customer.phone],
      [['rollcall:leaver'], 'UNSUBSCRIBED', null],
    );
    assert.equal((await world.claims())[0]?.state, 'left');
  });

  it('RULES 15, 17: GIVEN a leaver in its grace WHEN it comes back THEN nothing is taken when the grace would have ended', async () => {
    await begin({
      connection: {
        settings: {
          leaving: leavingSettings({ graceHours: { company: 2, block: 2, tags: 2, consent: 2 } }),
        },
      },
    });
    const user = await synced();
    await world.patchUser(user.id, { active: false });
    await world.sync.drain();
    assert.equal((await onlyCustomer()).metafields.active, 'true');
    await world.patchUser(user.id, { active: true });
    await world.sync.drain();
    world.advance(3 * HOUR_MS);
    await world.sync.drain();
    const customer = await onlyCustomer();
    assert.deepEqual([customer.metafields.active, customer.tags], ['true', ['department:sales']]);
    assert.deepEqual(await world.outbox(), []);

    // Its next leaving has a grace of its own.
    await world.patchUser(user.id, { active: false });
    await world.sync.drain();
    assert.equal((await onlyCustomer()).metafields.active, 'true');
    assert.equal((await world.claims())[0]?.code, 'in_grace');
  });

  it('RULES 15, 18: GIVEN a leaver in its grace WHEN it is deleted THEN it waits no longer', async () => {
    await begin({
      connection: {
        settings: {
          leaving: leavingSettings({
            graceHours: { company: 2, block: 2, tags: 2, consent: 2 },
            onDelete: 'tombstone',
          }),
        },
      },
    });
    const user = await synced();
    await world.patchUser(user.id, { active: false });
    await world.sync.drain();
    await world.removeUser(user.id);
    await world.sync.drain();
    const customer = await onlyCustomer();
    assert.deepEqual(
      [customer.metafields.active, customer.tags, customer.firstName],
      ['false', ['rollcall:leaver'], null],
    );
    assert.equal((await world.links())[0]?.state, 'tombstone');
  });
});

describe('leaving before joining', () => {
  it('RULES 16: GIVEN joiners that wait for budget WHEN some of them leave THEN nothing is made for them, and at once', async () => {
    // Shopify's bucket holds 200 creates, and no points come back.
    await begin({ simulator: { plan: 'standard', speed: 0 } });
    const users = [];
    world.sync.pause();
    for (let i = 0; i < 250; i += 1) {
      const email = `user${i}@example.com`;
      users.push(await world.createUser({ userName: email, emails: [{ type: 'work', value: email }] }));
    }
    world.sync.resume();
    while ((await world.customers()).length < 180) await new Promise((resolve) => setTimeout(resolve, 20));
    // The first of the others are under way: their calls wait for points.
    const waiting = users.slice(205, 210);
    for (const { id } of waiting) await world.patchUser(id, { active: false });
    const outcomes = waiting.map(({ id }) =>
      world.sync.settled('example.myshopify.com', 'entra', id, 2, 30_000),
    );
    assert.deepEqual(
      await Promise.all(outcomes),
      waiting.map(() => ({ kind: 'synced' })),
    );
    const claims = await world.claims();
    const states = waiting.map(({ id }) => claims.find(({ user_id }) => user_id === id)?.state);
    assert.deepEqual([...new Set(states)], ['inactive']);
    const emails = (await world.customers()).map(({ email }) => email);
    assert.ok(!emails.includes('user205@example.com'));
  });
});

describe('deletion', () => {
  it('RULES 18: GIVEN a customer that Rollcall created WHEN its user is deleted THEN it is deleted, and nothing of it is kept', async () => {
    await begin();
    const user = await synced();
    await world.removeUser(user.id);
    await world.sync.drain();
    assert.deepEqual(await world.customers(), []);
    assert.deepEqual(await world.claims(), []);
    assert.deepEqual(await world.links(), []);
    assert.deepEqual(await world.outbox(), []);
  });

  it('RULES 18: GIVEN a customer with orders WHEN its user is deleted THEN a tombstone stays: e-mail and active false', async () => {
    await begin();
    const user = await synced({
      ...ada,
      addresses: [{ type: 'work', locality: 'Berlin', country: 'DE' }],
    });
    const { id } = await onlyCustomer();
    await subscribe(id);
    await world.sim('POST', '/_sim/orders', { customerId: id });
    await world.removeUser(user.id);
    await world.sync.drain();
    const customer = await onlyCustomer();
    assert.deepEqual(
      [
        customer.email,
        customer.firstName,
        customer.lastName,
        customer.phone,
        customer.tags,
        customer.addresses,
      ],
      ['ada@example.com', null, null, null, ['rollcall:leaver'], []],
    );
    const [link] = await world.links();
    assert.deepEqual(customer.metafields, { link_id: link?.id, active: 'false' });
    assert.equal(customer.emailMarketingState, 'UNSUBSCRIBED');
    assert.equal(link?.state, 'tombstone');
    assert.deepEqual(await world.claims(), []);
    assert.deepEqual(await world.outbox(), []);
  });

  it('RULES 19: GIVEN a tombstone WHEN the same person joins again THEN it is the same customer; anybody else is held', async () => {
    await begin();
    const user = await synced();
    const { id } = await onlyCustomer();
    await world.sim('POST', '/_sim/orders', { customerId: id });
    await world.removeUser(user.id);
    await world.sync.drain();
    const other = await synced({ ...ada, userName: 'other@example.com', externalId: 'external-other' });
    const claim = (await world.claims()).find(({ user_id }) => user_id === other.id);
    assert.deepEqual([claim?.state, claim?.code], ['held', 'review_tombstone']);

    const returned = await synced({ ...ada, userName: 'renamed@example.com' });
    const customer = await onlyCustomer();
    assert.deepEqual(
      [customer.id, customer.firstName, customer.metafields.active, customer.tags],
      [id, 'Ada', 'true', ['department:sales']],
    );
    const claims = await world.claims();
    assert.equal(claims.find(({ user_id }) => user_id === returned.id)?.state, 'synced');
    assert.equal((await world.links())[0]?.state, 'linked');
  });

  it('RULES 19: GIVEN a person who is back before its customer has become a tombstone WHEN that is done THEN it has that customer at once', async () => {
    await begin();
    const user = await synced();
    const { id } = await onlyCustomer();
    await world.sim('POST', '/_sim/orders', { customerId: id });
    await world.sim('POST', '/_sim/faults', {
      kind: 'http_502',
      rate: 1,
      count: 1,
      operation: 'customerDelete',
    });
    await world.removeUser(user.id);
    await world.createUser(ada);
    await world.sync.drain();
    const customer = await onlyCustomer();
    assert.deepEqual([customer.id, customer.metafields.active], [id, 'true']);
    assert.deepEqual(
      (await world.claims()).map(({ state }) => state),
      ['synced'],
    );
  });

  it('RULES 9, 18: GIVEN an adopted customer WHEN its user is deleted THEN it is handed back as it was, but for what the merchant changed since', async () => {
    await begin();
    const { id } = (await world.sim('POST', '/_sim/customers', {
      email: 'ada@example.com',
      firstName: 'A.',
      lastName: 'L.',
      tags: ['vip', 'department:sales'],
      verifiedEmail: true,
    })) as SimulatedCustomer;
    const user = await synced({ ...ada, addresses: [{ type: 'work', locality: 'Berlin', country: 'DE' }] });
    assert.equal((await onlyCustomer()).firstName, 'Ada');
    await world.admin(
      'mutation($id: ID!) { customerUpdate(input: {id: $id, lastName: "King"}) { userErrors { message } } }',
      { id },
    );
    await world.removeUser(user.id);
    await world.sync.drain();
    const customer = await onlyCustomer();
    assert.deepEqual(
      [customer.id, customer.firstName, customer.lastName, customer.phone, customer.tags],
      [id, 'A.', 'King', null, ['department:sales', 'vip']],
    );
    assert.deepEqual([customer.metafields, customer.addresses], [{}, []]);
    assert.deepEqual(await world.links(), []);
    assert.deepEqual(await world.claims(), []);
  });

  it('RULES 9, 18: GIVEN that adopted customers stay blocked WHEN the user is deleted THEN the fields revert, the block stays, and the same person relinks it', async () => {
    await begin({
      connection: { settings: { leaving: leavingSettings({ adoptedOnDelete: 'keepBlocked' }) } },
    });
    const { id } = (await world.sim('POST', '/_sim/customers', {
      email: 'ada@example.com',
      firstName: 'A.',
      tags: ['vip'],
      verifiedEmail: true,
    })) as SimulatedCustomer;
    const user = await synced();
    await world.removeUser(user.id);
    await world.sync.drain();
    const customer = await onlyCustomer();
    const [link] = await world.links();
    assert.deepEqual(
      [customer.id, customer.firstName, customer.phone, customer.tags],
      [id, 'A.', null, ['rollcall:leaver', 'vip']],
    );
    assert.deepEqual(customer.metafields, { link_id: link?.id, active: 'false' });
    assert.deepEqual([link?.state, link?.origin], ['tombstone', 'adopted']);

    await synced();
    const returned = await onlyCustomer();
    assert.deepEqual(
      [returned.id, returned.firstName, returned.metafields.active, returned.tags],
      [id, 'Ada', 'true', ['department:sales', 'vip']],
    );
  });

  it('RULES 9: GIVEN an adopted customer WHEN its user leaves and the customer has what the merchant gave THEN it keeps that', async () => {
    await begin();
    await world.sim('POST', '/_sim/customers', {
      email: 'ada@example.com',
      tags: ['vip'],
      verifiedEmail: true,
      emailMarketingState: 'SUBSCRIBED',
    });
    const user = await synced();
    await world.patchUser(user.id, { active: false });
    await world.sync.drain();
    const customer = await onlyCustomer();
    assert.deepEqual(customer.tags, ['rollcall:leaver', 'vip']);
    assert.equal(customer.emailMarketingState, 'UNSUBSCRIBED');
  });

  it('GIVEN a user that was never synced WHEN it is deleted THEN nothing is called and nothing is left', async () => {
    await begin();
    world.sync.pause();
    const user = await world.createUser(ada);
    await world.removeUser(user.id);
    world.sync.resume();
    await world.sync.drain();
    assert.deepEqual(await world.customers(), []);
    assert.deepEqual(await world.outbox(), []);
  });
});
