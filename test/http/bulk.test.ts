// Bulk over HTTP (RFC 7644 §3.7).
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, describe, it } from 'node:test';
import SQLite from 'better-sqlite3';
import type { Harness } from '../support/rollcall.ts';
import {
  type BulkWorld,
  group,
  idOf,
  openBulkWorld,
  outcomes,
  type Result,
  results,
  setTitle,
  statuses,
  user,
} from './bulk-world.ts';

describe('Bulk', () => {
  let world: BulkWorld;
  let harness: Harness;
  let scim: Harness['scim'];
  let bulk: BulkWorld['bulk'];
  let make: BulkWorld['make'];
  let read: BulkWorld['read'];
  before(async () => {
    world = await openBulkWorld();
    ({ harness, bulk, make, read } = world);
    scim = harness.scim;
  });
  after(() => world.close());

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
      assert.deepEqual(outcomes(answer), [
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
      ]);
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
      const database = new SQLite(world.file, { readonly: true });
      const row = database.prepare('SELECT priority FROM outbox WHERE subject = ?').get(idOf(made));
      database.close();
      assert.deepEqual(row, { priority: 0 });
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
      // RFC 7644 §3.7.4 shows a length of 4 GiB, which nobody waits for.
      assert.equal(await statusOfAnnounced(harness, 4_294_967_296), 413);
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
        operation('n-b', `{"userName":"n-b","manager":${deep}}`),
        operation('n-c', `{"userName":"n-c","manager":${lists}}`),
        operation('n-d', '{"userName":"n-d","__proto__":{"polluted":true},"emails":"bulkId:n-d"}'),
        operation('n-e', '{"userName":"bulkId:n-e"}'), // no place for a reference: a name like any other
        operation('__proto__', '{"userName":"n-f"}'),
        '{"method":"DELETE","path":"/Users/bulkId:__proto__"}',
        '{"method":"DELETE","path":"/Users/bulkId:"}',
        '{"method":"DELETE","path":"/Users/%E0%A4%A"}',
      ];
      const answer = await scim('POST', '/Bulk', `{"Operations":[${text.join()}]}`);
      assert.deepEqual(statuses(answer), ['400', '400', '400', '400', '201', '201', '204', '400', '404']);
      assert.equal(({} as { polluted?: boolean }).polluted, undefined);
    });
  });
});

/** The answer to a body that is announced and never sent. */
function statusOfAnnounced({ url, token }: Harness, length: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, 'content-length': length };
    const call = request(`${url}/scim/v2/Bulk`, { method: 'POST', headers }, (answer) => {
      resolve(answer.statusCode ?? 0);
      call.destroy();
    });
    call.once('error', reject);
    call.flushHeaders();
  });
}
