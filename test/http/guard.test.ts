// The mass-leave guard, from outside: SCIM in, the admin API and the status page out, the simulated store behind.
import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { ADMIN_TOKEN, type Harness, type HarnessOptions, startHarness } from '../support/rollcall.ts';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const SYNC = 'urn:ietf:params:scim:schemas:extension:rollcall:2.0:User';

let harness: Harness;
let offset = 0;
afterEach(() => harness.close());

const begin = async (guard: Record<string, number> = {}, options: HarnessOptions = {}) => {
  offset = 0;
  harness = await startHarness({ now: () => Date.now() + offset, ...options });
  const path = `/connections/${harness.connectionId}`;
  const { status } = await harness.admin('PATCH', path, { settings: { guard: { maxLeavers: 2, ...guard } } });
  assert.equal(status, 200);
};

async function join(count: number): Promise<string[]> {
  const ids = [];
  for (let n = 0; n < count; n += 1) ids.push(await joinAs(`user${n}@example.com`));
  await harness.rollcall.sync.drain();
  return ids;
}

async function joinAs(email: string): Promise<string> {
  const user = { schemas: [USER], userName: email, emails: [{ type: 'work', value: email }] };
  return (await harness.scim('POST', '/Users', user)).body.id;
}

async function set(id: string, path: string, value: unknown): Promise<number> {
  const Operations = [{ op: 'replace', path, value }];
  return (await harness.scim('PATCH', `/Users/${id}`, { schemas: [PATCH_OP], Operations })).status;
}

const guardPath = () => `/connections/${harness.connectionId}/guard`;
const guard = async () => (await harness.admin('GET', guardPath())).body;

async function release(userIds?: string[]): Promise<string[]> {
  const { body } = await harness.admin('POST', `${guardPath()}/release`, { ...(userIds && { userIds }) });
  await harness.rollcall.sync.drain();
  return body.released;
}

/** The e-mail addresses of those who may still buy, without the domain. */
async function active(): Promise<string[]> {
  await harness.rollcall.sync.drain();
  const { body } = await harness.sim('GET', '/_sim/customers');
  return body
    .filter(({ metafields }: { metafields: Record<string, string> }) => metafields.active === 'true')
    .map(({ email }: { email: string }) => email.split('@')[0])
    .sort();
}

