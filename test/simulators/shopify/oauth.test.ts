// The grants of POST /admin/oauth/access_token beside client credentials, the ID tokens, and the app's life on the shop.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Json, type Store, startStore } from './harness.ts';

const credentials = { client_id: 'simulated-app', client_secret: 'shpss_simulated' };

async function grant(store: Store, form: object, root = ''): Promise<{ status: number; body: Json }> {
  return store.post(`${root}/admin/oauth/access_token`, { ...credentials, ...form });
}

async function exchange(store: Store, changes: object = {}, root = '') {
  const { body } = await store.post(`${root}/_sim/id-token`, { user: '42' });
  const form = {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token: body.idToken,
    subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
    requested_token_type: 'urn:shopify:params:oauth:token-type:offline-access-token',
    expiring: '1',
    ...changes,
  };
  return grant(store, form, root);
}

const refresh = (store: Store, token: string) =>
  grant(store, { grant_type: 'refresh_token', refresh_token: token });

async function opens(store: Store, token: string, root = ''): Promise<boolean> {
  const response = await fetch(`${store.url}${root}/admin/api/2026-10/graphql.json`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-shopify-access-token': token },
    body: JSON.stringify({ query: '{ shop { name } }' }),
  });
  return response.status === 200;
}

test('an ID token names the shop, the app and the member of staff, for a minute', async (t) => {
  const store = await startStore(t);
  const { body } = await store.post('/_sim/id-token', { user: 42 });
  const claims = JSON.parse(Buffer.from(body.idToken.split('.')[1], 'base64url').toString());
  const { iss, dest, aud, sub, exp, nbf } = claims;
  assert.deepEqual([iss, dest], ['https://example.myshopify.com/admin', 'https://example.myshopify.com']);
  assert.deepEqual([aud, sub, exp - nbf], ['simulated-app', '42', 60]);
});

test('many stores are one simulator, each with its own customers, tokens and life of the app', async (t) => {
  const store = await startStore(t);
  const other = '/other.myshopify.com';
  const { idToken, shop } = (await store.post('/_sim/id-token', { shop: 'other.myshopify.com' })).body;
  assert.equal(shop, 'other.myshopify.com');
  assert.equal((await exchange(store, { subject_token: idToken })).body.error, 'invalid_subject_token');
  const { access_token: token } = (await exchange(store, { subject_token: idToken }, other)).body;
  assert.deepEqual([await opens(store, token), await opens(store, token, other)], [false, true]);
  await store.createCustomer({ firstName: 'x' });
  assert.deepEqual((await store.send('GET', `${other}/_sim/customers`)).body, []);
  await store.post('/_sim/uninstall', {});
  assert.equal(await opens(store, token, other), true);
});

test('an ID token is exchanged for an hour of access and a refresh token, or for access without end', async (t) => {
  const store = await startStore(t);
  const { body } = await exchange(store);
  assert.deepEqual([body.expires_in, body.refresh_token_expires_in], [3600, 7_776_000]);
  assert.match(body.scope, /write_customers/);
  assert.equal(await opens(store, body.access_token), true);
  const lasting = (await exchange(store, { expiring: undefined })).body;
  assert.equal('refresh_token' in lasting || 'expires_in' in lasting, false);
  await store.post('/_sim/clock', { advanceSeconds: 3600 });
  assert.equal(await opens(store, body.access_token), false);
  assert.equal(await opens(store, lasting.access_token), true);
});

test('what is wrong with a grant is named as Shopify names it', async (t) => {
  const store = await startStore(t);
  const { idToken } = (await store.post('/_sim/id-token', {})).body;
  const cases: [object, string][] = [
    [{ subject_token: `${idToken.slice(0, -4)}AAAA` }, 'invalid_subject_token'],
    [{ subject_token: 'x' }, 'invalid_subject_token'],
    [{ subject_token_type: 'x' }, 'invalid_request'],
    [{ requested_token_type: 'x' }, 'invalid_request'],
    [{ client_secret: 'x' }, 'invalid_client'],
    [{ grant_type: 'x' }, 'invalid_request'],
  ];
  for (const [changes, error] of cases) {
    const { status, body } = await exchange(store, changes);
    assert.deepEqual([status, body.error], [400, error]);
  }
  assert.equal((await refresh(store, 'shprt_unknown')).body.error, 'invalid_grant');
});

test('a refresh token holds until its successor is used, for thirty days at most', async (t) => {
  const store = await startStore(t);
  const first = (await exchange(store)).body.refresh_token;
  const unheard = (await refresh(store, first)).body;
  const heard = (await refresh(store, first)).body;
  assert.notEqual(unheard.refresh_token, heard.refresh_token);
  const third = (await refresh(store, heard.refresh_token)).body;
  assert.equal(await opens(store, third.access_token), true);
  assert.equal((await refresh(store, first)).body.error, 'invalid_grant');
  await store.post('/_sim/clock', { advanceSeconds: 29 * 86_400 });
  assert.equal((await refresh(store, heard.refresh_token)).status, 200);
  await store.post('/_sim/clock', { advanceSeconds: 2 * 86_400 });
  assert.equal((await refresh(store, heard.refresh_token)).body.error, 'invalid_grant');
});

test('an uninstalled app has no token until it is installed and opened again', async (t) => {
  const store = await startStore(t);
  const { access_token: token, refresh_token: refreshToken } = (await exchange(store)).body;
  await store.post('/_sim/uninstall', {});
  assert.equal(await opens(store, token), false);
  assert.equal((await refresh(store, refreshToken)).status, 400);
  assert.equal((await store.post('/_sim/id-token', {})).status, 409);
  await store.post('/_sim/install', {});
  assert.equal(await opens(store, token), false);
  assert.equal((await refresh(store, refreshToken)).body.error, 'invalid_grant');
  assert.equal(await opens(store, (await exchange(store)).body.access_token), true);
});
