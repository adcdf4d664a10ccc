// OAuth 2.0 for providers, from outside: client credentials, workload identities, revocation, and a simulated Entra that
// goes in by each.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import {
  createEntraSimulator,
  type EntraIdentity,
  parseDirectory,
  startEntraIdentity,
} from '../../src/simulators/entra/index.ts';
import { type Harness, startHarness } from '../support/rollcall.ts';

const TENANT = '8c7a3f5e-1111-4222-8333-944445555666';
const AUDIENCE = 'api://0f0e0d0c-aaaa-4bbb-8ccc-dddddddddddd';
const SUBJECT = '11111111-2222-4333-8444-555555555555';
const HOUR_MS = 3_600_000;
const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

let harness: Harness;
let identity: EntraIdentity;
let offset = 0;
const now = () => Date.now() + offset;
before(async () => {
  identity = await startEntraIdentity({ tenantId: TENANT, audience: AUDIENCE, subject: SUBJECT, now });
  harness = await startHarness({ working: false, now, entraKeyOrigin: identity.keyOrigin });
});
after(async () => {
  await harness.close();
  await identity.close();
});

const path = () => `/connections/${harness.connectionId}`;

async function makeSecret(body: object = {}) {
  const { status, body: made } = await harness.admin('POST', `${path()}/client-secrets`, body);
  assert.equal(status, 200);
  return made as { id: string; clientId: string; clientSecret: string; tokenUrl: string };
}

async function post(
  where: string,
  fields: Record<string, string> | string,
  headers: Record<string, string> = {},
) {
  const response = await fetch(harness.url + where, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams(fields).toString(),
  });
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape
  return { status: response.status, headers: response.headers, body: (await response.json()) as any };
}

const ask = (fields: Record<string, string> | string, headers?: Record<string, string>) =>
  post('/oauth/token', fields, headers);
const basic = (id: string, secret: string) => ({
  authorization: `Basic ${Buffer.from([id, secret].map(encodeURIComponent).join(':')).toString('base64')}`,
});
const GRANT = { grant_type: 'client_credentials' };

