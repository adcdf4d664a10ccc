// The command line as an operator meets it: configuration faults, tokens, doctor, and a first use from end to end.
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import SQLite from 'better-sqlite3';
import { startShopifySimulator } from '../src/simulators/shopify/index.ts';
import { freePort } from './support/free-port.ts';
import { ADMIN_TOKEN, eventually, SHOP } from './support/rollcall.ts';
import { environmentOf, runRollcall, type ServedOptions, serveRollcall, switchOn } from './support/served.ts';

const LAUNCHER = new URL('../rollcall', import.meta.url).pathname;
const DIRECTORY = new URL('../src/simulators/entra/examples/harbour-and-pine.json', import.meta.url).pathname;

describe('rollcall', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-cli-'));
  let simulator: Awaited<ReturnType<typeof startShopifySimulator>>;
  let options: ServedOptions;
  before(async () => {
    simulator = await startShopifySimulator({ accessToken: 'shpat_cli', plan: 'plus' });
    options = {
      databaseUrl: `sqlite:${join(folder, 'cli.sqlite')}`,
      adminOrigin: simulator.url,
      accessToken: 'shpat_cli',
      port: await freePort(),
    };
  });
  after(async () => {
    await simulator.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('GIVEN no configuration WHEN served THEN every fault is told at once and nothing starts', () => {
    const { status, stderr } = spawnSync(LAUNCHER, ['serve'], {
      env: { PATH: process.env.PATH },
      encoding: 'utf8',
    });
    assert.equal(status, 2);
    assert.match(stderr, /has 3 faults/);
    assert.match(stderr, /ROLLCALL_ADMIN_TOKEN is missing/);
  });

  it('GIVEN misuse WHEN run THEN it says what to type, with exit code 2', () => {
    for (const args of [
      ['nonsense'],
      ['token'],
      ['token', 'create', '--shop', 'x'],
      ['demo', '--plan', 'free'],
      ['serve', '-x'],
      ['simulate', 'shopify', '--access-token', 't', '--bulk-rows', '0'],
    ]) {
      const { status, stderr } = spawnSync(LAUNCHER, args, { encoding: 'utf8' });
      assert.equal(status, 2, args.join(' '));
      assert.ok(stderr.length > 0);
    }
    for (const args of [[], ['doctor', '--help']]) {
      const { status, stdout } = spawnSync(LAUNCHER, args, { encoding: 'utf8' });
      assert.equal(status, 0, args.join(' '));
      assert.match(stdout, /rollcall serve/);
    }
  });

  it('GIVEN another folder WHEN the launcher is called through a link THEN it finds its own node', () => {
    const link = join(folder, 'rollcall');
    symlinkSync(LAUNCHER, link);
    const { status, stdout } = spawnSync(link, ['help'], { cwd: tmpdir(), encoding: 'utf8' });
    assert.equal(status, 0);
    assert.match(stdout, /rollcall demo/);
  });

  it('GIVEN a new shop WHEN examined before and after the first start THEN doctor names what is missing', async () => {
    const env = environmentOf({ ...options, accessToken: 'shpat_of_another' });
    const sick = await promisify(execFile)(LAUNCHER, ['doctor'], { env }).catch(
      (error: { code: number; stdout: string }) => error,
    );
    assert.equal('code' in sick && sick.code, 1);
    assert.match(sick.stdout, /^fault {2}Shopify refuses the access token/m);
    const nobody = `http://127.0.0.1:${await freePort()}`;
    const cut = await promisify(execFile)(LAUNCHER, ['doctor'], {
      env: { ...env, SHOPIFY_ADMIN_ORIGIN: nobody },
    }).catch((error: { stdout: string }) => error);
    assert.ok(cut.stdout.includes(`(ECONNREFUSED). See to it that this machine reaches ${nobody}.`));
    const fresh = await runRollcall(['doctor'], options);
    assert.match(
      fresh,
      /note {3}The metafield definitions are not there yet\. They will be made at the first start/,
    );
    assert.match(fresh, /ok {5}The checkout rule is available: the shop is on Shopify Plus\./);
    assert.doesNotMatch(fresh, /^fault/m);

    const token = await runRollcall(['token', 'create', '--shop', SHOP], options);
    const served = await serveRollcall(options);
    try {
      await eventually(
        async () =>
          /ok {5}Every metafield definition/.test(await runRollcall(['doctor'], options).catch(() => '')),
        'a healthy shop',
      );
      await switchOn(served.url);
      const cycle = await runRollcall(
        [
          'simulate',
          'entra',
          '--base',
          `${served.url}/scim/v2`,
          '--token',
          token,
          '--directory',
          DIRECTORY,
          '--flag',
        ],
        options,
      );
      assert.match(cycle, /Test connection: the supplied credentials are authorized/);
      assert.match(cycle, /users +32/);
      await eventually(async () => (await customersOf(simulator.url)).length === 32, '32 customers');
    } finally {
      served.process.kill('SIGTERM');
    }
    assert.deepEqual(await once(served.process, 'exit'), [0, null]);
    assert.doesNotMatch(served.output(), new RegExp(`${token}|${ADMIN_TOKEN}|shpat_cli|harbourandpine`));
  });

  it('GIVEN tokens of a shop WHEN listed and revoked THEN each is told by its id, and never shown', async () => {
    const create = ['token', 'create', '--shop', SHOP, '--connection', 'identity PROVIDER'];
    const token = await runRollcall(
      [...create, '--name', 'Entra, production', '--expires-days', '10'],
      options,
    );
    const id = token.split('_')[2] ?? '';
    const list = ['token', 'list', '--shop', SHOP];
    assert.match(
      await runRollcall(list, options),
      new RegExp(`^${id}  ending {3}expires .*  never used  Identity provider  Entra, production$`, 'm'),
    );
    await runRollcall(['token', 'revoke', '--shop', SHOP, id], options);
    const listed = await runRollcall(list, options);
    assert.match(listed, new RegExp(`^${id}  revoked  `, 'm'));
    assert.equal(listed.includes(token), false);
    const again = await promisify(execFile)(LAUNCHER, ['token', 'revoke', '--shop', SHOP, id], {
      env: environmentOf(options),
    }).catch((error: { code: number; stderr: string }) => error);
    assert.match('code' in again ? again.stderr : '', /No such token lives/);
    const other = ['token', 'create', '--shop', SHOP, '--connection', 'Okta'];
    const unknown = await promisify(execFile)(LAUNCHER, other, { env: environmentOf(options) }).catch(
      (error: { code: number; stderr: string }) => error,
    );
    assert.match('code' in unknown ? unknown.stderr : '', /no connection "Okta".*Identity provider/);
  });

  it('GIVEN what was done by commands WHEN the audit log is verified THEN it holds, and shows where somebody changed it', async () => {
    await runRollcall(['token', 'create', '--shop', SHOP], options);
    const sound = await runRollcall(['audit', 'verify'], options);
    const [, anchor = ''] = /^ok {5}\S+: \d+ entries\..* (\d+:[\da-f]{64})$/m.exec(sound) ?? [];
    const anchored = ['audit', 'verify', '--shop', SHOP, '--anchor', anchor];
    assert.match(await runRollcall(anchored, options), /^ok/);
    const database = new SQLite(join(folder, 'cli.sqlite'));
    database.exec(
      "update audit_entries set facts = replace(facts, 'token create', 'token revoke') where seq = 1",
    );
    database.close();
    const { status, stdout } = spawnSync(LAUNCHER, anchored, {
      env: environmentOf(options),
      encoding: 'utf8',
    });
    assert.equal(status, 1);
    assert.match(stdout, /^fault {2}\S+: entry 1 is not what was chained/);
  });

  it('GIVEN a file that is no directory WHEN Entra is simulated THEN it says what is wrong', async () => {
    const file = join(folder, 'bad.json');
    writeFileSync(file, '{"users": 1}');
    const { status, stdout } = spawnSync(
      LAUNCHER,
      ['simulate', 'entra', '--base', 'http://127.0.0.1:1/scim/v2', '--token', 't', '--directory', file],
      { encoding: 'utf8' },
    );
    assert.equal(status, 2);
    assert.match(stdout, /users/);
  });
});

async function customersOf(url: string): Promise<unknown[]> {
  return (await (await fetch(`${url}/_sim/customers`)).json()) as unknown[];
}
