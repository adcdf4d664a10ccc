// An app that any shop may install: opened, it has Shopify's access; uninstalled, it has none; installed again, it goes on.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  ADMIN_TOKEN,
  eventually,
  type Harness,
  SHOP,
  startHarness,
  WEBHOOK_SECRET,
} from '../support/rollcall.ts';

const OTHER = 'other.myshopify.com';

interface SimulatedCustomer {
  readonly id: string;
  readonly email: string;
  readonly firstName: string | null;
}

describe('an app that any shop may install', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-installation-'));
  const file = join(folder, 'rollcall.sqlite');
  let harness: Harness;
  before(async () => {
    harness = await startHarness({ access: 'publicApp', databaseUrl: `sqlite:${file}` });
  });
  after(async () => {
    await harness.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const customersOf = async (shop: string) =>
    (await harness.sim('GET', `/${shop}/_sim/customers`)).body as SimulatedCustomer[];
  const named = (givenName: string) => ({
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName: 'ada@acme.example',
    name: { givenName },
    emails: [{ value: 'ada@acme.example' }],
  });
  const followed = (shop: string, firstName: string) =>
    eventually(
      async () => (await customersOf(shop)).find((customer) => customer.firstName === firstName),
      `${firstName} in ${shop}`,
    );
  async function tell(topic: 'uninstall' | 'install'): Promise<void> {
    await harness.sim('POST', `/${SHOP}/_sim/${topic}`, {});
  }
  const statusPage = async () =>
    (await fetch(`${harness.url}/`, { headers: { authorization: `Bearer ${ADMIN_TOKEN}` } })).text();

  let ada: string;

  it('GIVEN an app that was opened WHEN a user joins THEN a customer follows, and no token lies open in the database', async () => {
    const { status, body } = await harness.scim('POST', '/Users', named('Ada'));
    assert.equal(status, 201);
    ada = body.id;
    await followed(SHOP, 'Ada');
    const stored = ['', '-wal'].map((end) => readFileSync(file + end, 'latin1')).join('');
    assert.match(stored, /v1\.admin-token\./);
    assert.doesNotMatch(stored, /shpat_|shprt_/);
  });

  it('GIVEN access that has ended WHEN a user changes THEN it is renewed and the customer follows', async () => {
    await harness.sim('POST', `/${SHOP}/_sim/clock`, { advanceSeconds: 3601 });
    await harness.scim('PUT', `/Users/${ada}`, named('Augusta'));
    await followed(SHOP, 'Augusta');
  });

  it('GIVEN a second shop WHEN the app is opened there THEN each has its own connection, users and customers', async () => {
    const theirs = await harness.adminAs(await harness.idToken('7', OTHER), 'GET', '/connections');
    assert.deepEqual(
      theirs.body.map(({ shop }: { shop: string }) => shop),
      [OTHER],
    );
    const path = `/connections/${theirs.body[0].id}`;
    const switches = { scimProvisioning: true, newCustomerCreation: true };
    assert.equal((await harness.adminAs(await harness.idToken('7'), 'PATCH', path, switches)).status, 404);
    await harness.adminAs(await harness.idToken('7', OTHER), 'PATCH', path, switches);
    const { token } = await harness.rollcall.tenants.createToken(OTHER);
    const headers = { authorization: `Bearer ${token}` };
    const { status } = await harness.scim('POST', '/Users', named('Grace'), headers);
    assert.equal(status, 201);
    await followed(OTHER, 'Grace');
    assert.deepEqual(
      (await customersOf(SHOP)).map(({ firstName }) => firstName),
      ['Augusta'],
    );
  });

  it('GIVEN a scope that was taken away WHEN it is granted again THEN what waited for it goes on', async () => {
    await harness.sim('POST', `/${SHOP}/_sim/webhooks`, {
      topics: ['app/uninstalled', 'app/scopes_update'],
      uri: `${harness.url}/shopify/webhooks`,
    });
    const grant = (...scopes: string[]) => harness.sim('POST', `/${SHOP}/_sim/shop`, { scopes });
    await grant('read_customers');
    await harness.scim('PUT', `/Users/${ada}`, named('Ada Augusta'));
    await eventually(async () => /access_denied|denies/i.test(await statusPage()), 'the alert');
    await grant('write_customers');
    await followed(SHOP, 'Ada Augusta');
  });

  it('GIVEN a signed body under another topic, or of another shop, WHEN it says that the app was uninstalled THEN it goes on', async () => {
    for (const payload of [
      { id: 1, email: 'ada@acme.example' },
      { id: 2, myshopify_domain: OTHER },
    ]) {
      const body = JSON.stringify(payload);
      const { status } = await fetch(`${harness.url}/shopify/webhooks`, {
        method: 'POST',
        headers: {
          'x-shopify-topic': 'app/uninstalled',
          'x-shopify-shop-domain': SHOP,
          'x-shopify-webhook-id': `of-another-${payload.id}`,
          'x-shopify-hmac-sha256': createHmac('sha256', WEBHOOK_SECRET).update(body).digest('base64'),
        },
        body,
      });
      assert.equal(status, 200);
    }
    await harness.rollcall.inbox.drain();
    await harness.scim('PUT', `/Users/${ada}`, named('Ada Byron'));
    await followed(SHOP, 'Ada Byron');
    await harness.scim('PUT', `/Users/${ada}`, named('Ada Augusta'));
    await followed(SHOP, 'Ada Augusta');
  });

  it('GIVEN an app that is uninstalled and installed again WHEN it is opened THEN what was stored is taken up, and links are kept', async () => {
    const [before] = await customersOf(SHOP);
    await tell('uninstall');
    await eventually(async () => {
      const { deliveries } = (await harness.sim('GET', `/${SHOP}/_sim/webhooks`)).body;
      return deliveries.some(({ topic }: { topic: string }) => topic === 'app/uninstalled');
    }, 'the webhook');
    await harness.rollcall.inbox.drain();
    await harness.scim('PUT', `/Users/${ada}`, named('Adelaide'));
    await eventually(async () => /uninstalled/.test(await statusPage()), 'the alert');
    assert.equal((await customersOf(SHOP))[0]?.firstName, 'Ada Augusta');

    await tell('install');
    assert.equal((await harness.adminAs(await harness.idToken(), 'GET', '/connections')).status, 200);
    const after = await followed(SHOP, 'Adelaide');
    assert.equal(after.id, before?.id);
    await eventually(async () => !/uninstalled/.test(await statusPage()), 'the end of the alert');
  });

  it('GIVEN an app whose tokens ended unheard WHEN a user changes THEN the loss is told, and opening the app mends it', async () => {
    await harness.sim('POST', `/${SHOP}/_sim/faults`, { kind: 'webhook_lost' });
    await tell('uninstall');
    await tell('install');
    await harness.scim('PUT', `/Users/${ada}`, named('Ada'));
    await eventually(async () => /no more/.test(await statusPage()), 'the alert');
    await harness.adminAs(await harness.idToken(), 'GET', '/connections');
    await followed(SHOP, 'Ada');
  });
});
