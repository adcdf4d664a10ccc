// The tokens of a shop that installed the app, against the simulated token endpoint: renewed in time, by one at a time.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import type { InstallationStore } from '../../src/access/ports.ts';
import { createRenewal } from '../../src/access/renewal.ts';
import { createInstalledTokens } from '../../src/shopify/installed-tokens.ts';
import { createTokenEndpoint } from '../../src/shopify/token-endpoint.ts';
import { type ShopifySimulator, startShopifySimulator } from '../../src/simulators/shopify/index.ts';
import type { Engine } from '../../src/store/engine.ts';
import { createInstallationStore } from '../../src/store/installation-store.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openEngine } from '../../src/store/open.ts';
import { createVault } from '../../src/vault.ts';

const SHOP = 'example.myshopify.com';
const APP = { clientId: 'app', clientSecret: 'shpss_of_the_tokens_test' };
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe('tokens of a shop that installed the app', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-tokens-'));
  const keys = [{ id: '1', key: randomBytes(32) }];
  let simulator: ShopifySimulator;
  let engine: Engine;
  let store: InstallationStore;
  let time = 0;
  let asked: string[] = [];
  /** What becomes of an exchange with the token endpoint. */
  let through: (send: () => Promise<Response>) => Promise<Response>;

  before(async () => {
    engine = openEngine(`sqlite:${join(folder, 'tokens.sqlite')}`);
    await migrate(engine);
    store = createInstallationStore(engine, createVault(keys));
  });
  after(async () => {
    await engine.close();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    simulator = await startShopifySimulator({ accessToken: 'unused', ...APP, speed: 0 });
    time = Date.now();
    through = (send) => send();
    await store.install(SHOP, await endpoint.exchange(SHOP, await idToken()), time);
    asked = [];
  });
  afterEach(() => simulator.close());

  const endpoint = createTokenEndpoint({
    ...APP,
    originOf: () => simulator.url,
    now: () => time,
    fetch: (url, init) => {
      asked.push(JSON.parse(String(init?.body)).grant_type);
      return through(() => fetch(url, init));
    },
  });
  /** As one process has them; what would be a pause lets others go on. */
  const processOf = (owner: string, among = store) =>
    createInstalledTokens({
      shop: SHOP,
      store: among,
      endpoint,
      owner,
      now: () => time,
      sleep: () => new Promise((resolve) => setImmediate(resolve)),
    });

  async function post(path: string, body: object): Promise<{ idToken: string }> {
    const response = await fetch(simulator.url + path, { method: 'POST', body: JSON.stringify(body) });
    return (await response.json()) as { idToken: string };
  }
  const idToken = async () => (await post('/_sim/id-token', {})).idToken;
  async function pass(ms: number): Promise<void> {
    time += ms;
    await post('/_sim/clock', { advanceSeconds: ms / 1000 });
  }
  async function opens(token: string): Promise<boolean> {
    const response = await fetch(`${simulator.url}/admin/api/2026-10/graphql.json`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-shopify-access-token': token },
      body: JSON.stringify({ query: '{ shop { name } }' }),
    });
    return response.status === 200;
  }

  it('GIVEN a token with time left WHEN it is wanted THEN nobody is asked; five minutes before its end, another is had', async () => {
    const tokens = processOf('p');
    const first = await tokens.token();
    await pass(HOUR - 6 * 60_000);
    assert.equal(await tokens.token(), first);
    assert.deepEqual(asked, []);
    await pass(2 * 60_000);
    const second = await tokens.token();
    assert.notEqual(second, first);
    assert.equal(await opens(second), true);
    assert.deepEqual(asked, ['refresh_token']);
  });

  it('GIVEN a token that has ended WHEN many calls of many processes want one THEN one asks, and all have the same', async () => {
    await pass(2 * HOUR);
    const processes = ['p', 'q', 'r', 's'].map((owner) => processOf(owner));
    const tokens = await Promise.all([...processes, ...processes].map((one) => one.token()));
    assert.equal(new Set(tokens).size, 1);
    assert.equal(await opens(tokens[0] as string), true);
    assert.deepEqual(asked, ['refresh_token']);
  });

  it('GIVEN an answer that is lost on its way WHEN a token is wanted again THEN the old refresh token still does', async () => {
    await pass(2 * HOUR);
    through = async (send) => {
      await send();
      throw new Error('reset');
    };
    const tokens = processOf('p');
    await assert.rejects(tokens.token(), { kind: 'unavailable', code: 'token_unavailable', mayLand: false });
    through = (send) => send();
    assert.equal(await opens(await tokens.token()), true);
    // And whoever comes after it as well.
    await pass(2 * HOUR);
    assert.equal(await opens(await processOf('q').token()), true);
  });

  it('GIVEN a process that died with the claim to renew WHEN its time is over THEN another renews', async () => {
    await pass(2 * HOUR);
    const { version } = (await store.open(SHOP))?.installation ?? { version: 0 };
    assert.ok(await store.claimRenewal(SHOP, version, 'dead', time + 20_000, time));
    const waiting = processOf('p').token();
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(asked, []);
    time += 20_000;
    assert.equal(await opens(await waiting), true);
  });

  it('GIVEN Shopify silent WHEN a token is to be renewed in time THEN the one that holds is used on', async () => {
    const tokens = processOf('p');
    const first = await tokens.token();
    await pass(HOUR - 60_000);
    through = () => Promise.reject(new Error('reset'));
    assert.equal(await tokens.token(), first);
    await pass(2 * 60_000);
    await assert.rejects(tokens.token(), { code: 'token_unavailable' });
  });

  it('GIVEN a token that Shopify refuses WHEN another is wanted THEN it is renewed, or taken from who has renewed it', async () => {
    const [mine, theirs] = [processOf('p'), processOf('q')];
    const first = await mine.token();
    assert.equal(await theirs.token(), first);
    assert.equal(mine.refused(first), true);
    const second = await mine.token();
    assert.notEqual(second, first);
    theirs.refused(first);
    assert.equal(await theirs.token(), second);
    assert.deepEqual(asked, ['refresh_token']);
  });

  it('GIVEN an app that was uninstalled WHEN a token is refused THEN access is lost, and Shopify is asked no more', async () => {
    const tokens = processOf('p');
    const first = await tokens.token();
    await post('/_sim/uninstall', {});
    tokens.refused(first);
    const lost = { kind: 'unauthorized', code: 'access_lost' };
    await assert.rejects(tokens.token(), lost);
    await assert.rejects(tokens.token(), lost);
    assert.deepEqual(asked, ['refresh_token']);
    assert.equal((await store.open(SHOP))?.grant, null);
  });

  it('GIVEN a wrong client secret WHEN a token is renewed THEN the tokens are kept for when it is right again', async () => {
    await pass(2 * HOUR);
    const wrong = createTokenEndpoint({
      ...APP,
      clientSecret: 'shpss_wrong',
      originOf: () => simulator.url,
      now: () => time,
      fetch,
    });
    const tokens = createInstalledTokens({
      shop: SHOP,
      store,
      endpoint: wrong,
      owner: 'p',
      now: () => time,
      sleep: async () => undefined,
    });
    await assert.rejects(tokens.token(), (error: Error & { code?: string }) => {
      assert.equal(error.code, 'client_refused');
      return !error.message.includes('shpss_wrong');
    });
    assert.equal(await opens(await processOf('q').token()), true);
  });

  it('GIVEN tokens whose key is gone WHEN one is wanted THEN it is said, and nobody is asked', async () => {
    const other = createInstallationStore(engine, createVault([{ id: '2', key: randomBytes(32) }]));
    await assert.rejects(processOf('p', other).token(), {
      kind: 'unauthorized',
      code: 'unknown_encryption_key',
    });
    assert.deepEqual(asked, []);
  });

  it('GIVEN a shop where nothing happens WHEN half of the refresh token’s life is over THEN it is renewed', async () => {
    const failed: string[] = [];
    const renewal = createRenewal({
      store,
      renew: (shop) => {
        assert.equal(shop, SHOP);
        return processOf('p').renew();
      },
      now: () => time,
      onFailure: (shop) => failed.push(shop),
    });
    await pass(44 * DAY);
    await renewal.run();
    assert.deepEqual(asked, []);
    await pass(2 * DAY);
    await renewal.run();
    await renewal.run();
    assert.deepEqual(asked, ['refresh_token']);
    await pass(80 * DAY);
    assert.equal(await opens(await processOf('q').token()), true);
    assert.deepEqual(failed, []);
  });
});
