// Killed without warning at random moments of everything that happens to users, groups and customers, with faults on,
// Rollcall ends in the right state, with nothing doubled and nothing of the merchant's lost.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '../../src/simulators/shopify/random.ts';
import { SEED } from '../support/seed.ts';
import { openServedShop, type ServedShop } from '../support/served-shop.ts';
import { createCrowd } from './crowd.ts';
import { findDifferences } from './differences.ts';
import { ask, createPerson, type Marks, type Person, TEAMS, type Team, type World } from './person.ts';
import { waitForNoDifference } from './rest.ts';

/** Each is ended by a kill; `npm run kill` takes more of them. */
const ROUNDS = Number(process.env.KILL_ROUNDS ?? 4);
const ENGINE = process.env.KILL_ENGINE === 'postgres' ? 'postgres' : 'sqlite';
const PEOPLE = 8;
const LIFE_MS = 1_500;
/** A short run is over soon: its faults end with the kills, so that what broke off is not put off by more of them. */
const IS_SHORT = ROUNDS < 20;
/** Whoever was cut off again and again is tried again after minutes. */
const PATIENCE_MS = IS_SHORT ? 180_000 : 300_000;
/** What was cut off may land, and is looked at once it cannot any more. */
const LANDING_MS = 35_000;
const FAULTS = [
  { kind: 'http_502', rate: 0.02 },
  { kind: 'http_503', rate: 0.01 },
  { kind: 'timeout_before', rate: 0.01 },
  { kind: 'timeout_after', rate: 0.03 },
  { kind: 'throttle', rate: 0.03 },
  { kind: 'throttle_429', rate: 0.01 },
  { kind: 'internal_error', rate: 0.01 },
  { kind: 'not_json', rate: 0.01 },
  { kind: 'truncated', rate: 0.01 },
  { kind: 'slow', rate: 0.02 },
  { kind: 'bulk_fail', rate: 0.3 },
  { kind: 'upload_503', rate: 0.1 },
  { kind: 'webhook_duplicate', rate: 0.1 },
  { kind: 'webhook_reorder', rate: 0.05 },
  { kind: 'webhook_late', rate: 0.1 },
];
const RULES = [
  {
    match: { pattern: 'Red*' },
    tags: ['team:{{ group.name | handleize }}'],
    metafields: [{ namespace: 'custom', key: 'team', value: '{{ group.name }}' }],
    company: { name: 'Harbour', location: 'Berlin', role: 'Ordering only' },
  },
  {
    match: { pattern: 'Blue*' },
    tags: ['team:{{ group.name | handleize }}'],
    company: { name: 'Harbour', location: 'Bonn', role: 'Location admin' },
  },
  {
    match: { pattern: 'Green*' },
    tags: ['team:{{ group.name | handleize }}'],
    company: { externalId: 'green', name: 'Green Company', create: true },
  },
];

