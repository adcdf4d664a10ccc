// Who may call the admin API: the operator everything, a merchant the connections of its own shop.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type { AdminDocument } from '../support/contract.ts';
import {
  ADMIN_TOKEN,
  CLIENT_ID,
  type Harness,
  SHOP,
  startHarness,
  WEBHOOK_SECRET,
} from '../support/rollcall.ts';

const OTHER = 'other.myshopify.com';

/** An ID token of any content. */
function sign(changes: object, secret = WEBHOOK_SECRET, head: object = { alg: 'HS256', typ: 'JWT' }): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: `https://${SHOP}/admin`,
    dest: `https://${SHOP}`,
    aud: CLIENT_ID,
    sub: '42',
    exp: now + 60,
    nbf: now,
    iat: now,
    jti: 'j',
    sid: 's',
    ...changes,
  };
  const text = [head, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}

describe('who administers', () => {
  let harness: Harness;
  let other: string;
  before(async () => {
    harness = await startHarness({ working: false, access: 'ownApp' });
    other = (await harness.rollcall.tenants.ensureConnection(OTHER)).id;
  });
  after(() => harness.close());

  it('GIVEN an ID token of the shop WHEN connections are listed THEN they are its own, and the operator sees all', async () => {
    const { status, body } = await harness.adminAs(await harness.idToken(), 'GET', '/connections');
    assert.deepEqual([status, body.map(({ id }: { id: string }) => id)], [200, [harness.connectionId]]);
    assert.equal((await harness.admin('GET', '/connections')).body.length, 2);
  });

  it('GIVEN a connection of its own WHEN a merchant changes it THEN it is changed', async () => {
    const path = `/connections/${harness.connectionId}`;
    const { status, body } = await harness.adminAs(await harness.idToken(), 'PATCH', path, { strict: true });
    assert.deepEqual([status, body.strict], [200, true]);
  });

  it('GIVEN every route WHEN a merchant asks for a connection of another shop THEN it is as if there were none', async () => {
    const document = (await (await fetch(`${harness.url}/admin/api/openapi.json`)).json()) as AdminDocument;
    const token = await harness.idToken();
    let asked = 0;
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const method of Object.keys(methods)) {
        if (!path.startsWith('/connections/{id}')) continue;
        const filled = path.replace('{id}', other).replaceAll(/\{\w+\}/g, 'x');
        const { status, body } = await harness.adminAs(token, method.toUpperCase(), filled);
        assert.deepEqual([status, body.error.code], [404, 'no_such_connection'], `${method} ${path}`);
        asked += 1;
      }
    }
    assert.ok(asked > 10);
    const [{ strict }] = (await harness.admin('GET', '/connections')).body.filter(
      ({ id }: { id: string }) => id === other,
    );
    assert.equal(strict, false);
  });

  it('GIVEN calls of another shop, and of nobody WHEN a merchant lists calls THEN they are not among them', async () => {
    const { token } = await harness.rollcall.tenants.createToken(OTHER);
    await harness.scim('GET', '/Users?startIndex=7', undefined, { authorization: `Bearer ${token}` });
    await harness.scim('GET', '/Users?startIndex=8', undefined, { authorization: 'Bearer nobody' });
    await harness.scim('GET', '/Users');
    const merchant = await harness.adminAs(await harness.idToken(), 'GET', '/calls');
    const connections = new Set(
      merchant.body.calls.map(({ connection }: { connection: string }) => connection),
    );
    assert.deepEqual(
      [...connections].filter((id) => id !== harness.connectionId),
      [],
    );
    const named = await harness.adminAs(await harness.idToken(), 'GET', `/calls?connection=${other}`);
    assert.deepEqual(named.body.calls, []);
  });

  it('GIVEN what is no ID token of this app and shop WHEN it is a bearer THEN 401, and App Bridge is told to ask again', async () => {
    const now = Math.floor(Date.now() / 1000);
    const refused = {
      'signed by another': sign({}, 'another secret'),
      'not signed': `${sign({}, '', { alg: 'none' }).split('.').slice(0, 2).join('.')}.`,
      'of another algorithm': sign({}, WEBHOOK_SECRET, { alg: 'HS512' }),
      'for another app': sign({ aud: 'another' }),
      'of another shop': sign({ iss: `https://${OTHER}/admin`, dest: `https://${OTHER}` }),
      'issued by another shop': sign({ iss: `https://${OTHER}/admin` }),
      'of no shop': sign({ iss: 'https://example.com/admin', dest: 'https://example.com' }),
      expired: sign({ exp: now - 11 }),
      'not yet valid': sign({ nbf: now + 60 }),
      'without expiry': sign({ exp: undefined }),
      'without subject': sign({ sub: undefined }),
      'without session': sign({ sid: undefined }),
      'too long': sign({ more: 'x'.repeat(5000) }),
      'no token': 'x.y.z',
      empty: '.',
    };
    for (const [what, token] of Object.entries(refused)) {
      const { status, headers, body } = await harness.adminAs(token, 'GET', '/connections');
      assert.deepEqual([status, body.error.code], [401, 'unauthorized'], what);
      assert.equal(headers.get('x-shopify-retry-invalid-session-request'), '1');
      assert.equal(token.length > 9 && JSON.stringify(body).includes(token), false);
    }
    assert.equal((await harness.adminAs(sign({ exp: now - 5 }), 'GET', '/connections')).status, 200);
    assert.equal((await harness.adminAs(ADMIN_TOKEN, 'GET', '/connections')).status, 200);
  });

  it('GIVEN an ID token WHEN the status page is asked for THEN it stays the operator’s', async () => {
    const authorization = `Bearer ${await harness.idToken()}`;
    assert.equal((await fetch(`${harness.url}/`, { headers: { authorization } })).status, 401);
  });
});
