// How connections end (RULES 27), from outside: the admin API and SCIM in, the simulated store behind.
import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { type Customer, customersOf, person, settle } from '../oversight/support.ts';
import { ADMIN, createB2b } from '../support/b2b.ts';
import { addConnection, type OtherConnection, scimWith } from '../support/connections.ts';
import { type Harness, type HarnessOptions, SHOP, startHarness } from '../support/rollcall.ts';

const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

let harness: Harness;
let old: OtherConnection;
afterEach(() => harness.close());

async function begin(options: HarnessOptions = {}): Promise<void> {
  harness = await startHarness(options);
  const settings = { mapping: { tags: ['staff:all', 'unit:{{ user.nickName }}'] } };
  await harness.admin('PATCH', `/connections/${harness.connectionId}`, { name: 'Old', settings });
  old = { id: harness.connectionId, token: harness.token, scim: scimWith(harness, harness.token) };
}

async function join(connection: OtherConnection, name: string, more: object = {}): Promise<string> {
  const { status, body } = await connection.scim('POST', '/Users', person(name, { ...more }));
  assert.equal(status, 201);
  await settle(harness);
  return body.id;
}

async function deactivate(connection: OtherConnection, id: string): Promise<void> {
  const Operations = [{ op: 'replace', path: 'active', value: false }];
  assert.equal(
    (await connection.scim('PATCH', `/Users/${id}`, { schemas: [PATCH_OP], Operations })).status,
    200,
  );
}

const endingPath = ({ id }: OtherConnection) => `/connections/${id}/ending`;
const end = ({ id }: OtherConnection) => harness.admin('DELETE', `/connections/${id}`);
const progress = async (connection: OtherConnection) =>
  (await harness.admin('GET', endingPath(connection))).body;

async function choose(connection: OtherConnection, choice: string, successor?: string) {
  const answer = await harness.admin('POST', endingPath(connection), {
    choice,
    ...(successor !== undefined && { successor }),
  });
  await settle(harness);
  await harness.rollcall.closer.drain();
  return answer;
}

async function customer(name: string): Promise<Customer> {
  const found = (await customersOf(harness)).find(({ email }) => email === `${name}@example.com`);
  assert.ok(found, name);
  return found;
}

const usersIn = async ({ id }: OtherConnection) =>
  (await harness.admin('GET', `/connections/${id}`)).body.statistics.users;

