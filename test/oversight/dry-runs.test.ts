// Dry runs over HTTP: what would be done for every user, and none of it done.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { eventually, type Harness, startHarness } from '../support/rollcall.ts';
import { createUser, customersOf, patchUser, person, settle } from './support.ts';

describe('a dry run', () => {
  let harness: Harness;
  before(async () => {
    harness = await startHarness({ connection: { domains: ['example.com'] } });
  });
  after(() => harness.close());

  const path = () => `/connections/${harness.connectionId}/dry-runs`;

  async function dryRun() {
    const begun = await harness.admin('POST', path());
    assert.equal(begun.status, 200);
    return eventually(async () => {
      const { body } = await harness.admin('GET', `${path()}/${begun.body.id}`);
      return body.finishedAt !== null && body;
    }, 'the dry run has finished');
  }

  it('GIVEN users of every kind WHEN it has run THEN each is counted and told, and the store is as before', async () => {
    const linked = await createUser(harness, person('linked'));
    const leaver = await createUser(harness, person('leaver'));
    await createUser(harness, person('steady'));
    await settle(harness);
    harness.rollcall.sync.pause();
    for (const email of ['there@example.com', 'stranger@elsewhere.example']) {
      await harness.sim('POST', '/_sim/customers', { email });
    }
    await patchUser(harness, linked, { title: 'Countess' });
    await patchUser(harness, leaver, { active: false });
    const made = await createUser(harness, person('new'));
    const adopted = await createUser(harness, person('there'));
    const emails = [{ type: 'work', value: 'stranger@elsewhere.example' }];
    const held = await createUser(harness, person('stranger', { emails }));
    const bare = await createUser(harness, { schemas: person('x').schemas, userName: 'bare' });
    const before = await customersOf(harness);

    const { counts, total, findings } = await dryRun();
    assert.equal(total, 7);
    assert.deepEqual(counts, {
      users: 7,
      nothing: 1,
      update: 1,
      leave: 1,
      create: 1,
      adopt: 1,
      hold: 2,
    });
    const told = new Map(findings.map((finding: { subject: string }) => [finding.subject, finding]));
    const of = (id: string) => {
      const { name, kind, code, changed } = told.get(id) as {
        name: string;
        kind: string;
        code: string | null;
        changed: string[];
      };
      assert.ok(name.length > 0 && name !== id);
      return [kind, code, changed];
    };
    assert.deepEqual(of(linked), ['update', null, ['metafield:title']]);
    assert.deepEqual(of(leaver), ['leave', null, ['metafield:active', 'tags']]);
    assert.deepEqual(of(made), ['create', null, []]);
    assert.deepEqual(of(adopted), ['adopt', null, []]);
    assert.deepEqual(of(held), ['hold', 'review_domain', []]);
    assert.deepEqual(of(bare), ['hold', 'no_email', []]);
    assert.deepEqual(await customersOf(harness), before);

    // And then it is done, as it was told.
    harness.rollcall.sync.resume();
    await settle(harness);
    const again = await dryRun();
    assert.deepEqual(again.counts, { users: 7, nothing: 5, hold: 2 });
  });
});
