// What whoever waits for a write is told (RULES 23 to 26): over HTTP against the simulated store.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CONNECTION, openWorldPerTest, SHOP, type World } from './support/world.ts';

let world: World;
const begin = openWorldPerTest((opened) => {
  world = opened;
  world.sync.start();
});

const person = (email: string) => ({ userName: email, emails: [{ type: 'work', value: email }] });
const settled = (id: string, version = 1, timeoutMs = 60_000, signal?: AbortSignal) =>
  world.sync.settled(SHOP, CONNECTION, id, version, timeoutMs, signal);

describe('confirmation', () => {
  it('GIVEN a user that Shopify takes WHEN its write is waited for THEN it is synced', async () => {
    await begin();
    const { id } = await world.createUser(person('ada@example.com'));
    assert.deepEqual(await settled(id), { kind: 'synced' });
    assert.equal((await world.customers()).length, 1);
  });

  it('GIVEN a write that was settled before WHEN it is waited for THEN the answer is there at once', async () => {
    await begin();
    const { id } = await world.createUser(person('ada@example.com'));
    await world.sync.drain();
    assert.deepEqual(await settled(id, 1, 0), { kind: 'synced' });
  });

  it('RULES 24: GIVEN an e-mail that Shopify refuses WHEN its write is waited for THEN it is 400 with cause and remedy', async () => {
    await begin();
    const { id } = await world.createUser(person('ada@nowhere'));
    const outcome = await settled(id);
    assert.ok(outcome.kind === 'refused');
    assert.deepEqual([outcome.status, outcome.code], [400, 'email_invalid']);
    assert.ok(outcome.detail.includes('Correct it in the directory'));
    assert.ok(!outcome.detail.includes('ada@nowhere'));
    const [row] = await world.outbox();
    assert.deepEqual([row?.state, row?.error_code], ['dead', 'email_invalid']);
    assert.equal((await world.claims())[0]?.state, 'failed');
  });

  it('RULES 25: GIVEN a refused create WHEN the user is taken back THEN nothing of it is left', async () => {
    await begin();
    const { id } = await world.createUser(person('ada@nowhere'));
    await settled(id);
    await world.removeUser(id);
    await world.sync.drain();
    assert.deepEqual([await world.outbox(), await world.claims(), await world.links()], [[], [], []]);
  });

  it('RULES 25: GIVEN a refused e-mail change WHEN the old e-mail is put back THEN the customer is as it was', async () => {
    await begin();
    const { id } = await world.createUser(person('ada@example.com'));
    await world.sync.drain();
    await world.patchUser(id, { emails: [{ type: 'work', value: 'ada@nowhere' }], title: 'Countess' });
    assert.equal((await settled(id, 2)).kind, 'refused');
    assert.equal((await world.customers())[0]?.metafields.title, 'Countess');
    await world.patchUser(id, { emails: [{ type: 'work', value: 'ada@example.com' }], title: null });
    await world.sync.drain();
    const [customer] = await world.customers();
    assert.deepEqual([customer?.email, customer?.metafields.title], ['ada@example.com', undefined]);
    assert.equal((await world.claims())[0]?.state, 'synced');
  });

  it('RULES 6: GIVEN an e-mail of another user WHEN the write is waited for THEN it is accepted and held', async () => {
    await begin();
    await world.createUser(person('ada@example.com'));
    const { id } = await world.createUser({ ...person('ada@example.com'), userName: 'grace' });
    await world.sync.drain();
    assert.deepEqual(await settled(id), { kind: 'held', code: 'email_in_use' });
  });

  it('RULES 26: GIVEN a phone that Shopify refuses WHEN the write is waited for THEN it is synced without it', async () => {
    await begin();
    await world.sim('POST', '/_sim/customers', { email: 'boss@example.com', phone: '+493090182000' });
    const { id } = await world.createUser({
      ...person('ada@example.com'),
      phoneNumbers: [{ type: 'work', value: '+49 30 90182000' }],
    });
    assert.deepEqual(await settled(id), { kind: 'synced' });
  });

  it('GIVEN Shopify does not answer WHEN a write is waited for THEN it is pending as soon as that is known', async () => {
    await begin();
    await world.sync.drain();
    await world.sim('POST', '/_sim/faults', { kind: 'http_500', rate: 1 });
    const { id } = await world.createUser(person('ada@example.com'));
    assert.deepEqual(await settled(id, 1, 10_000), { kind: 'pending' });
  });

  it('GIVEN a sync that is paused WHEN time or patience runs out THEN the write is pending', async () => {
    await begin();
    world.sync.pause();
    const { id } = await world.createUser(person('ada@example.com'));
    assert.deepEqual(await settled(id, 1, 10), { kind: 'pending' });
    const controller = new AbortController();
    const waiting = settled(id, 1, 60_000, controller.signal);
    controller.abort();
    assert.deepEqual(await waiting, { kind: 'pending' });
    world.sync.resume();
    assert.deepEqual(await settled(id), { kind: 'synced' });
  });
});
