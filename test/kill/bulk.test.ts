// Killed without warning while a backlog goes by bulk operations, Rollcall loses nobody and doubles nobody.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '../../src/simulators/shopify/random.ts';
import { userOf } from '../support/killed.ts';
import { eventually } from '../support/rollcall.ts';
import { SEED } from '../support/seed.ts';
import { openServedShop, type ServedShop } from '../support/served-shop.ts';
import { assertNobodyTwice, customersOf } from './customers.ts';

const USERS = 900;
/** Of one request. */
const TOGETHER = 450;
const KILLS = 3;
/** A process is killed at any time within this. */
const LIFE_MS = 1_500;
const FAULTS = [
  { kind: 'http_502', rate: 0.02 },
  { kind: 'timeout_after', rate: 0.05 },
  { kind: 'upload_503', rate: 0.1 },
  { kind: 'bulk_fail', rate: 0.3 },
];

describe('killed in the middle of bulk operations', () => {
  let shop: ServedShop;
  before(async () => {
    const simulator = { plan: 'advanced', speed: 5, bulkRowsPerSecond: 20 } as const;
    shop = await openServedShop({ simulator, faults: FAULTS, bulkFrom: 300 });
  });
  after(() => shop.close());

  it(`GIVEN ${USERS} creates in bulk and faults WHEN killed ${KILLS} times THEN each is in the store once (FC_SEED=${SEED})`, async (t) => {
    const random = createRandom(SEED);
    // Faster than calls can follow, so that a backlog is there to go in bulk.
    const schemas = ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'];
    for (let from = 0; from < USERS; from += TOGETHER) {
      const Operations = Array.from({ length: TOGETHER }, (_, index) => ({
        method: 'POST',
        path: '/Users',
        bulkId: `b${index}`,
        data: userOf(`user${from + index}@x.example`),
      }));
      const { status, body } = await shop.scim('POST', '/Bulk', { schemas, Operations });
      assert.equal(status, 200);
      assert.ok(body.Operations.every((operation: { status: string }) => operation.status === '201'));
    }
    for (let kill = 0; kill < KILLS; kill += 1) {
      await sleep(random() * LIFE_MS);
      await shop.kill();
      await shop.start();
    }

    const customers = await eventually(
      async () => {
        const found = await customersOf(shop);
        return new Set(found.map(({ email }) => email)).size >= USERS && found;
      },
      'everybody in the store',
      60_000,
    );
    assert.equal(customers.length, USERS, 'nobody is there twice');
    assertNobodyTwice(customers);
    const { bulkOperations } = (await shop.sim('GET', '/_sim/stats')).body;
    assert.ok(bulkOperations > 0);
    t.diagnostic(`${USERS} users, ${bulkOperations} bulk operations, 0 doubled, ${KILLS} kills`);
    await shop.stop();
  });
});
