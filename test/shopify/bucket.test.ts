import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createCostBucket, type Taken } from '../../src/shopify/bucket.ts';
import { createFakeClock } from '../sync/support/fake-clock.ts';

const STANDARD = { maximumAvailable: 2000, currentlyAvailable: 2000, restoreRate: 100 };

function setUp(currentlyAvailable = 2000) {
  const clock = createFakeClock();
  const bucket = createCostBucket({
    now: clock.now,
    sleep: clock.sleep,
    initial: { ...STANDARD, currentlyAvailable },
  });
  const sent: string[] = [];
  const take = (name: string, cost: number, leaving = false, signal?: AbortSignal) =>
    bucket.take(cost, { leaving, signal }).then((taken) => {
      sent.push(name);
      return taken;
    });
  return { clock, bucket, sent, take };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('cost bucket', () => {
  it('GIVEN points enough WHEN calls ask THEN none waits', async () => {
    const { clock, take, sent } = setUp();
    await Promise.all([take('a', 10), take('b', 10), take('c', 10)]);
    assert.deepEqual(sent, ['a', 'b', 'c']);
    assert.deepEqual(clock.pauses, []);
  });

  it('GIVEN points for one call WHEN two ask THEN the second waits exactly until its points are restored', async () => {
    const { clock, take, sent } = setUp(110);
    const calls = Promise.all([take('a', 10), take('b', 10)]);
    await turn();
    assert.deepEqual(sent, ['a']);
    // 100 points are the leavers' reserve: 10 more at 100 points a second take 100 ms.
    assert.deepEqual(clock.pauses, [100]);
    await clock.wakeNext();
    await calls;
    assert.deepEqual(sent, ['a', 'b']);
    assert.equal(clock.now(), 100);
  });

  it('GIVEN a bucket down to its reserve WHEN a leaver asks behind joiners THEN it goes first and at once', async () => {
    const { clock, take, sent } = setUp(100);
    const joiners = Promise.all([take('joiner 1', 10), take('joiner 2', 10)]);
    await take('leaver', 23, true);
    assert.deepEqual(sent, ['leaver']);
    while (sent.length < 3) assert.ok(await clock.wakeNext());
    await joiners;
    assert.deepEqual(sent, ['leaver', 'joiner 1', 'joiner 2']);
    assert.equal(clock.now(), 430, 'the joiners wait until the reserve is whole again');
  });

  it('GIVEN half a bucket WHEN a background call and a joiner ask THEN it waits, and the joiner does not', async () => {
    const { clock, bucket, take, sent } = setUp(1_000);
    const background = bucket.take(400, { leaving: false, background: true }).then(() => {
      sent.push('background');
    });
    await take('joiner', 10);
    assert.deepEqual(sent, ['joiner']);
    while (sent.length < 2) assert.ok(await clock.wakeNext());
    await background;
    assert.equal(clock.now(), 4_100, 'what it takes was restored above half of the bucket');
  });

  it('GIVEN an empty bucket WHEN a leaver and a joiner wait THEN the leaver is the first to go on', async () => {
    const { clock, take, sent } = setUp(0);
    const joiner = take('joiner', 10);
    const leaver = take('leaver', 20, true);
    await clock.wakeNext();
    await leaver;
    assert.equal(clock.now(), 200);
    assert.deepEqual(sent, ['leaver']);
    while (sent.length < 2) assert.ok(await clock.wakeNext());
    await joiner;
    assert.equal(clock.now(), 1300);
  });

  it('GIVEN a call in the queue WHEN it is withdrawn THEN it fails as withdrawn and the next takes its place', async () => {
    const { clock, take, sent } = setUp(100);
    const controller = new AbortController();
    const first = take('first', 10, false, controller.signal);
    const second = take('second', 10);
    controller.abort();
    await assert.rejects(first, { kind: 'withdrawn', mayLand: false });
    while (sent.length < 1) assert.ok(await clock.wakeNext());
    await second;
    assert.deepEqual(sent, ['second']);
    assert.equal(clock.now(), 100);
  });

  it('GIVEN a call that the others wait behind WHEN it is withdrawn THEN the next is served at once', async () => {
    const { clock, take, sent } = setUp(110);
    const controller = new AbortController();
    const leaver = take('leaver', 200, true, controller.signal);
    const joiner = take('joiner', 10);
    controller.abort();
    await assert.rejects(leaver, { kind: 'withdrawn' });
    await joiner;
    assert.deepEqual(sent, ['joiner']);
    assert.equal(clock.now(), 0);
  });

  it('GIVEN points that were taken WHEN the call is not sent THEN they are given back to who waits for them', async () => {
    const { bucket, take, sent } = setUp(110);
    const first = await take('first', 10);
    const second = take('second', 10);
    first.giveBack();
    await second;
    assert.deepEqual(sent, ['first', 'second']);
    assert.equal(bucket.status().currentlyAvailable, 100);
  });

  describe('correction by answers', () => {
    const answer = (taken: Taken, currentlyAvailable: number, actualCost: number | null = 10) =>
      taken.answer({ actualCost, status: { ...STANDARD, currentlyAvailable } });

    it('GIVEN a larger plan WHEN its first answer comes THEN its numbers are taken over', async () => {
      const { bucket, take } = setUp();
      const taken = await take('a', 10);
      taken.answer({
        actualCost: 10,
        status: { maximumAvailable: 20_000, currentlyAvailable: 19_990, restoreRate: 1000 },
      });
      assert.deepEqual(bucket.status(), {
        maximumAvailable: 20_000,
        currentlyAvailable: 19_990,
        restoreRate: 1000,
      });
    });

    it('GIVEN another client of the app WHEN an answer shows fewer points THEN they are believed', async () => {
      const { bucket, take } = setUp();
      answer(await take('a', 10), 500);
      assert.equal(bucket.status().currentlyAvailable, 500);
    });

    it('GIVEN calls under way WHEN an answer may or may not count them THEN what is believed stays within both', async () => {
      const { bucket, take } = setUp();
      const [first, second] = await Promise.all([take('a', 10), take('b', 10)]);
      answer(first, 1990);
      assert.equal(bucket.status().currentlyAvailable, 1980, 'b is not in the answer to a');
      answer(second, 1980);
      assert.equal(bucket.status().currentlyAvailable, 1980);
    });

    it('GIVEN a call that cost less than reserved WHEN its answer comes THEN the rest is given back', async () => {
      const { bucket, take } = setUp();
      answer(await take('a', 17), 1991, 9);
      assert.equal(bucket.status().currentlyAvailable, 1991);
    });

    it('GIVEN no word on cost WHEN a call ends THEN its points stay spent', async () => {
      const { bucket, take } = setUp();
      (await take('a', 10)).answer(undefined);
      assert.equal(bucket.status().currentlyAvailable, 1990);
    });
  });
});
