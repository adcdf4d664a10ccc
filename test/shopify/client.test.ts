import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, afterEach, before, describe, it } from 'node:test';
import { createCostBucket } from '../../src/shopify/bucket.ts';
import { createAdminClient, type RunOptions } from '../../src/shopify/client.ts';
import { findCustomer as findMapped, NOTHING_MAPPED } from '../../src/shopify/operations.ts';
import { sleep } from '../../src/shopify/sleep.ts';
import { createTokenEndpoint } from '../../src/shopify/token-endpoint.ts';
import { clientCredentials, fixedToken } from '../../src/shopify/tokens.ts';
import { ACCESS_TOKEN, startStore } from './support.ts';

const findCustomer = findMapped(NOTHING_MAPPED);

const SOMEBODY = { identifier: { emailAddress: 'nobody@example.com' } };
const ordinary = { leaving: false };

describe('Admin API client', () => {
  const pauses: number[] = [];
  let store: Awaited<ReturnType<typeof startStore>>;
  const ask = () => store.client.run(findCustomer, SOMEBODY, ordinary);
  const inject = (kind: string, count = 1) => store.sim('POST', '/_sim/faults', { kind, rate: 1, count });

  before(async () => {
    store = await startStore({
      timeoutMs: 60_000,
      simulator: { hangMs: 5_000 },
      sleep: async (ms) => {
        pauses.push(ms);
      },
    });
  });
  afterEach(async () => {
    pauses.length = 0;
    await store.sim('POST', '/_sim/reset');
  });
  after(() => store.close());

  it('GIVEN a store WHEN it answers THEN the data comes back', async () => {
    assert.deepEqual((await ask()).data, { customerByIdentifier: null });
  });

  const failures = [
    { fault: 'http_500', kind: 'unavailable', code: 'shopify_unavailable', mayLand: true },
    { fault: 'http_502', kind: 'unavailable', code: 'shopify_unavailable', mayLand: true },
    { fault: 'http_503', kind: 'unavailable', code: 'shopify_unavailable', mayLand: true },
    { fault: 'internal_error', kind: 'unavailable', code: 'shopify_unavailable', mayLand: true },
    { fault: 'unauthorized', kind: 'unauthorized', code: 'token_refused', mayLand: false },
    { fault: 'access_denied', kind: 'unauthorized', code: 'access_denied', mayLand: false },
  ];
  for (const { fault, ...expected } of failures) {
    it(`GIVEN ${fault} WHEN a call is made THEN it fails as ${expected.kind}, code ${expected.code}`, async () => {
      await inject(fault);
      await assert.rejects(ask(), expected);
    });
  }

  it('GIVEN a short throttle storm WHEN a call is made THEN it waits longer each time and succeeds', async () => {
    await inject('throttle', 3);
    assert.deepEqual((await ask()).data, { customerByIdentifier: null });
    assert.deepEqual(pauses, [500, 1000, 2000], 'its numbers say that there are points enough');
  });

  it('GIVEN a long throttle storm WHEN a call is made THEN it gives its place up, and nothing was done', async () => {
    await inject('throttle', 100);
    await assert.rejects(ask(), { kind: 'throttled', mayLand: false });
  });

  it('GIVEN a failure WHEN it is told THEN neither the token nor what was asked is in it', async () => {
    await inject('http_500');
    const error = await ask().catch((caught: unknown) => caught);
    const text = `${String(error)} ${JSON.stringify(error)} ${(error as Error).stack}`;
    assert.ok(!text.includes(ACCESS_TOKEN));
    assert.ok(!text.includes('nobody@example.com'));
  });

  it('GIVEN a call under way WHEN its signal aborts THEN it ends at once and may have landed', async () => {
    await inject('timeout_before');
    const controller = new AbortController();
    const call = store.client.run(findCustomer, SOMEBODY, { ...ordinary, signal: controller.signal });
    setTimeout(() => controller.abort(), 20);
    await assert.rejects(call, { kind: 'unavailable', code: 'no_answer', mayLand: true });
  });

  for (const kind of ['timeout_before', 'timeout_after']) {
    it(`GIVEN ${kind} WHEN a call is made THEN it fails as unavailable, code timeout`, async () => {
      const hanging = await startStore({ timeoutMs: 200, simulator: { hangMs: 400 } });
      await hanging.sim('POST', '/_sim/faults', { kind, rate: 1, count: 1 });
      const call = hanging.client.run(findCustomer, SOMEBODY, ordinary);
      await assert.rejects(call, { kind: 'unavailable', code: 'timeout', mayLand: true });
      await hanging.close();
    });
  }
});

