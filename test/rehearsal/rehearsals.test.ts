// Rehearsals over HTTP: a made-up person is played through a connection, in the open, and nothing of it stays or counts.
import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { createUser, customersOf, patchUser, person, settle } from '../oversight/support.ts';
import { addConnection } from '../support/connections.ts';
import { eventually, type Harness, type HarnessOptions, SHOP, startHarness } from '../support/rollcall.ts';
import { openServedShop } from '../support/served-shop.ts';

interface Step {
  readonly name: string;
  readonly state: string;
  readonly fault: { readonly code: string; readonly cause: string; readonly remedy: string } | null;
  readonly calls: readonly { readonly method: string; readonly body: Record<string, unknown> | null }[];
  readonly decided: { readonly state: string } | null;
  readonly shopify: readonly { readonly operation: string; readonly requestId: string | null }[];
  readonly changes: readonly {
    readonly kind: string;
    readonly name: string;
    readonly after: string | null;
  }[];
  readonly certificate: { readonly outcome: string; readonly isComplete: boolean } | null;
}

interface Rehearsal {
  readonly id: string;
  readonly state: string;
  readonly customerId: string | null;
  readonly differences: readonly string[];
  readonly steps: readonly Step[];
  readonly left: Step['fault'];
  readonly finishedAt: number | null;
}

let harness: Harness;
afterEach(() => harness.close());

const begin = async (options: HarnessOptions = {}) => {
  harness = await startHarness(options);
};

const pathOf = (connection = harness.connectionId) => `/connections/${connection}/rehearsals`;
const newest = async (connection?: string): Promise<Rehearsal> =>
  (await harness.admin('GET', `${pathOf(connection)}?limit=1`)).body[0];
const press = (body?: object, connection?: string) => harness.admin('POST', pathOf(connection), body);

const over = (connection?: string) =>
  eventually(
    async () => {
      const rehearsal = await newest(connection);
      return rehearsal.finishedAt !== null && rehearsal;
    },
    'the rehearsal is over',
    60_000,
  );

const running = (name: string) =>
  eventually(
    async () => (await newest()).steps.find((step) => step.name === name)?.state === 'running',
    `the step ${name} begins`,
  );

const fault = (kind: string, operation: string, more: object = {}) =>
  harness.sim('POST', '/_sim/faults', { kind, rate: 1, operation, ...more });

const statesOf = ({ steps }: Rehearsal) => steps.map(({ name, state }) => `${name} ${state}`);

function stepOf({ steps }: Rehearsal, name: string): Step {
  const step = steps.find((one) => one.name === name);
  assert.ok(step, name);
  return step;
}

const shownIn = (step: Step) =>
  step.changes.map(({ kind, name, after }) => `${after === null ? '-' : '+'}${kind} ${name}`);

