// Bulk over HTTP (RFC 7644 §3.7).
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import SQLite from 'better-sqlite3';
import { type Harness, type ScimAnswer, startHarness } from '../support/rollcall.ts';

const BULK_RESPONSE = 'urn:ietf:params:scim:api:messages:2.0:BulkResponse';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

interface Result {
  readonly status: string;
  readonly method?: string;
  readonly bulkId?: string;
  readonly location?: string;
  readonly version?: string;
  readonly response?: { readonly status: string; readonly scimType?: string; readonly detail: string };
}

describe('Bulk', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-bulk-'));
  const file = join(folder, 'bulk.sqlite');
  let harness: Harness;
  let scim: Harness['scim'];
  before(async () => {
    // Nobody works the outbox, and a lone write would wait for Shopify.
    harness = await startHarness({ working: false, confirmMs: 10_000, databaseUrl: `sqlite:${file}` });
    scim = harness.scim;
  });
  after(async () => {
    await harness.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const bulk = (operations: readonly object[], more: object = {}) =>
    scim('POST', '/Bulk', { Operations: operations, ...more });
  const results = (answer: ScimAnswer): Result[] => {
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    assert.deepEqual(answer.body.schemas, [BULK_RESPONSE]);
    return answer.body.Operations;
  };
  const statuses = (answer: ScimAnswer) => results(answer).map(({ status }) => status);
  const idOf = (result: Result | undefined) => result?.location?.split('/').at(-1) ?? '';
  const read = async (result: Result | undefined) =>
    (await scim('GET', (result?.location ?? '').slice(`${harness.url}/scim/v2`.length))).body;
  const user = (bulkId: string, more: object = {}) => ({
    method: 'POST',
    path: '/Users',
    bulkId,
    data: { userName: `${bulkId}@bulk.example`, ...more },
  });
  const group = (bulkId: string, ...members: readonly string[]) => ({
    method: 'POST',
    path: '/Groups',
    bulkId,
    data: { displayName: `Bulk ${bulkId}`, members: members.map((value) => ({ value })) },
  });
  const make = async (bulkId: string, more: object = {}) =>
    results(await bulk([user(bulkId, more)]))[0] as Result;
  const setTitle = (path: string, value: string) => ({
    method: 'PATCH',
    path,
    data: { Operations: [{ op: 'replace', path: 'title', value }] },
  });

  describe('operations', () => {
    it('GIVEN each method WHEN sent THEN each is done, with location, version and status as text', async () => {
      const [replaced, patched, removed] = [
        await make('m-put'),
        await make('m-patch'),
        await make('m-delete'),
      ];
      const pathOf = (result: Result) => `/Users/${idOf(result)}`;
      const answer = await bulk([
        user('m-post'),
        {
          method: 'PUT',
          path: pathOf(replaced),
          version: replaced.version,
          data: { userName: 'm-put2@bulk.example' },
        },
        { ...setTitle(pathOf(patched), 'Buyer'), version: 'W/"1"' },
        { method: 'DELETE', path: pathOf(removed), version: '*' },
      ]);
      assert.equal(answer.headers.get('content-type'), 'application/scim+json');
      const [posted, ...others] = results(answer);
      assert.match(posted?.location ?? '', new RegExp(`^${harness.url}/scim/v2/Users/[0-9a-f-]{36}$`));
      assert.deepEqual(posted, {
        location: posted?.location,
        method: 'POST',
        bulkId: 'm-post',
        version: 'W/"1"',
        status: '201',
      });
      assert.deepEqual(others, [
        { location: replaced.location, method: 'PUT', version: 'W/"2"', status: '200' },
        { location: patched.location, method: 'PATCH', version: 'W/"2"', status: '200' },
        { location: removed.location, method: 'DELETE', status: '204' },
      ]);
      assert.equal((await read(posted)).userName, 'm-post@bulk.example');
      assert.equal((await read(replaced)).userName, 'm-put2@bulk.example');
      assert.equal((await read(patched)).title, 'Buyer');
      assert.equal((await read(removed)).status, '404');
    });

    it('GIVEN some that fail WHEN sent THEN the others are done, and each failure says why', async () => {
      const taken = await make('f-taken');
      const answer = await bulk([
        user('f-first'),
        user('f-twin', { userName: 'F-Taken@bulk.example' }),
        user('f-wrong', { favouriteColour: 'red' }),
        { ...setTitle(`/Users/${idOf(taken)}`, 'Buyer'), version: 'W/"9"' },
        setTitle('/Users/nobody', 'Buyer'),
        { method: 'DELETE', path: '/Groups/nobody' },
        { method: 'PATCH', path: `/Users/${idOf(taken)}`, data: { Operations: [{ op: 'add', path: 'x' }] } },
        { method: 'GET', path: '/Users' },
        { method: 'POST', path: '/Bulk', bulkId: 'nested', data: { Operations: [user('f-nested')] } },
        user('f-last'),
      ]);
      assert.deepEqual(
        results(answer).map(({ status, response }) => [status, response?.scimType]),
        [
          ['201', undefined],
          ['409', 'uniqueness'],
          ['400', 'invalidSyntax'],
          ['412', undefined],
          ['404', undefined],
          ['404', undefined],
          ['400', 'invalidPath'],
          ['400', 'invalidSyntax'],
          ['400', 'invalidPath'],
          ['201', undefined],
        ],
      );
      for (const { status, response, method, location } of results(answer)) {
        assert.equal(response === undefined, status === '201');
        assert.equal(response?.status ?? status, status);
        if (method === 'POST' && status !== '201') assert.equal(location, undefined);
        if (method === 'PATCH') assert.match(location ?? '', /\/Users\/.+/);
      }
      assert.equal((await read(taken)).title, undefined);
    });

    it('GIVEN many changes of one resource WHEN sent THEN they happen in that order', async () => {
      const made = await make('order');
      const path = `/Users/${idOf(made)}`;
      const answer = await bulk(Array.from({ length: 20 }, (_, at) => setTitle(path, `Title ${at}`)));
      assert.deepEqual(
        results(answer).map(({ version }) => version),
        Array.from({ length: 20 }, (_, at) => `W/"${at + 2}"`),
      );
      assert.equal((await read(made)).title, 'Title 19');
    });

    it('GIVEN a name set free by one operation WHEN a later one takes it THEN it is free', async () => {
      const made = await make('freed');
      const answer = await bulk([
        { method: 'DELETE', path: `/Users/${idOf(made)}` },
        user('freed'),
        user('freed2', { userName: 'freed@bulk.example' }),
      ]);
      assert.deepEqual(statuses(answer), ['204', '201', '409']);
    });

    it('GIVEN an operation with a change that fails WHEN sent THEN nothing of that operation is kept', async () => {
      const made = await make('atomic', { title: 'Before' });
      const operation = {
        method: 'PATCH',
        path: `/Users/${idOf(made)}`,
        data: {
          Operations: [
            { op: 'replace', path: 'title', value: 'After' },
            { op: 'remove', path: 'userName' },
          ],
        },
      };
      assert.deepEqual(statuses(await bulk([operation])), ['400']);
      assert.equal((await read(made)).title, 'Before');
      assert.equal((await read(made)).meta.version, 'W/"1"');
    });

    it('GIVEN a leaver WHEN sent in the middle THEN it goes ahead of the rest', async () => {
      const made = await make('leaver');
      const operations = [{ op: 'replace', path: 'active', value: 'False' }];
      await bulk([
        user('joiner'),
        { method: 'PATCH', path: `/Users/${idOf(made)}`, data: { Operations: operations } },
      ]);
      const database = new SQLite(file, { readonly: true });
      const row = database.prepare('SELECT priority FROM outbox WHERE subject = ?').get(idOf(made));
      database.close();
      assert.deepEqual(row, { priority: 0 });
    });
  });

  describe('references', () => {
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
      assert.deepEqual(statuses(answer), ['201', '201', '200', '200', '200']);
      const [made, ann, added, , removed] = results(answer);
      assert.deepEqual(
        [added?.location, added?.version, removed?.version],
        [made?.location, 'W/"2"', 'W/"3"'],
      );
      assert.equal((await read(ann)).title, 'Buyer');
      assert.deepEqual((await read(made)).members, []);
    });

    it('GIVEN references to nobody and to what failed WHEN sent THEN 400 and 409', async () => {
      const answer = await bulk([
        group('x-nobody', 'bulkId:nobody'),
        user('x-fails', { userName: '' }),
        group('x-needs', 'bulkId:x-fails'),
        group('x-chain', 'bulkId:x-needs'),
        setTitle('/Users/bulkId:x-fails', 'Buyer'),
      ]);
      assert.deepEqual(
        results(answer).map(({ status, response }) => [status, response?.scimType]),
        [
          ['400', 'invalidValue'],
          ['400', 'invalidValue'],
          ['409', undefined],
          ['409', undefined],
          ['409', undefined],
        ],
      );
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
      assert.deepEqual(
        results(answer).map(({ status, response }) => [status, response?.scimType]),
        [
          ['409', undefined],
          ['409', 'uniqueness'],
          ['409', undefined],
          ['201', undefined],
        ],
      );
      const { body } = await scim('GET', '/Groups?filter=displayName%20sw%20%22Bulk%20b-%22');
      assert.deepEqual(
        body.Resources.map((found: { displayName: string }) => found.displayName),
        ['Bulk b-free'],
      );
    });
  });

  describe('limits', () => {
    it('GIVEN failOnErrors WHEN that many have failed THEN nothing after them is begun', async () => {
      const operations = [
        user('e-1'),
        { method: 'DELETE', path: '/Users/nobody' },
        user('e-2'),
        user('e-2'),
        user('e-3'),
      ];
      assert.deepEqual(statuses(await bulk(operations, { failOnErrors: 1 })), ['201', '404']);
      assert.deepEqual(statuses(await bulk(operations, { failOnErrors: 2 })), ['409', '404']);
      const { body } = await scim('GET', '/Users?filter=userName%20sw%20%22e-%22');
      assert.equal(body.totalResults, 1);
      assert.deepEqual(statuses(await bulk(operations, { failOnErrors: 9 })), [
        '409',
        '404',
        '201',
        '400',
        '201',
      ]);
    });

    it('GIVEN 1,000 operations WHEN sent THEN all are done; one more is 413 with the limit', async () => {
      const operations = Array.from({ length: 999 }, (_, at) => user(`k-${at}`));
      const everybody = group('k-all', ...operations.map(({ bulkId }) => `bulkId:${bulkId}`));
      const answer = await bulk([everybody, ...operations]);
      assert.deepEqual(new Set(statuses(answer)), new Set(['201']));
      assert.equal((await read(results(answer)[0])).members.length, 999);
      const refused = await bulk([...operations, user('k-1000'), user('k-1001')]);
      assert.equal(refused.status, 413);
      assert.match(refused.body.detail, /maxOperations is 1000/);
    });

    it('GIVEN a body over maxPayloadSize, sent or announced WHEN read THEN 413 with the limit', async () => {
      const { body: config } = await scim('GET', '/ServiceProviderConfig');
      assert.equal(config.bulk.supported, true);
      const operations = [user('large', { title: 'x'.repeat(config.bulk.maxPayloadSize) })];
      const refused = await bulk(operations);
      assert.equal(refused.status, 413);
      assert.match(refused.body.detail, /1048576 bytes.*maxPayloadSize/);
    });

    it('GIVEN SCIM Provisioning off WHEN sent THEN 403', async () => {
      const path = `/connections/${harness.connectionId}`;
      await harness.admin('PATCH', path, { scimProvisioning: false });
      assert.equal((await bulk([user('off')])).status, 403);
      await harness.admin('PATCH', path, { scimProvisioning: true });
    });

    it('GIVEN no operations WHEN sent THEN an empty answer', async () => {
      assert.deepEqual(results(await bulk([])), []);
    });

    it('GIVEN what is no BulkRequest WHEN sent THEN 400, and for other methods 405', async () => {
      for (const body of ['{}', '[]', 'null', '{"Operations":{}}', '{"Operations":[],"failOnErrors":"x"}']) {
        assert.equal((await scim('POST', '/Bulk', body)).status, 400, body);
      }
      const got = await scim('GET', '/Bulk');
      assert.deepEqual([got.status, got.headers.get('allow')], [405, 'POST']);
    });

    it('GIVEN data nested without end, hostile keys and references WHEN sent THEN each is an answer', async () => {
      const deep = `${'{"x":'.repeat(50_000)}{"value":"bulkId:n-a"}${'}'.repeat(50_000)}`;
      const lists = `${'['.repeat(50_000)}"bulkId:n-a"${']'.repeat(50_000)}`;
      const operation = (bulkId: string, data: string) =>
        `{"method":"POST","path":"/Users","bulkId":"${bulkId}","data":${data}}`;
      const text = [
        operation('n-a', deep),
        operation('n-b', `{"userName":"n-b","name":${deep}}`),
        operation('n-c', `{"userName":"n-c","emails":${lists}}`),
        operation('n-d', '{"userName":"n-d","__proto__":{"polluted":true},"emails":"bulkId:n-d"}'),
        operation('n-e', '{"userName":"bulkId:n-e"}'),
        operation('__proto__', '{"userName":"n-f"}'),
        '{"method":"DELETE","path":"/Users/bulkId:__proto__"}',
        '{"method":"DELETE","path":"/Users/bulkId:"}',
        '{"method":"DELETE","path":"/Users/%E0%A4%A"}',
      ];
      const answer = await scim('POST', '/Bulk', `{"Operations":[${text.join()}]}`);
      assert.deepEqual(statuses(answer), ['400', '400', '400', '400', '400', '201', '204', '400', '404']);
      assert.equal(({} as { polluted?: boolean }).polluted, undefined);
    });
  });
});
