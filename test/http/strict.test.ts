import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Harness, startHarness } from '../support/rollcall.ts';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

describe('a strict connection', () => {
  let harness: Harness;
  before(async () => {
    harness = await startHarness({ working: false });
    await harness.scim('POST', '/Groups', { displayName: 'Sales' });
    const path = `/connections/${harness.connectionId}`;
    const switched = await harness.admin('PATCH', path, { strict: true });
    assert.deepEqual([switched.status, switched.body.strict], [200, true]);
  });
  after(() => harness.close());

  it('GIVEN a group WHEN another takes its displayName THEN both stand, and stay when the switch goes back', async () => {
    const { status, body: twin } = await harness.scim('POST', '/Groups', {
      schemas: [GROUP],
      displayName: 'SALES',
    });
    assert.equal(status, 201);
    const found = await harness.scim('GET', '/Groups?filter=displayName%20eq%20%22sales%22');
    assert.equal(found.body.totalResults, 2);

    await harness.admin('PATCH', `/connections/${harness.connectionId}`, { strict: false });
    assert.equal((await harness.scim('POST', '/Groups', { displayName: 'sales' })).status, 409);
    const add = { Operations: [{ op: 'add', path: 'members', value: [{ value: 'u1' }] }] };
    assert.equal((await harness.scim('PATCH', `/Groups/${twin.id}`, add)).status, 204);
    await harness.admin('PATCH', `/connections/${harness.connectionId}`, { strict: true });
  });

  it('GIVEN a user without a work e-mail WHEN a PATCH replaces it THEN 400 noTarget (RFC 7644 section 3.5.2.3)', async () => {
    const { body: user } = await harness.scim('POST', '/Users', {
      schemas: [USER],
      userName: 'ann@x.example',
    });
    const Operations = [{ op: 'replace', path: 'emails[type eq "work"].value', value: 'ann@x.example' }];
    const { status, body } = await harness.scim('PATCH', `/Users/${user.id}`, {
      schemas: [PATCH_OP],
      Operations,
    });
    assert.deepEqual([status, body.scimType], [400, 'noTarget']);
  });
});
