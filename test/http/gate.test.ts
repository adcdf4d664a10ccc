// From where a connection may be called, and how often authentication may fail.
import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { clientAddress, createAddressList } from '../../src/http/client-address.ts';
import { ADMIN_TOKEN, type Harness, type HarnessOptions, startHarness } from '../support/rollcall.ts';

let harness: Harness;
afterEach(() => harness.close());
const begin = async (options: HarnessOptions = {}) => {
  harness = await startHarness({ working: false, ...options });
};

const allow = (addresses: string[]) =>
  harness.admin('PATCH', `/connections/${harness.connectionId}`, { settings: { access: { addresses } } });
const call = (headers: Record<string, string> = {}) =>
  harness.scim('GET', '/Users?count=0', undefined, headers);

describe('the addresses of a connection', () => {
  it('GIVEN networks WHEN it is called from one of them, or from elsewhere THEN it is answered, or 403 says why', async () => {
    await begin();
    for (const [networks, status] of [
      [['127.0.0.1'], 200],
      [['10.0.0.0/8', '127.0.0.0/8'], 200],
      [['2001:db8::/32'], 403],
      [['192.0.2.0/24'], 403],
      [[], 200],
    ] as const) {
      assert.equal((await allow([...networks])).status, 200);
      const answer = await call();
      assert.equal(answer.status, status, networks.join());
      if (status === 403) assert.match(answer.body.detail, /The address 127\.0\.0\.1 is not among/);
    }
    const path = `/connections/${harness.connectionId}/client-secrets`;
    const { clientId, clientSecret } = (await harness.admin('POST', path, {})).body;
    const ask = () =>
      fetch(`${harness.url}/oauth/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: clientId,
          client_secret: clientSecret,
        }),
      });
    assert.equal((await ask()).status, 200);
    await allow(['192.0.2.0/24']);
    assert.equal((await ask()).status, 403);
    assert.equal((await allow(['10.0.0.0/33'])).status, 400);
    assert.equal((await allow(['example.com'])).status, 400);
  });

  it('GIVEN nobody is trusted WHEN a caller claims another address THEN its own counts; from a trusted proxy the claim does', async () => {
    await begin();
    await allow(['192.0.2.7']);
    assert.equal((await call({ 'x-forwarded-for': '192.0.2.7' })).status, 403);
    await harness.close();
    await begin({ trustedProxies: ['127.0.0.0/8'] });
    await allow(['192.0.2.7']);
    assert.equal((await call({ 'x-forwarded-for': '192.0.2.7' })).status, 200);
    assert.equal((await call({ 'x-forwarded-for': '192.0.2.7, 198.51.100.1' })).status, 403);
    assert.equal((await call()).status, 403);
  });

  it('GIVEN a row of proxies WHEN the header is read THEN the first that is not trusted, from the end, is the caller', async () => {
    await begin();
    const isTrusted = createAddressList(['10.0.0.0/8', 'fd00::/8']);
    for (const [peer, forwarded, expected] of [
      ['10.0.0.1', '203.0.113.5, 10.0.0.2', '203.0.113.5'],
      ['::ffff:10.0.0.1', '203.0.113.5:4711', '203.0.113.5'],
      ['fd00::1', '[2001:db8::5]:443', '2001:db8::5'],
      ['10.0.0.1', 'spoofed, 203.0.113.5', '203.0.113.5'],
      ['10.0.0.1', '203.0.113.5, nonsense', '10.0.0.1'],
      ['203.0.113.9', '192.0.2.1', '203.0.113.9'],
      ['10.0.0.1', null, '10.0.0.1'],
      [undefined, '203.0.113.5', undefined],
    ] as const) {
      assert.equal(clientAddress(peer, forwarded, isTrusted), expected, `${peer} ${forwarded}`);
    }
  });
});

describe('failed authentication', () => {
  it('GIVEN a hundred failures in a minute WHEN more come THEN 429 says when to come again, and a right token is let in', async () => {
    let offset = 0;
    await begin({ now: () => 1_000_000_000_000 + offset });
    const guess = () => call({ authorization: 'Bearer non-token' });
    for (let n = 0; n < 100; n += 1) assert.equal((await guess()).status, 401);
    const refused = await guess();
    assert.equal(refused.status, 429);
    assert.equal(refused.body.status, '429');
    assert.match(refused.headers.get('retry-after') ?? '', /^(60|[1-5]?\d)$/);
    assert.equal((await call()).status, 200);
    offset += 60_000;
    for (let n = 0; n < 100; n += 1) assert.equal((await guess()).status, 401);
    assert.equal((await guess()).status, 429);
    // The clock is set back: the minute is not over an hour later for it.
    offset -= 3_600_000;
    assert.equal((await guess()).status, 401);
  });

  it('GIVEN guesses at the admin token wherever it is taken WHEN they are too many THEN 429, and the right one is let in', async () => {
    const at = 1_000_000_000_000;
    await begin({ now: () => at, trustedProxies: ['127.0.0.0/8'] });
    const visit = async (path: string, authorization: string | undefined, from: number) => {
      const headers = { 'x-forwarded-for': `198.51.100.${from}`, ...(authorization && { authorization }) };
      return fetch(harness.url + path, { headers });
    };
    const password = `Basic ${Buffer.from('admin:wrong').toString('base64')}`;
    const before = { iat: 0, exp: at / 1_000 - 60 };
    const over = `e.${Buffer.from(JSON.stringify(before)).toString('base64url')}.e`;
    const PATHS = ['/admin/api/connections', '/metrics', '/'];
    for (const [from, path] of PATHS.entries()) {
      for (let n = 0; n < 100; n += 1) {
        assert.equal((await visit(path, n % 2 ? password : 'Bearer wrong', from)).status, 401);
        // Nothing is guessed by these: a browser that asks for a password, a screen that slept.
        if (n % 10 === 0) assert.equal((await visit(path, undefined, from)).status, 401);
        if (from === 0) assert.equal((await visit(path, `Bearer ${over}`, from)).status, 401);
      }
      const refused = await visit(path, 'Bearer wrong', from);
      assert.deepEqual([refused.status, refused.headers.get('retry-after')], [429, '60'], path);
      assert.equal((await visit(path, `Bearer ${ADMIN_TOKEN}`, from)).status, 200);
    }
  });

  it('GIVEN guesses at one connection from many addresses WHEN they are too many THEN they are refused together, and its provider is let in', async () => {
    await begin({ trustedProxies: ['127.0.0.0/8'] });
    const last = harness.token.at(-1) === '0' ? '1' : '0';
    const authorization = `Bearer ${harness.token.slice(0, -1)}${last}`;
    const guess = (n: number) => call({ authorization, 'x-forwarded-for': `198.51.100.${n}` });
    for (let n = 0; n < 100; n += 1) assert.equal((await guess(n)).status, 401);
    assert.equal((await guess(200)).status, 429);
    assert.equal((await call({ 'x-forwarded-for': '198.51.100.1' })).status, 200);
    // Another connection’s guesses are counted by themselves.
    assert.equal((await call({ authorization: 'Bearer x', 'x-forwarded-for': '203.0.113.1' })).status, 401);
  });
});
