import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { createSyncStore } from '../../src/store/sync-store.ts';
import { createLeaseKeeper, type LeaseKeeper } from '../../src/sync/lease-keeper.ts';
import { SHOP, startWorld, type World } from './support/world.ts';

describe('lease of a shop', () => {
  let world: World;
  let ours: LeaseKeeper;
  let theirs: LeaseKeeper;
  let name = 'we';
  beforeEach(async () => {
    name = 'we';
    world = await startWorld();
    ours = createLeaseKeeper(createSyncStore(world.engine), SHOP, () => name);
    theirs = createLeaseKeeper(createSyncStore(world.engine), SHOP, () => 'they');
  });
  afterEach(() => world.close());

  it('GIVEN a lease WHEN its end comes near THEN calls stop while one could still outlast it', async () => {
    const lease = await ours.hold(0);
    assert.ok(lease !== null);
    assert.ok(ours.maySend(lease, 29_999));
    assert.ok(!ours.maySend(lease, 30_000));
    assert.equal(await theirs.hold(44_999), null);
    assert.equal(theirs.askAgainAt(), 45_000);
  });

  it('GIVEN a lease WHEN less than 30 seconds are left THEN it is prolonged', async () => {
    await ours.hold(0);
    assert.equal(ours.renewAt(), 15_000);
    await ours.hold(14_999);
    assert.equal(ours.renewAt(), 15_000);
    const lease = await ours.hold(15_000);
    assert.ok(lease !== null && ours.maySend(lease, 44_999));
  });

  it('GIVEN a lease of another WHEN it is refused THEN it is asked for again within a second', async () => {
    await ours.hold(0);
    assert.equal(await theirs.hold(10_000), null);
    assert.equal(theirs.askAgainAt(), 11_000);
  });

  it('GIVEN a lease WHEN the process gets another name THEN nothing may be sent under the first', async () => {
    const lease = await ours.hold(0);
    assert.ok(lease !== null && ours.maySend(lease, 1));
    name = 'we again';
    assert.ok(!ours.maySend(lease, 1));
    assert.equal(await ours.hold(1), null);
  });

  it('GIVEN a lease of one who is gone WHEN it is asked for THEN it is taken before its time, with a new epoch', async () => {
    const store = createSyncStore(world.engine, async (owner) => owner === 'we');
    const first = await ours.hold(0);
    const second = await createLeaseKeeper(store, SHOP, () => 'they').hold(1);
    assert.ok(first !== null && second !== null);
    assert.equal(second.epoch, first.epoch + 1);
    assert.equal(await store.settle(first, [], 2), null);
  });

  it('GIVEN a lease that was lost WHEN it is taken again THEN what began under the first may not be sent', async () => {
    const first = await ours.hold(0);
    await theirs.hold(45_000);
    assert.ok(first !== null);
    assert.equal(await ours.hold(45_001), null);
    assert.ok(!ours.maySend(first, 0));
    await theirs.release(null);
    const second = await ours.hold(45_002);
    assert.ok(second !== null && ours.maySend(second, 45_002));
    assert.ok(!ours.maySend(first, 45_002));
  });
});
