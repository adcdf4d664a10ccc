// Bulk on PostgreSQL, and in a process that is killed.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startShopifySimulator } from '../../src/simulators/shopify/index.ts';
import { freePort } from '../support/free-port.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { eventually, SHOP, startHarness } from '../support/rollcall.ts';
import { runRollcall, type Served, serveRollcall, switchOn } from '../support/served.ts';

const USERS = 999;
const ACCESS_TOKEN = 'shpat_of_the_bulk_test';

interface Result {
  readonly status: string;
  readonly location: string;
}

describe('Bulk on PostgreSQL', () => {
  let postgres: TestPostgres;
  before(async () => {
    postgres = await startPostgres();
  });
  after(() => postgres.stop());

  it('GIVEN users, a circle of groups, changes in order and a failure WHEN sent THEN it is as on SQLite', async () => {
    const harness = await startHarness({ databaseUrl: await postgres.createDatabase(), working: false });
    const setTitle = (title: string) => ({
      method: 'PATCH',
      path: '/Users/bulkId:u0',
      data: { Operations: [{ op: 'replace', path: 'title', value: title }] },
    });
    const { body } = await harness.scim('POST', '/Bulk', {
      Operations: [
        groupOf('a', ['b', ...Array.from({ length: 100 }, (_, at) => `u${at}`)]),
        groupOf('b', ['a']),
        ...usersOf('u', 100),
        setTitle('First'),
        setTitle('Second'),
        { method: 'DELETE', path: '/Users/bulkId:u99' },
        { ...usersOf('v', 1)[0], data: { userName: 'u99@bulk.example' } },
        { ...usersOf('w', 1)[0], data: { userName: 'u98@bulk.example' } },
      ],
    });
    const results: Result[] = body.Operations;
    assert.deepEqual(
      results.map(({ status }) => status),
      [...Array(102).fill('201'), '200', '200', '204', '201', '409'],
    );
    const at = async (position: number) =>
      (await harness.scim('GET', results[position]?.location.replace(`${harness.url}/scim/v2`, '') ?? ''))
        .body;
    assert.equal(
      (await at(0)).members.length,
      100,
      'everybody but the one who was deleted, and the other group',
    );
    assert.equal((await at(1)).members[0].type, 'Group');
    assert.equal((await at(2)).title, 'Second');
    await harness.close();
  });
});

describe('Bulk, killed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-bulk-kill-'));
  let simulator: Awaited<ReturnType<typeof startShopifySimulator>>;
  let served: Served | undefined;
  before(async () => {
    simulator = await startShopifySimulator({ accessToken: ACCESS_TOKEN, plan: 'plus', hangMs: 200 });
  });
  after(async () => {
    served?.process.kill('SIGKILL');
    await simulator.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('GIVEN a Bulk under way WHEN killed THEN each operation is whole or not there, and what was answered is', async () => {
    const options = {
      databaseUrl: `sqlite:${join(folder, 'rollcall.sqlite')}`,
      adminOrigin: simulator.url,
      accessToken: ACCESS_TOKEN,
      port: await freePort(),
    };
    const token = await runRollcall(['token', 'create', '--shop', SHOP], options);
    served = await serveRollcall(options);
    await switchOn(served.url);
    const { url } = served;
    const scim = async (path: string, init: RequestInit = {}) => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const response = await fetch(`${url}/scim/v2${path}`, { ...init, headers });
      return (await response.json()) as { totalResults: number; Operations: Result[]; Resources: User[] };
    };
    const send = () =>
      scim('/Bulk', { method: 'POST', body: JSON.stringify({ Operations: usersOf('k', USERS) }) });
    const count = async () => (await scim('/Users?count=0')).totalResults;

    const cutOff = send().catch(() => undefined);
    await eventually(async () => (await count()) > 0, 'the first users');
    served = await killAndRestart(served, options);
    await cutOff;

    const { Resources: stored } = await scim('/Users?count=1000');
    for (const { userName, title, emails } of stored) {
      assert.deepEqual([title, emails?.[0]?.value], [`Title of ${userName}`, userName]);
    }
    const { Operations: results } = await send();
    const created = results.filter(({ status }) => status === '201').length;
    assert.equal(created + stored.length, USERS);
    assert.equal(results.filter(({ status }) => status === '409').length, stored.length);
    served = await killAndRestart(served, options);
    assert.equal(await count(), USERS, 'what was answered is there');
    served.process.kill('SIGTERM');
    await once(served.process, 'exit');
  });
});

interface User {
  readonly userName: string;
  readonly title?: string;
  readonly emails?: readonly { readonly value: string }[];
}

async function killAndRestart(served: Served, options: Parameters<typeof serveRollcall>[0]): Promise<Served> {
  served.process.kill('SIGKILL');
  await once(served.process, 'exit');
  return serveRollcall(options);
}

function usersOf(prefix: string, count: number) {
  return Array.from({ length: count }, (_, at) => {
    const userName = `${prefix}${at}@bulk.example`;
    return {
      method: 'POST',
      path: '/Users',
      bulkId: `${prefix}${at}`,
      data: { userName, title: `Title of ${userName}`, emails: [{ value: userName, type: 'work' }] },
    };
  });
}

function groupOf(bulkId: string, members: readonly string[]) {
  return {
    method: 'POST',
    path: '/Groups',
    bulkId,
    data: {
      displayName: `Bulk ${bulkId}`,
      members: members.map((member) => ({ value: `bulkId:${member}` })),
    },
  };
}
