// What each thing that happens to a user costs in Shopify's points: as little as its mutations allow.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DEFAULT_SETTINGS, settingsInput } from '../../src/tenants/settings.ts';
import { ENTERPRISE, openWorldPerTest, type World } from './support/world.ts';

let world: World;
const begin = openWorldPerTest((opened) => {
  world = opened;
});

const ADA = {
  userName: 'ada@example.com',
  name: { givenName: 'Ada', familyName: 'Lovelace' },
  title: 'Engineer',
  emails: [{ type: 'work', value: 'ada@example.com' }],
  phoneNumbers: [{ type: 'work', value: '+44 20 7946 0991' }],
  preferredLanguage: 'en-GB',
  [ENTERPRISE]: { department: 'Design', employeeNumber: '7', organization: 'Harbour & Pine' },
};

interface Stats {
  readonly points: number;
  readonly calls: number;
}

/** Points and calls between now and the moment when nothing is left to be done. */
async function spend(what: () => Promise<unknown>): Promise<[points: number, calls: number]> {
  const stats = async () => (await world.sim('GET', '/_sim/stats')) as Stats;
  const before = await stats();
  await what();
  await world.sync.drain();
  const after = await stats();
  return [after.points - before.points, after.calls - before.calls];
}

describe('points', () => {
  it('GIVEN a user with all that is mapped but an address WHEN it joins THEN that is 10 points in one call, and 1 to find it gone', async () => {
    await begin();
    world.sync.start();
    await world.sync.drain();
    assert.deepEqual(await spend(() => world.createUser(ADA)), [10, 1]);
    const [customer] = await world.customers();
    assert.deepEqual(customer?.tags, ['department:design']);
    assert.equal(customer?.metafields.active, 'true');
  });

  it('GIVEN a customer WHEN its user changes THEN each mutation is 10 points, in one call however many they are', async () => {
    await begin();
    world.sync.start();
    const { id } = await world.createUser(ADA);
    await world.sync.drain();
    // Fields and metafields are one mutation; tags that come and tags that go are one each.
    assert.deepEqual(
      await spend(() => world.patchUser(id, { 'name.givenName': 'Augusta', title: 'Countess' })),
      [10, 1],
    );
    assert.deepEqual(
      await spend(() => world.patchUser(id, { [`${ENTERPRISE}:department`]: 'Sales' })),
      [30, 1],
    );
    assert.deepEqual(await spend(() => world.patchUser(id, { nickName: 'Ada' })), [0, 0], 'nothing mapped');
  });

  it('GIVEN an address WHEN a user joins THEN it costs a second call, behind the first creates of the others', async () => {
    await begin();
    world.sync.start();
    await world.sync.drain();
    const addresses = [{ type: 'work', streetAddress: '1 Quay', locality: 'Hull', country: 'GB' }];
    assert.deepEqual(await spend(() => world.createUser({ ...ADA, addresses })), [20, 2]);
  });

  it('GIVEN a customer WHEN its user leaves and returns THEN that is 33 points in one call and 6 for the certificate, and 30 in one', async () => {
    await begin();
    world.sync.start();
    const { id } = await world.createUser(ADA);
    await world.sync.drain();
    // The metafield, the leaver tag on, our tags off; 3 to be told the consents in the same call.
    assert.deepEqual(await spend(() => world.patchUser(id, { active: false })), [39, 2]);
    assert.deepEqual(await spend(() => world.patchUser(id, { active: true })), [30, 1]);
  });

  it('GIVEN a customer with consent WHEN its user leaves THEN each withdrawal is 10 points more, in one more call, before the certificate', async () => {
    await begin();
    world.sync.start();
    const { id } = await world.createUser(ADA);
    await world.sync.drain();
    const [customer] = await world.customers();
    const number = String(customer?.id).split('/').at(-1);
    await world.sim('PATCH', `/_sim/customers/${number}`, { emailMarketingState: 'SUBSCRIBED' });
    assert.deepEqual(await spend(() => world.patchUser(id, { active: false })), [49, 3]);
  });

  it('GIVEN a company by a rule WHEN its user joins, leaves and returns THEN each call is as small as it can be', async () => {
    await begin({
      simulator: { searchLagMs: 3_600_000 },
      connection: {
        settings: settingsInput.parse({
          groups: [{ match: { name: 'buyers' }, company: { name: 'Harbour', role: 'Ordering only' } }],
        }),
      },
    });
    world.sync.start();
    await world.sim('POST', '/_sim/companies', { name: 'Harbour' });
    const { id } = await world.createUser(ADA);
    await world.sync.drain();
    // Finding a company that the search does not know yet is 16 points in two calls here, 93 at most, and once in two minutes for everybody.
    const join = () => world.createGroup('Buyers', [id]);
    assert.deepEqual(await spend(join), [16 + 10 + 12, 4]);
    // Its contacts are read, for 26 at most, to spare what a merchant gave; it is removed, roles and all, at once.
    assert.deepEqual(await spend(() => world.patchUser(id, { active: false })), [8 + 10 + 39, 4]);
    assert.deepEqual(await spend(() => world.patchUser(id, { active: true })), [30 + 10 + 12, 3]);
  });

  it('GIVEN that leavers lose what merchants gave too WHEN one leaves THEN that is 2 points more without a company, and as much as of ours with one', async () => {
    const leaving = { ...DEFAULT_SETTINGS.leaving, companies: 'all' as const };
    await begin({ connection: { settings: { leaving } } });
    world.sync.start();
    const { id } = await world.createUser(ADA);
    await world.sync.drain();
    assert.deepEqual(await spend(() => world.patchUser(id, { active: false })), [2 + 39, 3]);
    assert.deepEqual(await spend(() => world.patchUser(id, { active: true })), [30, 1]);
    const [customer] = await world.customers();
    const company = (await world.sim('POST', '/_sim/companies', { name: 'Harbour' })) as { id: string };
    const roles = [{ location: 'Harbour', role: 'Ordering only' }];
    await world.sim('POST', '/_sim/contacts', { companyId: company.id, customerId: customer?.id, roles });
    assert.deepEqual(await spend(() => world.patchUser(id, { active: false })), [2 + 8 + 10 + 39, 5]);
    assert.deepEqual(await spend(() => world.patchUser(id, { active: true })), [30 + 2 + 10 + 12, 4]);
  });

  it('GIVEN a customer without orders WHEN its user is deleted THEN that is 10 points in one call', async () => {
    await begin();
    world.sync.start();
    const { id } = await world.createUser(ADA);
    await world.sync.drain();
    assert.deepEqual(await spend(() => world.removeUser(id)), [11, 2]);
  });
});
