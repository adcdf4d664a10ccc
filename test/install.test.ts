// An app that any store may install, as its operator has it on the command line: opened, examined, its keys changed.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type ShopifySimulator, startShopifySimulator } from '../src/simulators/shopify/index.ts';
import { freePort } from './support/free-port.ts';
import { SHOP } from './support/rollcall.ts';
import { runRollcall, type Served, type ServedOptions, serveRollcall } from './support/served.ts';

const APP = { clientId: 'app', clientSecret: 'shpss_of_the_install_test' };
const OLD_KEY = `old:${randomBytes(32).toString('base64')}`;
const NEW_KEY = `new:${randomBytes(32).toString('base64')}`;

describe('an app that any store may install, on the command line', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-install-'));
  let simulator: ShopifySimulator;
  let options: ServedOptions;
  let served: Served | undefined;
  before(async () => {
    simulator = await startShopifySimulator({ accessToken: 'unused', plan: 'plus', ...APP });
    options = {
      databaseUrl: `sqlite:${join(folder, 'install.sqlite')}`,
      adminOrigin: `${simulator.url}/{shop}`,
      app: APP,
      encryptionKeys: OLD_KEY,
      port: await freePort(),
    };
  });
  after(async () => {
    served?.process.kill('SIGKILL');
    await simulator.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('GIVEN no key to encrypt with WHEN served THEN it does not start, and says how to make one', async () => {
    const { encryptionKeys: _, ...without } = options;
    const refused = await runRollcall(['serve'], without).catch(
      (error: { code: number; stderr: string }) => error,
    );
    assert.ok(typeof refused === 'object' && refused.code === 2);
    assert.match(refused.stderr, /ROLLCALL_ENCRYPTION_KEYS is missing.*openssl rand -base64 32/);
  });

  it('GIVEN a merchant WHEN the app is opened THEN the shop is served, and no secret is in what the process says', async () => {
    served = await serveRollcall(options);
    const { idToken } = (await (
      await fetch(`${simulator.url}/_sim/id-token`, { method: 'POST', body: '{}' })
    ).json()) as { idToken: string };
    const headers = { authorization: `Bearer ${idToken}` };
    const listed = await fetch(`${served.url}/admin/api/connections`, { headers });
    assert.deepEqual(
      ((await listed.json()) as { shop: string }[]).map(({ shop }) => shop),
      [SHOP],
    );
    served.process.kill('SIGTERM');
    assert.deepEqual(await once(served.process, 'exit'), [0, null]);
    assert.doesNotMatch(served.output(), /shpat_|shprt_|shpss_|eyJ/);
  });

  it('GIVEN the shop WHEN examined THEN doctor says who has the app, and under which key secrets lie', async () => {
    const examined = await runRollcall(['doctor'], options);
    assert.match(examined, /^ok {5}Any shop may install the app: 1 have it, 0 had it\.$/m);
    assert.match(examined, /^ok {5}example\.myshopify\.com: Shopify accepts the credentials\.$/m);
    assert.match(examined, /^ok {5}Secrets at rest under the encryption key "old": 2\.$/m);
  });

  it('GIVEN a new key before the old WHEN secrets are sealed anew THEN the old can go', async () => {
    const both = { ...options, encryptionKeys: `${NEW_KEY},${OLD_KEY}` };
    assert.match(await runRollcall(['secrets'], both), /^\s*0 {2}new\n\s*2 {2}old\n\s*0 {2}admin-token$/);
    const examined = await runRollcall(['doctor'], both);
    assert.match(examined, /^note {3}2 secrets are still under the old encryption key "old"/m);
    assert.match(await runRollcall(['secrets', 'reseal'], both), /^2 sealed anew under the key "new"\.$/);
    const alone = { ...options, encryptionKeys: NEW_KEY };
    assert.match(await runRollcall(['doctor'], alone), /Secrets at rest under the encryption key "new": 2\./);
  });

  it('GIVEN a key that is gone WHEN examined THEN that is a fault, with its remedy', async () => {
    const env = { ...options, encryptionKeys: OLD_KEY };
    const examined = await runRollcall(['doctor'], env).catch((error: { stdout: string }) => error.stdout);
    assert.match(
      examined,
      /^fault {2}2 secrets are encrypted with the key "new", which is not there\. Add it/m,
    );
  });
});
