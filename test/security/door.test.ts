// What somebody tries who stands at the door: requests that two servers read in two ways, tokens that sign themselves, and
// a browser that is made to act for its user.
import assert from 'node:assert/strict';
import { createHmac, createPublicKey, generateKeyPairSync, type JsonWebKey, sign } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { type EntraIdentity, startEntraIdentity } from '../../src/simulators/entra/index.ts';
import { ADMIN_TOKEN, type Harness, startHarness, WEBHOOK_SECRET } from '../support/rollcall.ts';

const FEDERATION = {
  tenantId: '8c7a3f5e-1111-4222-8333-944445555666',
  audience: 'api://app',
  subject: '11111111-2222-4333-8444-555555555555',
};

let harness: Harness;
let identity: EntraIdentity;
before(async () => {
  identity = await startEntraIdentity(FEDERATION);
  harness = await startHarness({
    access: 'publicApp',
    working: false,
    entraKeyOrigin: identity.keyOrigin,
    metricsToken: 'm'.repeat(32),
  });
});
after(async () => {
  await harness.close();
  await identity.close();
});

const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
const decode = (token: string, part: number) =>
  JSON.parse(Buffer.from(token.split('.')[part] ?? '', 'base64url').toString()) as Record<string, unknown>;
const byMac = (header: object, payload: object, key: string, hash = 'sha256') => {
  const signed = `${encode(header)}.${encode(payload)}`;
  return `${signed}.${createHmac(hash, key).update(signed).digest('base64url')}`;
};

async function send(text: string): Promise<string> {
  const socket = connect(Number(new URL(harness.url).port), '127.0.0.1');
  let answer = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    answer += chunk;
  });
  socket.write(text);
  await once(socket, 'end');
  socket.destroy();
  return answer;
}

describe('requests that can be read in two ways', () => {
  const path = '/scim/v2/Users';
  for (const [what, lines, body] of [
    ['a length and chunks', ['Host: x', 'Content-Length: 6', 'Transfer-Encoding: chunked'], '0\r\n\r\n'],
    ['two lengths', ['Host: x', 'Content-Length: 2', 'Content-Length: 3'], '{}x'],
    ['a blank before the colon', ['Host: x', 'Transfer-Encoding : chunked'], '0\r\n\r\n'],
    ['an encoding that nobody knows', ['Host: x', 'Transfer-Encoding: xchunked', 'Content-Length: 2'], '{}'],
    ['a folded header', ['Host: x', 'X-A: a', ' b'], ''],
    ['two hosts', ['Host: a', 'Host: b'], ''],
  ] as const) {
    it(`GIVEN ${what} WHEN sent with another request behind it THEN it is refused, and nothing behind it is read`, async () => {
      const hidden = 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n';
      const answer = await send(`POST ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}${hidden}`);
      assert.match(answer, /^HTTP\/1\.1 400 /);
      assert.equal(answer.match(/HTTP\/1\.1 \d/g)?.length, 1);
    });
  }
});

