// Two connections that claim one person (RULES 1, 8, 21), from outside: SCIM in by both, the simulated store behind.
import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { type Customer, createUser, customersOf, person, settle } from '../oversight/support.ts';
import { addConnection, type OtherConnection, scimWith } from '../support/connections.ts';
import { type Harness, type HarnessOptions, SHOP, startHarness } from '../support/rollcall.ts';

const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

let harness: Harness;
let office: OtherConnection;
let branch: OtherConnection;
afterEach(() => harness.close());

/** Each connection gives a tag of its own, and one that both give. */
const mappingOf = (name: string) => ({
  mapping: { tags: [`from:${name}`, 'staff:all', 'unit:{{ user.nickName }}'] },
});

async function begin(options: HarnessOptions = {}): Promise<void> {
  harness = await startHarness(options);
  const path = `/connections/${harness.connectionId}`;
  await harness.admin('PATCH', path, { name: 'Office', settings: mappingOf('office') });
  office = { id: harness.connectionId, token: harness.token, scim: scimWith(harness, harness.token) };
  branch = await addConnection(harness, 'Branch', { settings: mappingOf('branch') });
}

async function join(connection: OtherConnection, name = 'ada', more: object = {}): Promise<string> {
  const { status, body } = await connection.scim('POST', '/Users', person(name, { ...more }));
  assert.equal(status, 201);
  await settle(harness);
  return body.id;
}

async function set(connection: OtherConnection, id: string, values: Record<string, unknown>): Promise<void> {
  const Operations = Object.entries(values).map(([path, value]) => ({ op: 'replace', path, value }));
  const { status } = await connection.scim('PATCH', `/Users/${id}`, { schemas: [PATCH_OP], Operations });
  assert.equal(status, 200);
  await settle(harness);
}

const remove = async (connection: OtherConnection, id: string) => {
  assert.equal((await connection.scim('DELETE', `/Users/${id}`)).status, 204);
  await settle(harness);
};

const reviewsOf = async ({ id }: OtherConnection) =>
  (await harness.admin('GET', `/connections/${id}/reviews`)).body.reviews;

async function decide({ id }: OtherConnection, user: string, body: object): Promise<void> {
  const { status } = await harness.admin('POST', `/connections/${id}/reviews/${user}`, body);
  assert.equal(status, 200);
  await settle(harness);
}

async function order(...connections: OtherConnection[]): Promise<void> {
  const ids = connections.map(({ id }) => id);
  assert.equal((await harness.admin('PUT', `/shops/${SHOP}/order`, { connections: ids })).status, 200);
  await settle(harness);
}

async function only(): Promise<Customer> {
  const customers = await customersOf(harness);
  assert.equal(customers.length, 1);
  return customers[0] as Customer;
}

const tagsOf = ({ tags }: Customer) => [...tags].sort();

async function personOf({ id }: OtherConnection, user: string) {
  const { users } = (await harness.admin('GET', `/connections/${id}/users?q=${user}`)).body;
  return users[0];
}

/** Ada in both, linked by a person. */
async function share(): Promise<{ inOffice: string; inBranch: string }> {
  const inOffice = await join(office, 'ada', { title: 'Countess', nickName: 'One' });
  const inBranch = await join(branch, 'ada', {
    name: { givenName: 'Augusta', familyName: 'King' },
    nickName: 'Two',
  });
  await decide(branch, inBranch, { decision: 'link' });
  return { inOffice, inBranch };
}

