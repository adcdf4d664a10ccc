// What a connection's health says, and the addresses for its provider.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { eventually, type Harness, startHarness } from '../support/rollcall.ts';

describe('the health of a connection', () => {
  let harness: Harness;
  before(async () => {
    harness = await startHarness();
  });
  after(() => harness.close());

  const health = async () => (await harness.admin('GET', `/connections/${harness.connectionId}/health`)).body;

  it('GIVEN nobody WHEN asked THEN it says so, day by day', async () => {
    const { activeUsers, inactiveUsers, leavers, days, trouble } = await health();
    assert.deepEqual([activeUsers, inactiveUsers, leavers, trouble], [0, 0, null, null]);
    assert.equal(days.length, 14);
    assert.ok(days.every(({ calls }: { calls: number }) => calls === 0));
    assert.ok(Date.now() - days[13].at < 24 * 3600 * 1000);
  });

  it('GIVEN joiners and a leaver WHEN asked THEN in, out, calls and the time to the proof are told', async () => {
    const ids: string[] = [];
    for (const name of ['ann', 'bob']) {
      const emails = [{ value: `${name}@x.example`, type: 'work' }];
      ids.push((await harness.scim('POST', '/Users', { userName: `${name}@x.example`, emails })).body.id);
    }
    const synced = async () =>
      (await harness.admin('GET', `/connections/${harness.connectionId}/users?state=synced`)).body.users
        .length === 2;
    await eventually(synced, 'both are customers');
    await harness.scim('PATCH', `/Users/${ids[0]}`, {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [{ op: 'replace', path: 'active', value: false }],
    });
    const { activeUsers, inactiveUsers, leavers, days } = await eventually(async () => {
      const told = await health();
      return told.leavers !== null && told;
    }, 'the proof of the leaving');
    assert.deepEqual([activeUsers, inactiveUsers, leavers.count], [1, 1, 1]);
    assert.ok(leavers.medianMs <= leavers.slowestMs);
    assert.ok(days[13].calls >= 3);
  });

  it('GIVEN a shop that refuses the token WHEN asked THEN the trouble comes with cause and remedy', async () => {
    await harness.sim('POST', '/_sim/uninstall');
    await harness.scim('POST', '/Users', { userName: 'cid@x.example', emails: [{ value: 'cid@x.example' }] });
    const trouble = await eventually(async () => (await health()).trouble ?? false, 'the trouble');
    assert.match(trouble.code, /./);
    assert.match(trouble.remedy, /./);
  });

  it('GIVEN an installation WHEN asked for its endpoints THEN the SCIM Base URL is told', async () => {
    assert.equal((await harness.admin('GET', '/endpoints')).body.scim, `${harness.url}/scim/v2`);
  });
});
