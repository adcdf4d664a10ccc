// A backup taken while Rollcall runs, restored, and gone on with.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import pg from 'pg';
import { startShopifySimulator } from '../src/simulators/shopify/index.ts';
import { freePort } from './support/free-port.ts';
import { customersOf, post, userOf } from './support/killed.ts';
import { startPostgres } from './support/postgres.ts';
import { eventually, SHOP } from './support/rollcall.ts';
import { runRollcall, type Served, type ServedOptions, serveRollcall, switchOn } from './support/served.ts';

const ACCESS_TOKEN = 'shpat_of_the_backup';
const run = promisify(execFile);

describe('backup', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-backup-'));
  const database = join(folder, 'rollcall.sqlite');
  const copy = join(folder, 'copy.sqlite');
  let simulator: Awaited<ReturnType<typeof startShopifySimulator>>;
  let options: ServedOptions;
  let served: Served | undefined;
  before(async () => {
    options = { ...(await openStore()), databaseUrl: `sqlite:${database}` };
  });
  afterEach(() => served?.process.kill('SIGKILL'));
  after(async () => {
    await simulator.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function openStore(): Promise<Omit<ServedOptions, 'databaseUrl'>> {
    await simulator?.close();
    simulator = await startShopifySimulator({ accessToken: ACCESS_TOKEN, plan: 'plus' });
    return { adminOrigin: simulator.url, accessToken: ACCESS_TOKEN, port: await freePort() };
  }

  async function emails(): Promise<string[]> {
    return (await customersOf(simulator.url)).map(({ email }) => email).sort();
  }

  async function lose(given: ServedOptions, backup: () => Promise<unknown>, restore: () => Promise<unknown>) {
    const token = await runRollcall(['token', 'create', '--shop', SHOP], given);
    served = await serveRollcall(given);
    await switchOn(served.url, ['*']);
    const { url } = served;
    const send = (name: string) => post(`${url}/scim/v2/Users`, userOf(`${name}@x.example`), token);
    for (const name of ['ann', 'bob']) assert.equal(await send(name), 201);
    await Promise.all([backup(), send('cleo')]);
    assert.equal(await send('dan'), 201);
    await eventually(async () => (await emails()).length === 4, 'four customers');

    served.process.kill('SIGTERM');
    await eventually(async () => served?.process.exitCode !== null, 'the end');
    await restore();
    served = await serveRollcall(given);
    for (const name of ['ann', 'bob']) assert.equal(await send(name), 409, 'of the backup');
    assert.equal(await send('dan'), 201, 'of after it');
    assert.equal(await send('eve'), 201);
    await eventually(async () => (await emails()).includes('eve@x.example'), 'the new one');
    const names = ['ann', 'bob', 'cleo', 'dan', 'eve'];
    assert.deepEqual(
      await emails(),
      names.map((name) => `${name}@x.example`),
    );
  }

  it('GIVEN a backup amid writes WHEN it is restored and the provider sends everything again THEN nobody is doubled, and new users come', async () => {
    await lose(
      options,
      async () => assert.match(await runRollcall(['backup', copy], options), /the copy is whole/),
      async () => {
        for (const suffix of ['-wal', '-shm']) rmSync(database + suffix, { force: true });
        copyFileSync(copy, database);
      },
    );
  });

  it('GIVEN a dump of PostgreSQL amid writes WHEN it is restored THEN it is the same', async (t) => {
    const postgres = await startPostgres();
    t.after(() => postgres.stop());
    const databaseUrl = await postgres.createDatabase();
    const lack = await lackOfDumps(databaseUrl);
    if (lack !== undefined) return t.skip(lack);
    const given = { ...(await openStore()), databaseUrl };
    const dump = join(folder, 'rollcall.dump');
    const take = () => run('pg_dump', ['--format=custom', `--file=${dump}`, databaseUrl]);
    const give = ['--clean', '--if-exists', `--dbname=${databaseUrl}`, dump];
    await lose(given, take, () => run('pg_restore', give));
  });

  it('GIVEN a database and a copy of it WHEN looked at THEN they are for nobody else on the machine', () => {
    for (const file of [database, copy]) assert.equal(statSync(file).mode & 0o077, 0, file);
  });

  it('GIVEN a file of that name WHEN a backup is asked for THEN it is left as it is, with the remedy', async () => {
    await assert.rejects(runRollcall(['backup', copy], options), /Choose another name/);
    assert.ok(existsSync(copy));
    await assert.rejects(runRollcall(['backup', join(folder, 'nowhere', 'copy')], options), ({ stderr }) => {
      assert.match(stderr, /^\S+ cannot be copied to \S+: .+ Check both/);
      assert.doesNotMatch(stderr, / at /);
      return true;
    });
    const elsewhere = { ...options, databaseUrl: 'postgres://localhost/rollcall' };
    await assert.rejects(runRollcall(['backup', join(folder, 'other')], elsewhere), /pg_dump/);
  });
});

/** Why this machine cannot dump that database: the tools do not come with the server that npm brings. */
async function lackOfDumps(databaseUrl: string): Promise<string | undefined> {
  const tools = await run('pg_dump', ['--version']).catch(() => undefined);
  if (tools === undefined) return 'There is no pg_dump on this machine';
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query('SHOW server_version');
  await client.end();
  const [own, servers] = [tools.stdout.replace(/^\D+/, ''), rows[0].server_version].map(Number.parseFloat);
  return (own ?? 0) < Math.trunc(servers ?? 0)
    ? `pg_dump ${own} is older than PostgreSQL ${servers}`
    : undefined;
}