describe('tokens that sign themselves', () => {
  it('GIVEN ID tokens by other means than the app’s secret and HS256 WHEN shown THEN none is let in', async () => {
    const genuine = await harness.idToken();
    const payload = decode(genuine, 1);
    const status = async (token: string) => (await harness.adminAs(token, 'GET', '/connections')).status;
    assert.equal(await status(byMac({ alg: 'HS256', typ: 'JWT' }, payload, WEBHOOK_SECRET)), 200);
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const own = `${encode({ alg: 'RS256', jwk: publicKey.export({ format: 'jwk' }) })}.${encode(payload)}`;
    for (const forged of [
      `${encode({ alg: 'none' })}.${encode(payload)}.`,
      `${encode({ alg: 'None' })}.${encode(payload)}.`,
      byMac({ alg: 'HS256' }, payload, ''),
      byMac({ alg: 'HS256', kid: '../../../../dev/null' }, payload, ''),
      byMac({ alg: 'HS384' }, payload, WEBHOOK_SECRET, 'sha384'),
      byMac({ alg: 'HS256', crit: ['b64'], b64: false }, payload, WEBHOOK_SECRET),
      `${own}.${sign('sha256', Buffer.from(own), privateKey).toString('base64url')}`,
      byMac({ alg: 'HS256' }, { ...payload, aud: 'another-app' }, WEBHOOK_SECRET),
      byMac({ alg: 'HS256' }, { ...payload, exp: undefined }, WEBHOOK_SECRET),
      byMac({ alg: 'HS256' }, { ...payload, nbf: Number(payload.exp) }, WEBHOOK_SECRET),
      byMac(
        { alg: 'HS256' },
        { ...payload, dest: 'https://x.example', iss: 'https://x.example/admin' },
        WEBHOOK_SECRET,
      ),
    ]) {
      assert.equal(await status(forged), 401, JSON.stringify(decode(forged, 0)));
    }
  });

  it('GIVEN assertions by other means than the tenant’s keys WHEN shown THEN none is taken, and no other address is asked for keys', async () => {
    const path = `/connections/${harness.connectionId}`;
    await harness.admin('PATCH', path, { settings: { access: { federation: FEDERATION } } });
    const { clientId } = (await harness.admin('GET', `${path}/client-secrets`)).body;
    const ask = async (assertion: string) => {
      const response = await fetch(`${harness.url}/oauth/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: clientId,
          client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
          client_assertion: assertion,
        }),
      });
      return [response.status, ((await response.json()) as { error?: string }).error];
    };
    const genuine = await identity.mint();
    assert.deepEqual(await ask(genuine), [200, undefined]);
    const [header, payload] = [decode(genuine, 0), decode(genuine, 1)];
    const published = `${identity.keyOrigin}/${FEDERATION.tenantId}/discovery/v2.0/keys`;
    const { keys } = (await (await fetch(published)).json()) as { keys: JsonWebKey[] };
    const [jwk = {}] = keys;
    const pem = createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const stranger = publicKey.export({ format: 'jwk' });
    const byStranger = (more: object) => {
      const signed = `${encode({ ...header, ...more })}.${encode(payload)}`;
      return `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`;
    };
    const asked = identity.keyRequests;
    for (const forged of [
      `${encode({ ...header, alg: 'none' })}.${encode(payload)}.`,
      // The public key, which anybody has, as if it were a secret that both know.
      byMac({ ...header, alg: 'HS256' }, payload, String(pem)),
      byMac({ ...header, alg: 'HS256' }, payload, JSON.stringify(jwk)),
      byStranger({}),
      byStranger({ jwk: stranger }),
      byStranger({ jku: `${identity.keyOrigin}/mine`, x5u: `${identity.keyOrigin}/mine` }),
      byStranger({ kid: '../../keys?tenant=mine' }),
      byStranger({ kid: "' or 1=1 --" }),
    ]) {
      assert.deepEqual(await ask(forged), [401, 'invalid_client'], JSON.stringify(decode(forged, 0)));
    }
    assert.ok(identity.keyRequests - asked <= 1, 'a key that is not known is looked for once');
  });
});

describe('a browser that is made to act for its user', () => {
  const basic = { authorization: `Basic ${Buffer.from(`admin:${ADMIN_TOKEN}`).toString('base64')}` };

  it('GIVEN the password of the status page WHEN a form of another page sends it along THEN the admin API does not take it', async () => {
    assert.equal((await fetch(harness.url, { headers: basic })).status, 200);
    const response = await fetch(
      `${harness.url}/admin/api/connections/${harness.connectionId}/guard/release`,
      {
        method: 'POST',
        headers: { ...basic, 'content-type': 'text/plain', origin: 'https://evil.example' },
        body: '{}',
      },
    );
    assert.equal(response.status, 401);
  });

  it('GIVEN answers with secrets or people WHEN given THEN no cache keeps them unasked', async () => {
    const bearer = { authorization: `Bearer ${ADMIN_TOKEN}` };
    const scim = { authorization: `Bearer ${harness.token}` };
    for (const [path, headers, expected] of [
      ['/admin/api/connections', bearer, 'no-store'],
      ['/admin/api/audit/export', bearer, 'no-store'],
      ['/admin/api/connections', {}, 'no-store'],
      ['/', basic, 'no-store'],
      ['/scim/v2/Users', scim, 'private, no-cache'],
      ['/readyz', {}, 'private, no-cache'],
    ] as const) {
      const response = await fetch(harness.url + path, { headers });
      assert.equal(response.headers.get('cache-control'), expected, path);
      assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
    }
  });

  it('GIVEN a mail address that hides others WHEN it is to be told of alerts THEN it is refused', async () => {
    // Whether or not mails can be sent here, none of these is taken for one address.
    for (const hidden of [
      'a@x.example%2Cb@y.example',
      'a@x.example%0D%0ABcc:b@y.example',
      'a@x.example?cc=b@y.example',
    ]) {
      const url = `mailto:${hidden}`;
      const { status } = await harness.admin('POST', '/alerts/endpoints', {
        shop: 'example.myshopify.com',
        url,
      });
      assert.equal(status, 400, hidden);
    }
  });
});
