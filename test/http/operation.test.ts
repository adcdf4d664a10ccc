// What an operator and a load balancer see: health, metrics, request ids, and the limits of the server.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { listen } from '../../src/http/listen.ts';
import { openEngine } from '../../src/store/open.ts';
import { ADMIN_TOKEN, eventually, type Harness, startHarness } from '../support/rollcall.ts';

const METRICS_TOKEN = 'metrics-token-of-the-tests-0123456789';
const ANN = { userName: 'ann@x.example', emails: [{ type: 'work', value: 'ann@x.example' }], active: true };

describe('operation', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-operation-'));
  const databaseUrl = `sqlite:${join(folder, 'test.sqlite')}`;
  let harness: Harness;
  let offset = 0;
  before(async () => {
    const now = () => Date.now() + offset;
    harness = await startHarness({ metricsToken: METRICS_TOKEN, databaseUrl, now });
  });
  after(async () => {
    await harness.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function metrics(): Promise<string> {
    const headers = { authorization: `Bearer ${METRICS_TOKEN}` };
    return (await fetch(`${harness.url}/metrics`, { headers })).text();
  }

  it('GIVEN any answer WHEN it comes THEN it bears an id of its own and says how not to be read', async () => {
    const answers = [await fetch(`${harness.url}/healthz`), await harness.scim('GET', '/Users')];
    const ids = answers.map(({ headers }) => headers.get('x-request-id'));
    for (const id of ids) assert.match(id ?? '', /^[\w-]{12}-\d+$/);
    assert.notEqual(ids[0], ids[1]);
    assert.equal(answers[0]?.headers.get('x-content-type-options'), 'nosniff');
  });

  it('GIVEN the metrics WHEN they are asked for THEN a token of theirs or the admin’s is needed, and theirs opens nothing else', async () => {
    assert.equal((await fetch(`${harness.url}/metrics`)).status, 401);
    for (const token of [METRICS_TOKEN, ADMIN_TOKEN]) {
      const headers = { authorization: `Bearer ${token}` };
      assert.equal((await fetch(`${harness.url}/metrics`, { headers })).status, 200);
    }
    const headers = { authorization: `Bearer ${METRICS_TOKEN}` };
    assert.equal((await fetch(`${harness.url}/admin/api/connections`, { headers })).status, 401);
  });

  it('GIVEN a user that joined and left WHEN the metrics are read THEN they tell of calls, tries, points and the leaver, and of nobody', async () => {
    await metrics();
    const { body } = await harness.scim('POST', '/Users', ANN);
    await harness.rollcall.sync.drain();
    await harness.scim('PATCH', `/Users/${body.id}`, {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [{ op: 'replace', value: { active: false } }],
    });
    await harness.rollcall.sync.drain();
    const text = await metrics();
    assert.match(
      text,
      /rollcall_scim_calls_total\{provider="other",operation="POST \/Users",status="201"\} 1/,
    );
    assert.match(
      text,
      /rollcall_scim_calls_total\{provider="other",operation="PATCH \/Users\/:id",status="204"\} 1|status="200"\} 1/,
    );
    assert.match(text, /rollcall_shopify_calls_total\{operation="\w+",result="ok"\} [1-9]/);
    assert.match(text, /rollcall_shopify_points_total [1-9]/);
    assert.match(text, /rollcall_tries_total\{next="clear",code="none"\} [1-9]/);
    assert.match(text, /rollcall_leaver_seconds_count 1/);
    assert.match(text, /rollcall_shops 1/);
    assert.match(text, /rollcall_leases\{holder="elsewhere"\} 0/);
    assert.doesNotMatch(text, /ann@|example\.myshopify/);
  });

  it('GIVEN a shop that refuses its token WHEN readiness is asked for THEN it tells so, and stays ready', async () => {
    await harness.sim('POST', '/_sim/faults', { kind: 'unauthorized', rate: 1 });
    await harness.scim('POST', '/Users', { ...ANN, userName: 'bob@x.example', emails: [] });
    const known = await eventually(async () => {
      const response = await fetch(`${harness.url}/readyz`);
      assert.equal(response.status, 200);
      const body = (await response.json()) as { work: { stopped: Record<string, number> } };
      return Object.keys(body.work.stopped).length > 0 && body;
    }, 'the trouble');
    assert.deepEqual(known, {
      status: 'ready',
      database: true,
      schema: true,
      work: { ...known.work, shops: 1, stopped: { token_refused: 1 } },
    });
    await harness.sim('DELETE', '/_sim/faults');
  });

  it('GIVEN a client that does not finish its headers WHEN the time is over THEN it is answered 408 and cut off', async () => {
    const limits = { headersTimeout: 20, requestTimeout: 20, connectionsCheckingInterval: 10 };
    const fetchNothing = () => new Response('ok');
    const listener = await listen({ fetch: fetchNothing, host: '127.0.0.1', port: 0, limits });
    const socket = connect(listener.port, '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\nhost: x\r\nx-slow: ');
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    await once(socket, 'end');
    assert.match(text, /^HTTP\/1\.1 408 /);
    await listener.close();
  });

  it('GIVEN as many requests under way as there may be WHEN another comes THEN it is told to come again, and the others are answered', async () => {
    let release: (() => void) | undefined;
    const begun = new Promise<void>((resolve) => {
      release = resolve;
    });
    const listener = await listen({
      fetch: async ({ url }) => {
        if (url.endsWith('/slow')) await begun;
        return new Response('ok');
      },
      host: '127.0.0.1',
      port: 0,
      limits: { maxUnderWay: 1 },
    });
    const url = `http://127.0.0.1:${listener.port}`;
    const slow = fetch(`${url}/slow`);
    const refused = await eventually(async () => {
      const response = await fetch(`${url}/quick`);
      await response.arrayBuffer();
      return response.status === 503 && response;
    }, 'the limit');
    assert.equal(refused.headers.get('retry-after'), '1');
    release?.();
    assert.equal((await slow).status, 200);
    await listener.close();
  });

  it('GIVEN a newer version that leaves the older nothing to go on with WHEN the older is asked THEN it says so by 503, and health alone is answered', async () => {
    // What is remembered of a time to come must not last until then: the clock is set back.
    offset = 3_600_000;
    assert.equal((await fetch(`${harness.url}/readyz`)).status, 200);
    offset = 0;
    const newer = openEngine(databaseUrl);
    await sql`insert into kysely_migration (name, timestamp) values ('9999-break', '2030-01-01')`.execute(
      newer.kysely,
    );
    await sql`update schema_floor set name = '9999-break'`.execute(newer.kysely);
    await newer.close();
    const unready = await eventually(async () => {
      const response = await fetch(`${harness.url}/readyz`);
      return response.status === 503 && ((await response.json()) as Record<string, unknown>);
    }, 'the readiness that is lost');
    assert.deepEqual([unready.status, unready.database, unready.schema], ['unready', true, false]);
    assert.match(String(unready.reason), /newer Rollcall \(9999-break\)\. Start that version/);
    const refused = await eventually(async () => {
      const answer = await harness.scim('GET', '/Users');
      return answer.status === 503 && answer;
    }, 'the refusal');
    assert.match(refused.body.detail, /newer Rollcall/);
    assert.equal(refused.headers.get('retry-after'), '10');
    assert.equal((await harness.scim('POST', '/Users', ANN)).status, 503);
    assert.equal((await fetch(`${harness.url}/healthz`)).status, 200);
  });
});
