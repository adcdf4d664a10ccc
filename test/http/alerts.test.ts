// Alerts from outside: what raises and resolves each, the signed webhooks and the mails that tell of it, and what
// becomes of a receiver that does not take them.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { createUser, customersOf, merchant, patchUser, person, settle } from '../oversight/support.ts';
import { askFor, configureWebhooks } from '../privacy/life.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { eventually, type Harness, type HarnessOptions, SHOP, startHarness } from '../support/rollcall.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let harness: Harness;
let receiver: Receiver;
let offset = 0;

const begin = async (options: HarnessOptions = {}) => {
  offset = 0;
  harness = await startHarness({
    privateHosts: ['127.0.0.1'],
    now: () => Date.now() + offset,
    ...options,
  });
};

beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(async () => {
  await harness.close();
  await receiver.close();
});

const path = (end = '') => `/connections/${harness.connectionId}${end}`;

interface Told {
  readonly type: string;
  readonly data: {
    readonly kind: string;
    readonly state: string;
    readonly connection: string | null;
    readonly summary: string;
    readonly details: Record<string, unknown>;
  };
}

async function addEndpoint(more: object = {}): Promise<{ id: string; secret: string }> {
  const { status, body } = await harness.admin('POST', '/alerts/endpoints', {
    shop: SHOP,
    url: receiver.url,
    ...more,
  });
  assert.equal(status, 200, JSON.stringify(body));
  return body;
}

/** Looks for alerts after a while, by default when a shop is looked at unasked, and sends what there is to be told. */
async function after(ms = MINUTE): Promise<void> {
  offset += ms;
  await harness.rollcall.watch.drain();
  await harness.rollcall.courier.drain();
}

const told = (): Told[] => receiver.received.map(({ body }) => JSON.parse(body) as Told);
const lines = () => told().map(({ type, data }) => `${type} ${data.kind}`);
const open = async () =>
  (await harness.admin('GET', '/alerts?state=open')).body.alerts as (Told['data'] & {
    subject: string | null;
  })[];