describe('Admin API client against odd answers', () => {
  async function withServer<T>(
    status: number,
    body: string,
    headers: Record<string, string>,
    use: (origin: string) => Promise<T>,
  ): Promise<T> {
    const server = createServer((_request, response) => response.writeHead(status, headers).end(body));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }

  const call = (adminOrigin: string, pause = sleep, run: Partial<RunOptions> = {}) =>
    createAdminClient({
      adminOrigin,
      apiVersion: '2026-10',
      tokens: fixedToken(ACCESS_TOKEN),
      bucket: createCostBucket({ now: Date.now, sleep }),
      fetch,
      sleep: pause,
      timeoutMs: 60_000,
    }).run(findCustomer, SOMEBODY, { ...ordinary, ...run });

  const cases = [
    { name: 'a frozen shop', status: 402, body: '{"errors":"Payment Required"}', code: 'shop_frozen' },
    { name: 'a locked shop', status: 423, body: '{"errors":"Locked"}', code: 'shop_locked' },
    { name: 'an unknown shop', status: 404, body: '{"errors":"Not Found"}', code: 'shop_not_found' },
    { name: 'a page of HTML', status: 200, body: '<html>', code: 'shopify_unavailable' },
    { name: 'data of another form', status: 200, body: '{"data":{}}', code: 'answer_unreadable' },
    { name: 'an over-long answer', status: 200, body: ' '.repeat(5_000_000), code: 'no_answer' },
    {
      name: 'a redirect elsewhere',
      status: 302,
      body: '',
      headers: { location: 'http://127.0.0.1:9/' },
      code: 'no_answer',
    },
    {
      name: 'an operation that the API does not know',
      status: 200,
      body: '{"errors":[{"message":"Field does not exist","extensions":{"code":"undefinedField"}}]}',
      code: 'operation_refused',
    },
    {
      name: 'a missing definition',
      status: 200,
      body: `{"errors":[{"message":"Metafield definition of type 'id' is required when using custom ids.","extensions":{"code":"NOT_FOUND"}}]}`,
      code: 'definition_missing',
    },
  ];
  for (const { name, status, body, code, headers = {} } of cases) {
    it(`GIVEN ${name} WHEN it is the answer THEN the call fails with ${code}`, async () => {
      await withServer(status, body, headers, (origin) => assert.rejects(call(origin), { code }));
    });
  }

  it('GIVEN 429 with Retry-After WHEN it is the answer THEN just that long is waited', async () => {
    const pauses: number[] = [];
    const pause = async (ms: number) => {
      pauses.push(ms);
    };
    await withServer(429, '{}', { 'retry-after': '2' }, (origin) =>
      assert.rejects(call(origin, pause), { kind: 'throttled', retryAfterMs: 2000 }),
    );
    assert.deepEqual([...new Set(pauses)], [2000]);
  });

  const graphqlErrors = [
    { name: 'a value that its type refuses', code: 'INVALID_VARIABLE', expected: 'input_refused' },
    { name: 'a state that cannot be asked for', code: 'INVALID', expected: 'input_refused' },
    { name: 'a malformed id', code: 'argumentLiteralsIncompatible', expected: 'input_refused' },
    { name: 'an id of another kind', code: 'RESOURCE_NOT_FOUND', expected: 'input_refused' },
    { name: 'a list too long', code: 'MAX_INPUT_SIZE_EXCEEDED', expected: 'input_refused' },
    {
      name: 'an argument that the document itself gives wrongly',
      code: 'argumentLiteralsIncompatible',
      path: ['query FindCustomer', 'customerByIdentifier', 'first'],
      expected: 'operation_refused',
    },
    {
      name: 'a field of a payload that failed',
      code: 'SOMETHING_ELSE',
      path: ['customerCreate', 'customer', 'tags'],
      data: { customerCreate: null },
      expected: 'operation_refused',
      mayLand: true,
    },
    {
      name: 'a field of a payload that may not be read',
      code: 'ACCESS_DENIED',
      path: ['customerCreate', 'customer', 'firstName'],
      data: null,
      expected: 'access_denied',
      mayLand: true,
    },
    {
      name: 'an unknown error at a mutation',
      code: 'SOMETHING_ELSE',
      path: ['customerCreate'],
      data: { customerCreate: null },
      expected: 'operation_refused',
      mayLand: true,
    },
    {
      name: 'a mutation that is denied',
      code: 'ACCESS_DENIED',
      path: ['customerCreate'],
      data: { customerCreate: null },
      expected: 'access_denied',
    },
  ];
  for (const { name, code, path, data, expected, mayLand = false } of graphqlErrors) {
    it(`GIVEN ${name} WHEN it is the answer THEN it is ${expected}, and ${mayLand ? 'may have landed' : 'was not executed'}`, async () => {
      const body = JSON.stringify({ errors: [{ message: 'Told', path, extensions: { code } }], data });
      await withServer(200, body, {}, (origin) => assert.rejects(call(origin), { code: expected, mayLand }));
    });
  }

  it('GIVEN a lease that ended while a call waited WHEN it is its turn THEN it is withdrawn and nothing is sent', async () => {
    let sent = 0;
    const count = () => {
      sent += 1;
      return false;
    };
    await withServer(200, '{"data":{"customerByIdentifier":null}}', {}, async (origin) => {
      await assert.rejects(call(origin, sleep, { maySend: count }), { kind: 'withdrawn', mayLand: false });
      await call(origin, sleep, { maySend: () => true });
    });
    assert.equal(sent, 1, 'it is asked once for each exchange');
  });

  it('GIVEN a call that waits after being throttled WHEN it is withdrawn THEN it ends at once', async () => {
    const controller = new AbortController();
    const pause = (_ms: number, signal?: AbortSignal) =>
      new Promise<void>((resolve) => {
        signal?.addEventListener('abort', () => resolve());
        controller.abort();
      });
    await withServer(429, '{}', {}, (origin) =>
      assert.rejects(call(origin, pause, { unsent: controller.signal }), { kind: 'withdrawn' }),
    );
  });

  it('GIVEN nobody who listens WHEN a call is made THEN it certainly did not land', async () => {
    const origin = await withServer(200, '', {}, async (closed) => closed);
    await assert.rejects(call(origin), { kind: 'unavailable', mayLand: false });
  });
});

