// What the sync does when Shopify fails, and when it is cut off itself: over HTTP, with injected faults.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createSyncStore } from '../../src/store/sync-store.ts';
import { DEFAULT_SETTINGS, mergeSettings } from '../../src/tenants/settings.ts';
import { assertExactlyOnce, createUsers, person } from './support/people.ts';
import { CONNECTION, openWorldPerTest, SHOP, type World } from './support/world.ts';

const DAY_MS = 24 * 3_600_000;

let world: World;
const begin = openWorldPerTest((opened) => {
  world = opened;
});

const inject = (kind: string, rate: number, more: Record<string, unknown> = {}) =>
  world.sim('POST', '/_sim/faults', { kind, rate, ...more });

describe('faults of Shopify', () => {
  it('RULES 2: GIVEN 5xx, time-outs before and after the commit, and throttling WHEN many join THEN each is in the store exactly once', async () => {
    await begin({ simulator: { hangMs: 20 } });
    await inject('http_503', 0.05);
    await inject('timeout_before', 0.05);
    await inject('timeout_after', 0.15);
    await inject('throttle', 0.05, { count: 5 });
    await inject('internal_error', 0.05);
    await createUsers(world, 120);
    world.sync.start();
    await world.sync.drain();
    await assertExactlyOnce(world, 120);
  });

  it('GIVEN a throttle storm WHEN users join THEN nothing fails and nobody is dead', async () => {
    await begin({ simulator: { plan: 'standard', speed: 50 } });
    await inject('throttle', 0.5, { count: 10 });
    await createUsers(world, 30);
    world.sync.start();
    await world.sync.drain();
    await assertExactlyOnce(world, 30);
  });

  it('GIVEN a bucket much smaller than the work WHEN many join THEN the pace is kept and Shopify never throttles', async () => {
    await begin({ simulator: { plan: 'standard', speed: 20 } });
    await createUsers(world, 300);
    world.sync.start();
    await world.sync.drain();
    await assertExactlyOnce(world, 300);
    assert.equal(((await world.sim('GET', '/_sim/stats')) as { throttled: number }).throttled, 0);
  });

  it('RULES 24: GIVEN access denied WHEN a user joins THEN whoever waits hears nothing of it, the shop has an alert, and later all is well', async () => {
    await begin();
    world.sync.start();
    await world.sync.drain();
    await inject('access_denied', 1);
    const user = await world.createUser(person('user0'));
    const outcome = await world.sync.settled(SHOP, CONNECTION, user.id, user.version, 60_000);
    assert.deepEqual(outcome, { kind: 'pending' });
    const alert = JSON.parse((await world.shopRow()).alert ?? '{}') as { code: string };
    assert.equal(alert.code, 'access_denied');
    const [row] = await world.outbox();
    assert.deepEqual([row?.state, row?.attempts], ['pending', 0]);

    await world.sim('POST', '/_sim/reset');
    world.advance(10_000);
    await world.sync.drain();
    await assertExactlyOnce(world, 1);
    assert.equal((await world.shopRow()).alert, null);
  });

  it('RULES 16: GIVEN a shop in trouble WHEN a user leaves THEN it is tried at once, while joiners wait', async () => {
    // Later than every write, and standing still, so that no pause ends by itself.
    const standing = Date.now() + 600_000;
    await begin({ sync: { now: () => standing } });
    world.sync.start();
    const [id] = (await createUsers(world, 1)) as [string];
    await world.sync.drain();
    await inject('access_denied', 1, { count: 1 });
    const joiner = await world.createUser(person('joiner'));
    await world.sync.settled(SHOP, CONNECTION, joiner.id, 1, 60_000);
    assert.notEqual((await world.shopRow()).alert, null);
    const { version } = await world.patchUser(id, { active: false });
    assert.deepEqual(await world.sync.settled(SHOP, CONNECTION, id, version, 60_000), { kind: 'synced' });
    await world.sync.drain();
    assert.equal((await world.shopRow()).alert, null, 'its success ends the trouble');
    assert.equal((await world.customers()).length, 2);
  });

  it('GIVEN a bucket that was counted, and a shop in trouble WHEN the clock is set back by an hour THEN nobody who comes then waits for it', async () => {
    await begin({ simulator: { plan: 'standard' } });
    const hour = 3_600_000;
    world.sync.start();
    const [id] = (await createUsers(world, 1)) as [string];
    await world.sync.drain();
    world.advance(-hour);
    const { version } = await world.patchUser(id, { active: false });
    assert.deepEqual(await world.sync.settled(SHOP, CONNECTION, id, version, 60_000), { kind: 'synced' });
    await inject('access_denied', 1, { count: 1 });
    const denied = await world.createUser(person('denied'));
    await world.sync.settled(SHOP, CONNECTION, denied.id, denied.version, 60_000);
    assert.notEqual((await world.shopRow()).alert, null);
    world.advance(-hour);
    const joiner = await world.createUser(person('joiner'));
    // Whoever came by the time before does not wait for it to come again.
    for (const { id, version } of [joiner, denied]) {
      assert.deepEqual(await world.sync.settled(SHOP, CONNECTION, id, version, 60_000), { kind: 'synced' });
    }
  });

  it('GIVEN definitions that a merchant deleted WHEN a user joins THEN they are made again and the user is synced', async () => {
    await begin();
    world.sync.start();
    await createUsers(world, 1);
    await world.sync.drain();
    await world.sim('POST', '/_sim/reset');
    await world.createUser(person('later'));
    await inject('timeout_after', 1, { count: 1, operation: 'customerCreate' });
    while ((await world.shopRow()).alert === null && (await world.outbox()).length > 0) {
      world.advance(1_000);
      world.sync.wake(SHOP);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    world.advance(10_000);
    await world.sync.drain();
    assert.equal((await world.customers()).filter(({ email }) => email === 'later@example.com').length, 1);
  });

  it('GIVEN a call of unknown outcome WHEN its user leaves THEN access goes at once, and is looked at again once nothing can land', async () => {
    await begin({ sync: { backoff: { baseMs: 60_000, capMs: 60_000 } } });
    world.sync.start();
    const [id] = (await createUsers(world, 1)) as [string];
    await world.sync.drain();
    const [customer] = await world.customers();
    await inject('timeout_before', 1, { count: 1, operation: 'customerUpdate' });
    const { version } = await world.patchUser(id, { title: 'Countess' });
    await world.sync.settled(SHOP, CONNECTION, id, version, 60_000);
    await world.patchUser(id, { active: false });
    assert.deepEqual(await world.sync.settled(SHOP, CONNECTION, id, version + 1, 60_000), { kind: 'synced' });
    assert.equal((await world.customers())[0]?.metafields.active, 'false');
    assert.equal((await world.outbox()).length, 1, 'it is kept for verification');

    // The call that was cut off lands now.
    await world.admin(
      'mutation($id: ID!) { customerUpdate(input: {id: $id, metafields: [{namespace: "$app", key: "title", type: "single_line_text_field", value: "Landed late"}]}) { userErrors { message } } }',
      { id: customer?.id },
    );
    world.advance(31_000);
    await world.sync.drain();
    const [verified] = await world.customers();
    assert.deepEqual([verified?.metafields.active, verified?.metafields.title], ['false', 'Countess']);
    assert.deepEqual(await world.outbox(), []);
  });

  it('GIVEN a create of unknown outcome WHEN its user leaves before the next try THEN the customer it made loses access', async () => {
    await begin({ sync: { backoff: { baseMs: 60_000, capMs: 60_000 } } });
    world.sync.start();
    await world.sync.drain();
    await inject('timeout_after', 1, { count: 1, operation: 'customerCreate' });
    const user = await world.createUser(person('user0'));
    await world.sync.settled(SHOP, CONNECTION, user.id, 1, 60_000);
    assert.equal((await world.customers()).length, 1);
    await world.patchUser(user.id, { active: false });
    await world.sync.settled(SHOP, CONNECTION, user.id, 2, 60_000);
    assert.equal((await world.customers())[0]?.metafields.active, 'false');
    assert.equal((await world.claims())[0]?.state, 'left');
  });

  it('GIVEN a create of unknown outcome that never landed WHEN its user is deleted THEN it is watched until nothing can land, then forgotten', async () => {
    await begin({ sync: { backoff: { baseMs: 60_000, capMs: 60_000 } } });
    world.sync.start();
    await world.sync.drain();
    await inject('timeout_before', 1, { count: 1, operation: 'customerCreate' });
    const user = await world.createUser(person('user0'));
    await world.sync.settled(SHOP, CONNECTION, user.id, 1, 60_000);
    await world.removeUser(user.id);
    await world.sync.settled(SHOP, CONNECTION, user.id, 2, 60_000);
    assert.equal((await world.outbox()).length, 1);
    // Looked at the very moment it is due, time and again: that must not put the end off.
    for (let look = 0; look < 4; look += 1) {
      const [row] = await world.outbox();
      if (row !== undefined) world.advance(Math.max(0, row.due_at - Date.now() - world.time.offset));
      await world.sync.drain();
    }
    assert.deepEqual(
      [await world.customers(), await world.links(), await world.claims(), await world.outbox()],
      [[], [], [], []],
    );
  });
});

describe('what was written and not heard of', () => {
  const HOME = { type: 'work', streetAddress: 'Torstraße 2', locality: 'Berlin', country: 'DE' };
  const WORK = { ...HOME, streetAddress: 'Unter den Linden 1' };
  const streets = async () =>
    (await world.customers())
      .flatMap(({ addresses }) => addresses as { address1: string }[])
      .map(({ address1 }) => address1);

  it('RULES 11: GIVEN an address whose making was cut off WHEN the directory has another THEN there is one, and none once it has none', async () => {
    await begin();
    world.sync.start();
    const [id] = (await createUsers(world, 1)) as [string];
    await world.sync.drain();
    await inject('timeout_after', 1, { count: 1, operation: 'customerAddressCreate' });
    const { version } = await world.patchUser(id, { addresses: [WORK] });
    await world.sync.settled(SHOP, CONNECTION, id, version, 60_000);
    await world.patchUser(id, { addresses: [HOME] });
    await world.sync.drain();
    assert.deepEqual(await streets(), ['Torstraße 2']);
    world.advance(31_000);
    await world.patchUser(id, { addresses: [] });
    await world.sync.drain();
    assert.deepEqual(await streets(), []);
  });

  it('RULES 9: GIVEN a first write to an adopted customer that was cut off WHEN it is written again THEN the customer keeps our link', async () => {
    await begin();
    await world.sim('POST', '/_sim/customers', { email: 'user0@example.com', verifiedEmail: true });
    await inject('timeout_after', 1, { count: 1, operation: 'customerUpdate' });
    world.sync.start();
    await createUsers(world, 1);
    await world.sync.drain();
    const [customer] = await world.customers();
    const [link] = await world.links();
    assert.deepEqual([link?.origin, customer?.metafields.link_id], ['adopted', link?.id]);
  });
});

describe('a process that dies', () => {
  /** A sync whose results never reach the database: what a kill between Shopify's commit and ours leaves behind. */
  function addDyingSync(): ReturnType<World['addSync']> {
    const store = createSyncStore(world.engine);
    return world.addSync({ store: { ...store, settle: () => new Promise(() => undefined) } }, false);
  }

  const sent = async () => ((await world.sim('GET', '/_sim/stats')) as { calls: number }).calls;

  it('RULES 2: GIVEN creates that were sent and never noted WHEN another process takes the lease over THEN nobody is there twice', async () => {
    await begin();
    await createUsers(world, 40);
    addDyingSync().start();
    while ((await world.customers()).length < 20) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal((await world.outbox()).length, 40);
    world.sync.start();
    const before = await sent();
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.ok((await sent()) - before <= 40, 'the second process waits for the lease to end');
    world.advance(46_000);
    await world.sync.drain();
    await assertExactlyOnce(world, 40);
  });

  it('GIVEN a leaving write that was sent and never noted WHEN another process takes over THEN it reads what is so, and finishes', async () => {
    await begin();
    world.sync.start();
    const [id] = (await createUsers(world, 1)) as [string];
    await world.sync.drain();
    await world.sync.stop();
    await world.patchUser(id, { active: false });
    addDyingSync().start();
    while ((await world.customers())[0]?.metafields.active !== 'false') {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await world.patchUser(id, { active: true });
    world.advance(46_000);
    const next = world.addSync();
    next.start();
    await next.drain();
    const [customer] = await world.customers();
    assert.deepEqual([customer?.metafields.active, customer?.tags], ['true', []]);
    // The write that was cut off may land yet: the customer is read once more when it no longer can.
    assert.equal((await world.outbox()).length, 1);
    world.advance(31_000);
    await next.drain();
    assert.deepEqual(await world.outbox(), []);
  });

  it('RULES 11: GIVEN a tag and an address that were sent and never noted WHEN the directory gives them no longer THEN they are gone', async () => {
    const mapping = { tags: ['title:{{ user.title }}'], fields: {}, allowedTags: [] };
    await begin({ connection: { settings: mergeSettings(DEFAULT_SETTINGS, { mapping }) } });
    world.sync.start();
    const [id] = (await createUsers(world, 1)) as [string];
    await world.sync.drain();
    await world.sync.stop();
    const addresses = [{ type: 'work', streetAddress: 'Torstraße 2', locality: 'Berlin', country: 'DE' }];
    await world.patchUser(id, { title: 'Countess', addresses });
    addDyingSync().start();
    while ((await world.customers())[0]?.addresses.length !== 1) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    assert.deepEqual((await world.customers())[0]?.tags, ['title:Countess']);
    await world.patchUser(id, { title: 'Queen', addresses: [] });
    world.advance(46_000);
    const next = world.addSync();
    next.start();
    await next.drain();
    const [customer] = await world.customers();
    assert.deepEqual([customer?.tags, customer?.addresses], [['title:Queen'], []]);
  });

  it('GIVEN work under way WHEN the process is stopped THEN it ends long before calls that hang, and another goes on at once', async () => {
    await begin({ simulator: { hangMs: 60_000 } });
    await createUsers(world, 20);
    await inject('timeout_after', 1, { count: 3, operation: 'customerCreate' });
    world.sync.start();
    while ((await world.customers()).length < 10) await new Promise((resolve) => setTimeout(resolve, 5));
    const began = performance.now();
    await world.sync.stop();
    assert.ok(performance.now() - began < 30_000);
    const next = world.addSync();
    next.start();
    await next.drain();
    await assertExactlyOnce(world, 20);
  });

  it('GIVEN a process that died after it had written WHEN the next try cannot read either THEN the one after that finds out what was sent', async () => {
    await begin();
    world.sync.start();
    const [id] = (await createUsers(world, 1)) as [string];
    await world.sync.drain();
    const [customer] = await world.customers();
    await world.admin(
      'mutation ($id: ID!) { tagsAdd(id: $id, tags: ["unheard:tag"]) { userErrors { message } } }',
      { id: customer?.id },
    );
    world.sync.pause();
    await world.patchUser(id, { title: 'Countess' });
    const intent = JSON.stringify({ fields: [], tags: ['unheard:tag'], metafields: [], addresses: [] });
    await world.engine.kysely
      .updateTable('outbox')
      .set({ attempts: 1, error_code: null, intent })
      .where('subject', '=', id)
      .execute();
    await inject('http_503', 1, { count: 1 });
    world.sync.resume();
    await world.sync.drain();
    world.advance(61_000);
    await world.sync.drain();
    const [mended] = await world.customers();
    assert.deepEqual([mended?.tags, mended?.metafields.title], [[], 'Countess']);
    assert.deepEqual(await world.outbox(), []);
  });

  it('RULES 2: GIVEN a process that died before its user had a customer WHEN the next try makes one and cannot read it THEN the customer is the user’s', async () => {
    await begin();
    world.sync.start();
    world.sync.pause();
    const { id } = await world.createUser(person('user0'));
    const intent = JSON.stringify({ fields: [], tags: [], metafields: [], addresses: [] });
    await world.engine.kysely
      .updateTable('outbox')
      .set({ attempts: 1, error_code: null, intent })
      .where('subject', '=', id)
      .execute();
    await inject('http_503', 1, { count: 1, operation: 'customerByIdentifier' });
    world.sync.resume();
    await world.sync.drain();
    await assertExactlyOnce(world, 1);
  });

  for (const [when, isBack] of [
    ['before', false],
    ['after', false],
    ['before', true],
    ['after', true],
  ] as const) {
    const then = isBack ? 'its user comes back THEN nothing is erased' : 'another goes on THEN it is erased';
    it(`RULES 18, 19: GIVEN an erasure that is due WHEN the process dies ${when} asking for it and ${then}`, async () => {
      const leaving = { ...DEFAULT_SETTINGS.leaving, eraseAfterDays: 30 };
      await begin({ connection: { settings: mergeSettings(DEFAULT_SETTINGS, { leaving }) } });
      world.sync.start();
      const [id] = (await createUsers(world, 1)) as [string];
      await world.sync.drain();
      await world.patchUser(id, { active: false });
      await world.sync.drain();
      await world.sync.stop();
      world.advance(31 * DAY_MS);
      let hasDied = false;
      const dying = world.addSync(
        {
          gatewayFor(shop, bucket) {
            const gateway = world.gatewayFor(shop, bucket);
            const never = new Promise<never>(() => undefined);
            return {
              ...gateway,
              async erase(...asked) {
                if (when === 'after') await gateway.erase(...asked);
                hasDied = true;
                return never;
              },
            };
          },
        },
        false,
      );
      dying.start();
      while (!hasDied) await new Promise((resolve) => setTimeout(resolve, 5));
      if (isBack) await world.patchUser(id, { active: true });
      world.advance(46_000);
      const next = world.addSync();
      next.start();
      await next.drain();
      await world.sim('POST', '/_sim/clock', { advanceSeconds: (11 * DAY_MS) / 1000 });
      const [customer] = await world.customers();
      assert.equal(customer?.email ?? null, isBack ? 'user0@example.com' : null);
    });
  }
});
