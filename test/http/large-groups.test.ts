// Groups of more members than an answer holds at once: sent piece by piece, alone and in lists.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Harness, startHarness } from '../support/rollcall.ts';

const MEMBERS = 2_500;
const GROUPS = 12;

describe('large groups', () => {
  let harness: Harness;
  const ids: string[] = [];
  const values = Array.from({ length: MEMBERS }, (_, n) => ({
    value: `member-${String(n).padStart(5, '0')}`,
  }));
  before(async () => {
    harness = await startHarness({ working: false });
    for (let n = 0; n < GROUPS; n += 1) {
      const { body } = await harness.scim('POST', '/Groups', {
        displayName: `group "members":[] ${n}`,
        members: values,
      });
      ids.push(body.id);
    }
  });
  after(() => harness.close());

  it('GIVEN a group of thousands WHEN read THEN it is whole, each member once and in order', async () => {
    const { status, body, headers } = await harness.scim('GET', `/Groups/${ids[0]}`);
    assert.equal(status, 200);
    assert.equal(headers.get('content-type'), 'application/scim+json');
    assert.equal(headers.get('etag'), body.meta.version);
    assert.deepEqual(
      body.members.map(({ value }: { value: string }) => value),
      values.map(({ value }) => value),
    );
    assert.deepEqual(Object.keys(body.members[0]), ['value', '$ref', 'type']);
    assert.equal(body.displayName, 'group "members":[] 0');
  });

  it('GIVEN a projection of members WHEN read THEN each piece follows it', async () => {
    const { body } = await harness.scim('GET', `/Groups/${ids[1]}?attributes=members.value`);
    assert.equal(body.members.length, MEMBERS);
    assert.deepEqual([body.members[0], body.members.at(-1)], [values[0], values.at(-1)]);
    const bare = await harness.scim('GET', `/Groups/${ids[1]}?attributes=members.display`);
    assert.deepEqual(bare.body.members, [], 'of no member is anything left');
  });

  it('GIVEN a list of them WHEN read THEN it is whole, however many members there are together', async () => {
    const { body } = await harness.scim('GET', '/Groups?sortBy=meta.created');
    assert.deepEqual(
      body.Resources.map(({ id }: { id: string }) => id),
      ids,
    );
    for (const group of body.Resources) assert.equal(group.members.length, MEMBERS);
    const without = await harness.scim('GET', '/Groups?excludedAttributes=members');
    assert.ok(without.body.Resources.every((group: object) => !('members' in group)));
  });

  it('GIVEN a client that goes away in the middle WHEN others ask THEN they are answered', async () => {
    const response = await fetch(`${harness.url}/scim/v2/Groups`, {
      headers: { authorization: `Bearer ${harness.token}` },
    });
    await response.body?.cancel();
    assert.equal((await harness.scim('GET', `/Groups/${ids[0]}?excludedAttributes=members`)).status, 200);
  });
});
