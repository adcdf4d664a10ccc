// How the screens are served: whom they may be framed by, what is cached, and how it travels.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { ScreensOptions } from '../../../src/http/screens/options.ts';
import { createScreens } from '../../../src/http/screens/screens.ts';
import { buildUi } from '../../../ui/build.ts';
import { type Harness, SHOP, startHarness } from '../../support/rollcall.ts';

const SHOPIFY: ScreensOptions = { runtime: 'shopify', apiKey: 'the"key', simulatedAdmin: undefined };

/** Nobody has an ID token. */
const closedTo = (screens: ScreensOptions) => ({
  screens,
  readIdToken: async () => undefined,
  welcome: undefined,
});

describe('the screens over HTTP', () => {
  let harness: Harness;
  before(async () => {
    await buildUi();
    harness = await startHarness({ working: false, access: 'ownApp' });
  });
  after(() => harness.close());

  const pageOf = (options: ScreensOptions, query = '') =>
    createScreens(closedTo(options)).request(`/people${query}`);

  it('GIVEN a shop WHEN its admin asks for a screen THEN that admin alone may frame it', async () => {
    const page = await pageOf(SHOPIFY, `?embedded=1&shop=${SHOP}`);
    assert.equal(page.status, 200);
    const policy = page.headers.get('content-security-policy') ?? '';
    assert.match(policy, /frame-ancestors https:\/\/example\.myshopify\.com https:\/\/admin\.shopify\.com$/);
    assert.equal(page.headers.get('cache-control'), 'no-cache');
  });

  it('GIVEN no shop, or what is none WHEN a screen is asked for THEN nobody may frame it', async () => {
    for (const query of [
      '',
      '?shop=evil.example',
      '?shop=a.myshopify.com%20https://evil.example',
      '?shop=',
    ]) {
      const page = await pageOf(SHOPIFY, query);
      assert.match(page.headers.get('content-security-policy') ?? '', /frame-ancestors 'none'$/, query);
    }
  });

  it('GIVEN Shopify’s runtime WHEN the page is read THEN App Bridge is its first script, and none stands in the page', async () => {
    const text = await (await pageOf(SHOPIFY, `?embedded=1&shop=${SHOP}`)).text();
    const sources = [...text.matchAll(/<script[^>]*src="([^"]+)"/g)].map(([, source]) => source);
    assert.equal(sources[0], 'https://cdn.shopify.com/shopifycloud/app-bridge.js');
    assert.equal(sources[1], 'https://cdn.shopify.com/shopifycloud/polaris-1.js');
    assert.doesNotMatch(text, /<script(?![^>]*src=)|<style|\sstyle=/);
    assert.match(text, /<meta name="shopify-api-key" content="the&quot;key">/);
  });

  it('GIVEN the local runtime WHEN the page is read THEN nothing of it comes from elsewhere', async () => {
    const answer = await fetch(`${harness.url}/app/sync?embedded=1&shop=${SHOP}`);
    assert.doesNotMatch(await answer.text(), /cdn\.shopify\.com/);
    const policy = answer.headers.get('content-security-policy') ?? '';
    assert.match(policy, /^default-src 'none'; script-src 'self'; style-src 'self';/);
    assert.ok(policy.endsWith(` https://admin.shopify.com ${harness.shopifyUrl}`), policy);
  });

  it('GIVEN a file of the build WHEN asked for THEN it is kept for good and travels compressed', async () => {
    const text = await (await fetch(`${harness.url}/app`)).text();
    const [, script] = /<script type="module" src="([^"]+)"><\/script>\s*<\/head>/.exec(text) ?? [];
    const get = async (encoding: string) => {
      const answer = await harness.rollcall.fetch(
        new Request(harness.url + script, { headers: { 'accept-encoding': encoding } }),
      );
      assert.match(answer.headers.get('cache-control') ?? '', /immutable/);
      assert.equal(answer.headers.get('content-type'), 'text/javascript; charset=utf-8');
      return {
        body: Buffer.from(await answer.arrayBuffer()),
        encoding: answer.headers.get('content-encoding'),
      };
    };
    const [plain, gzip, br] = [await get('identity'), await get('gzip'), await get('gzip, br')];
    assert.deepEqual([plain.encoding, gzip.encoding, br.encoding], [null, 'gzip', 'br']);
    assert.deepEqual(gunzipSync(gzip.body), plain.body);
    assert.deepEqual(brotliDecompressSync(br.body), plain.body);
    assert.ok(br.body.length < plain.body.length / 2);
  });

  it('GIVEN what the build does not have WHEN asked for THEN 404, whatever the path is made of', async () => {
    for (const name of [
      'nothing-00000000.js',
      '..%2fmanifest.json',
      '%2e%2e%2fbuilt-from',
      'manifest.json',
    ]) {
      assert.equal((await fetch(`${harness.url}/app/assets/${name}`)).status, 404, name);
    }
  });

  it('GIVEN nothing built WHEN a screen is asked for THEN 503 says how to build it', async () => {
    const nothing = { entries: async () => undefined, asset: async () => undefined };
    const answer = await createScreens(closedTo(SHOPIFY), nothing).request('/');
    assert.equal(answer.status, 503);
    assert.match(await answer.text(), /npm run build/);
  });
});
