// The screen "Settings" in a browser: who is told of alerts, what is set for a connection, requests of persons, the audit
// log, and the ways to an end.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { askFor, configureWebhooks } from '../privacy/life.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { eventually, SHOP } from '../support/rollcall.ts';
import { noBrowser, openStage, type Stage } from './stage.ts';

describe('the screen "Settings"', { skip: noBrowser }, () => {
  let stage: Stage;
  let receiver: Receiver;
  before(async () => {
    receiver = await startReceiver();
    stage = await openStage({ privateHosts: ['127.0.0.1'] });
  });
  after(async () => {
    await receiver.close();
    await stage?.close();
  });

  const downloaded = async (page: Page, act: () => Promise<void>) => {
    const saved = page.waitForEvent('download');
    await act();
    return readFileSync(await (await saved).path(), 'utf8');
  };

  it('GIVEN nobody who is told WHEN a webhook is added THEN its secret is shown once, and a test arrives', async () => {
    const { app, page } = await stage.open('/settings?view=alerts');
    await app.getByLabel('Webhook or mail address').fill(receiver.url);
    await app.getByRole('button', { name: 'Add', exact: true }).click();
    await app.getByText(/^whsec_/).waitFor();
    await app.getByRole('button', { name: 'Send a test' }).click();
    await app.getByText('The test arrived.').waitFor();
    assert.equal(JSON.parse(receiver.received[0]?.body ?? '').type, 'alert.test');
    await app.getByRole('button', { name: 'Audit log' }).click();
    await app.getByRole('button', { name: 'Alerts' }).click();
    await app.getByText(receiver.url, { exact: true }).waitFor();
    assert.equal(await app.getByText(/^whsec_/).count(), 0);
    await page.context().close();
  });

  it('GIVEN a webhook WHEN it is changed, given up and revived THEN the message that it refused is sent again', async () => {
    const { harness } = stage;
    const { app, page } = await stage.open('/settings?view=alerts');
    await app.getByRole('button', { name: 'Edit' }).click();
    await app.getByLabel('Webhook or mail address').last().fill(`${receiver.url}/here`);
    await app.getByText('Kinds of alerts: 8 of 8').last().click();
    await app.getByRole('checkbox', { name: 'Users failed' }).last().uncheck();
    await app.getByRole('button', { name: 'Save' }).click();
    await app.getByText(`${receiver.url}/here`, { exact: true }).waitFor();
    const [{ kinds }] = (await harness.admin('GET', '/alerts/endpoints')).body;
    assert.equal(kinds.length, 7);

    receiver.answer(410);
    await configureWebhooks(harness);
    const { body: customer } = await harness.sim('POST', '/_sim/customers', { email: 'ada@example.com' });
    await askFor(harness, 'customers/data_request', customer.id);
    harness.rollcall.watch.notice(SHOP);
    await harness.rollcall.watch.drain();
    await harness.rollcall.courier.drain();
    await app.getByText('Given up', { exact: true }).waitFor();
    receiver.answer(204);
    await app.getByRole('button', { name: 'Revive' }).click();
    await app.getByText('Live', { exact: true }).waitFor();
    await app.getByRole('button', { name: 'Messages' }).click();
    await app.getByText('Data request: raised').waitFor();
    await app.getByRole('button', { name: 'Send again' }).click();
    await app.getByText('Arrived', { exact: true }).waitFor();
    assert.equal(JSON.parse(receiver.received.at(-1)?.body ?? '').data.kind, 'data_request');

    await app.getByRole('button', { name: 'Remove' }).first().click();
    await app.locator('s-modal').getByRole('button', { name: 'Remove' }).click();
    await app.getByText('Nobody is told yet.').waitFor();
    await page.context().close();
  });

  it('GIVEN a request for data WHEN its document is downloaded and given THEN the request is answered', async () => {
    const { app, page } = await stage.open('/settings?view=requests');
    const document = await downloaded(page, () => app.getByRole('button', { name: 'Download' }).click());
    assert.equal(typeof JSON.parse(document), 'object');
    await app.getByRole('button', { name: 'Answered' }).first().click();
    await app.locator('s-modal').getByRole('button', { name: 'Answered' }).click();
    await app.getByText('Done', { exact: true }).waitFor();
    await page.context().close();
  });

  it('GIVEN a connection WHEN its settings are changed and saved THEN they are stored, and the audit log is whole', async () => {
    const { app, page } = await stage.open('/settings');
    await app.getByLabel('Name').fill('Head office');
    await app.getByLabel('Your company’s e-mail domains').fill('acme.example, *');
    await app.getByLabel('Networks that the provider may call from').fill('127.0.0.0/8\n::1\n300.1.1.1');
    await app.getByText('This is no address and no network: 300.1.1.1').waitFor();
    await app.getByLabel('Networks that the provider may call from').fill('127.0.0.0/8\n::1');
    await app.getByLabel('Keep payloads for').fill('30');
    await app.getByLabel('What is put right then').selectOption('ours');
    await app.getByRole('button', { name: 'Save' }).click();
    await app.getByText('Saved').waitFor();
    const { body } = await stage.harness.admin('GET', `/connections/${stage.harness.connectionId}`);
    const { retention, reconcile, access } = body.settings;
    assert.deepEqual([body.name, retention.days, reconcile.repair], ['Head office', 30, 'ours']);
    assert.deepEqual(
      [body.domains, access.addresses],
      [
        ['acme.example', '*'],
        ['127.0.0.0/8', '::1'],
      ],
    );
    await app.getByRole('button', { name: 'Audit log' }).click();
    await app.getByText('Change a connection’s settings').first().waitFor();
    await app.getByText('PATCH /connections/:id').first().waitFor();
    await app.getByRole('button', { name: 'Verify' }).click();
    await app.getByText(/^The chain of \d+ entries is whole$/).waitFor();
    const log = await downloaded(page, () => app.getByRole('button', { name: 'Export' }).click());
    const entries = log
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.ok(entries.some(({ what }) => what === 'PATCH /connections/:id'));
    await page.context().close();
  });

  it('GIVEN a token in use WHEN another is made and the first revoked THEN both hold side by side until then', async () => {
    const { app, page } = await stage.open('/sync');
    const status = async (token: string) =>
      (await stage.harness.scim('GET', '/Users', undefined, { authorization: `Bearer ${token}` })).status;
    const sent: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('/tokens') && request.method() !== 'GET') sent.push(request.method());
    });
    await app.getByRole('button', { name: 'Create another' }).dblclick();
    const shown = await app.getByText(/^(Bearer )?rollcall_/).textContent();
    const token = shown?.replace('Bearer ', '') ?? '';
    assert.deepEqual([await status(stage.harness.token), await status(token)], [200, 200]);
    await app.getByRole('button', { name: 'Revoke' }).last().click();
    await app.locator('s-modal').getByRole('button', { name: 'Revoke' }).dblclick();
    await app.getByText('Revoked').first().waitFor();
    assert.deepEqual(sent, ['POST', 'DELETE']);
    assert.deepEqual([await status(stage.harness.token), await status(token)], [401, 200]);
    await page.context().close();
  });

  it('GIVEN a scope that the app lacks WHEN it is asked for and granted THEN none is missing', async () => {
    const { body: shop } = await stage.harness.sim('GET', '/_sim/shop');
    const isMerge = (scope: string) => scope.endsWith('_customer_merge');
    const scopes = shop.scopes.filter((scope: string) => !isMerge(scope));
    await stage.harness.sim('POST', '/_sim/shop', { scopes });
    const { app, page } = await stage.open('/settings?view=access');
    page.on('dialog', (dialog) => dialog.accept());
    await app.getByRole('button', { name: 'Grant access' }).click();
    await app.getByText('1 access scope is missing').waitFor({ state: 'detached' });
    const after = await stage.harness.sim('GET', '/_sim/shop');
    assert.ok(after.body.scopes.some(isMerge));
    await page.context().close();
  });

  it('GIVEN two connections WHEN they change places and one is handed over THEN the other has its customer', async () => {
    const { harness } = stage;
    const other = await harness.admin('POST', '/connections', {
      shop: SHOP,
      name: 'Okta',
      provider: 'okta',
      ...{ scimProvisioning: true, newCustomerCreation: true, domains: ['*'] },
    });
    const tokens = `/connections/${other.body.id}/tokens`;
    const { token } = (await harness.admin('POST', tokens, { name: 'okta' })).body;
    const email = 'ada@acme.example';
    const ada = { userName: email, emails: [{ value: email, type: 'work' }] };
    const as = (bearer: string) => harness.scim('POST', '/Users', ada, { authorization: `Bearer ${bearer}` });
    const mine = (await harness.admin('POST', `/connections/${harness.connectionId}/tokens`, {})).body.token;
    await as(mine);
    await as(token);
    const linked = async () => {
      const { body } = await harness.admin('GET', `/connections/${other.body.id}/users`);
      return body.users.filter(({ customerId }: { customerId: string | null }) => customerId !== null);
    };
    const { app, page } = await stage.open(`/settings?connection=${harness.connectionId}`);
    await app.getByRole('button', { name: 'Move Okta up' }).click();
    await app.getByText('Order saved').waitFor();
    const names = (await harness.admin('GET', '/connections')).body.map(({ name }: { name: string }) => name);
    assert.deepEqual(names, ['Okta', 'Head office']);
    await app.getByRole('button', { name: 'Audit log' }).click();
    await app.getByRole('button', { name: 'Connections' }).click();
    assert.equal(await app.getByLabel('Name').inputValue(), 'Head office');
    await app.getByRole('button', { name: 'End connection' }).first().click();
    await app.locator('s-modal').getByRole('button', { name: 'End connection' }).click();
    await app.getByText('Nothing has happened to any customer yet.').waitFor();
    assert.equal((await as(mine)).status, 401);
    await app.getByLabel('What becomes of the customers').selectOption('hand_over');
    await app.getByRole('button', { name: 'Hand customers over' }).first().click();
    await app.getByText(/ over to Okta\?$/).waitFor();
    await app.locator('s-modal').getByRole('button', { name: 'Hand customers over' }).click();
    await eventually(async () => (await linked()).length === 1, 'the customer of the other');
    await page.context().close();
  });

  it('GIVEN a customer that Rollcall keeps WHEN the whole store is handed back THEN nothing of ours is left on it', async () => {
    const { harness } = stage;
    const { app, page } = await stage.open('/settings?view=access');
    await app.getByRole('button', { name: 'Hand store back' }).first().click();
    await app.locator('s-modal').getByRole('button', { name: 'Hand store back' }).click();
    const tags = async () => {
      const { body } = await harness.sim('GET', '/_sim/customers');
      return body.find(({ email }: { email: string }) => email === 'ada@acme.example').tags as string[];
    };
    await eventually(async () => (await tags()).length === 0, 'our tags gone');
    // The store has it a moment before we know that it has.
    await eventually(async () => {
      await harness.rollcall.closer.drain();
      return app.getByText('Okta: All is handed back.').isVisible();
    }, 'all handed back');
    await app.getByText('Rollcall changes nothing in this store any more, and can be uninstalled.').waitFor();
    await page.reload();
    await app.getByText('The whole store is handed back').waitFor();
    await page.context().close();
  });
});
