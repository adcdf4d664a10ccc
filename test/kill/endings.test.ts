// Killed without warning while a connection that has ended is handed back, Rollcall goes on until all is, once.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { userOf } from '../support/killed.ts';
import { eventually } from '../support/rollcall.ts';
import { openServedShop, type ServedShop } from '../support/served-shop.ts';
import { customersOf } from './customers.ts';

const USERS = 40;
const KILLS = 3;
/** What is cut off may land for half a minute: too long for every run of all tests. */
const isAsked = process.env.KILL_ROUNDS !== undefined;
const FAULTS = [
  { kind: 'timeout_after', rate: 0.1 },
  { kind: 'http_503', rate: 0.1 },
  { kind: 'slow', rate: 0.2 },
];

describe('killed while customers are handed back', { skip: !isAsked && 'npm run kill asks for it' }, () => {
  let shop: ServedShop;
  before(async () => {
    shop = await openServedShop();
  });
  after(() => shop.close());

  it(`GIVEN ${USERS} customers, made and adopted, WHEN killed ${KILLS} times THEN each is as it was, and a leaver stays blocked`, async () => {
    const path = `/connections/${shop.connectionId}`;
    await shop.admin('PATCH', path, { settings: { mapping: { tags: ['staff:all'] } } });
    const nameOf = (n: number) => `user${n}@x.example`;
    for (let n = 0; n < USERS; n += 2) {
      await shop.sim('POST', '/_sim/customers', { email: nameOf(n), firstName: 'Before', tags: ['vip'] });
    }
    const ids: string[] = [];
    for (let n = 0; n < USERS; n += 1)
      ids.push((await shop.scim('POST', '/Users', userOf(nameOf(n)))).body.id);
    const Operations = [{ op: 'replace', path: 'active', value: false }];
    const schemas = ['urn:ietf:params:scim:api:messages:2.0:PatchOp'];
    await shop.scim('PATCH', `/Users/${ids[1]}`, { schemas, Operations });
    await eventually(async () => {
      const { statistics } = (await shop.admin('GET', path)).body;
      const all = await customersOf(shop);
      return statistics.waiting === 0 && all.every(({ tags }) => tags.length > 0);
    }, 'all have joined');

    for (const fault of FAULTS) await shop.sim('POST', '/_sim/faults', fault);
    await shop.admin('DELETE', path);
    await shop.admin('POST', `${path}/ending`, { choice: 'hand_back' });
    for (let kill = 0; kill < KILLS; kill += 1) {
      await sleep(60 * (kill + 1));
      await shop.kill();
      await shop.start();
    }
    await shop.sim('DELETE', '/_sim/faults');
    // What was cut off is looked at once it cannot land any more.
    await eventually(
      async () => (await shop.admin('GET', `${path}/ending`)).body.finishedAt !== null,
      'all is handed back',
      70_000,
    );
    const customers = await customersOf(shop);
    assert.equal(customers.length, USERS);
    for (const { email, firstName, tags, metafields } of customers) {
      const n = Number(/\d+/.exec(email ?? '')?.[0]);
      if (n === 1) assert.deepEqual([metafields.active, tags], ['false', ['rollcall:leaver']]);
      else if (n % 2 === 1) assert.deepEqual([firstName, tags, metafields], ['User', [], {}]);
      else assert.deepEqual([firstName, tags, metafields], ['Before', ['vip'], {}]);
    }
    assert.doesNotMatch(shop.output(), /an error inside|could not be closed/);
  });
});
