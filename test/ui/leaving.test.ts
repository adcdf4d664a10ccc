// The screen "Leaving" in a browser: what is changed there is stored as it was meant, and held leavers can be let go on.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { noBrowser, openStage, type Stage } from './stage.ts';

/** Types into the guard's first field in the very turn in which React puts it there. */
const TYPE_AT_ONCE = `new MutationObserver(async (_, observer) => {
  const fields = [...document.querySelectorAll('s-number-field')];
  const field = fields.find(({ label }) => label === 'At most, in that time');
  if (field === undefined) return;
  observer.disconnect();
  await field.updateComplete;
  const control = field.shadowRoot.querySelector('input');
  control.value = '0';
  control.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
}).observe(document, { childList: true, subtree: true });`;

describe('the screen "Leaving"', { skip: noBrowser }, () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage();
  });
  after(() => stage?.close());

  const settings = async () => {
    const { body } = await stage.harness.admin('GET', '/connections');
    return body[0].settings;
  };
  const patch = (change: object) =>
    stage.harness.admin('PATCH', `/connections/${stage.harness.connectionId}`, { settings: change });

  it('GIVEN the policy as by default WHEN switches and fields are changed and saved THEN it is stored so', async () => {
    const { app, page } = await stage.open('/leaving');
    await app.getByRole('switch', { name: 'Withdraw marketing consent' }).uncheck();
    await app.getByLabel('Grace').first().fill('48');
    await app.getByLabel('Which roles').selectOption('all');
    await app.getByLabel('Or more than this share of active users').fill('35');
    await app.getByRole('button', { name: 'Save' }).click();
    await app.getByText('Saved').waitFor();
    const { leaving, guard } = await settings();
    assert.deepEqual([leaving.rungs.consent, leaving.rungs.block], [false, true]);
    assert.deepEqual([leaving.graceHours.company, leaving.companies], [48, 'all']);
    assert.equal(guard.maxShare, 0.35);
    await page.context().close();
  });

  it('GIVEN settings that somebody else saves meanwhile WHEN others are saved here THEN both stand, and what clashes is looked at first', async () => {
    await patch({ guard: {} });
    const { app, page } = await stage.open('/leaving');
    const mostLeavers = app.getByLabel('At most, in that time');
    await mostLeavers.fill('7');
    await patch({ guard: { windowMinutes: 77 } });
    await app.getByRole('button', { name: 'Save' }).click();
    await app.getByText('Saved').waitFor();
    const both = (await settings()).guard;
    assert.deepEqual([both.maxLeavers, both.windowMinutes], [7, 77]);
    await mostLeavers.fill('8');
    await patch({ guard: { maxLeavers: 9, windowMinutes: 99 } });
    await app.getByRole('button', { name: 'Save' }).click();
    await app.getByText('Somebody else has changed the same meanwhile.').waitFor();
    const { guard: theirs } = await settings();
    assert.deepEqual([theirs.maxLeavers, await mostLeavers.inputValue()], [9, '8']);
    await app.getByRole('button', { name: 'Save' }).click();
    await app.getByRole('button', { name: 'Save' }).waitFor({ state: 'hidden' });
    const ours = (await settings()).guard;
    assert.deepEqual([ours.maxLeavers, ours.windowMinutes], [8, 99]);
    await page.context().close();
  });

  it('GIVEN a number out of bounds WHEN typed THEN it is said which are taken, and there is nothing to save', async () => {
    await patch({ guard: {} });
    const { app, page } = await stage.open('/leaving');
    await app.getByLabel('At most, in that time').fill('0');
    await app.getByText('Enter a whole number from 1 to 1,000,000.').waitFor();
    assert.equal(await app.getByRole('button', { name: 'Save' }).isVisible(), false);
    await page.context().close();
  });

  it('GIVEN a field that has only just appeared WHEN something is typed THEN it is kept', async () => {
    const { app, page } = await stage.open('/leaving', { initScript: TYPE_AT_ONCE });
    await app.getByText('Enter a whole number from 1 to 1,000,000.').waitFor();
    await page.context().close();
  });

  it('GIVEN leavers whom the guard holds WHEN all are let go on THEN none is held', async () => {
    await patch({ guard: { maxLeavers: 1 } });
    for (const name of ['ada', 'ben', 'cleo']) {
      const { body } = await stage.harness.scim('POST', '/Users', {
        userName: `${name}@acme.example`,
        emails: [{ value: `${name}@acme.example`, type: 'work' }],
      });
      await stage.harness.scim('PATCH', `/Users/${body.id}`, {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
        Operations: [{ op: 'replace', path: 'active', value: false }],
      });
    }
    const home = await stage.open('/');
    await home.app.getByText('are held').waitFor();
    // They are told of once.
    assert.equal(await home.app.getByText('wait for a decision').count(), 0);
    await home.page.context().close();
    const { app, page } = await stage.open('/activity');
    await app.getByRole('link', { name: 'Decide in Leaving' }).first().click();
    await app.getByText('2 leavers are held').waitFor();
    await app.getByRole('button', { name: 'Let all go on' }).first().click();
    await app.locator('s-modal').getByRole('button', { name: 'Let all go on' }).click();
    await app.getByText('2 leavers are held').waitFor({ state: 'detached' });
    const { body } = await stage.harness.admin('GET', `/connections/${stage.harness.connectionId}/guard`);
    assert.equal(body.held, 0);
    await page.context().close();
  });

  it('RULES 20: GIVEN a user whom the directory has deleted WHEN a person looks for it THEN its certificate is found', async () => {
    const { scim, rollcall } = stage.harness;
    await patch({ guard: {} });
    const { body } = await scim('POST', '/Users', {
      userName: 'dora@acme.example',
      emails: [{ value: 'dora@acme.example', type: 'work' }],
    });
    await rollcall.sync.drain();
    await scim('DELETE', `/Users/${body.id}`);
    await rollcall.sync.drain();
    const { app, page } = await stage.open('/leaving');
    const search = app.getByRole('searchbox');
    await search.fill('DORA');
    await search.press('Enter');
    await app.getByRole('link', { name: 'dora@acme.example' }).click();
    await app.getByText('Customer deleted').waitFor();
    await app.getByText('Deleted', { exact: true }).waitFor();
    await page.context().close();
  });
});
