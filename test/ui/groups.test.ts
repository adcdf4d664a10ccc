// The screen "Groups" in a browser: rules are written, tried on a person, put in order, and stored as they were meant.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { populate } from './population.ts';
import { noBrowser, openStage, type Stage } from './stage.ts';

describe('the screen "Groups"', { skip: noBrowser }, () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage();
    await populate(stage.harness);
  });
  after(() => stage?.close());

  const rules = async () => {
    const { body } = await stage.harness.admin('GET', '/connections');
    return body[0].settings.groups;
  };

  it('GIVEN no rules WHEN one is written THEN it tells its groups and what a member gets, and is stored so', async () => {
    const { app, page } = await stage.open('/groups');
    await app.getByLabel('Person', { exact: true }).selectOption({ label: 'Tobias Fennimore' });
    await app.getByRole('button', { name: 'Add a rule' }).click();
    await app.getByRole('combobox', { name: 'For' }).selectOption('Groups whose names fit a pattern');
    await app.getByLabel('Pattern').fill('wholesale *');
    await app.getByText('1 group fits:').waitFor();
    await app.getByText('3 members').waitFor();
    await app.getByRole('button', { name: 'Show whom rule 1 is for' }).click();
    await app.getByRole('link', { name: 'Adaeze Okwuosa' }).waitFor();
    await app.getByText('in Wholesale Buyers').first().waitFor();
    await app.getByLabel('Tag 1', { exact: true }).fill('{{ group.name }}');
    await app.getByText('The directory alone would name this tag').waitFor();
    await app.getByLabel('Tag 1', { exact: true }).fill('buys:');
    await app.getByRole('button', { name: 'group.name' }).click();
    await app.getByRole('switch', { name: 'Make members contacts of a company' }).check();
    await app.getByText('A company needs an externalId or a name').waitFor();
    await app.getByLabel('Company name').fill('Harbour & Pine');
    await app.getByLabel('Role', { exact: true }).fill('Ordering only');
    await app.getByText('buys:Wholesale Buyers').waitFor();
    await app.getByText('Harbour & Pine (by rule 1)').waitFor();
    await app.getByRole('button', { name: 'Save' }).click();
    const dialog = app.locator('s-modal').filter({ hasText: 'Save these changes?' });
    await dialog.getByText('Added: 1. wholesale *').waitFor();
    await dialog.getByText('for 3 people, 3 customers').waitFor();
    await dialog.getByText('3 customers change').waitFor();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await app.getByText('Saved').waitFor();
    assert.deepEqual(await rules(), [
      {
        match: { pattern: 'wholesale *' },
        tags: ['buys:{{ group.name }}'],
        metafields: [],
        company: { name: 'Harbour & Pine', role: 'Ordering only', create: false },
      },
    ]);
    await page.context().close();
  });

  it('GIVEN rules WHEN one is doubled, moved by the keyboard and another removed THEN what is left is stored in that order', async () => {
    const rule = (name: string) => ({ match: { name }, tags: [`team:${name}`], metafields: [] });
    await stage.harness.admin('PATCH', `/connections/${stage.harness.connectionId}`, {
      settings: { groups: [rule('sales'), rule('buyers')] },
    });
    const { app, page } = await stage.open('/groups');
    await app.getByRole('button', { name: 'Duplicate rule 1' }).click();
    await app.getByLabel('Name of the group').nth(1).fill('desk');
    const up = app.getByRole('button', { name: 'Move rule 2 up' });
    await up.focus();
    await page.keyboard.press('Enter');
    await app.getByText('Now rule 1').waitFor();
    await app.getByRole('button', { name: 'Remove rule 3' }).click();
    await app.locator('s-modal').getByRole('button', { name: 'Remove the rule' }).click();
    await app.getByRole('button', { name: 'Save' }).click();
    const dialog = app.locator('s-modal').filter({ hasText: 'Save these changes?' });
    await dialog.getByText('Removed: buyers').waitFor();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await app.getByText('Saved').waitFor();
    assert.deepEqual(await rules(), [{ ...rule('sales'), match: { name: 'desk' } }, rule('sales')]);
    await page.context().close();
  });
});
