// What Rollcall does to a customer, rule by rule: over HTTP against the simulated store.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  CONNECTION,
  ENTERPRISE,
  openWorldPerTest,
  SHOP,
  type SimulatedCustomer,
  type World,
  type WorldOptions,
} from './support/world.ts';

let world: World;
const begin = openWorldPerTest((opened) => {
  world = opened;
  world.sync.start();
});

const person = (name: string, more: Record<string, unknown> = {}) => ({
  userName: `${name}@example.com`,
  externalId: `external-${name}`,
  name: { givenName: name, familyName: 'Lovelace' },
  emails: [{ type: 'work', value: `${name}@example.com` }],
  ...more,
});

async function onlyCustomer(): Promise<SimulatedCustomer> {
  const customers = await world.customers();
  assert.equal(customers.length, 1);
  return customers[0] as SimulatedCustomer;
}

async function claimOf(userId: string) {
  const claim = (await world.claims()).find((candidate) => candidate.user_id === userId);
  return claim && { state: claim.state, code: claim.code };
}

const points = async () => ((await world.sim('GET', '/_sim/stats')) as { points: number }).points;

describe('joining', () => {
  it('RULES 1, 2: GIVEN a new user WHEN it is synced THEN one call of 10 points makes the whole customer', async () => {
    await begin();
    await world.sync.drain();
    const user = await world.createUser(
      person('ada', {
        title: 'Countess',
        preferredLanguage: 'de-DE',
        phoneNumbers: [{ type: 'work', value: '+49 30 901820' }],
        [ENTERPRISE]: { department: 'R&D, Berlin', employeeNumber: '7', organization: 'Analytical' },
      }),
    );
    await world.sync.drain();
    const before = await points();
    const { metafields, ...customer } = await onlyCustomer();
    const [link] = await world.links();
    assert.deepEqual(metafields, {
      link_id: link?.id,
      active: 'true',
      department: 'R&D, Berlin',
      employeeNumber: '7',
      title: 'Countess',
      company: 'Analytical',
    });
    assert.equal(link?.customer_id, customer.id);
    assert.deepEqual(
      [customer.email, customer.phone, customer.firstName, customer.lastName, customer.tags],
      ['ada@example.com', '+4930901820', 'ada', 'Lovelace', ['department:r-d-berlin']],
    );
    assert.deepEqual(await claimOf(user.id), { state: 'synced', code: null });
    assert.deepEqual(await world.outbox(), []);
    await world.createUser(person('grace'));
    await world.sync.drain();
    assert.equal((await points()) - before, 10);
  });

  it('RULES 2: GIVEN a work address WHEN the user is synced THEN it follows in a call of its own', async () => {
    await begin();
    await world.createUser(
      person('ada', {
        addresses: [
          { type: 'home', locality: 'Bonn' },
          {
            type: 'work',
            streetAddress: 'Hauptstr. 1\nHof',
            locality: 'Berlin',
            postalCode: '10115',
            country: 'Germany',
          },
        ],
      }),
    );
    await world.sync.drain();
    const { addresses } = await onlyCustomer();
    assert.deepEqual(
      addresses.map((address) => ({ ...address, id: '' })),
      [
        {
          ...addresses[0],
          id: '',
          address1: 'Hauptstr. 1',
          address2: 'Hof',
          city: 'Berlin',
          zip: '10115',
          countryCodeV2: 'DE',
        },
      ],
    );
    assert.deepEqual(await world.outbox(), []);
  });

  it('RULES 5: GIVEN a user first seen inactive WHEN it is synced THEN nothing is made until it is active', async () => {
    await begin();
    const user = await world.createUser(person('ada', { active: false }));
    await world.sync.drain();
    assert.deepEqual(await world.customers(), []);
    assert.deepEqual(await claimOf(user.id), { state: 'inactive', code: null });
    await world.patchUser(user.id, { active: true });
    await world.sync.drain();
    assert.equal((await onlyCustomer()).metafields.active, 'true');
    assert.deepEqual(await claimOf(user.id), { state: 'synced', code: null });
  });

  it('RULES 5: GIVEN a user without e-mail WHEN it is synced THEN it is held until it has one', async () => {
    await begin();
    const user = await world.createUser({ userName: 'ada' });
    await world.sync.drain();
    assert.deepEqual(await world.customers(), []);
    assert.deepEqual(await claimOf(user.id), { state: 'held', code: 'no_email' });
    await world.patchUser(user.id, { emails: [{ type: 'work', value: 'ada@example.com' }] });
    await world.sync.drain();
    assert.equal((await onlyCustomer()).email, 'ada@example.com');
  });

  it('RULES 6: GIVEN an e-mail of another user WHEN a second has it THEN the second is held naming the first, until it is free', async () => {
    await begin();
    const first = await world.createUser(person('ada'));
    await world.sync.drain();
    const second = await world.createUser({
      ...person('grace'),
      emails: [{ type: 'work', value: 'ADA@example.com' }],
    });
    await world.sync.drain();
    assert.deepEqual(await claimOf(second.id), { state: 'held', code: 'email_in_use' });
    const claim = (await world.claims()).find(({ user_id }) => user_id === second.id);
    assert.ok(claim?.detail?.includes(first.id));
    assert.equal((await world.customers()).length, 1);

    await world.patchUser(first.id, { emails: [{ type: 'work', value: 'countess@example.com' }] });
    await world.sync.drain();
    assert.deepEqual(await claimOf(second.id), { state: 'synced', code: null });
    assert.deepEqual((await world.customers()).map(({ email }) => email).sort(), [
      'ADA@example.com',
      'countess@example.com',
    ]);
  });

  it('RULES 6: GIVEN two users with one e-mail at once WHEN they are synced THEN one has the customer and the other is held', async () => {
    await begin();
    world.sync.pause();
    const users = [];
    for (const name of ['ada', 'grace']) {
      users.push(
        await world.createUser({ ...person(name), emails: [{ type: 'work', value: 'both@example.com' }] }),
      );
    }
    world.sync.resume();
    await world.sync.drain();
    assert.equal((await world.customers()).length, 1);
    const states = await Promise.all(users.map(({ id }) => claimOf(id)));
    assert.deepEqual(states.map((claim) => claim?.state).sort(), ['held', 'synced']);
  });

  it('RULES 6: GIVEN a linked user WHEN it is given the e-mail of another THEN only the e-mail is held back', async () => {
    await begin();
    await world.createUser(person('ada'));
    const grace = await world.createUser(person('grace'));
    await world.sync.drain();
    await world.patchUser(grace.id, {
      emails: [{ type: 'work', value: 'ada@example.com' }],
      title: 'Admiral',
    });
    await world.sync.drain();
    assert.deepEqual(await claimOf(grace.id), { state: 'held', code: 'email_in_use' });
    const customer = (await world.customers()).find(({ email }) => email === 'grace@example.com');
    assert.equal(customer?.metafields.title, 'Admiral');
  });

  it('RULES 10: GIVEN creation off WHEN users are synced THEN existing customers are linked, the others wait', async () => {
    await begin({ connection: { newCustomerCreation: false } });
    await world.sim('POST', '/_sim/customers', {
      email: 'ada@example.com',
      firstName: 'A.',
      verifiedEmail: true,
    });
    const ada = await world.createUser(person('ada'));
    const grace = await world.createUser(person('grace'));
    await world.sync.drain();
    assert.equal((await onlyCustomer()).firstName, 'ada');
    assert.deepEqual(await claimOf(ada.id), { state: 'synced', code: null });
    assert.deepEqual(await claimOf(grace.id), { state: 'waiting', code: 'creation_off' });

    await world.sim('POST', '/_sim/customers', { email: 'grace@example.com', verifiedEmail: true });
    world.advance(10 * 60_000);
    await world.sync.drain();
    assert.deepEqual(await claimOf(grace.id), { state: 'synced', code: null });
    assert.equal((await world.customers()).length, 2);
  });

  it('RULES 10: GIVEN users that wait WHEN creation is switched on THEN they are created', async () => {
    await begin({ connection: { newCustomerCreation: false } });
    for (let i = 0; i < 12; i += 1) await world.createUser(person(`user${i}`));
    await world.sync.drain();
    assert.deepEqual(await world.customers(), []);
    await world.changeConnection({ newCustomerCreation: true });
    await world.sync.drain();
    assert.equal((await world.customers()).length, 12);
    assert.deepEqual([...new Set((await world.claims()).map(({ state }) => state))], ['synced']);
    assert.deepEqual(await world.outbox(), []);
  });

  it('RULES 12: GIVEN a department named like a tag of the merchant WHEN it is synced THEN a prefix stands before it, and a comma splits nothing', async () => {
    await begin();
    await world.createUser(person('ada', { [ENTERPRISE]: { department: 'vip, wholesale' } }));
    await world.sync.drain();
    assert.deepEqual((await onlyCustomer()).tags, ['department:vip-wholesale']);
  });

  it('RULES 26: GIVEN users who share a phone WHEN the one who has it leaves it or goes THEN it is given to the other', async () => {
    await begin();
    const phoneNumbers = [{ type: 'work', value: '+1 202 555 0123' }];
    const ada = await world.createUser(person('ada', { phoneNumbers }));
    await world.sync.drain();
    const bob = await world.createUser(person('bob', { phoneNumbers }));
    await world.sync.drain();
    const phones = async () => {
      const customers = await world.customers();
      return ['ada', 'bob'].map((name) => customers.find(({ firstName }) => firstName === name)?.phone);
    };
    assert.deepEqual(await phones(), ['+12025550123', null]);

    await world.patchUser(ada.id, { phoneNumbers: null });
    await world.sync.drain();
    assert.deepEqual(await phones(), [null, '+12025550123']);
    await world.patchUser(ada.id, { phoneNumbers });
    await world.sync.drain();
    assert.deepEqual(await phones(), [null, '+12025550123']);
    await world.removeUser(bob.id);
    await world.sync.drain();
    assert.deepEqual(await phones(), ['+12025550123', undefined]);
    assert.deepEqual(
      (await world.claims()).map(({ warnings }) => warnings),
      ['[]'],
    );
  });

  it('RULES 26: GIVEN a phone that another customer has, and a bad language WHEN the user is synced THEN both are left out with a warning', async () => {
    await begin();
    await world.sim('POST', '/_sim/customers', { email: 'boss@example.com', phone: '+493090182000' });
    const user = await world.createUser(
      person('ada', {
        phoneNumbers: [{ type: 'work', value: '030 90182000' }],
        addresses: [{ type: 'work', country: 'DE', locality: 'Berlin' }],
        preferredLanguage: 'xx-nonsense-zz!',
      }),
    );
    await world.sync.drain();
    const customer = (await world.customers()).find(({ email }) => email === 'ada@example.com');
    assert.equal(customer?.phone, null);
    const claim = (await world.claims()).find(({ user_id }) => user_id === user.id);
    assert.equal(claim?.state, 'synced');
    assert.equal((JSON.parse(claim?.warnings ?? '[]') as string[]).length, 2);
    assert.ok(!claim?.warnings.includes('90182000'));
  });
});