async function scimStatus(token: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}` };
  return (await fetch(`${harness.url}/scim/v2/Users?count=0`, { headers })).status;
}

describe('client credentials', () => {
  it('GIVEN a client secret WHEN it is shown in the header or in the body THEN a bearer token is given that opens SCIM', async () => {
    const { clientId, clientSecret, tokenUrl } = await makeSecret({ name: 'Entra' });
    assert.equal(tokenUrl, `${harness.url}/oauth/token`);
    for (const answer of [
      await ask(GRANT, basic(clientId, clientSecret)),
      await ask({ ...GRANT, client_id: clientId, client_secret: clientSecret, scope: 'whatever' }),
    ]) {
      assert.equal(answer.status, 200);
      const { access_token: token, ...rest } = answer.body;
      assert.deepEqual(rest, { token_type: 'Bearer', expires_in: 3600, scope: 'scim' });
      assert.equal(answer.headers.get('cache-control'), 'no-store');
      assert.equal(await scimStatus(token), 200);
    }
    // A client secret is not a bearer token.
    assert.equal(await scimStatus(clientSecret), 401);
    const { body } = await harness.admin('GET', `${path()}/client-secrets`);
    assert.equal(body.clientId, clientId);
    assert.equal(body.secrets[0].lastUsedAt !== null, true);
    assert.equal(JSON.stringify(body).includes(clientSecret), false);
  });

  it('GIVEN what RFC 6749 §5.2 refuses WHEN asked for THEN each error is as it says', async () => {
    const { clientId, clientSecret } = await makeSecret();
    const right = { client_id: clientId, client_secret: clientSecret };
    const wrong = `${clientSecret.slice(0, -1)}${clientSecret.endsWith('0') ? '1' : '0'}`;
    for (const [fields, headers, status, error] of [
      [right, {}, 400, 'invalid_request'],
      [{ ...right, grant_type: 'password' }, {}, 400, 'unsupported_grant_type'],
      [GRANT, {}, 401, 'invalid_client'],
      [{ ...GRANT, ...right, client_secret: wrong }, {}, 401, 'invalid_client'],
      [{ ...GRANT, ...right, client_id: 'other.example.myshopify.com' }, {}, 401, 'invalid_client'],
      [{ ...GRANT, ...right, client_secret: harness.token }, {}, 401, 'invalid_client'],
      [{ ...GRANT, ...right }, basic(clientId, clientSecret), 400, 'invalid_request'],
      [GRANT, basic(clientId, wrong), 401, 'invalid_client'],
      [GRANT, { authorization: 'Basic !' }, 401, 'invalid_client'],
      [
        `grant_type=client_credentials&grant_type=client_credentials&client_id=${clientId}`,
        {},
        400,
        'invalid_request',
      ],
      [{ ...GRANT, ...right }, { 'content-type': 'application/json' }, 400, 'invalid_request'],
      [{ ...GRANT, client_id: clientId, client_assertion: 'x.y.z' }, {}, 400, 'invalid_request'],
      [
        { ...GRANT, client_id: clientId, client_assertion: 'x.y.z', client_assertion_type: JWT_BEARER },
        {},
        401,
        'invalid_client',
      ],
      [{ ...GRANT, ...right, more: 'x'.repeat(40_000) }, {}, 413, 'invalid_request'],
    ] as const) {
      const answer = await ask(fields as Record<string, string>, headers as Record<string, string>);
      assert.deepEqual(
        [answer.status, answer.body.error],
        [status, error],
        JSON.stringify(fields).slice(0, 200),
      );
      assert.match(answer.body.error_description, /^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/);
      const challenged = status === 401 && 'authorization' in headers;
      assert.equal(answer.headers.get('www-authenticate'), challenged ? 'Basic realm="Rollcall"' : null);
    }
  });

  it('GIVEN an access token WHEN its time is over, it is revoked, or its secret is THEN it opens nothing', async () => {
    await harness.admin('PATCH', path(), { settings: { access: { tokenMinutes: 120 } } });
    const first = await makeSecret();
    const second = await makeSecret();
    const tokenOf = async ({ clientId, clientSecret }: typeof first) => {
      const { body } = await ask(GRANT, basic(clientId, clientSecret));
      assert.equal(body.expires_in, 7200);
      return body.access_token as string;
    };
    const [expiring, revoked, followed, lasting] = [
      await tokenOf(first),
      await tokenOf(first),
      await tokenOf(second),
      await tokenOf(first),
    ];
    const client = basic(first.clientId, first.clientSecret);
    assert.equal((await post('/oauth/revoke', { token: revoked })).status, 401);
    assert.deepEqual((await post('/oauth/revoke', { token: revoked }, client)).body, {});
    assert.equal((await post('/oauth/revoke', { token: revoked }, client)).status, 200);
    assert.equal((await post('/oauth/revoke', { token: 'unknown' }, client)).status, 200);
    // A bearer token of a person’s making is not the client’s to end.
    assert.equal((await post('/oauth/revoke', { token: harness.token }, client)).status, 200);
    assert.equal((await post('/oauth/revoke', {}, client)).status, 400);
    assert.deepEqual(
      [await scimStatus(revoked), await scimStatus(lasting), await scimStatus(harness.token)],
      [401, 200, 200],
    );
    await harness.admin('DELETE', `${path()}/client-secrets/${second.id}`);
    assert.deepEqual([await scimStatus(followed), await scimStatus(expiring)], [401, 200]);
    offset += 2 * HOUR_MS;
    assert.deepEqual([await scimStatus(expiring), await scimStatus(harness.token)], [401, 200]);
  });

  it('GIVEN a client secret that ends soon WHEN a token is given THEN it ends with the secret', async () => {
    const { clientId, clientSecret } = await makeSecret({ expiresAt: now() + HOUR_MS / 2 });
    const { body } = await ask(GRANT, basic(clientId, clientSecret));
    assert.ok(body.expires_in <= 1800 && body.expires_in > 1700);
    offset += HOUR_MS;
    const late = await ask(GRANT, basic(clientId, clientSecret));
    assert.match(late.body.error_description, /expired/);
  });

  it('GIVEN a client WHEN it looks for the endpoints THEN their document names them, and ServiceProviderConfig says so too', async () => {
    const metadata = await (await fetch(`${harness.url}/.well-known/oauth-authorization-server`)).json();
    assert.equal((metadata as { token_endpoint: string }).token_endpoint, `${harness.url}/oauth/token`);
    assert.equal((metadata as { issuer: string }).issuer, harness.url);
    const { body } = await harness.scim('GET', '/ServiceProviderConfig');
    assert.deepEqual(
      body.authenticationSchemes.map(({ type }: { type: string }) => type),
      ['oauthbearertoken', 'oauth2'],
    );
  });
});

describe('workload identity federation', () => {
  const federation = { tenantId: TENANT, audience: AUDIENCE, subject: SUBJECT };
  let clientId: string;
  before(async () => {
    clientId = (await harness.admin('GET', `${path()}/client-secrets`)).body.clientId;
    const { status } = await harness.admin('PATCH', path(), { settings: { access: { federation } } });
    assert.equal(status, 200);
  });
  const assertWith = (assertion: string) =>
    ask({
      ...GRANT,
      client_id: clientId,
      client_assertion_type: JWT_BEARER,
      client_assertion: assertion,
      scope: 'scim',
    });

  it('GIVEN an assertion of the tenant’s WHEN it is shown THEN a token is given, and the keys are asked for once', async () => {
    const first = await assertWith(await identity.mint());
    assert.equal(first.status, 200, JSON.stringify(first.body));
    assert.equal(await scimStatus(first.body.access_token), 200);
    await assertWith(await identity.mint());
    assert.equal(identity.keyRequests, 1);
  });

  it('GIVEN an assertion that is not for this connection WHEN it is shown THEN it is refused, naming the claim', async () => {
    const at = Math.floor(now() / 1_000);
    for (const [claims, named] of [
      [{ iss: `https://sts.windows.net/${TENANT}/` }, /claim iss/],
      [{ aud: 'api://other' }, /claim aud/],
      [{ sub: '99999999-2222-4333-8444-555555555555' }, /claim sub/],
      [{ exp: at - 600 }, /expired/],
      [{ iat: at - 25 * 3_600 }, /expired/],
      [{ nbf: at + 600 }, /claim nbf/],
    ] as const) {
      const { status, body } = await assertWith(await identity.mint(claims));
      assert.deepEqual([status, body.error], [401, 'invalid_client']);
      assert.match(body.error_description, named);
    }
    const [header, payload] = (await identity.mint()).split('.');
    assert.equal((await assertWith(`${header}.${payload}.`)).status, 401);
    const none = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url');
    assert.equal((await assertWith(`${none}.${payload}.`)).status, 401);
  });

  it('GIVEN an assertion WHEN it is shown again THEN one that names itself is refused, and any where each is for one use', async () => {
    const twice = async (claims: object) => {
      const assertion = await identity.mint({ ...claims });
      const [first, again] = [await assertWith(assertion), await assertWith(assertion)];
      assert.equal(first.status, 200, JSON.stringify(first.body));
      return again;
    };
    const replayed = await twice({ jti: 'one' });
    assert.deepEqual([replayed.status, replayed.body.error], [401, 'invalid_client']);
    assert.match(replayed.body.error_description, /shown before/);
    assert.equal((await twice({})).status, 200, 'as Entra may do with what it has kept');
    await harness.admin('PATCH', path(), {
      settings: {
        access: { federation: { ...federation, audience: `${AUDIENCE}/.default`, singleUse: true } },
      },
    });
    assert.equal((await twice({ uti: 'two' })).status, 401);
    offset += HOUR_MS;
    assert.equal((await assertWith(await identity.mint({ jti: 'one' }))).status, 200, 'forgotten in time');
    await harness.admin('PATCH', path(), { settings: { access: { federation } } });
  });

  it('GIVEN an assertion of another tenant’s key WHEN it is shown THEN it is refused', async () => {
    const stranger = await startEntraIdentity({
      tenantId: TENANT,
      audience: AUDIENCE,
      subject: SUBJECT,
      now,
    });
    try {
      const { status, body } = await assertWith(await stranger.mint());
      assert.deepEqual([status, body.error], [401, 'invalid_client']);
    } finally {
      await stranger.close();
    }
  });

  it('GIVEN a federation that is taken back WHEN an assertion is shown THEN it is refused', async () => {
    await harness.admin('PATCH', path(), { settings: { access: {} } });
    assert.equal((await assertWith(await identity.mint())).status, 401);
    await harness.admin('PATCH', path(), { settings: { access: { federation } } });
  });

  it('GIVEN a simulated Entra WHEN it goes in by secret, by body or by assertion THEN a cycle comes through', async () => {
    const { clientSecret, tokenUrl } = await makeSecret();
    const directory = parseDirectory(
      readFileSync(
        new URL('../../src/simulators/entra/examples/harbour-and-pine.json', import.meta.url),
        'utf8',
      ),
    );
    for (const token of [
      { kind: 'client', tokenUrl, clientId, clientSecret },
      { kind: 'client', tokenUrl, clientId, clientSecret, location: 'body' },
      { kind: 'federated', tokenUrl, clientId, assert: identity.mint },
    ] as const) {
      const simulator = createEntraSimulator({
        baseUrl: `${harness.url}/scim/v2`,
        token,
        directory,
        requestsPerSecond: Number.POSITIVE_INFINITY,
      });
      assert.equal((await simulator.testConnection()).ok, true);
      assert.equal((await simulator.runCycle()).status, 'completed');
      simulator.close();
    }
    const wrong = { kind: 'client', tokenUrl, clientId, clientSecret: 'wrong' } as const;
    const stranger = createEntraSimulator({ baseUrl: `${harness.url}/scim/v2`, token: wrong, directory });
    assert.equal((await stranger.testConnection()).ok, false);
    stranger.close();
  });
});
