// Several connections of a shop over the admin API, and the bearer tokens of each.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Harness, SHOP, startHarness } from '../support/rollcall.ts';

let harness: Harness;
let now = Date.now();
before(async () => {
  harness = await startHarness({ working: false, now: () => now });
});
after(() => harness.close());

const DAY_MS = 24 * 3_600_000;
const add = (name: string, more: object = {}) =>
  harness.admin('POST', '/connections', { shop: SHOP, name, provider: 'okta', ...more });
const remove = (path: string) => harness.admin('DELETE', path);

async function callWith(token: string, path = '/Users?count=0') {
  const response = await fetch(`${harness.url}/scim/v2${path}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return {
    status: response.status,
    body: (await response.json()) as { detail?: string; totalResults?: number },
  };
}

describe('connections', () => {
  it('GIVEN a shop WHEN a connection is added THEN it is the last in the order, and both switches are off', async () => {
    const { status, body } = await add('Okta');
    assert.equal(status, 200);
    assert.deepEqual(
      [body.shop, body.name, body.provider, body.rank, body.scimProvisioning, body.newCustomerCreation],
      [SHOP, 'Okta', 'okta', 2, false, false],
    );
    const listed = (await harness.admin('GET', '/connections')).body;
    assert.deepEqual(
      listed.map(({ name, provider, rank }: Record<string, unknown>) => [name, provider, rank]),
      [
        ['Identity provider', 'other', 1],
        ['Okta', 'okta', 2],
      ],
    );
  });

  it('GIVEN a name that is taken, or a shop that is not there WHEN a connection is added or renamed THEN it is refused', async () => {
    const { body: one } = await add('One of two');
    assert.equal((await add('one OF two')).body.error.code, 'name_taken');
    assert.equal((await add('X', { shop: 'other.myshopify.com' })).body.error.code, 'no_such_shop');
    const renamed = await harness.admin('PATCH', `/connections/${one.id}`, {
      name: 'Workforce',
      provider: 'entra',
    });
    assert.deepEqual([renamed.body.name, renamed.body.provider], ['Workforce', 'entra']);
    assert.equal((await harness.admin('PATCH', `/connections/${one.id}`, { name: 'Okta' })).status, 409);
    assert.equal((await harness.admin('PATCH', `/connections/${one.id}`, { name: 'WORKFORCE' })).status, 200);
  });

  it('GIVEN several connections WHEN their order is set THEN each has its rank, and other lists are refused', async () => {
    const ids = (await harness.admin('GET', '/connections')).body.map(({ id }: { id: string }) => id);
    const order = (connections: string[]) => harness.admin('PUT', `/shops/${SHOP}/order`, { connections });
    assert.equal((await order(ids.toReversed())).status, 200);
    const listed = (await harness.admin('GET', '/connections')).body;
    assert.deepEqual(
      listed.map(({ id }: { id: string }) => id),
      ids.toReversed(),
    );
    for (const wrong of [ids.slice(1), [...ids, ids[0]], [...ids.slice(1), 'other']]) {
      assert.equal((await order(wrong)).body.error.code, 'other_connections');
    }
    await order(ids);
  });

  it('GIVEN two connections WHEN each is called with its own token THEN neither sees the other’s users, and each counts its calls', async () => {
    const { body: other } = await add('Branch', { scimProvisioning: true });
    const made = await harness.admin('POST', `/connections/${other.id}/tokens`, { name: 'first' });
    assert.match(made.body.token, /^rollcall_[a-z0-9-]+\.myshopify\.com_[0-9a-f]{12}_[0-9a-f]{64}$/);
    const before = (await harness.admin('GET', `/connections/${harness.connectionId}`)).body.statistics;
    await harness.scim('POST', '/Users', { userName: 'ada@example.com' });
    assert.equal((await callWith(made.body.token)).body.totalResults, 0);
    assert.equal((await callWith(harness.token)).body.totalResults, before.users + 1);
    const ours = (await harness.admin('GET', `/connections/${harness.connectionId}`)).body.statistics;
    assert.deepEqual(
      [ours.users, ours.waiting, ours.callsToday, ours.lastCallAt],
      [before.users + 1, before.waiting + 1, before.callsToday + 2, now],
    );
    const theirs = (await harness.admin('GET', `/connections/${other.id}`)).body.statistics;
    assert.deepEqual([theirs.users, theirs.callsToday], [0, 1]);
  });
});

describe('bearer tokens', () => {
  it('GIVEN several tokens WHEN one is revoked THEN the others go on, and it is refused at once with the reason', async () => {
    const path = `/connections/${harness.connectionId}/tokens`;
    const first = (await harness.admin('POST', path, { name: 'old' })).body;
    const second = (await harness.admin('POST', path, { name: 'new' })).body;
    for (const { token } of [first, second]) assert.equal((await callWith(token)).status, 200);
    assert.deepEqual((await remove(`${path}/${first.id}`)).body, { revoked: true });
    const refused = await callWith(first.token);
    assert.equal(refused.status, 401);
    assert.match(refused.body.detail ?? '', /revoked/);
    assert.equal((await callWith(second.token)).status, 200);
    assert.equal((await remove(`${path}/${first.id}`)).body.error.code, 'no_such_token');
    const listed = (await harness.admin('GET', path)).body;
    const states = Object.fromEntries(listed.map(({ name, state }: Record<string, string>) => [name, state]));
    assert.deepEqual([states.old, states.new], ['revoked', 'live']);
    assert.equal(JSON.stringify(listed).includes(second.token), false);
    assert.equal(listed.find(({ id }: { id: string }) => id === second.id).lastUsedAt, now);
  });

  it('GIVEN a token with an expiry WHEN its time comes THEN it is told ahead, and refused after', async () => {
    const path = `/connections/${harness.connectionId}/tokens`;
    const { body } = await harness.admin('POST', path, { name: 'short', expiresAt: now + 40 * DAY_MS });
    assert.equal(body.state, 'live');
    assert.deepEqual((await harness.admin('GET', '/expiring')).body, []);
    now += 15 * DAY_MS;
    const [ending] = (await harness.admin('GET', '/expiring')).body;
    assert.deepEqual(
      [ending.id, ending.state, ending.kind, ending.connection],
      [body.id, 'ending', 'bearer', harness.connectionId],
    );
    assert.equal((await callWith(body.token)).status, 200);
    now += 25 * DAY_MS;
    const refused = await callWith(body.token);
    assert.equal(refused.status, 401);
    assert.match(refused.body.detail ?? '', /expired/);
    assert.equal((await harness.admin('GET', '/expiring')).body[0].state, 'expired');
    assert.equal((await harness.admin('POST', path, { expiresAt: now })).body.error.code, 'expired');
  });

  it('GIVEN a token of another connection WHEN it is revoked by this one THEN there is none', async () => {
    const { body: other } = await add('Elsewhere');
    const { body } = await harness.admin('POST', `/connections/${other.id}/tokens`, {});
    assert.equal((await remove(`/connections/${harness.connectionId}/tokens/${body.id}`)).status, 404);
    assert.equal((await remove(`/connections/${other.id}/tokens/${body.id}`)).status, 200);
  });
});

describe('one provider into several shops', () => {
  it('GIVEN a connection in each of two shops WHEN one provider calls both THEN each has users of its own, and a merchant reaches its own alone', async () => {
    const other = 'other.myshopify.com';
    const shops = await startHarness({ access: 'publicApp', working: false });
    try {
      const ours = await shops.idToken();
      const theirs = await shops.idToken('1', other);
      await shops.adminAs(theirs, 'GET', '/connections');
      const made = async (token: string, shop: string) => {
        const wanted = { shop, name: 'Entra', provider: 'entra', scimProvisioning: true };
        const { status, body } = await shops.adminAs(token, 'POST', '/connections', wanted);
        assert.equal(status, 200, JSON.stringify(body));
        const path = `/connections/${body.id}/tokens`;
        const answer = await shops.adminAs(token, 'POST', path, { expiresAt: Date.now() + DAY_MS });
        return { id: body.id as string, token: answer.body.token as string };
      };
      const [here, there] = [await made(ours, SHOP), await made(theirs, other)];
      const user = { userName: 'ada@example.com', emails: [{ value: 'ada@example.com' }] };
      const ids = [];
      for (const { token } of [here, there]) {
        const authorization = `Bearer ${token}`;
        const { status, body } = await shops.scim('POST', '/Users', user, { authorization });
        assert.equal(status, 201);
        ids.push(body.id);
        assert.equal((await shops.scim('GET', '/Users', undefined, { authorization })).body.totalResults, 1);
      }
      assert.equal(
        (await shops.scim('GET', `/Users/${ids[0]}`, undefined, { authorization: `Bearer ${there.token}` }))
          .status,
        404,
      );

      const asOurs = (method: string, path: string, body?: object) => shops.adminAs(ours, method, path, body);
      for (const [method, path, body] of [
        ['POST', '/connections', { shop: other, name: 'X', provider: 'okta' }],
        ['PUT', `/shops/${other}/order`, { connections: [there.id] }],
        ['POST', `/shops/${other}/hand-back`, { confirm: other }],
        ['GET', `/shops/${other}/hand-back`, undefined],
        ['GET', `/connections/${there.id}`, undefined],
        ['GET', `/connections/${there.id}/tokens`, undefined],
        ['POST', `/connections/${there.id}/client-secrets`, {}],
        ['DELETE', `/connections/${there.id}`, undefined],
        ['POST', `/connections/${there.id}/ending`, { choice: 'keep' }],
      ] as const) {
        assert.equal((await asOurs(method, path, body)).status, 404, `${method} ${path}`);
      }
      assert.deepEqual(
        (await asOurs('GET', '/expiring')).body.map((one: { connection: string }) => one.connection),
        [here.id],
      );
      const handOver = { choice: 'hand_over', successor: there.id };
      await asOurs('DELETE', `/connections/${here.id}`);
      assert.equal(
        (await asOurs('POST', `/connections/${here.id}/ending`, handOver)).body.error.code,
        'no_successor',
      );
    } finally {
      await shops.close();
    }
  });
});
