import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { createSyncStore } from '../../src/store/sync-store.ts';
import { createCrew } from '../../src/sync/crew.ts';
import type { CallOptions } from '../../src/sync/ports.ts';
import type { UserTask } from '../../src/sync/user-work.ts';
import { createFakeClock } from './support/fake-clock.ts';
import { SHOP, startWorld, type World } from './support/world.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('an outcome that cannot be stored', () => {
  function setUp() {
    const clock = createFakeClock();
    let fails = true;
    const crew = createCrew({
      shop: SHOP,
      clock,
      log: { info() {}, warn() {}, error() {} },
      cutOff: new AbortController().signal,
      carryOut: () => (fails ? Promise.reject(new Error('disk full')) : Promise.resolve(true)),
      onLost() {},
      onEnd() {},
    });
    const task = { row: { connection: 'c', subject: 'ada', version: 1 }, leaving: false } as UserTask;
    const attempt = async () => {
      crew.start(task);
      const ended = crew.ended();
      while (crew.underWay.size > 0) {
        await turn();
        await clock.wakeNext();
      }
      await ended;
    };
    return {
      clock,
      crew,
      task,
      attempt,
      mend() {
        fails = false;
      },
      fail() {
        fails = true;
      },
    };
  }

  it('GIVEN that it fails again and again WHEN it is tried THEN the rests grow to a minute, and begin anew after a success', async () => {
    const { clock, attempt, mend, fail } = setUp();
    for (let times = 0; times < 8; times += 1) await attempt();
    assert.deepEqual(clock.pauses, [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
    mend();
    await attempt();
    fail();
    await attempt();
    assert.equal(clock.pauses.at(-1), 1_000);
  });

  it('GIVEN a user that rests WHEN its try is withdrawn THEN the rest ends', async () => {
    const { crew, task } = setUp();
    crew.start(task);
    await turn();
    assert.equal(crew.underWay.size, 1);
    crew.withdrawAll();
    await crew.ended();
    assert.equal(crew.underWay.size, 0);
  });
});

describe('a lease that is lost', () => {
  let world: World;
  afterEach(() => world.close());

  const ways = [
    { name: 'a claim finds it out', advance: 0 },
    { name: 'it cannot be prolonged', advance: 16_000 },
  ];
  for (const { name, advance } of ways) {
    it(`GIVEN calls that are not sent yet WHEN ${name} THEN all of them are withdrawn`, async () => {
      const calls: CallOptions[] = [];
      world = await startWorld();
      const sync = world.addSync({
        // No alarm rings and nothing is polled: what happens is the answer to a wake.
        sleep: (_ms, signal) => new Promise((resolve) => signal?.addEventListener('abort', () => resolve())),
        gatewayFor: (shop, bucket) => {
          const gateway = world.gatewayFor(shop, bucket);
          return {
            ...gateway,
            // A call that waits for budget until it is withdrawn.
            create: (_customer, options) =>
              new Promise((_resolve, reject) => {
                calls.push(options);
                const withdrawn = Object.assign(new Error('withdrawn'), {
                  kind: 'withdrawn',
                  mayLand: false,
                });
                options.unsent?.addEventListener('abort', () => reject(withdrawn));
              }),
          };
        },
      });
      sync.start();
      for (const name of ['ada', 'ben']) await world.createUser(personOf(name));
      sync.wake(SHOP);
      while (calls.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
      assert.deepEqual(
        calls.map(({ maySend }) => maySend?.()),
        [true, true],
      );

      await world.engine.kysely
        .updateTable('shops')
        .set({ lease_owner: 'another', lease_expires_at: Date.now() + 600_000 })
        .set((eb) => ({ lease_epoch: eb('lease_epoch', '+', 1) }))
        .execute();
      if (advance === 0) await world.createUser(personOf('cleo'));
      world.advance(advance);
      sync.wake(SHOP);
      while (!calls.every(({ unsent }) => unsent?.aborted)) {
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      assert.deepEqual(
        calls.map(({ maySend }) => maySend?.()),
        [false, false],
      );
      assert.equal((await world.outbox()).length, advance === 0 ? 3 : 2);
      const held = await createSyncStore(world.engine).acquireLease(SHOP, 'we', Date.now(), 1_000);
      assert.equal(held.lease, null, 'nobody took it back');
    });
  }
});

const personOf = (name: string) => ({
  userName: name,
  emails: [{ type: 'work', value: `${name}@example.com` }],
});