describe('moving', () => {
  it('RULES 3: GIVEN a mover WHEN profile, e-mail and department change THEN the customer follows and the merchant keeps what is his', async () => {
    await begin();
    const user = await world.createUser(person('ada', { [ENTERPRISE]: { department: 'Sales' } }));
    await world.sync.drain();
    const { id } = await onlyCustomer();
    await world.admin('mutation($id: ID!) { tagsAdd(id: $id, tags: ["vip"]) { userErrors { message } } }', {
      id,
    });
    await world.patchUser(user.id, {
      'name.givenName': 'Augusta',
      emails: [{ type: 'work', value: 'augusta@example.com' }],
      [`${ENTERPRISE}:department`]: 'Research',
      title: 'Countess',
    });
    await world.sync.drain();
    const customer = await onlyCustomer();
    assert.deepEqual(
      [customer.id, customer.email, customer.firstName, customer.tags],
      [id, 'augusta@example.com', 'Augusta', ['department:research', 'vip']],
    );
    assert.equal(customer.metafields.department, 'Research');
    await world.patchUser(user.id, { title: null, [`${ENTERPRISE}:department`]: null });
    await world.sync.drain();
    const later = await onlyCustomer();
    assert.deepEqual(later.tags, ['vip']);
    assert.deepEqual(Object.keys(later.metafields).sort(), ['active', 'link_id']);
  });

  it('RULES 3: GIVEN a write that changes nothing for the customer WHEN it is synced THEN Shopify is not called', async () => {
    await begin();
    const user = await world.createUser(person('ada'));
    await world.sync.drain();
    const before = await points();
    await world.patchUser(user.id, { nickName: 'The Enchantress' });
    await world.sync.drain();
    assert.equal(await points(), before);
    const [claim] = await world.claims();
    assert.equal(claim?.synced_version, 2);
  });

  it('RULES 4: GIVEN a customer that the merchant deleted WHEN its user changes THEN it is gone and not recreated', async () => {
    await begin();
    const user = await world.createUser(person('ada'));
    await world.sync.drain();
    const { id } = await onlyCustomer();
    await world.admin('mutation($id: ID!) { customerDelete(input: {id: $id}) { deletedCustomerId } }', {
      id,
    });
    await world.patchUser(user.id, { title: 'Countess' });
    await world.sync.drain();
    assert.deepEqual(await world.customers(), []);
    assert.deepEqual(await claimOf(user.id), { state: 'gone', code: 'customer_gone' });
    await world.patchUser(user.id, { title: 'Analyst' });
    await world.sync.drain();
    assert.deepEqual(await world.customers(), []);
    await world.removeUser(user.id);
    await world.sync.drain();
    assert.deepEqual(await world.claims(), []);
    assert.deepEqual(await world.links(), []);
  });
});

