// Several connections on PostgreSQL: the same statements, a real server.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import { createUser, customersOf, person, settle } from '../oversight/support.ts';
import { addConnection } from '../support/connections.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { type Harness, SHOP, startHarness } from '../support/rollcall.ts';

describe('connections on PostgreSQL', () => {
  let postgres: TestPostgres;
  let harness: Harness;
  let databaseUrl: string;
  before(async () => {
    postgres = await startPostgres();
    databaseUrl = await postgres.createDatabase();
    harness = await startHarness({ databaseUrl });
  });
  after(async () => {
    await harness.close();
    await postgres.stop();
  });

  const tags = async () => (await customersOf(harness)).map((one) => [...one.tags].sort());

  it('GIVEN two connections WHEN they share, are ordered, hand over and end THEN it is as on SQLite', async () => {
    const first = `/connections/${harness.connectionId}`;
    await harness.admin('PATCH', first, { settings: { mapping: { tags: ['staff:first'] } } });
    const second = await addConnection(harness, 'Second', {
      settings: { mapping: { tags: ['staff:second'] } },
    });
    const ada = await createUser(harness, person('ada'));
    // The first to claim the customer has it.
    await settle(harness);
    const inSecond = (await second.scim('POST', '/Users', person('ada'))).body.id;
    await settle(harness);
    await harness.admin('POST', `/connections/${second.id}/reviews/${inSecond}`, { decision: 'link' });
    await settle(harness);
    assert.deepEqual(await tags(), [['staff:first', 'staff:second']]);
    const order = { connections: [second.id, harness.connectionId] };
    assert.equal((await harness.admin('PUT', `/shops/${SHOP}/order`, order)).status, 200);
    assert.equal((await harness.scim('DELETE', `/Users/${ada}`)).status, 204);
    await settle(harness);
    assert.deepEqual(await tags(), [['staff:second']]);

    const { body: secret } = await harness.admin('POST', `/connections/${second.id}/client-secrets`, {});
    const response = await fetch(`${harness.url}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: secret.clientId,
        client_secret: secret.clientSecret,
      }),
    });
    const { access_token: token } = (await response.json()) as { access_token: string };
    const authorization = `Bearer ${token}`;
    assert.equal((await harness.scim('GET', '/Users', undefined, { authorization })).body.totalResults, 1);
    const { statistics } = (await harness.admin('GET', `/connections/${second.id}`)).body;
    assert.deepEqual([statistics.users, statistics.callsToday > 1], [1, true]);

    await harness.admin('DELETE', `/connections/${second.id}`);
    const ending = `/connections/${second.id}/ending`;
    const handOver = { choice: 'hand_over', successor: harness.connectionId };
    assert.equal((await harness.admin('POST', ending, handOver)).status, 200);
    await createUser(harness, person('ada'));
    await settle(harness);
    assert.deepEqual(await tags(), [['staff:first']]);
    await harness.rollcall.closer.drain();
    assert.notEqual((await harness.admin('GET', ending)).body.finishedAt, null);

    await harness.admin('POST', `/shops/${SHOP}/hand-back`, { confirm: SHOP });
    await settle(harness);
    await harness.rollcall.closer.drain();
    assert.equal((await harness.admin('GET', `/shops/${SHOP}/hand-back`)).body.isDone, true);
    assert.deepEqual(await tags(), [[]]);
  });

  it('GIVEN a database that lets nobody in for a while WHEN called THEN 503 says to try again, and afterwards all goes on', async () => {
    const { scim } = await addConnection(harness, 'Third');
    const url = new URL(databaseUrl);
    const name = url.pathname.slice(1);
    url.pathname = '/postgres';
    const server = new pg.Client({ connectionString: url.href });
    await server.connect();
    await server.query(`ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS false`);
    await server.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name]);
    const refused = await scim('POST', '/Users', person('ben'));
    const ofAdmin = await harness.admin('GET', '/connections');
    await server.query(`ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS true`);
    await server.end();
    assert.deepEqual([refused.status, refused.headers.get('retry-after')], [503, '10']);
    assert.deepEqual([ofAdmin.status, ofAdmin.body.error.code], [503, 'unavailable']);
    assert.equal((await scim('POST', '/Users', person('ben'))).status, 201);
    await settle(harness);
    assert.ok((await customersOf(harness)).some(({ email }) => email === 'ben@example.com'));
  });
});