describe('a rehearsal', () => {
  it('GIVEN a connection with people, rules and a strict guard WHEN it is rehearsed THEN each step shows what became of the person, and the connection is as it was', async () => {
    await begin();
    const ada = await createUser(harness, person('ada'));
    const group = { displayName: 'Buyers', externalId: 'g-1', members: [{ value: ada }] };
    const { id: groupId } = (await harness.scim('POST', '/Groups', group)).body;
    const settings = {
      groups: [{ match: { id: groupId }, tags: ['buyer'] }],
      guard: { maxLeavers: 1 },
      leaving: { graceHours: { tags: 24 } },
    };
    const path = `/connections/${harness.connectionId}`;
    await harness.admin('PATCH', path, { provider: 'entra', domains: ['acme.example'], settings });
    await settle(harness);
    const before = {
      customers: await customersOf(harness),
      health: (await harness.admin('GET', `${path}/health`)).body,
      connection: (await harness.admin('GET', path)).body,
    };

    assert.equal((await press({ groupId })).status, 200);
    const again = await press();
    assert.deepEqual([again.status, again.body.error.code], [409, 'rehearsal_running']);
    const rehearsal = await over();

    assert.equal(rehearsal.state, 'passed', JSON.stringify(rehearsal.steps.map(({ fault }) => fault)));
    assert.ok(rehearsal.steps.every(({ state }) => state === 'done'));
    assert.deepEqual(rehearsal.differences, ['grace']);
    const join = stepOf(rehearsal, 'join');
    assert.match(String(join.calls.at(-1)?.body?.userName), /^rehearsal-\w{6}@example\.com$/);
    assert.ok(shownIn(join).includes('+tag rollcall-rehearsal'));
    assert.ok(join.shopify.some(({ operation, requestId }) => operation === 'CreateCustomer' && requestId));
    assert.deepEqual(shownIn(stepOf(rehearsal, 'group')), ['+tag buyer']);
    const move = stepOf(rehearsal, 'move');
    assert.ok(shownIn(move).includes('+tag department:research'));
    assert.match(JSON.stringify(move.calls[0]?.body), /"Replace"/);
    assert.deepEqual(shownIn(stepOf(rehearsal, 'rename')), ['+field email']);
    const leave = stepOf(rehearsal, 'leave');
    assert.equal(leave.decided?.state, 'left');
    assert.ok(shownIn(leave).includes('-tag buyer'));
    assert.deepEqual([leave.certificate?.outcome, leave.certificate?.isComplete], ['deactivated', true]);
    assert.ok(shownIn(stepOf(rehearsal, 'restore')).includes('+tag buyer'));
    assert.equal(stepOf(rehearsal, 'remove').certificate?.outcome, 'deleted');

    assert.deepEqual(await customersOf(harness), before.customers);
    assert.deepEqual((await harness.admin('GET', `${path}/health`)).body, before.health);
    assert.deepEqual((await harness.admin('GET', path)).body, before.connection);
    assert.equal((await harness.admin('GET', '/connections')).body.length, 1);
    assert.equal((await harness.scim('GET', '/Users')).body.totalResults, 1);
    assert.equal((await harness.admin('GET', `${path}/users`)).body.users.length, 1);
    assert.equal((await harness.admin('GET', `${path}/guard`)).body.held, 0);
    const calls = (await harness.admin('GET', '/calls')).body.calls as { connection: string | null }[];
    assert.ok(calls.every(({ connection }) => connection === null || connection === harness.connectionId));
    const { entries } = (await harness.admin('GET', `/audit?shop=${SHOP}`)).body;
    assert.ok(entries.some(({ what }: { what: string }) => what === 'POST /connections/:id/rehearsals'));
    const { events } = (await harness.admin('GET', `${pathOf()}/${rehearsal.id}/timeline`)).body;
    assert.ok(
      events.some(({ kind, path }: Record<string, string>) => kind === 'call' && path === '/scim/v2/Users'),
    );
    // One leaver is what the guard lets through: the made-up one was none of its own.
    await patchUser(harness, ada, { active: false });
    await settle(harness);
    assert.equal((await harness.admin('GET', `${path}/guard`)).body.held, 0);
  });

  it('GIVEN a switch that is off, or a group of nobody WHEN it is asked for THEN it says what to switch on', async () => {
    await begin({ connection: { scimProvisioning: false, newCustomerCreation: false } });
    const code = async (body?: object) => (await press(body)).body.error.code;
    assert.equal(await code(), 'scim_provisioning_off');
    const path = `/connections/${harness.connectionId}`;
    await harness.admin('PATCH', path, { scimProvisioning: true });
    assert.equal(await code(), 'new_customer_creation_off');
    await harness.admin('PATCH', path, { newCustomerCreation: true });
    assert.equal(await code({ groupId: 'nobody' }), 'no_such_group');
    assert.deepEqual((await harness.admin('GET', pathOf())).body, []);
    assert.equal((await harness.admin('GET', `${pathOf()}/nothing`)).status, 404);
    assert.equal((await harness.admin('POST', `${pathOf()}/nothing/cancel`)).status, 404);
  });

  it('GIVEN Shopify refuses the mover WHEN it is rehearsed THEN it stops with cause and remedy, and cleans up', async () => {
    await begin();
    await fault('access_denied', 'customerUpdate');
    await fault('access_denied', 'tagsAdd');
    await press();
    const rehearsal = await over();
    assert.equal(rehearsal.state, 'failed');
    assert.deepEqual(statesOf(rehearsal), [
      'probe done',
      'join done',
      'move failed',
      'rename skipped',
      'leave skipped',
      'restore skipped',
      'remove skipped',
      'clean done',
    ]);
    const { code, remedy } = stepOf(rehearsal, 'move').fault ?? {};
    assert.equal(code, 'access_denied');
    assert.match(remedy ?? '', /write_customers/);
    assert.equal(rehearsal.left, null);
    assert.deepEqual(await customersOf(harness), []);
  });

  it('GIVEN Shopify lets nobody in WHEN it is rehearsed THEN it says so and what may stay, and deletes that once it can', async () => {
    await begin();
    await fault('unauthorized', 'customerUpdate');
    await fault('unauthorized', 'customerDelete');
    await press();
    const rehearsal = await over();
    assert.equal(rehearsal.state, 'failed');
    assert.equal(stepOf(rehearsal, 'move').fault?.code, 'token_refused');
    assert.equal(rehearsal.left?.code, 'not_cleaned');
    assert.equal((await customersOf(harness)).length, 1);
    await harness.sim('DELETE', '/_sim/faults');
    await eventually(async () => (await newest()).left === null, 'the rest is deleted');
    assert.deepEqual(await customersOf(harness), []);
  });

  it('GIVEN two connections WHEN one is called off while both are rehearsed THEN it cleans up and ends, and the other goes on', async () => {
    await begin();
    const other = await addConnection(harness, 'Other');
    await fault('slow', 'customerUpdate', { ms: 1000, count: 2 });
    await Promise.all([press(), press({}, other.id)]);
    await running('move');
    const { id } = await newest();
    assert.equal((await harness.admin('POST', `${pathOf()}/${id}/cancel`)).status, 200);
    const cancelled = await over();
    assert.equal(cancelled.state, 'cancelled');
    assert.deepEqual(statesOf(cancelled).slice(-2), ['remove skipped', 'clean done']);
    assert.equal((await harness.admin('POST', `${pathOf()}/${id}/cancel`)).body.error.code, 'rehearsal_over');
    assert.equal((await over(other.id)).state, 'passed');
    assert.deepEqual(await customersOf(harness), []);
  });
});

