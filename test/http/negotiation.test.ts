// What HTTP itself asks of an answer: media types, HEAD, methods, and faults that no route ever sees.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { ADMIN_TOKEN, type Harness, type ScimAnswer, startHarness } from '../support/rollcall.ts';

const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';

describe('HTTP around SCIM', () => {
  let harness: Harness;
  let scim: Harness['scim'];
  let userId: string;
  const logged: string[] = [];
  before(async () => {
    harness = await startHarness({ working: false, onLog: (line) => logged.push(line) });
    scim = harness.scim;
    userId = (await scim('POST', '/Users', { userName: 'ann@x.example' })).body.id;
  });
  after(() => harness.close());

  describe('Accept', () => {
    for (const accept of [
      '*/*',
      'application/*',
      'application/scim+json',
      'application/json',
      'Application/JSON; charset=utf-8; q=0.5',
      'text/html, */*',
      'text/html, application/xhtml+xml, */*;q=0.8',
      'application/json;q=0, */*;q=0.1',
      'application/scim+json;q=0.2, */*;q=0',
      'application/json;q=many',
    ]) {
      it(`GIVEN "${accept}" WHEN asked THEN it is answered as application/scim+json`, async () => {
        const answer = await scim('GET', `/Users/${userId}`, undefined, { accept });
        assert.equal(answer.status, 200);
        assert.equal(answer.headers.get('content-type'), 'application/scim+json');
      });
    }

    for (const accept of [
      'text/html',
      'application/xml, text/*',
      'application/scim+json;q=0',
      'application/scim+json;q=0.0, */*',
      'application/*;q=0, */*',
      '*/*;q=0',
      'nonsense',
    ]) {
      it(`GIVEN "${accept}" WHEN asked THEN 406`, async () => {
        assertError(await scim('GET', `/Users/${userId}`, undefined, { accept }), 406);
        assertError(await scim('POST', '/Users', { userName: 'never@x.example' }, { accept }), 406);
      });
    }
  });

  describe('bodies', () => {
    const post = (type: string, body: string | Uint8Array<ArrayBuffer>): Promise<ScimAnswer> =>
      fetch(`${harness.url}/scim/v2/Users`, {
        method: 'POST',
        headers: { authorization: `Bearer ${harness.token}`, 'content-type': type },
        body,
      }).then(async (response) => ({
        status: response.status,
        headers: response.headers,
        body: await response.json(),
      }));

    it('GIVEN a large body that no route reads, with Entra’s flag WHEN refused THEN the connection goes on', async () => {
      const path = '/scim/v2/?aadOptscim062020/Users';
      const head = `host: x\r\nauthorization: Bearer ${harness.token}\r\n`;
      const socket = connect(Number(new URL(harness.url).port), '127.0.0.1');
      socket.write(`PUT ${path} HTTP/1.1\r\n${head}content-length: 600000\r\n\r\n${' '.repeat(600_000)}`);
      socket.write(`GET /scim/v2/Users/${userId} HTTP/1.1\r\n${head}connection: close\r\n\r\n`);
      const statuses = (await socket.setEncoding('utf8').toArray()).join('').match(/HTTP\/1.1 \d+/g);
      assert.deepEqual(statuses, ['HTTP/1.1 405', 'HTTP/1.1 200']);
    });

    it('GIVEN a charset that is not UTF-8 WHEN sent THEN 415', async () => {
      for (const charset of ['iso-8859-1', 'utf-16', '"windows-1252"']) {
        assertError(await post(`application/scim+json; charset=${charset}`, '{"userName":"c"}'), 415);
      }
    });

    it('GIVEN a body that is compressed, or said to be WHEN sent THEN 415 says how to send it, and names no media type', async () => {
      const send = (path: string, bearer: string, coding: string, type = 'application/json') =>
        fetch(harness.url + path, {
          method: 'POST',
          headers: { authorization: `Bearer ${bearer}`, 'content-type': type, 'content-encoding': coding },
          body: '{}',
        });
      for (const coding of ['gzip', 'GZIP', 'identity, br']) {
        for (const answer of [
          await send('/scim/v2/Users', harness.token, coding),
          await send('/admin/api/connections', ADMIN_TOKEN, coding),
          await send('/oauth/token', '', coding, 'application/x-www-form-urlencoded'),
          await send('/shopify/webhooks', '', coding),
        ]) {
          assert.equal(answer.status, 415, answer.url);
          assert.equal(answer.headers.get('accept-encoding'), 'identity');
          assert.match(await answer.text(), /without compression/);
        }
      }
      // Read, and found to lack a userName.
      assert.equal((await send('/scim/v2/Users', harness.token, 'Identity')).status, 400);
      const otherType = await send('/scim/v2/Users', harness.token, '', 'text/plain');
      assert.deepEqual([otherType.status, otherType.headers.get('accept-encoding')], [415, null]);
    });

    it('GIVEN UTF-8 by any of its names WHEN sent THEN it is read', async () => {
      for (const [at, charset] of ['UTF-8', '"utf-8"', 'utf8', 'us-ascii'].entries()) {
        const answer = await post(`application/json;charset=${charset}`, `{"userName":"charset${at}"}`);
        assert.equal(answer.status, 201, charset);
      }
    });

    it('GIVEN invalid UTF-8 WHEN sent THEN 400 and nothing is stored', async () => {
      const bytes = Buffer.concat([Buffer.from('{"userName":"b'), Buffer.from([0xe9]), Buffer.from('b"}')]);
      const answer = await post('application/json', bytes);
      assertError(answer, 400);
      assert.equal(answer.body.scimType, 'invalidSyntax');
      const chunked = new ReadableStream({
        start(controller) {
          controller.enqueue(bytes);
          controller.close();
        },
      });
      const init = { method: 'POST', body: chunked, duplex: 'half' };
      const headers = { authorization: `Bearer ${harness.token}`, 'content-type': 'application/json' };
      const second = await fetch(`${harness.url}/scim/v2/Users`, { ...init, headers } as RequestInit);
      assert.equal(second.status, 400);
      await second.arrayBuffer();
    });

    it('GIVEN a byte order mark WHEN sent THEN it is passed over', async () => {
      assert.equal((await post('application/json', '\ufeff{"userName":"bom@x.example"}')).status, 201);
    });

    it('GIVEN a client that goes away in the middle WHEN read THEN no fault is logged', async () => {
      const head = (framing: string) =>
        `POST /scim/v2/Users HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${harness.token}\r\n${framing}\r\n\r\n`;
      logged.length = 0;
      for (const start of [
        `${head('Content-Length: 1000')}{"userName"`,
        `${head('Transfer-Encoding: chunked')}5\r\n{"use\r\n`,
      ]) {
        const socket = connect(Number(new URL(harness.url).port), '127.0.0.1');
        await new Promise<void>((written) => socket.write(start, () => written()));
        await new Promise((resolve) => setTimeout(resolve, 50));
        socket.destroy();
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
      assert.equal((await fetch(`${harness.url}/healthz`)).status, 200);
      assert.deepEqual(logged, []);
    });
  });

  describe('HEAD', () => {
    it('GIVEN a path with GET WHEN asked with HEAD THEN the same status and headers, and no body', async () => {
      for (const path of [
        `/Users/${userId}`,
        '/Users?count=1',
        '/Groups',
        '/ServiceProviderConfig',
        '/Schemas',
        '/ResourceTypes/User',
        '/Users/nobody',
        '/Nothing',
        '/Users?count=ten',
      ]) {
        const [got, head] = [await scim('GET', path), await scim('HEAD', path)];
        assert.equal(head.status, got.status, path);
        assert.equal(head.body, undefined, path);
        for (const name of ['content-type', 'etag']) {
          assert.equal(head.headers.get(name), got.headers.get(name), `${name} of ${path}`);
        }
      }
    });

    it('GIVEN preconditions WHEN asked with HEAD THEN they hold as for GET', async () => {
      const path = `/Users/${userId}`;
      const stored = `${path}?excludedAttributes=groups`;
      assert.equal((await scim('HEAD', stored, undefined, { 'if-none-match': 'W/"1"' })).status, 304);
      assert.equal((await scim('HEAD', path, undefined, { 'if-match': 'W/"9"' })).status, 412);
    });

    it('GIVEN no token WHEN asked with HEAD THEN 401', async () => {
      const answer = await scim('HEAD', '/Users', undefined, { authorization: '' });
      assert.equal(answer.status, 401);
      assert.equal(answer.headers.get('www-authenticate'), 'Bearer');
    });
  });

  it('GIVEN a method that a path does not have WHEN sent THEN 405 with Allow', async () => {
    for (const [method, path, allow] of [
      ['DELETE', '/Users', 'GET, HEAD, POST'],
      ['POST', `/Groups/${userId}`, 'GET, HEAD, PUT, PATCH, DELETE'],
      ['POST', '/Schemas', 'GET, HEAD'],
      ['OPTIONS', '/Users', 'GET, HEAD, POST'],
    ] as const) {
      const answer = await scim(method, path, method === 'POST' ? {} : undefined);
      assertError(answer, 405);
      assert.equal(answer.headers.get('allow'), allow);
    }
  });

  it('GIVEN a method that a path outside SCIM does not have WHEN sent THEN 405 with Allow, as errors are told there', async () => {
    for (const [method, path, allow, beginning] of [
      ['DELETE', '/admin/api/connections', 'GET, HEAD, POST', '{"error":{"code":"no_such_method"'],
      ['POST', '/admin/api/connections/x/guard/', 'GET, HEAD', '{"error":{"code":"no_such_method"'],
      ['POST', '/admin/api/openapi.json', 'GET, HEAD', '{"error":{"code":"no_such_method"'],
      ['GET', '/oauth/token', 'POST', '{"error":"invalid_request"'],
      ['PUT', '/oauth/revoke', 'POST', '{"error":"invalid_request"'],
      ['POST', '/.well-known/oauth-authorization-server', 'GET, HEAD', '{"error":"invalid_request"'],
      ['GET', '/shopify/webhooks', 'POST', 'Only POST'],
      ['POST', '/app', 'GET, HEAD', 'Only GET, HEAD'],
      ['DELETE', '/app/assets/none', 'GET, HEAD', 'Only GET, HEAD'],
      ['POST', '/', 'GET, HEAD', 'Only GET, HEAD'],
      ['POST', '/healthz', 'GET, HEAD', 'Only GET, HEAD'],
      ['OPTIONS', '/readyz', 'GET, HEAD', 'Only GET, HEAD'],
      ['DELETE', '/metrics', 'GET, HEAD', 'Only GET, HEAD'],
    ] as const) {
      const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
      const answer = await fetch(harness.url + path, { method, headers });
      assert.deepEqual([answer.status, answer.headers.get('allow')], [405, allow], path);
      assert.ok((await answer.text()).startsWith(beginning), path);
    }
  });

  it('GIVEN /Me WHEN called THEN 501 that says why', async () => {
    for (const path of ['/Me', '/Me?attributes=userName']) {
      const answer = await scim('GET', path);
      assertError(answer, 501);
      assert.match(answer.body.detail, /no meaning/);
    }
  });

  describe('faults below any route', () => {
    const raw = (
      request: string,
    ): Promise<{ head: string; body: { status: string; schemas: string[]; scimType?: string } }> =>
      new Promise((resolve, reject) => {
        const socket = connect(Number(new URL(harness.url).port), '127.0.0.1');
        let answer = '';
        socket.setEncoding('utf8');
        socket.on('data', (chunk) => {
          answer += chunk;
        });
        socket.once('error', reject);
        socket.once('close', () => {
          const start = answer.indexOf('{');
          const body = JSON.parse(answer.slice(start, answer.lastIndexOf('}') + 1));
          resolve({ head: answer.slice(0, start).toLowerCase(), body });
        });
        socket.write(request);
      });
    const path = 'GET /scim/v2/Users';
    for (const [title, request, status] of [
      ['no HTTP at all', 'hello\r\n\r\n', 400],
      ['a malformed request line', `${path} HTTP/9.9\r\nHost: x\r\n\r\n`, 400],
      ['no Host', `${path} HTTP/1.1\r\nConnection: close\r\n\r\n`, 400],
      ['a Host that is none', `${path} HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n`, 400],
      ['a backslash in the path', 'GET /scim\\v2 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 400],
      ['another expectation', `${path} HTTP/1.1\r\nHost: x\r\nExpect: a-miracle\r\n\r\n`, 417],
      ['a header without a name', `${path} HTTP/1.1\r\nHost: x\r\n: y\r\n\r\n`, 400],
    ] as const) {
      it(`GIVEN ${title} WHEN sent THEN ${status} with a SCIM error, and the service lives on`, async () => {
        const { head, body } = await raw(request);
        assert.match(head, new RegExp(`^http/1.1 ${status} `));
        assert.match(head, /content-type: application\/scim\+json/);
        assert.deepEqual([body.schemas, body.status], [[ERROR], String(status)]);
        assert.equal(body.scimType, status === 400 ? 'invalidSyntax' : undefined);
        assert.equal((await fetch(`${harness.url}/healthz`)).status, 200);
      });
    }

    it('GIVEN TRACE with the flag of Entra WHEN sent THEN it is refused like any TRACE', async () => {
      const { head } = await raw(
        'TRACE /scim/v2/Users?aadOptscim062020 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
      );
      assert.match(head, /^http\/1.1 405 /);
    });

    it('GIVEN HTTP/1.0 without a Host, as probes send it WHEN sent THEN it is served', async () => {
      const { head } = await raw('GET /healthz HTTP/1.0\r\n\r\n');
      assert.match(head, /^http\/1.1 200 /);
    });

    it('GIVEN Expect: 100-continue WHEN sent THEN the body is awaited and taken', async () => {
      const body = '{"userName":"expected@x.example"}';
      const { head } = await raw(
        `POST /scim/v2/Users HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${harness.token}\r\nExpect: 100-continue\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      );
      assert.match(head, /^http\/1.1 100 continue\r\n\r\nhttp\/1.1 201 /);
    });
  });
});

function assertError(answer: ScimAnswer, status: number): void {
  assert.equal(answer.status, status, JSON.stringify(answer.body));
  assert.equal(answer.headers.get('content-type'), 'application/scim+json');
  assert.deepEqual(answer.body.schemas, [ERROR]);
  assert.equal(answer.body.status, String(status));
}
