// A backlog of first creates that goes by Shopify's bulk operations: over HTTP, against the simulated store.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createSyncStore } from '../../src/store/sync-store.ts';
import { settingsInput } from '../../src/tenants/settings.ts';
import { assertExactlyOnce, createUsers, person } from './support/people.ts';
import { openWorldPerTest, type World } from './support/world.ts';

let world: World;
const begin = openWorldPerTest((opened) => {
  world = opened;
});
/** So many users are a backlog here; rows a second of simulated time that an operation works through. */
const bulk = (rowsPerSecond = 5_000) => ({
  simulator: { bulkRowsPerSecond: rowsPerSecond, speed: 5, hangMs: 20 },
  sync: { bulkFrom: 100 },
});

interface Stats {
  readonly points: number;
  readonly calls: number;
  readonly bulkOperations: number;
}

const stats = async () => (await world.sim('GET', '/_sim/stats')) as Stats;
const inject = (kind: string, rate: number, more: Record<string, unknown> = {}) =>
  world.sim('POST', '/_sim/faults', { kind, rate, ...more });

/** Each is there once, and nothing is left of the runs. */
async function assertAllDone(count: number): Promise<void> {
  await assertExactlyOnce(world, count);
  assert.deepEqual(await world.engine.kysely.selectFrom('bulk_creates').selectAll().execute(), []);
  assert.deepEqual(await world.engine.kysely.selectFrom('bulk_runs').selectAll().execute(), []);
  assert.deepEqual(await world.outbox(), []);
}

const inBulk = async () =>
  (await world.engine.kysely.selectFrom('bulk_creates').selectAll().execute()).length;

/** The users of a slow operation whose customers it has made already; it goes on for as long as the clock is left alone. */
async function untilSent(): Promise<string[]> {
  const made: string[] = [];
  await until(async () => {
    const emails = (await world.customers()).map(({ email }) => email);
    const parked = await world.engine.kysely.selectFrom('bulk_creates').selectAll().orderBy('line').execute();
    const found = parked.filter(({ customer }) => emails.includes(JSON.parse(customer).fields.email));
    made.splice(0, made.length, ...found.map(({ user_id }) => user_id));
    return made.length >= 2;
  });
  return made;
}