/** The tokens of a shop of one's own, by client credentials. */
function ownShop(options: {
  readonly url: string;
  readonly clientSecret: string;
  readonly now: () => number;
  readonly fetch: typeof fetch;
}) {
  const { url, ...others } = options;
  const endpoint = createTokenEndpoint({ clientId: 'client', originOf: () => url, ...others });
  return clientCredentials({ shop: 'example.myshopify.com', endpoint, now: options.now });
}

describe('access tokens', () => {
  it('GIVEN client credentials WHEN many calls begin at once THEN one token is asked for, and again before it expires', async () => {
    let time = 0;
    let asked = 0;
    const store = await startStore({
      simulator: { clientId: 'client', clientSecret: 'secret' },
      tokens: ({ url }) =>
        ownShop({
          url,
          clientSecret: 'secret',
          now: () => time,
          fetch: (...call) => {
            asked += 1;
            return fetch(...call);
          },
        }),
    });
    const ask = () => store.client.run(findCustomer, SOMEBODY, ordinary);
    await Promise.all([ask(), ask(), ask()]);
    assert.equal(asked, 1);
    time += 23 * 3_600_000;
    await ask();
    assert.equal(asked, 1);
    time += 56 * 60_000;
    await ask();
    assert.equal(asked, 2);
    await store.close();
  });

  it('GIVEN a token that Shopify no longer takes WHEN a call is refused THEN a new one is asked for and the call made', async () => {
    let asked = 0;
    const store = await startStore({
      simulator: { clientId: 'client', clientSecret: 'secret' },
      tokens: ({ url }) =>
        ownShop({
          url,
          clientSecret: 'secret',
          now: () => 0,
          fetch: (...call) => {
            asked += 1;
            return fetch(...call);
          },
        }),
    });
    await store.sim('POST', '/_sim/faults', { kind: 'unauthorized', rate: 1, count: 1 });
    await store.client.run(findCustomer, SOMEBODY, ordinary);
    assert.equal(asked, 2);
    await store.close();
  });

  it('GIVEN a request for a token that breaks off WHEN a call is made THEN it fails, and certainly did not land', async () => {
    const store = await startStore({
      tokens: ({ url }) =>
        ownShop({
          url,
          clientSecret: 'secret',
          now: Date.now,
          fetch: () => Promise.reject(new Error('reset')),
        }),
    });
    await assert.rejects(store.client.run(findCustomer, SOMEBODY, ordinary), {
      kind: 'unavailable',
      code: 'token_unavailable',
      mayLand: false,
    });
    await store.close();
  });

  it('GIVEN wrong credentials WHEN a call is made THEN it fails as unauthorized, without the secret', async () => {
    const store = await startStore({
      simulator: { clientId: 'client', clientSecret: 'secret' },
      tokens: ({ url }) =>
        ownShop({
          url,
          clientSecret: 'a-wrong-secret',
          now: Date.now,
          fetch,
        }),
    });
    await assert.rejects(store.client.run(findCustomer, SOMEBODY, ordinary), (error: Error) => {
      assert.equal((error as Error & { code: string }).code, 'client_refused');
      return !error.message.includes('a-wrong-secret');
    });
    await store.close();
  });
});
