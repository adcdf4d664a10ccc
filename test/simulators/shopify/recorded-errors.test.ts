// Fidelity: the simulator's refusals against those recorded from a real store, where the recordings are at hand.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type Store, startStore, type UserError } from './harness.ts';
import { provokeBulk } from './provocations/bulk.ts';
import { provokeB2b } from './provocations/companies.ts';
import { provokeCustomers } from './provocations/customers.ts';
import { fillDefinitions } from './provocations/metafields.ts';
import { provokePlatform } from './provocations/platform.ts';
import type { Provocation } from './provocations/provocation.ts';
import { generalize, readRecordings, skip } from './recordings.ts';

/** Mutations that share their checks, so that what was recorded of one holds for the other. */
const shared: Record<string, string> = {
  customerCreate: 'customerUpdate',
  customerUpdate: 'customerCreate',
  webhookSubscriptionUpdate: 'webhookSubscriptionCreate',
};

/** What was recorded of things that the simulated store has none of. */
const absent = [/standard definition/, /metaobject definition/];

type Refusal = { root: string; error: UserError };

/** Sends everything that is known to be refused, and answers what was said; what was accepted is strange. */
async function collectRefusals(t: TestContext): Promise<{ refusals: Refusal[]; accepted: string[] }> {
  const refusals: Refusal[] = [];
  const accepted: string[] = [];
  const areas: [(store: Store) => Promise<Provocation[]>, number][] = [
    [provokeCustomers, 1000],
    [fillDefinitions, 1000],
    [provokeB2b, 1000],
    [provokePlatform, 1000],
    // Time must stand still for operations that are to be in each other's way.
    [provokeBulk, 0],
  ];
  for (const [provoke, speed] of areas) {
    const store = await startStore(t, { plan: 'plus', speed });
    for (const [root, variables] of await provoke(store)) {
      const { userErrors } = (await store.mutate(root, variables)) as { userErrors: UserError[] };
      if (userErrors.length === 0) accepted.push(`${root} ${JSON.stringify(variables).slice(0, 200)}`);
      refusals.push(...userErrors.map((error) => ({ root, error })));
    }
  }
  return { refusals, accepted };
}

test('every provoked refusal has its recorded words and code, and every recorded one is provoked', {
  skip,
}, async (t) => {
  const recorded = readRecordings();
  const { refusals, accepted } = await collectRefusals(t);
  const strange = accepted.map((request) => `accepted: ${request}`);
  const met = new Set<string>();
  for (const { root, error } of refusals) {
    const key = generalize(root, error);
    met.add(key);
    const codes = (recorded.get(key) ?? recorded.get(generalize(shared[root] ?? root, error)))?.filter(
      (code) => code !== null,
    );
    // Where a recording did not ask for the code, it says nothing about it.
    if (!codes) strange.push(`not recorded: ${key}`);
    else if (codes.length > 0 && !codes.some((code) => code === error.code)) {
      strange.push(`code ${error.code} instead of ${codes.join()}: ${key}`);
    }
  }
  assert.deepEqual(strange, []);

  const roots = new Set(refusals.map(({ root }) => root));
  const missing = [...recorded.keys()].filter(
    (key) => roots.has(JSON.parse(key)[0]) && !met.has(key) && !absent.some((pattern) => pattern.test(key)),
  );
  assert.deepEqual(missing, []);
});