describe('a connection that ends', () => {
  it('GIVEN users WHEN it ends THEN its provider is refused, nothing happens to any customer, and it can be taken back', async () => {
    await begin();
    const ada = await join(old, 'ada', { nickName: 'One' });
    const before = await customersOf(harness);
    harness.rollcall.sync.pause();
    await deactivate(old, ada);
    const { status, body } = await end(old);
    assert.equal(status, 200);
    assert.deepEqual([body.choice, body.remaining, body.finishedAt], [null, 1, null]);
    const refused = await old.scim('GET', '/Users');
    assert.equal(refused.status, 401);
    assert.match(refused.body.detail, /was ended/);
    harness.rollcall.sync.resume();
    await settle(harness);
    assert.deepEqual(await customersOf(harness), before);
    assert.equal((await end(old)).body.at, body.at);

    assert.equal((await harness.admin('DELETE', endingPath(old))).status, 200);
    await settle(harness);
    assert.equal((await old.scim('GET', '/Users')).status, 200);
    // What was accepted before it ended is carried out now.
    assert.equal((await customer('ada')).metafields.active, 'false');
    assert.equal((await harness.admin('DELETE', endingPath(old))).body.error.code, 'not_to_be_resumed');
    assert.equal((await choose(old, 'keep')).body.error.code, 'not_ended');
  });

  it('GIVEN an end WHEN its customers are kept THEN they stay as they are, and what was known of users is deleted', async () => {
    await begin();
    await join(old, 'ada', { nickName: 'One' });
    await old.scim('POST', '/Groups', { displayName: 'All' });
    const before = await customersOf(harness);
    await end(old);
    assert.equal((await choose(old, 'keep')).status, 200);
    const { remaining, total, finishedAt } = await progress(old);
    assert.deepEqual([remaining, total, typeof finishedAt], [0, 1, 'number']);
    assert.deepEqual(await customersOf(harness), before);
    assert.equal(await usersIn(old), 0);
    assert.equal((await choose(old, 'hand_back')).body.error.code, 'finished');
    // Its name is free, and another one is the shop’s own.
    const next = await addConnection(harness, 'Old');
    assert.equal((await next.scim('GET', '/Users')).body.totalResults, 0);
  });

  it('RULES 8, 19, 27: GIVEN customers that were kept WHEN another connection names them THEN it links them like a merchant’s, and a leaver only as the same person', async () => {
    await begin();
    await join(old, 'ada');
    for (const name of ['back', 'other']) await deactivate(old, await join(old, name));
    await settle(harness);
    const kept = await customer('ada');
    await end(old);
    await choose(old, 'keep');

    const next = await addConnection(harness, 'New', { settings: { mapping: { tags: ['staff:new'] } } });
    const reviews = async () => (await harness.admin('GET', `/connections/${next.id}/reviews`)).body.reviews;
    await join(next, 'ada', { externalId: 'new', userName: 'a.lovelace' });
    await join(next, 'back');
    const { id, tags, metafields } = await customer('ada');
    assert.deepEqual([id, tags], [kept.id, ['staff:all', 'staff:new']]);
    assert.notEqual(metafields.link_id, kept.metafields.link_id);
    const back = await customer('back');
    assert.deepEqual([back.metafields.active, back.tags], ['true', ['staff:new']]);
    assert.deepEqual(await reviews(), []);
    await join(next, 'other', { externalId: 'new', userName: 'somebody.else' });
    assert.deepEqual(
      (await reviews()).map(({ code }: { code: string }) => code),
      ['review_tombstone'],
    );
    assert.equal((await customer('other')).metafields.active, 'false');
  });

  it('GIVEN customers made, adopted and left WHEN they are handed back THEN what is ours goes, an adopted one is as it was, and a leaver stays blocked', async () => {
    await begin();
    await harness.sim('POST', '/_sim/customers', {
      email: 'ada@example.com',
      firstName: 'Countess',
      tags: ['vip'],
    });
    await join(old, 'ada', { nickName: 'One', title: 'Dr' });
    await join(old, 'grace', { nickName: 'Two', title: 'Dr' });
    const leaver = await join(old, 'leaver', { nickName: 'Two', title: 'Dr' });
    await deactivate(old, leaver);
    await settle(harness);
    // Nobody has come to this one yet.
    harness.rollcall.sync.pause();
    const late = (await old.scim('POST', '/Users', person('late'))).body.id;
    await end(old);
    harness.rollcall.sync.resume();
    await settle(harness);
    await choose(old, 'hand_back');
    assert.deepEqual(
      (({ remaining, failed, total }) => [remaining, failed, total])(await progress(old)),
      [0, 0, 3],
    );
    assert.notEqual((await progress(old)).finishedAt, null);
    const [ada, grace, gone] = [await customer('ada'), await customer('grace'), await customer('leaver')];
    assert.deepEqual([ada.firstName, ada.tags, ada.metafields], ['Countess', ['vip'], {}]);
    assert.deepEqual([grace.firstName, grace.tags, grace.metafields], ['grace', [], {}]);
    assert.deepEqual([gone.tags, gone.metafields.active], [['rollcall:leaver'], 'false']);
    assert.equal(gone.metafields.title, undefined);
    assert.equal((await customersOf(harness)).length, 3, `${late} was never made a customer`);
  });

  it('GIVEN a re-created app WHEN its users come THEN they take the customers over, by userName, externalId or address, and nobody is asked', async () => {
    await begin();
    const kept = { nickName: 'One' };
    await join(old, 'byname', kept);
    await join(old, 'byid', kept);
    await join(old, 'byaddress', kept);
    await join(old, 'nobody', kept);
    const left = await join(old, 'left', kept);
    await deactivate(old, left);
    await settle(harness);
    const next = await addConnection(harness, 'New', {
      settings: { mapping: { tags: ['staff:new'] } },
    });
    // This one came before the old connection was ended, and waits for a person.
    await join(next, 'byname', {
      externalId: 'other',
      emails: [{ type: 'work', value: 'byname@example.com' }],
    });
    const reviews = async () => (await harness.admin('GET', `/connections/${next.id}/reviews`)).body.reviews;
    assert.equal((await reviews())[0].code, 'review_linked_elsewhere');
    const before = new Map((await customersOf(harness)).map(({ email, id }) => [email, id]));
    await end(old);
    assert.equal((await choose(old, 'hand_over', 'other')).body.error.code, 'no_successor');
    await choose(old, 'hand_over', next.id);
    assert.deepEqual(await reviews(), []);
    assert.deepEqual((await customer('byname')).tags, ['staff:new']);
    await join(next, 'byid2', {
      externalId: 'external-byid',
      emails: [{ type: 'work', value: 'byid2@example.com' }],
    });
    await join(next, 'byaddress2', {
      externalId: 'x',
      emails: [{ type: 'work', value: 'byaddress@example.com' }],
    });
    await join(next, 'newcomer');
    // One who has left there too is taken over as a leaver.
    await join(next, 'left', { active: false });
    assert.equal((await customer('left')).metafields.active, 'false');
    assert.deepEqual(await reviews(), []);
    const customers = await customersOf(harness);
    assert.equal(customers.length, 6);
    assert.equal(
      customers.find(({ email }) => email === 'byid2@example.com')?.id,
      before.get('byid@example.com'),
    );
    assert.equal((await customer('byaddress')).id, before.get('byaddress@example.com'));
    const { remaining, total, finishedAt } = await progress(old);
    assert.deepEqual([remaining, total, finishedAt], [1, 5, null]);
    assert.deepEqual((await customer('nobody')).tags, ['staff:all', 'unit:One']);
    // The rest is chosen for by itself.
    await choose(old, 'hand_back');
    assert.deepEqual((await customer('nobody')).tags, []);
    assert.notEqual((await progress(old)).finishedAt, null);
  });

  it('RULES 1: GIVEN a customer that another connection has too WHEN one is handed back THEN the other keeps it', async () => {
    await begin();
    await join(old, 'ada', { nickName: 'One' });
    const other = await addConnection(harness, 'Other', { settings: { mapping: { tags: ['staff:other'] } } });
    const user = await join(other, 'ada');
    await harness.admin('POST', `/connections/${other.id}/reviews/${user}`, { decision: 'link' });
    await settle(harness);
    await end(old);
    await settle(harness);
    const before = await customer('ada');
    assert.deepEqual([...before.tags].sort(), ['staff:all', 'staff:other', 'unit:One']);
    await choose(old, 'hand_back');
    const after = await customer('ada');
    assert.deepEqual([after.tags, after.metafields.active], [['staff:other'], 'true']);
    assert.notEqual((await progress(old)).finishedAt, null);
  });

  it('RULES 1: GIVEN a customer whose user in another connection has left WHEN the active one is kept THEN it has no access any more', async () => {
    await begin();
    await join(old, 'ada');
    const other = await addConnection(harness, 'Other');
    const user = await join(other, 'ada');
    const path = `/connections/${other.id}`;
    await harness.admin('POST', `${path}/reviews/${user}`, { decision: 'link' });
    await settle(harness);
    await deactivate(other, user);
    await settle(harness);
    assert.equal((await customer('ada')).metafields.active, 'true');
    await end(old);
    await choose(old, 'keep');
    await settle(harness);
    const { tags, metafields } = await customer('ada');
    assert.deepEqual([tags, metafields.active], [['rollcall:leaver'], 'false']);
    const left = (await harness.admin('GET', `${path}/users/${user}`)).body;
    assert.deepEqual([left.state, left.code], ['left', null]);
  });

  it('GIVEN several connections WHEN the store is handed back as a whole THEN each ends, and it is told when the app can go', async () => {
    await begin();
    await join(old, 'ada', { nickName: 'One' });
    const other = await addConnection(harness, 'Other');
    await join(other, 'grace');
    const path = `/shops/${SHOP}/hand-back`;
    assert.equal((await harness.admin('POST', path, { confirm: 'no' })).body.error.code, 'not_confirmed');
    const begun = await harness.admin('POST', path, { confirm: SHOP });
    assert.equal(begun.body.connections.length, 2);
    await settle(harness);
    await harness.rollcall.closer.drain();
    const { isDone, connections } = (await harness.admin('GET', path)).body;
    assert.equal(isDone, true);
    assert.deepEqual(
      connections.map(({ remaining }: { remaining: number }) => remaining),
      [0, 0],
    );
    for (const { tags, metafields } of await customersOf(harness)) {
      assert.deepEqual([tags, metafields], [[], {}]);
    }
    assert.equal((await other.scim('GET', '/Users')).status, 401);
  });

  it('GIVEN a store that fails WHEN it is handed back THEN it goes on until all is done, once', async () => {
    let offset = 0;
    await begin({ now: () => Date.now() + offset });
    for (let i = 0; i < 12; i += 1) await join(old, `user${i}`, { nickName: 'One', title: 'Dr' });
    for (const kind of ['timeout_after', 'timeout_before', 'http_503']) {
      await harness.sim('POST', '/_sim/faults', { kind, rate: 0.1 });
    }
    await end(old);
    await choose(old, 'hand_back');
    await harness.sim('DELETE', '/_sim/faults');
    for (let round = 0; round < 3; round += 1) {
      offset += 61_000;
      await settle(harness);
    }
    await harness.rollcall.closer.drain();
    assert.deepEqual((({ remaining, failed }) => [remaining, failed])(await progress(old)), [0, 0]);
    const customers = await customersOf(harness);
    assert.equal(customers.length, 12);
    for (const { tags, metafields } of customers) assert.deepEqual([tags, metafields], [[], {}]);
  });

  it('RULES 27: GIVEN a role of ours WHEN it is handed back while Shopify denies companies THEN that is waited for and said, and the role goes once they are back', async () => {
    let offset = 0;
    await begin({ now: () => Date.now() + offset });
    const { addCompany, addGroup, companiesOf, setSettings } = createB2b(
      () => harness,
      (name) => `${name}@example.com`,
    );
    await addCompany('Fickle');
    await setSettings({ groups: [{ match: { name: 'Fickle' }, company: { name: 'Fickle', role: ADMIN } }] });
    const users = [await join(old, 'ada'), await join(old, 'leaver'), await join(old, 'nobody')];
    await addGroup('Fickle', users.slice(0, 2));
    await settle(harness);
    assert.equal((await companiesOf('ada')).length, 1);
    await harness.sim('POST', '/_sim/shop', { b2b: false });
    await deactivate(old, users[1] as string);
    await settle(harness);
    await end(old);
    await choose(old, 'hand_back');
    assert.deepEqual((({ remaining, finishedAt }) => [remaining, finishedAt])(await progress(old)), [
      2,
      null,
    ]);
    const { body } = await harness.admin('GET', `/connections/${old.id}/users?state=waiting`);
    assert.deepEqual(
      body.users.map(({ code }: { code: string }) => code),
      ['company_hidden', 'company_hidden'],
    );
    await harness.sim('POST', '/_sim/shop', { b2b: true });
    offset += 11 * 60_000;
    await settle(harness);
    await harness.rollcall.closer.drain();
    assert.notEqual((await progress(old)).finishedAt, null);
    assert.deepEqual([await companiesOf('ada'), await companiesOf('leaver')], [[], []]);
  });
});
