// Killed without warning in the middle of its work, Rollcall loses nothing that it acknowledged and doubles nobody.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { userOf } from '../support/killed.ts';
import { eventually } from '../support/rollcall.ts';
import { openServedShop, type ServedShop } from '../support/served-shop.ts';
import { assertNobodyTwice, customersOf } from './customers.ts';

const USERS = 1000;
const CONCURRENCY = 16;
/** When, by users acknowledged, the process is killed. */
const KILLS = [250, 650];
const FAULTS = [
  { kind: 'http_502', rate: 0.02 },
  { kind: 'timeout_before', rate: 0.005 },
  { kind: 'timeout_after', rate: 0.01 },
  { kind: 'throttle', rate: 0.02 },
];

describe('killed in the middle', () => {
  let shop: ServedShop;
  before(async () => {
    shop = await openServedShop({ simulator: { speed: 5 }, faults: FAULTS });
  });
  after(() => shop.close());

  it(`GIVEN ${USERS} creates and faults WHEN killed twice THEN each acknowledged user is in the store once`, async (t) => {
    const acknowledged = new Set<string>();
    const unanswered = new Set<string>();
    let next = 0;
    /** Clients wait while nobody listens; those under way at the kill are cut off. */
    let listening: Promise<unknown> = Promise.resolve();
    async function client(): Promise<void> {
      while (next < USERS) {
        await listening;
        const email = `user${next}@x.example`;
        next += 1;
        const answer = await shop.scim('POST', '/Users', userOf(email)).catch(() => undefined);
        if (answer === undefined) unanswered.add(email);
        else if (answer.status < 300) acknowledged.add(email);
      }
    }
    async function killer(): Promise<void> {
      for (const threshold of KILLS) {
        await eventually(async () => acknowledged.size >= threshold, `${threshold} acknowledged`, 150_000);
        listening = shop.kill().then(shop.start);
        await listening;
      }
    }
    await Promise.all([killer(), ...Array.from({ length: CONCURRENCY }, client)]);

    const customers = await eventually(
      async () => {
        const found = await customersOf(shop);
        const emails = new Set(found.map(({ email }) => email));
        return [...acknowledged].every((email) => emails.has(email)) && found;
      },
      'every acknowledged user in the store',
      150_000,
    );
    assertNobodyTwice(customers);
    for (const { email } of customers) {
      assert.ok(acknowledged.has(email ?? '') || unanswered.has(email ?? ''), email ?? '');
    }
    t.diagnostic(
      `${acknowledged.size} acknowledged, ${unanswered.size} cut off, ${customers.length} customers, 0 doubled, ${KILLS.length} kills`,
    );
    await shop.stop();
  });
});
