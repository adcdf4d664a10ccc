import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { eventually, type Harness, startHarness } from '../support/rollcall.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const ROLLCALL = 'urn:ietf:params:scim:schemas:extension:rollcall:2.0:User';

describe('computed attributes', () => {
  let harness: Harness;
  let scim: Harness['scim'];
  before(async () => {
    harness = await startHarness();
    scim = harness.scim;
  });
  after(() => harness.close());

  const create = async (kind: 'Users' | 'Groups', body: object) =>
    (await scim('POST', `/${kind}`, body)).body;

  it('GIVEN a user in a nested group WHEN read, listed or written THEN its groups are told, direct and indirect', async () => {
    const user = await create('Users', { userName: 'nia@x.example' });
    assert.equal(user.groups, undefined);
    const inner = await create('Groups', { displayName: 'Inner', members: [{ value: user.id }] });
    const outer = await create('Groups', { displayName: 'Outer', members: [{ value: inner.id }] });
    const expected = [
      { value: inner.id, $ref: inner.meta.location, display: 'Inner', type: 'direct' },
      { value: outer.id, $ref: outer.meta.location, display: 'Outer', type: 'indirect' },
    ];
    const path = `/Users/${user.id}`;
    assert.deepEqual((await scim('GET', path)).body.groups, expected);
    const Operations = [{ op: 'replace', path: 'title', value: 'Buyer' }];
    assert.deepEqual((await scim('PATCH', path, { Operations })).body.groups, expected);
    assert.deepEqual((await scim('GET', `${path}?attributes=groups.display`)).body.groups, [
      { display: 'Inner' },
      { display: 'Outer' },
    ]);
    assert.equal((await scim('GET', `${path}?excludedAttributes=groups`)).body.groups, undefined);
    const filter = encodeURIComponent(`groups.value eq "${outer.id}"`);
    const { body: found } = await scim('GET', `/Users?filter=${filter}`);
    assert.deepEqual(
      found.Resources.map((resource: { groups: object[] }) => resource.groups),
      [expected],
    );
  });

  it('GIVEN groups in the body WHEN posted or put THEN they are ignored, and a PATCH of them is refused', async () => {
    const body = { userName: 'own@x.example', groups: [{ value: 'admins' }] };
    const user = await create('Users', body);
    assert.equal(user.groups, undefined);
    assert.equal((await scim('PUT', `/Users/${user.id}`, body)).body.groups, undefined);
    const Operations = [{ op: 'add', path: 'groups', value: [{ value: 'admins' }] }];
    const answer = await scim('PATCH', `/Users/${user.id}`, { Operations });
    assert.deepEqual([answer.status, answer.body.scimType], [400, 'mutability']);
  });

  it('GIVEN a manager who is a user WHEN the user is read THEN the manager has a name and an address', async () => {
    const boss = await create('Users', { userName: 'boss@x.example', displayName: 'The Boss' });
    const user = await create('Users', { userName: 'led@x.example', manager: boss.id });
    const expected = { value: boss.id, $ref: boss.meta.location, displayName: 'The Boss' };
    assert.deepEqual(user[ENTERPRISE].manager, expected);
    const { body } = await scim('GET', `/Users/${user.id}?attributes=manager.displayName`);
    assert.deepEqual(body[ENTERPRISE], { manager: { displayName: 'The Boss' } });
    const filter = encodeURIComponent('manager.displayName eq "the boss"');
    assert.equal((await scim('GET', `/Users?filter=${filter}`)).body.totalResults, 1);

    await scim('DELETE', `/Users/${boss.id}`);
    assert.deepEqual((await scim('GET', `/Users/${user.id}`)).body[ENTERPRISE].manager, { value: boss.id });
  });

  it('GIVEN a synced user WHEN the Rollcall extension is asked for THEN it says so, and is not there unasked', async () => {
    const user = await create('Users', {
      userName: 'sync@x.example',
      emails: [{ value: 'sync@x.example', type: 'work' }],
      [ROLLCALL]: { syncState: 'synced', customerId: 'mine' },
    });
    assert.equal(user[ROLLCALL], undefined);
    const ask = (names: string) => scim('GET', `/Users/${user.id}?attributes=${names}`);
    const { body } = await eventually(async () => {
      const answer = await ask(ROLLCALL);
      return answer.body[ROLLCALL].syncState === 'synced' && answer;
    }, 'the sync');
    assert.match(body[ROLLCALL].customerId, /^gid:\/\/shopify\/Customer\/\d+$/);
    assert.deepEqual([body[ROLLCALL].origin, body[ROLLCALL].lastError], ['created', undefined]);
    assert.ok(body.schemas.includes(ROLLCALL));
    assert.deepEqual((await ask(`${ROLLCALL}:origin`)).body[ROLLCALL], { origin: 'created' });
    const { body: list } = await scim('GET', `/Users?attributes=${ROLLCALL}:syncState`);
    assert.ok(list.Resources.every((resource: Record<string, unknown>) => resource[ROLLCALL] !== undefined));
  });

  it('GIVEN a user that is held WHEN the extension is asked for THEN it has the code', async () => {
    const user = await create('Users', { userName: 'held-without-email' });
    const facts = await eventually(async () => {
      const { body } = await scim('GET', `/Users/${user.id}?attributes=${ROLLCALL}`);
      return body[ROLLCALL].syncState === 'held' && body[ROLLCALL];
    }, 'the hold');
    assert.deepEqual(facts, { syncState: 'held', lastError: 'no_email' });
  });

  it('GIVEN an order by what is computed WHEN listed THEN 400, rather than an order that means nothing', async () => {
    for (const name of ['groups', 'groups.display', 'manager.displayName', `${ROLLCALL}:syncState`]) {
      assert.equal((await scim('GET', `/Users?sortBy=${name}`)).status, 400, name);
    }
  });

  it('GIVEN a filter on the extension WHEN listed THEN 400 invalidFilter; a PATCH of it is refused', async () => {
    const filter = encodeURIComponent(`${ROLLCALL}:syncState eq "held"`);
    const listed = await scim('GET', `/Users?filter=${filter}`);
    assert.deepEqual([listed.status, listed.body.scimType], [400, 'invalidFilter']);
    const user = await create('Users', { userName: 'patched@x.example' });
    const Operations = [{ op: 'replace', path: `${ROLLCALL}:syncState`, value: 'synced' }];
    const patched = await scim('PATCH', `/Users/${user.id}`, { Operations });
    assert.deepEqual([patched.status, patched.body.scimType], [400, 'mutability']);
  });
});
