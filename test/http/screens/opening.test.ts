// The first document that a shop's admin loads: by its ID token Rollcall gets Shopify's access.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Welcomed } from '../../../src/access/installations.ts';
import type { Merchant } from '../../../src/access/principal.ts';
import { createScreens } from '../../../src/http/screens/screens.ts';

const SHOP = 'example.myshopify.com';
const SCREENS = { runtime: 'shopify', apiKey: 'key', simulatedAdmin: undefined } as const;
const BUILT = {
  entries: async () => {
    const entry = { script: 'x.js', preloads: [], styles: [] };
    return { app: entry, runtime: entry };
  },
  asset: async () => undefined,
};

/** Loads a document; "good" is an ID token of the shop. */
async function load(query: string, welcomed: Welcomed = { kind: 'ready' }) {
  const seen: Merchant[] = [];
  const app = createScreens(
    {
      screens: SCREENS,
      readIdToken: async (token) =>
        token === 'good' ? { kind: 'merchant', shop: SHOP, user: '1' } : undefined,
      async welcome(merchant) {
        seen.push(merchant);
        return welcomed;
      },
    },
    BUILT,
  );
  const response = await app.request(`/${query}`, { redirect: 'manual' });
  return { seen: seen.map(({ shop }) => shop), status: response.status, response };
}

describe('opening the app', () => {
  it('GIVEN the ID token of the shop WHEN its admin loads the app THEN access is seen to before the page is given', async () => {
    const { seen, status } = await load(`?embedded=1&shop=${SHOP}&id_token=good`);
    assert.deepEqual([seen, status], [[SHOP], 200]);
  });

  it('GIVEN no ID token, one that is over, or another shop’s WHEN the app is loaded THEN the page is given, which asks for one', async () => {
    for (const query of [
      `?embedded=1&shop=${SHOP}`,
      `?embedded=1&shop=${SHOP}&id_token=bad`,
      '?embedded=1&shop=other.myshopify.com&id_token=good',
    ]) {
      const { seen, status } = await load(query);
      assert.deepEqual([seen, status], [[], 200], query);
    }
  });

  it('GIVEN Shopify refusing access WHEN the app is loaded THEN the page leads out of the frame to where it is installed', async () => {
    const refused = { kind: 'refused', code: 'access_lost', message: 'Not installed.' } as const;
    const { status, response } = await load(`?embedded=1&shop=${SHOP}&id_token=good`, refused);
    assert.equal(status, 403);
    const policy = response.headers.get('content-security-policy') ?? '';
    assert.match(policy, /frame-ancestors https:\/\/example\.myshopify\.com https:\/\/admin\.shopify\.com$/);
    const link = 'https://admin.shopify.com/store/example/oauth/install?client_id=key';
    assert.ok((await response.text()).includes(`<a href="${link}" target="_top">`));
  });

  it('GIVEN Shopify silent, or the token over by then WHEN the app is loaded THEN the page is given', async () => {
    for (const kind of ['unavailable', 'expired'] as const) {
      assert.equal((await load(`?embedded=1&shop=${SHOP}&id_token=good`, { kind })).status, 200);
    }
  });

  it('GIVEN a page that no admin frames WHEN a shop is named THEN it is opened in that shop’s admin', async () => {
    const { status, response } = await load(`?shop=${SHOP}`);
    assert.equal(status, 302);
    assert.equal(response.headers.get('location'), 'https://admin.shopify.com/store/example/apps/key');
    assert.equal((await load('?shop=evil.example')).status, 200);
  });
});
