// The whole set-up as the guide describes it: on this side in a browser, by keyboard alone, over there by a simulated
// Entra ID.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import {
  createEntraSimulator,
  type EntraSimulator,
  parseDirectory,
} from '../../src/simulators/entra/index.ts';
import { press, reach } from './keyboard.ts';
import { noBrowser, openStage, type Stage, type View } from './stage.ts';

const DIRECTORY = new URL('../../src/simulators/entra/examples/harbour-and-pine.json', import.meta.url);
const NEWCOMER = 'idris.penhaligon@harbourandpine.example';
const LEAVER = 'wren.abernathy@harbourandpine.example';
/** Nine steps of a store, on a slow machine. */
const REHEARSED_MS = 60_000;

describe('the set-up by the guide, by keyboard', { skip: noBrowser }, () => {
  let stage: Stage;
  let view: View;
  let entra: EntraSimulator;
  before(async () => {
    const off = { scimProvisioning: false, newCustomerCreation: false, domains: [] };
    stage = await openStage({ connection: off, confirmMs: 2000 });
    view = await stage.open('/sync');
  });
  after(() => stage?.close());

  const step = (heading: string) => view.app.locator(`li.step:has(s-heading:text-is("${heading}"))`);
  const isDone = (heading: string) => step(heading).getByText('Done', { exact: true }).waitFor();
  const search = async (text: string) => {
    await reach(view, view.app.getByLabel('Name, e-mail address or id'));
    await view.page.keyboard.press('Control+A');
    await view.page.keyboard.type(text);
  };
  const shown = (text: string) => view.app.getByText(text).first().waitFor();

  it('GIVEN a new connection WHEN the provider is chosen THEN the guide speaks in its field names', async () => {
    await reach(view, step('Your identity provider').getByLabel('Who keeps your company’s directory?'));
    // The first of them. Letters that come too slowly begin a new word each.
    await view.page.keyboard.press('Home');
    await shown('In Microsoft Entra ID');
    await shown('Enter the token as “Secret Token”.');
  });

  it('GIVEN both switches off WHEN they are pressed THEN the connection is on', async () => {
    await press(view, view.app.getByRole('switch', { name: 'New Customer Creation' }), 'Space');
    await shown('Saved');
    await press(view, view.app.getByRole('switch', { name: 'SCIM Provisioning' }), 'Space');
    await isDone('What may happen in your store');
    const { body } = await stage.harness.admin('GET', `/connections/${stage.harness.connectionId}`);
    assert.deepEqual([body.scimProvisioning, body.newCustomerCreation, body.provider], [true, true, 'entra']);
  });

  it('GIVEN the switches on WHEN it is rehearsed THEN each step shows what came of it, and it is shown again', async () => {
    await press(view, view.app.getByRole('button', { name: 'Rehearse', exact: true }));
    await view.app.getByText('Everything worked').waitFor({ timeout: REHEARSED_MS });
    const leaver = step('Leaver: the account is disabled');
    await leaver.getByText('Proven by Shopify').waitFor();
    await press(view, leaver.getByText('Sent, decided, done'));
    await leaver.getByText('WriteCustomer').waitFor();
    assert.deepEqual((await stage.harness.sim('GET', '/_sim/customers')).body, []);
    const home = await stage.open('');
    await press(home, home.app.getByRole('link', { name: 'Rehearse it with a made-up person' }));
    await home.app.getByText('Everything worked').waitFor();
    assert.deepEqual(home.complaints, []);
    await home.page.context().close();
  });

  it('GIVEN no token of its own WHEN one is created THEN it is shown once and can be copied', async () => {
    await press(view, view.app.getByRole('button', { name: /^Create (one|another)$/ }));
    const header = view.app.locator('.copy-field', { hasText: 'Authorization Header → Secret Token' });
    const token = (await header.locator('code').textContent()) ?? '';
    assert.match(token, /^rollcall_example\.myshopify\.com_/);
    await press(view, header.getByRole('button', { name: /Copy/ }));
    await shown('Authorization Header → Secret Token copied');
    const address = view.app.locator('.copy-field', { hasText: 'SCIM Base URL → Tenant URL' });
    const baseUrl = (await address.locator('code').textContent()) ?? '';
    const directory = parseDirectory(readFileSync(DIRECTORY, 'utf8'));
    entra = createEntraSimulator({ baseUrl, token, directory, requestsPerSecond: Number.POSITIVE_INFINITY });
    entra.directory.unassign(NEWCOMER);
  });

  it('GIVEN the page waits WHEN Test Connection is pressed over there THEN it says that it came', async () => {
    await shown('Waiting for “Test Connection”');
    await entra.testConnection();
    await shown('Received: the connection works.');
    await isDone('“Test Connection”');
  });

  it('GIVEN people are assigned WHEN the first cycle runs THEN the first user arrives, and People lists them', async () => {
    await shown('Waiting for the first user…');
    await entra.runCycle();
    await shown('The first user arrived:');
    await press(view, view.app.getByRole('link', { name: 'All people' }));
    await view.app.getByText('Maren Ostrander').waitFor();
    await view.app.getByLabel('Order').selectOption('Name, Z to A');
    await view.app.getByRole('row').nth(1).filter({ hasText: 'Zanele Mokoena' }).waitFor();
    await search('wren');
    await shown('1 person');
    await view.app.getByText(LEAVER).waitFor();
    await view.app.getByText('Maren Ostrander').waitFor({ state: 'hidden' });
  });

  it('GIVEN a newcomer WHEN provisioned on demand THEN they are found at once', async () => {
    entra.directory.assign(NEWCOMER);
    await entra.provisionOnDemand(NEWCOMER);
    await search(NEWCOMER);
    await view.app.getByText(NEWCOMER).waitFor();
  });

  it('GIVEN a leaver WHEN their account is disabled THEN their page shows the certificate', async () => {
    const wren = view.app.getByRole('link', { name: 'Wren Abernathy' });
    await search('wren');
    await wren.waitFor();
    // Whoever goes on to a person while the last keys of a search have not been asked for arrives there all the same.
    const asked = view.page.waitForRequest((call) => call.url().includes('q=wren.abernathy'));
    await view.page.route('**/person-*.js', (route) => asked.then(() => route.continue()));
    await view.page.keyboard.type('.abernathy');
    await press(view, wren);
    await shown('Written by Rollcall');
    entra.directory.disableUser(LEAVER);
    await entra.runCycle();
    await shown('Leaver certificates');
    await shown('Checkout block: taken away');
    assert.deepEqual(view.complaints, []);
  });

  it('GIVEN a name for another connection WHEN it is added by a double click THEN it is one', async () => {
    const { app, page } = await stage.open('/sync');
    const sent: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST') sent.push(new URL(request.url()).pathname);
    });
    await app.getByRole('button', { name: 'Add a connection' }).first().click();
    const dialog = app.locator('s-modal');
    await dialog.getByLabel('Name').fill('Second office');
    await dialog.getByRole('button', { name: 'Add a connection' }).dblclick();
    await app.getByText('Second office').first().waitFor();
    assert.deepEqual(
      sent.filter((path) => path.endsWith('/connections')),
      ['/admin/api/connections'],
    );
    await page.context().close();
  });
});