describe('the mass-leave guard', () => {
  it('RULES 22: GIVEN more leavers than the connection allows WHEN they leave THEN those beyond are held and shown, and SCIM is answered as ever', async () => {
    await begin();
    const ids = await join(4);
    const [a, b, c, d] = ids as [string, string, string, string];
    for (const id of [a, b, c]) assert.equal(await set(id, 'active', false), 200);
    assert.equal((await harness.scim('DELETE', `/Users/${d}`)).status, 204);
    assert.deepEqual(await active(), ['user2', 'user3']);

    const { held, since, users } = await guard();
    assert.equal(held, 2);
    assert.ok(since > 0);
    assert.deepEqual(
      users.map(({ userId, kind }: Record<string, unknown>) => [userId, kind]),
      [
        [c, 'deactivated'],
        [d, 'deleted'],
      ],
    );
    const { body } = await harness.scim('GET', `/Users/${c}?attributes=active,${SYNC}`);
    assert.deepEqual(
      [body.active, body[SYNC]?.syncState, body[SYNC]?.lastError],
      [false, 'held', 'mass_leave'],
    );
    for (const list of ['users?state=held', 'users?state=held&sort=state', 'failures']) {
      const listed = await harness.admin('GET', `/connections/${harness.connectionId}/${list}`);
      assert.deepEqual(
        listed.body.users.map(({ userId, state, code }: Record<string, unknown>) => [userId, state, code]),
        list === 'failures'
          ? [
              [c, 'held', 'mass_leave'],
              [d, 'held', 'mass_leave'],
            ]
          : [[c, 'held', 'mass_leave']],
      );
    }
    const page = await fetch(harness.url, { headers: { authorization: `Bearer ${ADMIN_TOKEN}` } });
    assert.match(await page.text(), /2 leavers are held/);
  });

  it('RULES 22: GIVEN that leavers are held WHEN somebody joins THEN the store has them', async () => {
    await begin();
    for (const id of await join(3)) await set(id, 'active', false);
    await joinAs('new@example.com');
    assert.deepEqual(await active(), ['new', 'user2']);
  });

  it('RULES 22: GIVEN held leavers WHEN one is released THEN it alone loses its access, and the rest follow together', async () => {
    await begin();
    const ids = await join(5);
    for (const id of ids) await set(id, 'active', false);
    assert.deepEqual(await active(), ['user2', 'user3', 'user4']);
    assert.deepEqual(await release([ids[3] as string, 'nobody']), [ids[3]]);
    assert.deepEqual(await active(), ['user2', 'user4']);
    assert.deepEqual((await release()).sort(), [ids[2], ids[4]].sort());
    assert.deepEqual(await active(), []);
    assert.deepEqual(await guard(), { held: 0, since: null, users: [] });
    // What a person has seen counts no longer.
    const id = await joinAs('new@example.com');
    await harness.rollcall.sync.drain();
    await set(id, 'active', false);
    assert.deepEqual(await active(), []);
  });

  it('RULES 22: GIVEN a held leaver WHEN it comes back THEN it is held no longer, and kept its access throughout', async () => {
    await begin();
    const ids = await join(3);
    for (const id of ids) await set(id, 'active', false);
    await set(ids[2] as string, 'active', true);
    assert.equal((await guard()).held, 0);
    assert.deepEqual(await active(), ['user2']);
    assert.equal(
      (await harness.scim('GET', `/Users/${ids[2]}?attributes=${SYNC}`)).body[SYNC]?.syncState,
      'synced',
    );
  });

  it('RULES 22: GIVEN a held leaver WHEN it, or its connection, is changed otherwise THEN it stays held', async () => {
    await begin();
    const ids = await join(3);
    for (const id of ids) await set(id, 'active', false);
    await set(ids[2] as string, 'title', 'Countess');
    await harness.admin('PATCH', `/connections/${harness.connectionId}`, { newCustomerCreation: false });
    assert.deepEqual(await active(), ['user2']);
    assert.equal((await guard()).held, 1);
    await harness.scim('DELETE', `/Users/${ids[2]}`);
    assert.deepEqual(await active(), ['user2']);
    await release();
    const { body } = await harness.sim('GET', '/_sim/customers');
    assert.ok(!body.some(({ email }: { email: string }) => email === 'user2@example.com'));
  });

  it('RULES 22: GIVEN a share of the users WHEN more leave, and at least as many as make a mass THEN the guard trips', async () => {
    await begin({ maxLeavers: 500, maxShare: 0.4, minLeavers: 3 });
    const ids = await join(7);
    for (const id of ids.slice(0, 3)) await set(id, 'active', false);
    // Three of seven are more than 0.4 of them; two were too few to be a mass.
    assert.deepEqual(
      (await guard()).users.map(({ userId }: { userId: string }) => userId),
      [ids[2]],
    );
  });

  it('RULES 22: GIVEN leavers of more than a window ago WHEN others leave THEN those count no longer', async () => {
    await begin({ windowMinutes: 30 });
    const ids = await join(3);
    for (const id of ids.slice(0, 2)) await set(id, 'active', false);
    offset = 31 * 60_000;
    await set(ids[2] as string, 'active', false);
    assert.deepEqual(await active(), []);
  });

  it('RULES 22: GIVEN a user who goes off and on again WHEN counted THEN it is one leaver at most', async () => {
    await begin();
    const ids = await join(2);
    for (let n = 0; n < 4; n += 1) {
      await set(ids[0] as string, 'active', false);
      await set(ids[0] as string, 'active', true);
    }
    await set(ids[0] as string, 'active', false);
    await harness.scim('DELETE', `/Users/${ids[0]}`);
    await set(ids[1] as string, 'active', false);
    assert.deepEqual(await active(), []);
  });
});