describe('a person whom two connections claim', () => {
  it('RULES 8: GIVEN a customer of one connection WHEN another comes with its address THEN it is held for a person, and by linking both claim it', async () => {
    await begin();
    await join(office);
    const user = await join(branch);
    const before = await only();
    const [review] = await reviewsOf(branch);
    assert.deepEqual(
      [review.userId, review.code, review.customerId, review.choices],
      [user, 'review_linked_elsewhere', before.id, ['link', 'leave']],
    );
    assert.deepEqual(tagsOf(before), ['from:office', 'staff:all']);
    await decide(branch, user, { decision: 'link' });
    assert.deepEqual(await reviewsOf(branch), []);
    assert.deepEqual(tagsOf(await only()), ['from:branch', 'from:office', 'staff:all']);
    assert.equal((await personOf(branch, user)).state, 'synced');
  });

  it('GIVEN a user whom a person leaves WHEN the other goes THEN the address is its own', async () => {
    await begin();
    const inOffice = await join(office);
    const inBranch = await join(branch);
    await decide(branch, inBranch, { decision: 'leave' });
    assert.equal((await personOf(branch, inBranch)).code, 'review_left');
    await remove(office, inOffice);
    await harness.admin('POST', `/connections/${branch.id}/users/${inBranch}/retry`, {});
    await settle(harness);
    assert.deepEqual(tagsOf(await only()), ['from:branch', 'staff:all']);
  });

  it('GIVEN a customer that waits in another’s review WHEN the other is deleted THEN the held user is looked at again', async () => {
    await begin();
    const inOffice = await join(office);
    const inBranch = await join(branch);
    await remove(office, inOffice);
    assert.deepEqual(tagsOf(await only()), ['from:branch', 'staff:all']);
    assert.equal((await personOf(branch, inBranch)).state, 'synced');
  });

  it('RULES 6: GIVEN two users of one connection with one address WHEN the second comes THEN it is in use, as ever', async () => {
    await begin();
    await join(office);
    const second = await join(office, 'ada2', { emails: [{ type: 'work', value: 'ada@example.com' }] });
    assert.equal((await personOf(office, second)).code, 'email_in_use');
    const body = { decision: 'link' };
    const path = `/connections/${office.id}/reviews/${second}`;
    assert.equal((await harness.admin('POST', path, body)).body.error.code, 'customer_linked');
  });

  it('RULES 1: GIVEN an order WHEN it is turned round THEN the other decides the profile, and what both grant stays', async () => {
    await begin();
    await share();
    const first = await only();
    assert.deepEqual(
      [first.firstName, first.metafields.title, tagsOf(first)],
      ['ada', 'Countess', ['from:branch', 'from:office', 'staff:all', 'unit:One', 'unit:Two']],
    );
    await order(branch, office);
    const second = await only();
    // What the first does not give, the second does.
    assert.deepEqual([second.firstName, second.metafields.title], ['Augusta', 'Countess']);
    assert.deepEqual(tagsOf(second), tagsOf(first));
    await order(office, branch);
    assert.equal((await only()).firstName, 'ada');
  });

  for (const isFirst of [true, false]) {
    const which = isFirst ? 'first' : 'second';
    it(`RULES 1, 15: GIVEN both active WHEN the ${which} of the order leaves THEN access stays without what only it gave; when the other follows, all is taken and certified`, async () => {
      await begin();
      const { inOffice, inBranch } = await share();
      const [leaver, stayer] = isFirst
        ? ([
            { c: office, id: inOffice },
            { c: branch, id: inBranch },
          ] as const)
        : ([
            { c: branch, id: inBranch },
            { c: office, id: inOffice },
          ] as const);
      await set(leaver.c, leaver.id, { active: false });
      const between = await only();
      const theirs = isFirst
        ? ['from:branch', 'staff:all', 'unit:Two']
        : ['from:office', 'staff:all', 'unit:One'];
      assert.deepEqual([between.metafields.active, tagsOf(between)], ['true', theirs]);
      assert.equal(between.firstName, isFirst ? 'Augusta' : 'ada');
      const told = await personOf(leaver.c, leaver.id);
      assert.deepEqual([told.state, told.code], ['left', 'active_elsewhere']);
      const certificates = ({ c, id }: { c: OtherConnection; id: string }) =>
        harness.admin('GET', `/connections/${c.id}/users/${id}/certificates`);
      assert.deepEqual((await certificates(leaver)).body, []);

      await set(stayer.c, stayer.id, { active: false });
      const after = await only();
      assert.deepEqual([after.metafields.active, tagsOf(after)], ['false', ['rollcall:leaver']]);
      assert.deepEqual(
        [(await personOf(leaver.c, leaver.id)).code, (await personOf(stayer.c, stayer.id)).state],
        [null, 'left'],
      );
      for (const each of [stayer, leaver]) {
        const [certificate] = (await certificates(each)).body;
        assert.deepEqual([certificate.userId, certificate.isComplete], [each.id, true]);
      }

      await set(leaver.c, leaver.id, { active: true });
      const back = await only();
      assert.equal(back.metafields.active, 'true');
      assert.equal((await personOf(stayer.c, stayer.id)).code, 'active_elsewhere');
      await set(stayer.c, stayer.id, { active: true });
      assert.deepEqual(tagsOf(await only()), [
        'from:branch',
        'from:office',
        'staff:all',
        'unit:One',
        'unit:Two',
      ]);
    });

    it(`RULES 18: GIVEN both WHEN the ${which} of the order is deleted, and then the other THEN the customer stays with the other, and goes with it`, async () => {
      await begin();
      const { inOffice, inBranch } = await share();
      const deleted = isFirst ? { c: office, id: inOffice } : { c: branch, id: inBranch };
      const other = isFirst ? { c: branch, id: inBranch } : { c: office, id: inOffice };
      await remove(deleted.c, deleted.id);
      const between = await only();
      const theirs = isFirst
        ? ['from:branch', 'staff:all', 'unit:Two']
        : ['from:office', 'staff:all', 'unit:One'];
      assert.deepEqual([between.metafields.active, tagsOf(between)], ['true', theirs]);
      // Title was of the office alone.
      assert.equal(between.metafields.title, isFirst ? undefined : 'Countess');
      await remove(other.c, other.id);
      assert.deepEqual(await customersOf(harness), []);
    });
  }

  it('GIVEN one inactive WHEN the active other is deleted THEN the customer is blocked, and not deleted', async () => {
    await begin();
    const { inOffice, inBranch } = await share();
    await set(office, inOffice, { active: false });
    await remove(branch, inBranch);
    const customer = await only();
    assert.deepEqual([customer.metafields.active, tagsOf(customer)], ['false', ['rollcall:leaver']]);
    const told = await personOf(office, inOffice);
    assert.deepEqual([told.state, told.code], ['left', null]);
  });

  it('RULES 22: GIVEN a leaver whom the guard holds WHEN the other changes THEN nothing of the held one is taken before a person releases it', async () => {
    for (const kind of ['deactivated', 'deleted'] as const) {
      await begin();
      const { inOffice, inBranch } = await share();
      const guard = { maxLeavers: 1, minLeavers: 1, maxShare: 0 };
      await harness.admin('PATCH', `/connections/${office.id}`, { settings: { guard } });
      const spare = await createUser(harness, person('spare'));
      await settle(harness);
      await harness.scim('DELETE', `/Users/${spare}`);
      if (kind === 'deleted') await remove(office, inOffice);
      else await set(office, inOffice, { active: false });
      await set(branch, inBranch, { nickName: 'Three' });
      const customer = (await customersOf(harness)).find(({ email }) => email === 'ada@example.com');
      assert.ok(customer);
      assert.deepEqual(
        tagsOf(customer),
        kind === 'deleted'
          ? ['from:branch', 'from:office', 'staff:all', 'unit:One', 'unit:Three', 'unit:Two']
          : ['from:branch', 'from:office', 'staff:all', 'unit:One', 'unit:Three'],
        kind,
      );
      await harness.admin('POST', `/connections/${office.id}/guard/release`, {});
      await settle(harness);
      const released = (await customersOf(harness)).find(({ email }) => email === 'ada@example.com');
      assert.ok(released);
      assert.deepEqual(tagsOf(released), ['from:branch', 'staff:all', 'unit:Three'], kind);
      if (kind === 'deactivated') await harness.close();
    }
  });

  it('GIVEN the giver of the address WHEN it changes THEN the customer follows; the other’s address is no matter while it is second', async () => {
    await begin();
    const { inOffice, inBranch } = await share();
    await set(branch, inBranch, { 'emails[type eq "work"].value': 'augusta@example.com' });
    assert.equal((await only()).email, 'ada@example.com');
    await set(office, inOffice, { 'emails[type eq "work"].value': 'countess@example.com' });
    assert.equal((await only()).email, 'countess@example.com');
    // The second’s address comes to be the customer’s once the first has left.
    await set(office, inOffice, { active: false });
    assert.equal((await only()).email, 'augusta@example.com');
    assert.equal((await personOf(branch, inBranch)).state, 'synced');
  });

  it('GIVEN a user with a customer of its own WHEN its address becomes that of another connection’s THEN a person is to see to it', async () => {
    await begin();
    await join(office, 'ada');
    const grace = await join(branch, 'grace');
    await set(branch, grace, { 'emails[type eq "work"].value': 'ada@example.com' });
    const [review] = await reviewsOf(branch);
    assert.deepEqual([review.code, review.choices], ['review_email_taken', ['leave']]);
    assert.deepEqual((await customersOf(harness)).map(({ email }) => email).sort(), [
      'ada@example.com',
      'grace@example.com',
    ]);
  });

  it('GIVEN an adopted customer WHEN both who claim it are deleted THEN it is handed back as it was', async () => {
    await begin();
    await harness.sim('POST', '/_sim/customers', {
      email: 'ada@example.com',
      firstName: 'Lady',
      tags: ['vip', 'staff:all'],
    });
    const { inOffice, inBranch } = await share();
    assert.equal((await only()).firstName, 'ada');
    await remove(branch, inBranch);
    assert.deepEqual(tagsOf(await only()), ['from:office', 'staff:all', 'unit:One', 'vip']);
    await remove(office, inOffice);
    const customer = await only();
    assert.deepEqual(
      [customer.firstName, tagsOf(customer), customer.metafields],
      ['Lady', ['staff:all', 'vip'], {}],
    );
  });

  it('RULES 21: GIVEN companies by both WHEN the first gives one THEN it holds and the other is told; the second’s comes when the first leaves', async () => {
    await begin();
    for (const [connection, name] of [
      [office, 'Office Ltd'],
      [branch, 'Branch Ltd'],
    ] as const) {
      const company = { externalId: name.toLowerCase().replace(' ', '-'), name, create: true };
      const groups = [{ match: { name: 'Buyers' }, company: { ...company, allowed: [name] } }];
      const { status } = await harness.admin('PATCH', `/connections/${connection.id}`, {
        settings: { groups },
      });
      assert.equal(status, 200);
    }
    const { inOffice, inBranch } = await share();
    for (const [connection, user] of [
      [office, inOffice],
      [branch, inBranch],
    ] as const) {
      const members = [{ value: user }];
      assert.equal(
        (await connection.scim('POST', '/Groups', { displayName: 'Buyers', members })).status,
        201,
      );
    }
    await settle(harness);
    assert.deepEqual(await companies(), ['Office Ltd']);
    const { warnings } = await personOf(branch, inBranch);
    assert.match(warnings.join(), /Another connection/);
    await set(office, inOffice, { active: false });
    assert.deepEqual(await companies(), ['Branch Ltd']);
    await remove(branch, inBranch);
    assert.deepEqual(await companies(), []);
  });

  it('RULES 4: GIVEN a shared customer that a merchant deleted WHEN both are looked at THEN both say so; one is recreated, and the other asked', async () => {
    await begin();
    const { inOffice, inBranch } = await share();
    const { id } = await only();
    const response = await fetch(`${harness.shopifyUrl}/admin/api/2026-10/graphql.json`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-shopify-access-token': 'shpat_of_the_tests' },
      body: JSON.stringify({
        query: 'mutation ($id: ID!) { customerDelete(input: { id: $id }) { deletedCustomerId } }',
        variables: { id },
      }),
    });
    assert.equal(response.status, 200);
    await set(office, inOffice, { nickName: 'Four' });
    assert.deepEqual(
      [(await personOf(office, inOffice)).state, (await personOf(branch, inBranch)).state],
      ['gone', 'gone'],
    );
    await decide(office, inOffice, { decision: 'recreate' });
    const again = await only();
    assert.deepEqual(tagsOf(again), ['from:office', 'staff:all', 'unit:Four']);
    await harness.admin('POST', `/connections/${branch.id}/users/${inBranch}/retry`, {});
    await settle(harness);
    assert.equal((await personOf(branch, inBranch)).code, 'review_linked_elsewhere');
    await decide(branch, inBranch, { decision: 'link' });
    assert.deepEqual(tagsOf(await only()), [
      'from:branch',
      'from:office',
      'staff:all',
      'unit:Four',
      'unit:Two',
    ]);
  });

  it('GIVEN a Shopify that fails, and takes calls without saying so WHEN many leave one connection and some the other THEN each customer is what those who stay give', async () => {
    let offset = 0;
    await begin({ now: () => Date.now() + offset });
    const COUNT = 12;
    const users: { name: string; inOffice: string; inBranch: string }[] = [];
    for (let i = 0; i < COUNT; i += 1) {
      const name = `user${i}`;
      users.push({ name, inOffice: await join(office, name), inBranch: await join(branch, name) });
    }
    for (const { inBranch } of users) {
      const path = `/connections/${branch.id}/reviews/${inBranch}`;
      await harness.admin('POST', path, { decision: 'link' });
    }
    await settle(harness);
    for (const [kind, rate] of [
      ['timeout_after', 0.15],
      ['timeout_before', 0.1],
      ['http_503', 0.1],
    ] as const) {
      await harness.sim('POST', '/_sim/faults', { kind, rate });
    }
    const leave = (connection: OtherConnection, id: string) =>
      connection.scim('PATCH', `/Users/${id}`, {
        schemas: [PATCH_OP],
        Operations: [{ op: 'replace', path: 'active', value: false }],
      });
    await Promise.all(
      users.flatMap(({ inOffice, inBranch }, i) => [
        ...(i % 3 === 1 ? [] : [leave(office, inOffice)]),
        ...(i % 3 === 0
          ? []
          : i % 2
            ? [branch.scim('DELETE', `/Users/${inBranch}`)]
            : [leave(branch, inBranch)]),
      ]),
    );
    await settle(harness);
    await harness.sim('DELETE', '/_sim/faults');
    // What was cut off cannot land any more, and is read once.
    for (let round = 0; round < 3; round += 1) {
      offset += 61_000;
      await harness.rollcall.sync.drain();
    }
    const byName = new Map((await customersOf(harness)).map((customer) => [customer.email, customer]));
    for (const [i, { name }] of users.entries()) {
      const customer = byName.get(`${name}@example.com`);
      assert.ok(customer, name);
      const expected = [
        ['true', ['from:branch', 'staff:all']],
        ['true', ['from:office', 'staff:all']],
        ['false', ['rollcall:leaver']],
      ][i % 3];
      assert.deepEqual([customer.metafields.active, tagsOf(customer)], expected, name);
    }
  });
});

async function companies(): Promise<string[]> {
  const query = '{ companies(first: 10) { nodes { name contactsCount { count } } } }';
  const response = await fetch(`${harness.shopifyUrl}/admin/api/2026-10/graphql.json`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-shopify-access-token': 'shpat_of_the_tests' },
    body: JSON.stringify({ query }),
  });
  const { data } = (await response.json()) as {
    data: { companies: { nodes: { name: string; contactsCount: { count: number } }[] } };
  };
  return data.companies.nodes.filter(({ contactsCount }) => contactsCount.count > 0).map(({ name }) => name);
}