describe('what is told', () => {
  it('GIVEN users that fail WHEN some do, and more THEN one alert tells of them, again in an hour, and of its end', async () => {
    await begin({ connection: { linkPolicy: 'never' } });
    await addEndpoint();
    for (const name of ['ada', 'grace', 'joan'])
      await harness.sim('POST', '/_sim/customers', { email: `${name}@example.com` });
    const ada = await createUser(harness, person('ada'));
    await settle(harness);
    await after();
    assert.deepEqual(lines(), ['alert.opened users_failed']);
    assert.deepEqual(told()[0]?.data.details, { count: 1, users: [{ userId: ada, code: 'policy_never' }] });
    const others = [await createUser(harness, person('grace')), await createUser(harness, person('joan'))];
    await settle(harness);
    await after(MINUTE);
    assert.equal(receiver.received.length, 1);
    await after(HOUR);
    assert.deepEqual(lines(), ['alert.opened users_failed', 'alert.updated users_failed']);
    assert.equal(told()[1]?.data.details.count, 3);
    for (const id of [ada, ...others]) await harness.scim('DELETE', `/Users/${id}`);
    await settle(harness);
    await after(MINUTE);
    assert.equal((await open()).length, 1);
    await after(6 * MINUTE);
    assert.equal(lines().at(-1), 'alert.resolved users_failed');
    assert.deepEqual(await open(), []);
  });

  it('RULES 22: GIVEN a mass of leavers WHEN the guard holds some THEN that is told soon, by itself, and over with the release', async () => {
    await begin();
    await addEndpoint({ kinds: ['leavers_held'] });
    await harness.admin('PATCH', path(), { settings: { guard: { maxLeavers: 1 } } });
    const ids = [];
    for (const name of ['ada', 'grace', 'joan']) ids.push(await createUser(harness, person(name)));
    await settle(harness);
    for (const id of ids) await patchUser(harness, id, { active: false });
    await eventually(async () => receiver.received.length > 0, 'the guard is told of');
    assert.deepEqual(lines(), ['alert.opened leavers_held']);
    assert.equal(told()[0]?.data.connection, harness.connectionId);
    await harness.admin('POST', path('/guard/release'), {});
    await after();
    assert.deepEqual(lines(), ['alert.opened leavers_held', 'alert.resolved leavers_held']);
  });

  it('GIVEN a provider that calls no more WHEN its cycles pass THEN it is told, with what is not known said', async () => {
    await begin();
    await addEndpoint();
    await createUser(harness, person('ada'));
    await harness.rollcall.tenants.flush();
    await after(3 * HOUR);
    assert.deepEqual(lines(), []);
    await after(2 * HOUR);
    assert.deepEqual(lines(), ['alert.opened provider_stale']);
    assert.match(told()[0]?.data.summary ?? '', /status is not known here/);
    await harness.scim('GET', '/Users');
    await harness.rollcall.tenants.flush();
    await after();
    assert.equal(lines().at(-1), 'alert.resolved provider_stale');
    await harness.admin('PATCH', path(), { settings: { alerts: { staleAfterCycles: 0 } } });
    await after(9 * HOUR);
    assert.deepEqual(await open(), []);
  });

  it('GIVEN a token that ends WHEN its end is near, and past THEN it is told until the token is revoked', async () => {
    await begin();
    // A look by a clock that is ahead for weeks, and set right then, keeps no other from being taken.
    await after(60 * DAY);
    offset = 0;
    await addEndpoint({ kinds: ['token_expiring'] });
    const expiresAt = Date.now() + 20 * DAY;
    const { body } = await harness.admin('POST', path('/tokens'), { name: 'Entra', expiresAt });
    await after();
    assert.deepEqual(lines(), []);
    await after(7 * DAY);
    assert.deepEqual(told()[0]?.data.details, { credential: body.id, expiresAt, state: 'ending' });
    await after(14 * DAY);
    assert.equal(lines().at(-1), 'alert.updated token_expiring');
    await harness.admin('DELETE', path(`/tokens/${body.id}`));
    await after();
    assert.equal(lines().at(-1), 'alert.resolved token_expiring');
  });

  it('GIVEN that Shopify lets nobody in WHEN it does again THEN loss and return are told, and not what comes and goes between', async () => {
    await begin();
    await addEndpoint({ kinds: ['shopify_access_lost'] });
    await harness.sim('POST', '/_sim/shop', { scopes: [] });
    await createUser(harness, person('ada'));
    await eventually(async () => {
      await after();
      return receiver.received.length > 0;
    }, 'the loss is told');
    assert.deepEqual(told()[0]?.data.details.code, 'access_denied');
    await harness.sim('POST', '/_sim/shop', {
      scopes: ['read_customers', 'write_customers', 'write_companies'],
    });
    await eventually(async () => (await customersOf(harness)).length === 1, 'the sync goes on');
    await settle(harness);
    await after();
    assert.deepEqual(lines(), ['alert.opened shopify_access_lost']);
    await after(3 * MINUTE);
    assert.deepEqual(lines(), ['alert.opened shopify_access_lost', 'alert.resolved shopify_access_lost']);
  });

  it('GIVEN a merchant’s change WHEN a reconciliation finds it, and the next does not THEN both are told', async () => {
    await begin();
    await addEndpoint({ kinds: ['drift_found'] });
    await createUser(harness, person('ada'));
    await settle(harness);
    const [customer] = await customersOf(harness);
    const rename = 'mutation ($input: CustomerInput!) { customerUpdate(input: $input) { customer { id } } }';
    const survey = async () => {
      const { body } = await harness.admin('POST', path('/reconciliations'), {});
      const found = () => harness.admin('GET', path(`/reconciliations/${body.id}`));
      await eventually(
        async () => (await found()).body.finishedAt !== null,
        'the reconciliation has finished',
      );
      await after();
    };
    await merchant(harness, rename, { input: { id: customer?.id, firstName: 'Augusta' } });
    await survey();
    assert.deepEqual(told()[0]?.data.details.counts, { drift: 1 });
    await merchant(harness, rename, { input: { id: customer?.id, firstName: 'ada' } });
    await survey();
    assert.deepEqual(lines(), ['alert.opened drift_found', 'alert.resolved drift_found']);
  });

  it('GIVEN a customer that asks for its data WHEN the request comes THEN the merchant is told, until it is done', async () => {
    await begin();
    await addEndpoint({ kinds: ['data_request'] });
    await configureWebhooks(harness);
    const { body: customer } = await harness.sim('POST', '/_sim/customers', { email: 'ada@example.com' });
    await askFor(harness, 'customers/data_request', customer.id);
    await after();
    const [alert] = await open();
    assert.equal(alert?.kind, 'data_request');
    assert.ok(!receiver.received[0]?.body.includes('ada@'), 'a message names nobody');
    await harness.admin('POST', `/privacy/requests/${alert?.subject}/done`);
    await after();
    assert.deepEqual(lines(), ['alert.opened data_request', 'alert.resolved data_request']);
  });
});