describe('a rehearsal whose process is killed', () => {
  it('GIVEN it dies within a step WHEN it is started again THEN the rehearsal goes on with that step, and cleans up', async () => {
    const shop = await openServedShop({
      faults: [{ kind: 'slow', rate: 1, operation: 'tagsAdd', ms: 5000 }],
    });
    try {
      const path = `/connections/${shop.connectionId}/rehearsals`;
      await shop.admin('POST', path);
      const stepsNow = async (): Promise<{ name: string; state: string; isResumed: boolean }[]> =>
        (await shop.admin('GET', path)).body[0].steps;
      await eventually(async () => (await stepsNow())[2]?.state === 'running', 'the mover is played');
      await shop.kill();
      await shop.sim('DELETE', '/_sim/faults');
      await shop.start();
      const over: Rehearsal = await eventually(
        async () => {
          const [rehearsal] = (await shop.admin('GET', path)).body;
          return rehearsal.finishedAt !== null && rehearsal;
        },
        'the rehearsal is over',
        60_000,
      );
      assert.equal(over.state, 'passed', JSON.stringify(over.steps));
      assert.deepEqual(
        (await stepsNow()).filter(({ isResumed }) => isResumed).map(({ name }) => name),
        ['move'],
      );
      assert.deepEqual((await shop.sim('GET', '/_sim/customers')).body, []);
    } finally {
      await shop.close();
    }
  });
});
