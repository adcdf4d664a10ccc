// References between the operations of a Bulk over HTTP (RFC 7644 §3.7.1 and §3.7.2).
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Harness } from '../support/rollcall.ts';
import {
  type BulkWorld,
  group,
  idOf,
  openBulkWorld,
  outcomes,
  results,
  setTitle,
  statuses,
  user,
} from './bulk-world.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

describe('references in a Bulk', () => {
  let world: BulkWorld;
  let scim: Harness['scim'];
  let bulk: BulkWorld['bulk'];
  let read: BulkWorld['read'];
  before(async () => {
    world = await openBulkWorld();
    ({ bulk, read } = world);
    scim = world.harness.scim;
  });
  after(() => world.close());

  it('GIVEN users and a group of them, the group first WHEN sent THEN it has their ids', async () => {
    const answer = await bulk([
      group('r-group', 'bulkId:r-ann', 'bulkId:r-bea', 'somebody'),
      user('r-ann'),
      user('r-bea', {
        [ENTERPRISE]: { manager: { value: 'bulkId:r-ann', $ref: '../Users/bulkId:r-ann' } },
      }),
    ]);
    assert.deepEqual(statuses(answer), ['201', '201', '201']);
    const [made, ann, bea] = results(answer);
    const members = (await read(made)).members.map((member: { value: string }) => member.value);
    assert.deepEqual(members.sort(), [idOf(ann), idOf(bea), 'somebody'].sort());
    assert.equal((await read(bea))[ENTERPRISE].manager.value, idOf(ann));
  });

  it('GIVEN references in paths and in PATCHes WHEN sent THEN they mean what was created', async () => {
    const answer = await bulk([
      group('p-group'),
      user('p-ann'),
      {
        method: 'PATCH',
        path: '/Groups/bulkId:p-group',
        data: { Operations: [{ op: 'add', path: 'members', value: [{ value: 'bulkId:p-ann' }] }] },
      },
      setTitle('/Users/bulkId:p-ann', 'Buyer'),
      {
        method: 'PATCH',
        path: '/Groups/bulkId:p-group',
        data: { Operations: [{ op: 'remove', path: 'members[value eq "bulkId:p-ann"]' }] },
      },
    ]);
    assert.deepEqual(statuses(answer), ['201', '201', '204', '200', '204']);
    const [made, ann, added, , removed] = results(answer);
    assert.deepEqual([added?.location, added?.version, removed?.version], [made?.location, 'W/"2"', 'W/"3"']);
    assert.equal((await read(ann)).title, 'Buyer');
    assert.deepEqual((await read(made)).members, []);
  });

  it('GIVEN a text that looks like a reference WHEN it stands where no id may THEN it is that text', async () => {
    const answer = await bulk([
      user('t-ann', { title: 'bulkId:nobody' }),
      setTitle('/Users/bulkId:t-ann', 'bulkId:t-ann'),
    ]);
    assert.deepEqual(statuses(answer), ['201', '200']);
    assert.equal((await read(results(answer)[0])).title, 'bulkId:t-ann');
  });

  it('GIVEN references to nobody and to what failed WHEN sent THEN 400 and 409', async () => {
    const answer = await bulk([
      group('x-nobody', 'bulkId:nobody'),
      user('x-fails', { userName: '' }),
      group('x-needs', 'bulkId:x-fails'),
      group('x-chain', 'bulkId:x-needs'),
      setTitle('/Users/bulkId:x-fails', 'Buyer'),
    ]);
    assert.deepEqual(outcomes(answer), [
      ['400', 'invalidValue'],
      ['400', 'invalidValue'],
      ['409', undefined],
      ['409', undefined],
      ['409', undefined],
    ]);
    const { body } = await scim('GET', '/Groups?filter=displayName%20sw%20%22Bulk%20x-%22');
    assert.equal(body.totalResults, 0);
  });

  it('GIVEN groups that hold one another WHEN sent THEN both are created, and hold one another', async () => {
    const answer = await bulk([
      group('c-a', 'bulkId:c-b'),
      group('c-b', 'bulkId:c-a'),
      group('c-up', 'bulkId:c-a'),
    ]);
    assert.deepEqual(statuses(answer), ['201', '201', '201']);
    const [a, b, up] = results(answer);
    for (const [holder, held] of [
      [a, b],
      [b, a],
      [up, a],
    ]) {
      const { members, meta } = await read(holder);
      assert.deepEqual(members, [{ value: idOf(held), $ref: held?.location, type: 'Group' }]);
      assert.equal(meta.version, holder?.version);
    }
  });

  it('GIVEN users who manage one another, and one himself WHEN sent THEN it is so', async () => {
    const managedBy = (bulkId: string) => ({
      [ENTERPRISE]: { department: 'Sales', manager: { value: `bulkId:${bulkId}` } },
    });
    const answer = await bulk([
      user('c-ann', managedBy('c-bea')),
      user('c-bea', managedBy('c-ann')),
      user('c-cem', managedBy('c-cem')),
    ]);
    assert.deepEqual(statuses(answer), ['201', '201', '201']);
    const [ann, bea, cem] = results(answer);
    for (const [managed, manager] of [
      [ann, bea],
      [bea, ann],
      [cem, cem],
    ]) {
      const extension = (await read(managed))[ENTERPRISE];
      assert.equal(extension.department, 'Sales');
      assert.equal(extension.manager.value, idOf(manager));
    }
  });

  it('GIVEN a circle of which one fails WHEN sent THEN none of it is there, and what needs it fails', async () => {
    await bulk([group('taken')]);
    const answer = await bulk([
      group('b-a', 'bulkId:b-b'),
      { ...group('b-b', 'bulkId:b-a'), data: { ...group('taken', 'bulkId:b-a').data } },
      group('b-needs', 'bulkId:b-a'),
      group('b-free'),
    ]);
    assert.deepEqual(outcomes(answer), [
      ['409', undefined],
      ['409', 'uniqueness'],
      ['409', undefined],
      ['201', undefined],
    ]);
    const { body } = await scim('GET', '/Groups?filter=displayName%20sw%20%22Bulk%20b-%22');
    assert.deepEqual(
      body.Resources.map((found: { displayName: string }) => found.displayName),
      ['Bulk b-free'],
    );
  });

  it('GIVEN a circle of groups that was closed but for one user WHEN that fails THEN none of it stays', async () => {
    const chief = user('d-c', { manager: { value: 'bulkId:d-a', nonsense: 'x' } });
    const answer = await bulk([
      group('d-a', 'bulkId:d-a', 'bulkId:d-b', 'bulkId:d-c'),
      group('d-b', 'bulkId:d-b', 'bulkId:d-a'),
      chief,
    ]);
    assert.deepEqual(statuses(answer), ['409', '409', '400']);
    const { body } = await scim(
      'GET',
      '/?filter=displayName%20sw%20%22Bulk%20d-%22%20or%20userName%20sw%20%22d-%22',
    );
    assert.deepEqual(body.Resources, []);
  });
});