const endOperation = () => world.sim('POST', '/_sim/clock', { advanceSeconds: 1_000 });

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('the bulk path', () => {
  it('GIVEN a backlog over the threshold WHEN it is worked THEN it goes by bulk operations, and each is there once', async () => {
    await begin(bulk());
    await createUsers(world, 700);
    world.sync.start();
    await world.sync.drain();
    await assertAllDone(700);
    const { bulkOperations, calls } = await stats();
    assert.ok(bulkOperations >= 1 && bulkOperations <= 5, `${bulkOperations} operations`);
    assert.ok(calls < 400, `${calls} calls for 700 users`);
  });

  it('GIVEN fewer users WHEN they are worked THEN no operation is started', async () => {
    await begin(bulk());
    await createUsers(world, 99);
    world.sync.start();
    await world.sync.drain();
    await assertAllDone(99);
    assert.equal((await stats()).bulkOperations, 0);
  });

  it('RULES 7, 26: GIVEN refused rows WHEN they return THEN customers are adopted and values left out, with no create asked twice', async () => {
    await begin(bulk());
    for (const i of [150, 160, 170]) {
      await world.sim('POST', '/_sim/customers', { email: `user${i}@example.com`, verifiedEmail: true });
    }
    await createUsers(world, 300);
    await world.createUser(person('phone', { phoneNumbers: [{ type: 'work', value: '+49 30 90182000' }] }));
    await world.createUser(person('other', { phoneNumbers: [{ type: 'work', value: '+49 30 90182000' }] }));
    world.sync.start();
    await world.sync.drain();
    const claims = await world.claims();
    assert.deepEqual([...new Set(claims.map(({ state }) => state))], ['synced']);
    assert.equal(claims.filter(({ warnings }) => warnings.includes('phone')).length, 1);
    const links = await world.links();
    assert.equal(links.filter(({ origin }) => origin === 'adopted').length, 3);
    assert.equal((await world.customers()).length, 302);
    assert.ok((await stats()).bulkOperations >= 1);
  });

  it('GIVEN users who change while their creates are under way WHEN these return THEN the change is written', async () => {
    await begin(bulk(100));
    const ids = await createUsers(world, 300);
    world.sync.start();
    await until(async () => (await stats()).bulkOperations > 0);
    const parked = await world.engine.kysely.selectFrom('bulk_creates').select('user_id').execute();
    const changed = parked.slice(0, 20).map(({ user_id }) => user_id);
    assert.equal(changed.length, 20);
    for (const id of changed) await world.patchUser(id, { 'name.givenName': 'Changed' });
    // The operation is looked after all the same.
    world.advance(-3_600_000);
    await world.sync.drain();
    await assertAllDone(300);
    const firstNames = (await world.customers()).map(({ firstName }) => firstName);
    assert.equal(firstNames.filter((name) => name === 'Changed').length, 20);
    assert.equal(ids.length, 300);
  });

  it('RULES 16: GIVEN leavers in an operation and others WHEN they leave THEN the others lose access at once, and those as soon as they are there', async () => {
    await begin(bulk(50));
    world.sync.start();
    const [old] = (await createUsers(world, 1, 1_000)) as [string];
    await world.sync.drain();
    await createUsers(world, 400);
    await until(async () => (await stats()).bulkOperations > 0);
    const parked = await world.engine.kysely.selectFrom('bulk_creates').select('user_id').execute();
    const leavers = parked.slice(-3).map(({ user_id }) => user_id);
    const removed = String(parked[5]?.user_id);
    for (const id of leavers) await world.patchUser(id, { active: false });
    await world.removeUser(removed);
    const { version } = await world.patchUser(old, { active: false });
    assert.deepEqual(await world.sync.settled('example.myshopify.com', 'entra', old, version, 20_000), {
      kind: 'synced',
    });
    assert.ok((await inBulk()) > 0, 'the operation is still under way');
    await world.sync.drain();
    const customers = await world.customers();
    const inactive = customers.filter(({ metafields }) => metafields.active === 'false');
    assert.equal(inactive.length, 4);
    assert.equal(customers.length, 400, 'the removed one is not there');
    const states = (await world.claims()).map(({ state }) => state);
    assert.equal(states.filter((state) => state === 'left').length, 4);
    const certified = await world.engine.kysely.selectFrom('certificates').select('user_id').execute();
    const proven = new Set(certified.map(({ user_id }) => user_id));
    assert.deepEqual(
      [...leavers, old].filter((id) => !proven.has(id)),
      [],
      'each has its certificate',
    );
    assert.equal(await inBulk(), 0);
  });

  it('RULES 16, 22: GIVEN leavers whose creates are under way WHEN one comes back, and the guard holds another THEN the first is not kept waiting, and the second is held on when its create returns', async () => {
    await begin({ ...bulk(1), connection: { settings: settingsInput.parse({ guard: { maxLeavers: 1 } }) } });
    await createUsers(world, 150);
    world.sync.start();
    const [first, second] = (await untilSent()) as [string, string];
    const settle = async (active: boolean) => {
      const { version } = await world.patchUser(first, { active });
      return world.sync.settled('example.myshopify.com', 'entra', first, version, 60_000);
    };
    assert.deepEqual(await settle(false), { kind: 'synced' });
    await world.patchUser(second, { active: false });
    assert.deepEqual(await settle(true), { kind: 'synced' });
    assert.ok((await inBulk()) > 0, 'the operation is still under way');
    await endOperation();
    await world.sync.drain();
    const customers = await world.customers();
    assert.deepEqual([...new Set(customers.map(({ metafields }) => metafields.active))], ['true']);
    assert.equal(customers.length, 150);
    assert.deepEqual(
      (await world.outbox()).map(({ subject, state }) => [subject, state]),
      [[second, 'held']],
    );
  });

  it('RULES 2: GIVEN a process that died when it had taken access from a leaver whose create is under way WHEN the user is back, with no haste left of its leaving THEN what was taken is found out, whatever the create brings', async () => {
    await begin({ ...bulk(1), connection: { settings: settingsInput.parse({ guard: { maxLeavers: 1 } }) } });
    await createUsers(world, 150);
    const whole = createSyncStore(world.engine);
    let died = false;
    const never = <T>() => new Promise<T>(() => undefined);
    const store: typeof whole = {
      ...whole,
      acquireLease: (...given) => (died ? never() : whole.acquireLease(...given)),
      claim: (...given) => (died ? never() : whole.claim(...given)),
      settle(lease, settlements, now) {
        died ||= settlements.some(({ certificate }) => certificate !== null);
        return died ? never() : whole.settle(lease, settlements, now);
      },
    };
    world.addSync({ store }, false).start();
    const [leaver, other] = (await untilSent()) as [string, string];
    await world.patchUser(leaver, { active: false });
    await until(async () => died);
    await world.patchUser(leaver, { active: true });
    await world.patchUser(other, { active: false });
    // The guard holds it now.
    for (const active of [false, true]) await world.patchUser(leaver, { active });
    await endOperation();
    world.advance(46_000);
    world.sync.start();
    await world.sync.drain();
    const customers = await world.customers();
    assert.equal(customers.length, 150);
    assert.equal(customers.filter(({ metafields }) => metafields.active === 'false').length, 1);
    assert.equal(customers.filter(({ tags }) => tags.length > 0).length, 1);
  });

  it('GIVEN an operation that fails half-way, with rows that it does not report WHEN it is over THEN each is found by its link or made', async () => {
    await begin(bulk());
    await inject('bulk_file_server', 1, { count: 1 });
    await inject('bulk_fail', 1, { count: 1 });
    await createUsers(world, 300);
    world.sync.start();
    await world.sync.drain();
    await assertAllDone(300);
  });

  it('GIVEN uploads and starts that fail WHEN a backlog is worked THEN each is there once', async () => {
    await begin(bulk());
    await inject('upload_503', 1, { count: 1 });
    await inject('timeout_after', 1, { count: 1, operation: 'bulkOperationRunMutation' });
    await inject('http_502', 1, { count: 1, operation: 'bulkOperation' });
    await createUsers(world, 300);
    world.sync.start();
    await world.sync.drain();
    await assertAllDone(300);
    assert.equal((await stats()).bulkOperations, 1, 'the one that was started unheard is found again');
  });

  it('GIVEN a shop that takes no operation WHEN a backlog is worked THEN its creates go by calls, at no cost more', async () => {
    await begin(bulk());
    await inject('bulk_limit', 1);
    await createUsers(world, 300);
    world.sync.start();
    await world.sync.drain();
    await assertAllDone(300);
    const { points, bulkOperations } = await stats();
    assert.equal(bulkOperations, 0);
    assert.ok(points < 3_400, `${points} points`);
  });

  it('RULES 2: GIVEN a process that dies with results half taken back WHEN another takes over THEN nobody is there twice', async () => {
    await begin(bulk());
    await createUsers(world, 600);
    const { bulk: whole, ...rest } = createSyncStore(world.engine);
    let taken = 0;
    const takeBack: typeof whole.takeBack = (...args) => {
      taken += 1;
      return taken === 1 ? whole.takeBack(...args) : new Promise(() => undefined);
    };
    world.addSync({ store: { ...rest, bulk: { ...whole, takeBack } } }, false).start();
    await until(async () => taken > 1);
    assert.ok((await inBulk()) > 0);
    world.advance(46_000);
    world.sync.start();
    await world.sync.drain();
    await assertAllDone(600);
    assert.equal((await stats()).bulkOperations, 1, 'what ran is taken up, not run again');
  });
});
