// Killed without warning in the middle of reconciling, Rollcall goes on where it was, and counts nobody twice.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { userOf } from '../support/killed.ts';
import { eventually } from '../support/rollcall.ts';
import { openServedShop, type ServedShop } from '../support/served-shop.ts';
import { customersOf } from './customers.ts';

const USERS = 120;
const KILLS = 3;

for (const [how, bulkFrom] of [
  ['page by page', 0],
  ['by bulk operations', 100],
] as const) {
  describe(`killed while reconciling ${how}`, () => {
    let shop: ServedShop;
    before(async () => {
      // That of each Shopify tells as well: the sync is to look at it, which makes it no other drift.
      shop = await openServedShop({ webhooks: true, bulkFrom });
    });
    after(() => shop.close());

    it(`GIVEN ${USERS} customers that a merchant renamed WHEN killed ${KILLS} times THEN each is found once, and put right`, async () => {
      const path = `/connections/${shop.connectionId}/reconciliations`;
      for (let i = 0; i < USERS; i += 1) await shop.scim('POST', '/Users', userOf(`user${i}@x.example`));
      const areAll = async (name: string) => {
        const all = await customersOf(shop);
        return all.length === USERS && all.every(({ firstName }) => firstName === name) && all;
      };
      for (const { id } of await eventually(() => areAll('User'), 'all have joined')) {
        await shop.sim('PATCH', `/_sim/customers/${id.split('/').at(-1)}`, { firstName: 'King' });
      }

      const { id } = (await shop.admin('POST', path, { repair: 'managed' })).body;
      for (let kill = 0; kill < KILLS; kill += 1) {
        await sleep(60 * (kill + 1));
        await shop.kill();
        await shop.start();
      }
      const report = await eventually(async () => {
        const { body } = await shop.admin('GET', `${path}/${id}?limit=500`);
        return body.finishedAt !== null && body;
      }, 'the reconciliation has finished');
      assert.equal(report.state, 'finished');
      assert.equal(report.counts.customers + report.counts.waiting, USERS);
      assert.equal(report.findings.length, report.counts.drift);
      // A file tells the past of whoever was written since it was asked for: the next one tells.
      await eventually(
        async () => {
          if (bulkFrom > 0) await shop.admin('POST', path, { repair: 'managed' });
          return areAll('User');
        },
        'all are put right',
        40_000,
      );
    });
  });
}
