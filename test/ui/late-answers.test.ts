// The screens in a browser while answers are on their way: what is typed and chosen meanwhile stands, and what is done is
// done once, to what was meant.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Frame, Page } from 'playwright-core';
import { noBrowser, openStage, type Stage } from './stage.ts';

/** Holds the calls of a route back until `release`, and gives their methods and bodies in the order of their coming. */
async function hold(page: Page, method: string, path: RegExp) {
  const gate = Promise.withResolvers<void>();
  const came: string[] = [];
  const first = page.waitForRequest((call) => call.method() === method && path.test(call.url()));
  await page.route(path, async (route) => {
    if (route.request().method() !== method) return route.fallback();
    came.push(route.request().postData() ?? '');
    await gate.promise;
    await route.continue();
  });
  return { came, first, release: () => gate.resolve() };
}

/** By the admin's navigation, as soon as it is there. */
function go(frame: Frame, path: string): Promise<void> {
  return frame.locator(`s-app-nav a[href$="${path}"]`).dispatchEvent('shopify:navigate');
}

/** Resolves once the browser has told of so many steps in its history. */
function goBack(frame: Frame, steps: number): Promise<void> {
  return frame.evaluate(`new Promise((resolve) => {
    let left = ${steps};
    addEventListener('popstate', () => --left === 0 && resolve());
    history.back();
  })`);
}