describe('how it is told', () => {
  /** Something that is so until it is told otherwise. */
  const raise = async () => {
    await createUser(harness, person('ada'));
    await harness.rollcall.tenants.flush();
    await after(5 * HOUR);
  };

  it('GIVEN a secret that was shown once WHEN messages come THEN they are signed by Standard Webhooks, and by both secrets for a day after a change', async () => {
    await begin();
    const { id, secret } = await addEndpoint();
    assert.match(secret, /^whsec_/);
    assert.ok(!JSON.stringify((await harness.admin('GET', '/alerts/endpoints')).body).includes(secret));
    const test = async () => {
      const { body } = await harness.admin('POST', `/alerts/endpoints/${id}/test`);
      assert.deepEqual(body, { delivered: true, error: null, notice: null });
      return receiver.received.at(-1) as Receiver['received'][number];
    };
    const verify = (key: string, { body, headers }: Receiver['received'][number]) =>
      new Webhook(key).verify(body, headers as Record<string, string>) as Told;
    assert.equal(verify(secret, await test()).type, 'alert.test');
    const renewed = (await harness.admin('POST', `/alerts/endpoints/${id}/secret`)).body.secret as string;
    const message = await test();
    assert.equal(verify(secret, message).type, 'alert.test');
    assert.equal(verify(renewed, message).type, 'alert.test');
    assert.throws(() => verify(renewed, { ...message, body: message.body.replace('test', 'tset') }));
    const log = (await harness.admin('GET', `/audit?shop=${SHOP}&limit=200`)).body;
    for (const key of [secret, renewed]) assert.ok(!JSON.stringify(log).includes(key.slice(6)));
  });

  it('GIVEN a receiver that fails WHEN it takes a message at last THEN it has it once, under one id', async () => {
    await begin();
    const { id } = await addEndpoint();
    receiver.answer(503);
    await raise();
    assert.equal(receiver.received.length, 1);
    const { deliveries } = (await harness.admin('GET', `/alerts/endpoints/${id}/deliveries`)).body;
    assert.deepEqual(
      [deliveries[0].state, deliveries[0].attempts, deliveries[0].error],
      ['pending', 1, 'The receiver answered 503.'],
    );
    receiver.answer(302);
    await after(10_000);
    receiver.answer(204);
    await after(2 * MINUTE);
    await after(2 * MINUTE);
    assert.equal(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size, 1);
    assert.equal(receiver.received.length, 3);
    const endpoint = (await harness.admin('GET', `/alerts/endpoints/${id}`)).body;
    assert.deepEqual([endpoint.state, endpoint.error], ['live', null]);
  });

  it('GIVEN a receiver that fails for a day WHEN it is given up THEN others are told, and a person revives it', async () => {
    await begin();
    const dead = await addEndpoint({ kinds: ['provider_stale'] });
    const other = await startReceiver();
    await harness.admin('POST', '/alerts/endpoints', {
      shop: SHOP,
      url: other.url,
      kinds: ['endpoint_dead'],
    });
    receiver.answer(500);
    await raise();
    for (let day = 0; day < 10; day += 1) await after(DAY);
    assert.equal(receiver.received.length, 8);
    const endpoint = (await harness.admin('GET', `/alerts/endpoints/${dead.id}`)).body;
    assert.deepEqual([endpoint.state, endpoint.error], ['dead', 'The receiver answered 500.']);
    assert.deepEqual(
      other.received.map(({ body }) => (JSON.parse(body) as Told).data.kind),
      ['endpoint_dead'],
    );
    await other.close();
    receiver.answer(204);
    await harness.admin('PATCH', `/alerts/endpoints/${dead.id}`, { state: 'live' });
    const { deliveries } = (await harness.admin('GET', `/alerts/endpoints/${dead.id}/deliveries`)).body;
    await harness.admin('POST', `/alerts/deliveries/${deliveries[0].id}/retry`);
    await after();
    assert.equal(receiver.received.length, 9);
    assert.deepEqual(
      (await open()).map(({ kind }) => kind),
      ['provider_stale'],
    );
  });

  it('GIVEN a receiver that is gone for good WHEN it says so THEN it is asked no more', async () => {
    await begin();
    const { id } = await addEndpoint();
    receiver.answer(410);
    await raise();
    await after(HOUR);
    assert.equal(receiver.received.length, 1);
    assert.equal((await harness.admin('GET', `/alerts/endpoints/${id}`)).body.state, 'dead');
  });

  it('GIVEN addresses within the network WHEN entered THEN they are refused, unless the operator allows their host', async () => {
    await begin({ privateHosts: [] });
    const REFUSED = [
      receiver.url,
      'http://example.com/alerts',
      'https://127.0.0.1/alerts',
      'https://[::1]/alerts',
      'https://169.254.169.254/latest',
      'https://user:password@example.com/',
      'mailto:ops@example.com',
    ];
    for (const url of REFUSED) {
      const { status, body } = await harness.admin('POST', '/alerts/endpoints', { shop: SHOP, url });
      assert.deepEqual([status, body.error.code], [400, 'url_refused'], url);
    }
    // A name may lead there all the same: it is looked at when it is called.
    const { body } = await harness.admin('POST', '/alerts/endpoints', {
      shop: SHOP,
      url: 'https://localhost/alerts',
    });
    const tested = await harness.admin('POST', `/alerts/endpoints/${body.id}/test`);
    assert.equal(tested.body.delivered, false);
    assert.match(tested.body.error, /not public/);
  });

  it('GIVEN a merchant WHEN it looks THEN it sees and adds what is of its shop alone', async () => {
    await begin({ access: 'ownApp' });
    const { id } = await addEndpoint();
    await harness.rollcall.tenants.ensureConnection('other.myshopify.com');
    const token = await harness.idToken();
    const mine = await harness.adminAs(token, 'GET', '/alerts/endpoints');
    assert.deepEqual(
      mine.body.map((endpoint: { id: string }) => endpoint.id),
      [id],
    );
    const other = { shop: 'other.myshopify.com', url: receiver.url };
    assert.equal((await harness.adminAs(token, 'POST', '/alerts/endpoints', other)).status, 404);
    const theirs = (await harness.admin('POST', '/alerts/endpoints', other)).body.id;
    for (const [method, end] of [
      ['GET', ''],
      ['DELETE', ''],
      ['POST', '/test'],
      ['POST', '/secret'],
      ['GET', '/deliveries'],
    ]) {
      const { status } = await harness.adminAs(token, method as string, `/alerts/endpoints/${theirs}${end}`);
      assert.equal(status, 404, `${method} ${end}`);
    }
    assert.equal((await harness.adminAs(token, 'GET', '/alerts')).status, 200);
  });
});