describe('adoption', () => {
  const existing = (more: Record<string, unknown> = {}) =>
    world.sim('POST', '/_sim/customers', {
      email: 'ada@example.com',
      firstName: 'A.',
      tags: ['vip'],
      verifiedEmail: true,
      ...more,
    }) as Promise<SimulatedCustomer>;

  it('RULES 7, 9: GIVEN a customer with the e-mail WHEN the policy is link THEN it is adopted, and what was there is recorded', async () => {
    await begin();
    const { id } = await existing();
    const user = await world.createUser(person('ada', { [ENTERPRISE]: { department: 'Sales' } }));
    await world.sync.drain();
    const customer = await onlyCustomer();
    assert.deepEqual(
      [customer.id, customer.firstName, customer.tags],
      [id, 'ada', ['department:sales', 'vip']],
    );
    assert.deepEqual(await claimOf(user.id), { state: 'synced', code: null });
    const [link] = await world.links();
    assert.equal(customer.metafields.link_id, link?.id);
    assert.equal(link?.origin, 'adopted');
    const before = JSON.parse(link?.before ?? '{}') as { fields: object; tags: string[] };
    assert.deepEqual(
      [before.fields, before.tags],
      [{ email: 'ada@example.com', firstName: 'A.', locale: 'en' }, ['vip']],
    );
  });

  const reviews: [
    string,
    WorldOptions['connection'],
    Record<string, unknown>,
    Record<string, unknown>,
    string,
  ][] = [
    ['policy hold', { linkPolicy: 'hold' }, {}, {}, 'review_policy'],
    ['another domain', { domains: ['other.example'] }, {}, {}, 'review_domain'],
    ['an unverified address', {}, { verifiedEmail: false }, {}, 'review_unverified'],
    ['an address from userName alone', {}, {}, { emails: undefined }, 'review_username_email'],
  ];
  for (const [name, connection, customer, user, code] of reviews) {
    it(`RULES 7, 8: GIVEN ${name} WHEN a user has a customer's e-mail THEN it is held as ${code} and the customer untouched`, async () => {
      await begin({ connection: connection ?? {} });
      const before = await existing(customer);
      const { id } = await world.createUser({ ...person('ada'), ...user });
      await world.sync.drain();
      assert.deepEqual(await claimOf(id), { state: 'held', code });
      assert.deepEqual(await onlyCustomer(), before);
      assert.deepEqual(await world.links(), []);
    });
  }

  it('RULES 8: GIVEN a customer with the link id of another directory WHEN a user has its e-mail THEN it is held', async () => {
    await begin();
    await world.createUser(person('grace'));
    await world.sync.drain();
    const { id } = await existing();
    await world.admin(
      'mutation($id: ID!) { customerUpdate(input: {id: $id, metafields: [{namespace: "$app", key: "link_id", type: "id", value: "elsewhere"}]}) { userErrors { message } } }',
      { id },
    );
    const user = await world.createUser(person('ada'));
    await world.sync.drain();
    assert.deepEqual(await claimOf(user.id), { state: 'held', code: 'review_linked_elsewhere' });
  });

  it('RULES 7, 24: GIVEN policy never WHEN a user has the e-mail of a customer THEN whoever waits is told 409, and the row is dead', async () => {
    await begin({ connection: { linkPolicy: 'never' } });
    await existing();
    const user = await world.createUser(person('ada'));
    const outcome = await world.sync.settled(SHOP, CONNECTION, user.id, user.version, 60_000);
    assert.equal(outcome.kind, 'refused');
    assert.deepEqual('status' in outcome && [outcome.status, outcome.code], [409, 'policy_never']);
    assert.deepEqual(await claimOf(user.id), { state: 'failed', code: 'policy_never' });
    assert.deepEqual(
      (await world.outbox()).map(({ state, error_code }) => [state, error_code]),
      [['dead', 'policy_never']],
    );
    assert.deepEqual(await world.links(), []);
  });

  it('RULES 9: GIVEN an adopted customer WHEN its user loses phone and last name THEN what stood there comes back, in one call', async () => {
    await begin();
    await existing({ lastName: 'L.', phone: '+12025550199' });
    const user = await world.createUser(
      person('ada', { phoneNumbers: [{ type: 'work', value: '+1 202 555 0123' }] }),
    );
    await world.sync.drain();
    assert.deepEqual((await onlyCustomer()).phone, '+12025550123');
    const before = await points();
    await world.patchUser(user.id, { phoneNumbers: null, 'name.familyName': null });
    await world.sync.drain();
    const customer = await onlyCustomer();
    assert.deepEqual([customer.phone, customer.lastName], ['+12025550199', 'L.']);
    assert.deepEqual(await claimOf(user.id), { state: 'synced', code: null });
    assert.deepEqual(await world.outbox(), []);
    assert.equal((await points()) - before, 10);
  });

  it('RULES 9: GIVEN an adopted customer whose old phone another has by now WHEN its user loses the phone THEN it is emptied', async () => {
    await begin();
    await existing({ phone: '+12025550199' });
    const user = await world.createUser(
      person('ada', { phoneNumbers: [{ type: 'work', value: '+1 202 555 0123' }] }),
    );
    await world.sync.drain();
    await world.sim('POST', '/_sim/customers', { email: 'boss@example.com', phone: '+12025550199' });
    await world.patchUser(user.id, { phoneNumbers: null });
    await world.sync.drain();
    const customer = (await world.customers()).find(({ email }) => email === 'ada@example.com');
    assert.equal(customer?.phone, null);
    assert.deepEqual(await claimOf(user.id), { state: 'synced', code: null });
    assert.deepEqual(await world.outbox(), []);
  });

  it('RULES 8: GIVEN an adopted customer WHEN its user moves to a domain that is not confirmed THEN only the e-mail is held back', async () => {
    await begin({ connection: { domains: ['Example.com'] } });
    await existing();
    const user = await world.createUser(person('ada'));
    await world.sync.drain();
    await world.patchUser(user.id, {
      emails: [{ type: 'work', value: 'ada@evil.example' }],
      title: 'Countess',
    });
    await world.sync.drain();
    const customer = await onlyCustomer();
    assert.deepEqual([customer.email, customer.metafields.title], ['ada@example.com', 'Countess']);
    assert.deepEqual(await claimOf(user.id), { state: 'held', code: 'review_domain' });
  });

  it("RULES 8: GIVEN a linked user WHEN its new e-mail is a merchant's customer's THEN it is held for a person", async () => {
    await begin();
    const user = await world.createUser(person('grace'));
    await world.sync.drain();
    await existing();
    await world.patchUser(user.id, {
      emails: [{ type: 'work', value: 'ada@example.com' }],
      title: 'Admiral',
    });
    await world.sync.drain();
    assert.deepEqual(await claimOf(user.id), { state: 'held', code: 'review_email_taken' });
    const customer = (await world.customers()).find(({ email }) => email === 'grace@example.com');
    assert.equal(customer?.metafields.title, 'Admiral');
  });
});
