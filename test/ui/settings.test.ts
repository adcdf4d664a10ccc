// The screen "Settings" in a browser: who is told of alerts, what is set for a connection, the audit log, and an end.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { eventually } from '../support/rollcall.ts';
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
    await app.getByRole('button', { name: 'Remove' }).first().click();
    await app.locator('s-modal').getByRole('button', { name: 'Remove' }).click();
    await app.getByText('Nobody is told yet.').waitFor();
    await page.context().close();
  });

  it('GIVEN a connection WHEN its settings are changed and saved THEN they are stored, and the audit log is whole', async () => {
    const { app, page } = await stage.open('/settings');
    await app.getByLabel('Name').fill('Head office');
    await app.getByLabel('Keep payloads for').fill('30');
    await app.getByLabel('What is put right then').selectOption('ours');
    await app.getByRole('button', { name: 'Save' }).click();
    await app.getByText('Saved').waitFor();
    const { body } = await stage.harness.admin('GET', `/connections/${stage.harness.connectionId}`);
    const { retention, reconcile } = body.settings;
    assert.deepEqual([body.name, retention.days, reconcile.repair], ['Head office', 30, 'ours']);
    await app.getByRole('button', { name: 'Audit log' }).click();
    await app.getByText('PATCH /connections/:id').first().waitFor();
    await app.getByRole('button', { name: 'Verify' }).click();
    await app.getByText(/^The chain of \d+ entries is whole$/).waitFor();
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

  it('GIVEN a connection with a user WHEN it is ended and the customer kept THEN the customer is as it was', async () => {
    const { harness } = stage;
    const email = 'ada@acme.example';
    await harness.scim('POST', '/Users', { userName: email, emails: [{ value: email, type: 'work' }] });
    const customers = async () => (await harness.sim('GET', '/_sim/customers')).body;
    await eventually(async () => (await customers()).length === 1, 'a customer');
    const { app, page } = await stage.open('/settings');
    await app.getByRole('button', { name: 'End connection' }).first().click();
    await app.locator('s-modal').getByRole('button', { name: 'End connection' }).click();
    await app.getByText('Nothing has happened to any customer yet.').waitFor();
    assert.equal((await harness.scim('GET', '/Users')).status, 401);
    await app.getByRole('button', { name: 'Keep customers as they are' }).first().click();
    await app.getByText(/^Keep 1 customer of /).waitFor();
    await app.locator('s-modal').getByRole('button', { name: 'Keep customers as they are' }).click();
    await app.getByText('No connection yet').waitFor();
    assert.equal((await customers()).length, 1);
    await page.context().close();
  });
});