describe('killed at any moment of everything', () => {
  let shop: ServedShop;
  before(async () => {
    const simulator = { speed: 5, seed: SEED, bulkRowsPerSecond: 20, country: 'DE' };
    shop = await openServedShop({ simulator, bulkFrom: 20, webhooks: true, engine: ENGINE });
  });
  after(() => shop.close());

  it(`GIVEN joiners, movers, leavers, returners, groups, merchants and faults WHEN killed ${ROUNDS} times THEN the store is right (FC_SEED=${SEED})`, async (t) => {
    const random = createRandom(SEED);
    const path = `/connections/${shop.connectionId}`;
    await shop.sim('POST', '/_sim/companies', { name: 'Harbour', locations: ['Berlin', 'Bonn'] });
    const settings = { groups: RULES, guard: { maxLeavers: 4 }, reconcile: { everyHours: 0 } };
    assert.equal((await shop.admin('PATCH', path, { settings })).status, 200);
    const groupNames: Record<Team, string> = { Red: 'Red', Blue: 'Blue', Green: 'Green' };
    const groups = { Red: '', Blue: '', Green: '' };
    for (const team of TEAMS)
      groups[team] = (await shop.scim('POST', '/Groups', { displayName: team })).body.id;
    for (const fault of FAULTS) await shop.sim('POST', '/_sim/faults', fault);

    let isOver = false;
    const marks: Marks = {
      tags: new Map(),
      made: new Map(),
      ordered: new Set(),
      merged: new Set(),
      renamed: new Set(),
      mayBeGone: new Set(),
    };
    const world = (number: number): World => ({
      shop,
      random: createRandom(SEED + number),
      groups,
      goesOn: () => !isOver,
      marks,
    });
    const people = Array.from({ length: PEOPLE }, (_, index) => createPerson(world(index), index));
    const crowd = createCrowd(world(PEOPLE));
    const reconciled: string[] = [];

    /** An admin, who renames groups, lets leavers go, and reconciles. */
    async function administer(): Promise<void> {
      while (!isOver) {
        await sleep(200 + random() * 800);
        const drawn = random();
        if (drawn < 0.5) await ask(() => shop.admin('POST', `${path}/guard/release`, {}));
        else if (drawn < 0.8) {
          const team = TEAMS[Math.floor(random() * TEAMS.length)] as Team;
          groupNames[team] = groupNames[team] === team ? `${team} Two` : team;
          const displayName = groupNames[team];
          const Operations = [{ op: 'Replace', path: 'displayName', value: displayName }];
          const schemas = ['urn:ietf:params:scim:api:messages:2.0:PatchOp'];
          await ask(() => shop.scim('PATCH', `/Groups/${groups[team]}`, { schemas, Operations }));
        } else {
          const { status, body } = await ask(() =>
            shop.admin('POST', `${path}/reconciliations`, { repair: random() < 0.5 ? 'ours' : 'report' }),
          );
          if (status === 200) reconciled.push(body.id);
        }
      }
    }

    async function killer(): Promise<void> {
      for (let round = 0; round < ROUNDS; round += 1) {
        await sleep(random() * LIFE_MS);
        await shop.kill();
        await shop.start();
      }
      isOver = true;
    }

    const lives = [killer(), administer(), crowd.live(), ...people.map((person) => person.live())];
    await Promise.all(lives).finally(() => {
      isOver = true;
    });
    if (IS_SHORT) await shop.sim('DELETE', '/_sim/faults');
    const lived = [...people, ...crowd.people()];
    const difference = (isRepaired: boolean) => () =>
      findDifferences({ shop, people: lived, marks, groupNames, isRepaired });
    const release = async () => {
      await shop.admin('POST', `${path}/guard/release`, {});
      return false;
    };
    const resting = { shop, people: lived, patienceMs: PATIENCE_MS };
    await waitForNoDifference({ ...resting, findDifferences: difference(false), meanwhile: release });

    let begun: string | undefined;
    /** Whoever is being worked on is left to the next one. */
    async function reconcile(): Promise<boolean> {
      await release();
      if (begun !== undefined) {
        const { body } = await shop.admin('GET', `${path}/reconciliations/${begun}?limit=1`);
        if (body.finishedAt === null) return true;
        if ((body.counts.waiting ?? 0) === 0) return false;
      }
      const { status, body } = await shop.admin('POST', `${path}/reconciliations`, { repair: 'managed' });
      if (status === 200) {
        begun = body.id;
        reconciled.push(body.id);
      }
      return true;
    }
    await waitForNoDifference({ ...resting, findDifferences: difference(true), meanwhile: reconcile });
    if (!IS_SHORT) {
      await sleep(LANDING_MS);
      assert.deepEqual(await difference(true)(), [], 'nothing lands late');
    }
    assert.doesNotMatch(shop.output(), /an error inside|went wrong|stumbled/);
    t.diagnostic(
      `${ROUNDS} kills, ${JSON.stringify(countSteps(people))}, ${crowd.describe()}, ${reconciled.length} reconciliations`,
    );
    await shop.stop();
  });
});

function countSteps(people: readonly Person[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const step of people.flatMap(({ story }) => story)) {
    const [name = ''] = step.split(' ');
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}
