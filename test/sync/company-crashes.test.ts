// Companies through leaving and coming back, while Shopify fails and processes die at random points: over HTTP against
// the simulated store.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createRandom } from '../../src/simulators/shopify/random.ts';
import { createSyncStore } from '../../src/store/sync-store.ts';
import type { CompanyStep } from '../../src/sync/company/company-port.ts';
import { DEFAULT_SETTINGS, settingsInput } from '../../src/tenants/settings.ts';
import { SEED } from '../support/seed.ts';
import { createUsers } from './support/people.ts';
import { openWorldPerTest, type World } from './support/world.ts';

let world: World;
const begin = openWorldPerTest((opened) => {
  world = opened;
});

const USERS = 5;
const ROUNDS = 2;
const ADMIN = 'Location admin';
const ORDERING = 'Ordering only';
const ROLES = [
  { location: 'Berlin', role: ADMIN },
  { location: 'Bonn', role: ORDERING },
];

interface SimulatedCompany {
  readonly id: string;
  readonly contacts: readonly {
    readonly customerId: string;
    readonly isMain: boolean;
    readonly roles: object[];
  }[];
}

async function contacts() {
  const [company] = (await world.sim('GET', '/_sim/companies')) as SimulatedCompany[];
  return company?.contacts ?? [];
}

/** A process that dies at one of its next writes to the database: neither that one nor anything after it comes to be. */
function startDying(after: number): Promise<void> {
  const store = createSyncStore(world.engine);
  const never = <T>() => new Promise<T>(() => undefined);
  return new Promise((died) => {
    let writes = 0;
    const isAlive = () => writes <= after;
    const write = () => {
      writes += 1;
      if (!isAlive()) died();
      return isAlive();
    };
    const dying = world.addSync(
      {
        store: {
          ...store,
          acquireLease: (...given) => (isAlive() ? store.acquireLease(...given) : never()),
          claim: (...given) => (isAlive() ? store.claim(...given) : never()),
          saveLink: (...given) => (write() ? store.saveLink(...given) : never()),
          settle: (...given) => (write() ? store.settle(...given) : never()),
        },
      },
      false,
    );
    dying.start();
    void dying.drain().then(died);
  });
}

/** Another process takes over, and goes on until nothing can land any more. */
async function recover(): Promise<void> {
  world.advance(46_000);
  const next = world.addSync();
  next.start();
  do {
    await next.drain();
    world.advance(61_000);
    next.wake('example.myshopify.com');
  } while ((await world.outbox()).length > 0);
  await next.stop();
}

describe('companies', () => {
  it(`RULES 15 a, 16, 17: GIVEN faults before and after the commit and processes that die (seed ${SEED}) WHEN users leave and come back, again and again THEN all goes, and all comes back once`, async () => {
    const random = createRandom(SEED);
    await begin({
      connection: {
        settings: settingsInput.parse({
          leaving: { ...DEFAULT_SETTINGS.leaving, companies: 'all' },
        }),
      },
      simulator: { hangMs: 20, seed: SEED },
    });
    const users = await createUsers(world, USERS);
    world.sync.start();
    await world.sync.drain();
    await world.sync.stop();
    const { id: companyId } = (await world.sim('POST', '/_sim/companies', {
      name: 'Harbour',
      locations: ['Berlin', 'Bonn'],
    })) as SimulatedCompany;
    for (const [index, { id: customerId }] of (await world.customers()).entries()) {
      await world.sim('POST', '/_sim/contacts', { companyId, customerId, roles: ROLES, main: index === 0 });
    }
    const before = await contacts();
    for (const [kind, rate] of [
      ['timeout_before', 0.05],
      ['timeout_after', 0.1],
      ['http_503', 0.05],
    ]) {
      await world.sim('POST', '/_sim/faults', { kind, rate });
    }
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const active of [false, true]) {
        for (const id of users) await world.patchUser(id, { active });
        await startDying(Math.floor(random() * 3 * USERS));
        await recover();
        const now = await contacts();
        if (!active) assert.deepEqual(now, [], `round ${round}`);
        else assert.deepEqual(now.map(shape).sort(byCustomer), before.map(shape).sort(byCustomer));
      }
    }
  });
});

/** A process that dies when Shopify has done one kind of step for a company, and before it hears of that. */
function startDyingAfter(kind: CompanyStep['kind']): Promise<void> {
  const store = createSyncStore(world.engine);
  const never = <T>() => new Promise<T>(() => undefined);
  return new Promise((died) => {
    let isAlive = true;
    const dying = world.addSync(
      {
        store: {
          ...store,
          acquireLease: (...given) => (isAlive ? store.acquireLease(...given) : never()),
          settle: (...given) => (isAlive ? store.settle(...given) : never()),
        },
        gatewayFor(...given) {
          const gateway = world.gatewayFor(...given);
          const { companies } = gateway;
          const write: typeof companies.write = async (step, options) => {
            const result = await companies.write(step, options);
            if (step.kind !== kind) return result;
            isAlive = false;
            died();
            return never();
          };
          return { ...gateway, companies: { ...companies, write } };
        },
      },
      false,
    );
    dying.start();
  });
}

describe('roles by rules', () => {
  it('RULES 11, 17: GIVEN a user who comes back to a group with a role WHEN the process dies when it is a contact again, and when it has the role THEN it has just that role, and loses it when it leaves', async () => {
    const groups = [{ match: { name: 'Blue' }, company: { name: 'Harbour', location: 'Bonn', role: ADMIN } }];
    await begin({ connection: { settings: settingsInput.parse({ groups }) } });
    await world.sim('POST', '/_sim/companies', { name: 'Harbour', locations: ['Berlin', 'Bonn'] });
    const [user = ''] = await createUsers(world, 1);
    await world.createGroup('Blue', [user]);
    for (const kind of ['contactAssign', 'rolesChange'] as const) {
      await world.patchUser(user, { active: true });
      await startDyingAfter(kind);
      await recover();
      assert.deepEqual(
        (await contacts()).map(({ roles }) => roles),
        [[{ location: 'Bonn', role: ADMIN }]],
        kind,
      );
      await world.patchUser(user, { active: false });
      await recover();
      assert.deepEqual(await contacts(), [], `left after ${kind}`);
    }
  });
});

type Contact = SimulatedCompany['contacts'][number];
const shape = ({ customerId, isMain, roles }: Contact) => ({
  customerId,
  isMain,
  roles: roles.map((role) => JSON.stringify(role)).sort(),
});
const byCustomer = (left: { customerId: string }, right: { customerId: string }) =>
  left.customerId < right.customerId ? -1 : 1;