describe('the screens while answers are on their way', { skip: noBrowser }, () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage({ privateHosts: ['127.0.0.1'] });
  });
  after(() => stage?.close());

  const connection = async () => {
    const { harness } = stage;
    return (await harness.admin('GET', `/connections/${harness.connectionId}`)).body;
  };

  it('GIVEN settings that are being saved WHEN one of them is changed back THEN that is still to be saved', async () => {
    const { app, page } = await stage.open('/leaving');
    const consent = app.getByRole('switch', { name: 'Withdraw marketing consent' });
    const save = app.getByRole('button', { name: 'Save' });
    const held = await hold(page, 'PATCH', /\/connections\/[^/]+$/);
    await consent.uncheck();
    await save.click();
    await held.first;
    assert.ok(await app.getByRole('button', { name: 'Discard' }).isDisabled());
    await consent.check();
    held.release();
    await app.getByText('Saved').waitFor();
    assert.equal((await connection()).settings.leaving.rungs.consent, false);
    await save.click();
    await save.waitFor({ state: 'hidden' });
    assert.equal(await consent.isChecked(), true);
    assert.equal((await connection()).settings.leaving.rungs.consent, true);
    await page.context().close();
  });

  it('GIVEN a change that is not saved yet WHEN the browser is to go back THEN it stays, with what was typed', async () => {
    const { app, page, frame } = await stage.open('/activity');
    await app.getByRole('button', { name: 'SCIM calls' }).click();
    await go(frame, '/leaving');
    const leavers = app.getByLabel('At most, in that time');
    await leavers.fill('41');
    // There, and here again.
    await goBack(frame, 2);
    assert.equal(await leavers.inputValue(), '41');
    await app.getByRole('button', { name: 'Discard' }).click();
    await goBack(frame, 1);
    await app.getByRole('button', { name: 'CSV' }).first().waitFor();
    await page.context().close();
  });

  it('GIVEN the guide WHEN a switch cannot be saved, or is turned twice THEN it shows and comes to what was meant last', async () => {
    const { app, page, settle } = await stage.open('/sync');
    const provisioning = app.getByRole('switch', { name: 'SCIM Provisioning' });
    const path = /\/connections\/[^/]+$/;
    await page.route(path, (route) => route.abort(), { times: 1 });
    await provisioning.click();
    await app.getByText('Rollcall does not answer.').first().waitFor();
    await app.getByRole('switch', { name: 'SCIM Provisioning', checked: true }).waitFor();
    const held = await hold(page, 'PATCH', path);
    await provisioning.uncheck();
    await provisioning.check();
    await held.first;
    assert.equal(held.came.length, 1);
    const domains = app.getByLabel('Your company’s e-mail domains');
    await domains.fill('acme.example');
    await domains.press('Tab');
    await domains.fill('acme.example, acme.test');
    const saved = page.waitForResponse((answer) => /acme/.test(answer.request().postData() ?? ''));
    held.release();
    await saved;
    await settle();
    assert.equal(await domains.inputValue(), 'acme.example, acme.test');
    const { scimProvisioning, domains: stored } = await connection();
    assert.deepEqual([scimProvisioning, stored], [true, ['acme.example']]);
    assert.ok(await provisioning.isChecked());
    await page.context().close();
  });

  it('GIVEN a webhook that is being added WHEN the next is typed THEN it is kept', async () => {
    const { app, page } = await stage.open('/settings?view=alerts');
    const address = app.getByLabel('Webhook or mail address');
    const held = await hold(page, 'POST', /\/alerts\/endpoints$/);
    await address.fill('http://127.0.0.1:9/a');
    await app.getByRole('button', { name: 'Add', exact: true }).click();
    await held.first;
    await address.fill('http://127.0.0.1:9/b');
    held.release();
    await app.getByText('http://127.0.0.1:9/a', { exact: true }).waitFor();
    await app.getByRole('button', { name: 'Add', exact: true, disabled: false }).waitFor();
    assert.equal(await address.inputValue(), 'http://127.0.0.1:9/b');
    await page.context().close();
  });

  it('GIVEN a search that has not begun WHEN a filter is chosen THEN both hold', async () => {
    const { app, page, frame } = await stage.open('/people');
    await app.getByRole('searchbox').fill('nobody');
    await app.getByLabel('State').selectOption('failed');
    await frame.waitForURL(/q=nobody/);
    assert.match(frame.url(), /state=failed/);
    await page.context().close();
  });

  it('GIVEN leavers who are held WHEN one is let go on by a double click THEN the next is held still', async () => {
    const { harness } = stage;
    await harness.admin('PATCH', `/connections/${harness.connectionId}`, {
      settings: { guard: { maxLeavers: 1 } },
    });
    for (const name of ['ada', 'ben', 'cleo']) {
      const email = `${name}@acme.example`;
      const { body } = await harness.scim('POST', '/Users', { userName: email, emails: [{ value: email }] });
      await harness.scim('PATCH', `/Users/${body.id}`, {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
        Operations: [{ op: 'replace', path: 'active', value: false }],
      });
    }
    const { app, page, frame, settle } = await stage.open('/activity');
    const held = await hold(page, 'GET', /\/guard$/);
    await go(frame, '/leaving');
    await held.first;
    // Nothing can be pressed before it is known what stands above.
    assert.equal(await app.getByRole('switch').count(), 0);
    held.release();
    let released = 0;
    page.on('request', (call) => {
      if (call.url().endsWith('/guard/release')) released += 1;
    });
    await app.getByText('2 leavers are held').waitFor();
    const button = app.getByRole('row').getByRole('button', { name: 'Let go on' }).first();
    await button.hover();
    await page.mouse.down({ clickCount: 1 });
    await page.mouse.up({ clickCount: 1 });
    // The next leaver stands under the pointer by now.
    await app.getByText('1 leaver is held').waitFor();
    await page.mouse.down({ clickCount: 2 });
    await page.mouse.up({ clickCount: 2 });
    await settle();
    assert.equal(released, 1);
    await page.context().close();
  });

  it('GIVEN two connections WHEN another is shown THEN it is without the token of the first, and after what is unsaved', async () => {
    const { app, page, frame } = await stage.open('/sync');
    await app.getByRole('button', { name: /^Create (one|another)$/ }).click();
    await app.getByText(/^(Bearer )?rollcall_/).waitFor();
    await app.getByRole('button', { name: 'Add a connection' }).first().click();
    const dialog = app.locator('s-modal');
    await dialog.getByLabel('Name').fill('Second office');
    await dialog.getByRole('button', { name: 'Add a connection' }).click();
    await frame.waitForURL(/\/sync\/./);
    await app.getByRole('button', { name: 'Create one' }).waitFor();
    assert.equal(await app.getByText(/^(Bearer )?rollcall_/).count(), 0);

    const held = await hold(page, 'POST', /\/connections$/);
    await app.getByRole('button', { name: 'Add a connection' }).first().click();
    await dialog.getByLabel('Name').fill('Third office');
    await dialog.getByRole('button', { name: 'Add a connection' }).click();
    await held.first;
    await go(frame, '/leaving');
    await app.getByLabel('At most, in that time').fill('43');
    held.release();
    await app.getByText('Third office added').waitFor();
    assert.equal(await app.getByLabel('At most, in that time').inputValue(), '43');
    const choice = app.getByLabel('Connection');
    const before = await choice.inputValue();
    await choice.selectOption('Second office');
    assert.equal(await choice.inputValue(), before);
    assert.equal(await app.getByLabel('At most, in that time').inputValue(), '43');
    await page.context().close();
  });
});
