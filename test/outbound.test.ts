// Calls to addresses that somebody else chose, against real servers on this machine.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, LookupFunction } from 'node:net';
import { after, describe, it } from 'node:test';
import { createOutboundFetch, findUrlFault, isPublicAddress, OutboundError } from '../src/outbound.ts';

const PRIVATE = [
  '127.0.0.1',
  '10.1.2.3',
  '172.16.0.1',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '0.0.0.0',
  '255.255.255.255',
  '224.0.0.1',
  '192.0.2.1',
  '198.18.0.1',
  '::',
  '::1',
  'fe80::1',
  'fd00:ec2::254',
  'ff02::1',
  '::ffff:127.0.0.1',
  '::ffff:a9fe:a9fe',
  '64:ff9b::7f00:1',
  '2002:7f00:1::',
  '::7f00:1',
  '::ffff:0:7f00:1',
  'fec0::1',
  '4000::1',
  '168.63.129.16',
  '2001:db8::1',
];

describe('outbound', () => {
  const servers: Server[] = [];
  after(() => {
    for (const server of servers) server.close().closeAllConnections();
  });

  async function serve(listener: RequestListener): Promise<string> {
    const server = createServer(listener).listen(0, '127.0.0.1');
    servers.push(server);
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  function codeOf(code: string) {
    return (error: unknown) => error instanceof OutboundError && error.code === code;
  }

  for (const address of PRIVATE) {
    it(`GIVEN ${address} WHEN it is asked for THEN it is not public`, () => {
      assert.equal(isPublicAddress(address), false);
    });
  }

  for (const address of ['1.1.1.1', '2606:4700:4700::1111', '::ffff:1.1.1.1']) {
    it(`GIVEN ${address} WHEN it is asked for THEN it is public`, () => {
      assert.equal(isPublicAddress(address), true);
    });
  }

  for (const url of [
    'http://example.com/',
    'ftp://example.com/',
    'file:///etc/passwd',
    'https://user:secret@example.com/',
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://[::1]/',
    'https://[::ffff:169.254.169.254]/latest/meta-data',
    'no url',
  ]) {
    it(`GIVEN ${url} WHEN it is called THEN it is refused before anything is sent`, async () => {
      assert.notEqual(findUrlFault(url), undefined);
      await assert.rejects(createOutboundFetch()(url), codeOf('url_refused'));
    });
  }

  it('GIVEN a name with one private address among public ones WHEN it is called THEN it is refused', async () => {
    const lookup: LookupFunction = (_name, _options, done) =>
      done(null, [
        { address: '1.1.1.1', family: 4 },
        { address: '10.0.0.1', family: 4 },
      ]);
    await assert.rejects(createOutboundFetch({ lookup })('https://example.com/'), codeOf('address_refused'));
  });

  it('GIVEN a name that leads elsewhere each time WHEN it is called THEN it is looked up once', async () => {
    let asked = 0;
    const lookup: LookupFunction = (_name, _options, done) => {
      asked += 1;
      done(null, [{ address: '10.0.0.1', family: 4 }]);
    };
    await assert.rejects(createOutboundFetch({ lookup })('https://example.com/'));
    assert.equal(asked, 1);
  });

  it('GIVEN a host that the operator allows WHEN it is called THEN its answer comes, with what was sent', async () => {
    const url = await serve((incoming, outgoing) => {
      outgoing.writeHead(201, { 'x-method': incoming.method, 'x-kind': incoming.headers['x-kind'] });
      incoming.pipe(outgoing);
    });
    const send = createOutboundFetch({ privateHosts: ['127.0.0.1'] });
    const init = { method: 'POST', headers: { 'X-Kind': 'alert' }, body: '{"a":"ä"}' };
    const response = await send(`${url}/hook`, init);
    assert.equal(response.status, 201);
    assert.equal(response.headers.get('x-method'), 'POST');
    assert.equal(response.headers.get('x-kind'), 'alert');
    assert.deepEqual(await response.json(), { a: 'ä' });
  });

  it('GIVEN a redirect WHEN it is called THEN it is the answer, and not followed', async () => {
    let calls = 0;
    const url = await serve((_incoming, outgoing) => {
      calls += 1;
      outgoing.writeHead(302, { location: '/elsewhere' }).end();
    });
    const response = await createOutboundFetch({ privateHosts: ['127.0.0.1'] })(url);
    assert.equal(response.status, 302);
    assert.equal(calls, 1);
  });

  it('GIVEN an answer without end WHEN it is called THEN it is cut off', async () => {
    const url = await serve((_incoming, outgoing) => {
      const write = () => {
        while (!outgoing.destroyed && outgoing.write('x'.repeat(65_536)));
      };
      outgoing.on('drain', write);
      write();
    });
    const send = createOutboundFetch({ privateHosts: ['127.0.0.1'] });
    await assert.rejects(send(url, { maxBytes: 100_000 }), codeOf('answer_too_large'));
  });

  it('GIVEN a server that never answers WHEN the time is over THEN it is given up', async () => {
    const url = await serve(() => undefined);
    const send = createOutboundFetch({ privateHosts: ['127.0.0.1'] });
    await assert.rejects(send(url, { timeoutMs: 50 }), codeOf('timeout'));
  });
});
