// A leaver behind a backlog of joiners, from outside: SCIM in, the order in the simulated store out.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { eventually, type Harness, startHarness } from '../support/rollcall.ts';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
/** The whole bucket of a Standard store pays for 200 at once; the rest would take it 20 seconds. */
const BACKLOG = 400;

let harness: Harness;
beforeEach(async () => {
  harness = await startHarness({ plan: 'standard' });
});
afterEach(() => harness.close());

interface Customer {
  readonly email: string;
  readonly metafields: Record<string, string>;
}

const customers = async (): Promise<Customer[]> => (await harness.sim('GET', '/_sim/customers')).body;

async function join(email: string): Promise<string> {
  const emails = [{ type: 'work', value: email }];
  return (await harness.scim('POST', '/Users', { schemas: [USER], userName: email, emails })).body.id;
}

async function joinMany(): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < BACKLOG; n += 1) ids.push(await join(`user${n}@example.com`));
  return ids;
}

async function leave(id: string): Promise<void> {
  const Operations = [{ op: 'replace', path: 'active', value: false }];
  const { status } = await harness.scim('PATCH', `/Users/${id}`, { schemas: [PATCH_OP], Operations });
  assert.equal(status, 200);
}

describe('leavers first', () => {
  it('RULES 15, 16: GIVEN a backlog of joiners WHEN somebody leaves behind them THEN the store blocks the leaver before it has them all', async () => {
    const id = await join('ada@example.com');
    await harness.rollcall.sync.drain();
    harness.rollcall.sync.pause();
    await joinMany();
    await leave(id);
    harness.rollcall.sync.resume();
    const then = await eventually(async () => {
      const all = await customers();
      return (
        all.some(({ email, metafields }) => email === 'ada@example.com' && metafields.active === 'false') &&
        all
      );
    }, 'the leaver is blocked');
    assert.ok(then.length < BACKLOG, `${then.length} customers`);
  });

  it('RULES 16: GIVEN joiners under way WHEN one whose creating row is under way leaves THEN it never has access after that', async () => {
    harness.rollcall.sync.pause();
    const ids = await joinMany();
    harness.rollcall.sync.resume();
    const made = await eventually(async () => {
      const { length } = await customers();
      return length >= 150 && length;
    }, 'the bucket is nearly used up');
    // Within the places of the sync: its create waits for points.
    const next = made + 22;
    await leave(ids[next] as string);
    const { body } = await eventually(async () => {
      const path = `/Users/${ids[next]}?attributes=urn:ietf:params:scim:schemas:extension:rollcall:2.0:User`;
      const answer = await harness.scim('GET', path);
      const facts = Object.values(answer.body).find(
        (value) => typeof value === 'object' && value !== null && 'syncState' in value,
      );
      const state = (facts as { syncState?: string } | undefined)?.syncState;
      return (state === 'inactive' || state === 'left') && answer;
    }, 'the leaver is settled');
    assert.ok(body);
    const all = await customers();
    assert.ok(all.length < BACKLOG, `${all.length} customers`);
    const own = all.find(({ email }) => email === `user${next}@example.com`);
    assert.notEqual(own?.metafields.active, 'true');
  });
});
