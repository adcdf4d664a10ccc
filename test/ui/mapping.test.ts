// The screen "Mapping" in a browser: what is written there is tried on a person, and stored as it was meant.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { populate } from './population.ts';
import { noBrowser, openStage, type Stage } from './stage.ts';

describe('the screen "Mapping"', { skip: noBrowser }, () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage();
    await populate(stage.harness);
  });
  after(() => stage?.close());

  const mapping = async () => {
    const { body } = await stage.harness.admin('GET', '/connections');
    return body[0].settings.mapping;
  };

  it('GIVEN the defaults WHEN a note is written, a field left, an attribute clicked THEN the person shows it, and it is stored so', async () => {
    const { app, page } = await stage.open('/mapping');
    await app.getByLabel('Person', { exact: true }).selectOption({ label: 'Tobias Fennimore' });
    await app.getByRole('combobox', { name: 'Phone' }).selectOption('Not written');
    await app.getByRole('combobox', { name: 'Note' }).selectOption('By a template');
    await app.getByLabel('Template of Note').fill('Works as ');
    await app.getByRole('button', { name: 'user.title' }).click();
    await app.getByLabel('Note of this person').getByText('Works as Account Manager').waitFor();
    await app.getByRole('button', { name: 'Save' }).click();
    const dialog = app.locator('s-modal');
    await dialog.getByText('2 changes').waitFor();
    await dialog.getByText('5 customers change').waitFor();
    await dialog.getByText('note: nothing → Works as').first().waitFor();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await app.getByText('Saved').waitFor();
    assert.deepEqual(await mapping(), {
      fields: { phone: null, note: 'Works as {{ user.title }}' },
      allowedTags: [],
    });
    await app.getByRole('button', { name: 'Reset everything to the defaults' }).click();
    await app.getByRole('button', { name: 'Save' }).click();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await app.getByRole('button', { name: 'Discard' }).waitFor({ state: 'hidden' });
    assert.deepEqual(await mapping(), { fields: {}, allowedTags: [] });
    await page.context().close();
  });

  it('GIVEN a tag that the directory alone would name WHEN written THEN the fault stands beside it until a text of ours is before it', async () => {
    const { app, page } = await stage.open('/mapping');
    await app.getByLabel('Person', { exact: true }).selectOption({ label: 'Maren Ostrander' });
    await app.getByRole('button', { name: 'Change the tags' }).click();
    await app.getByLabel('Tag 1', { exact: true }).fill('{{ user.title }}');
    await app.getByText('The directory alone would name this tag').waitFor();
    await app.locator('.line.bad').waitFor();
    const tag = app.getByLabel('Tag 1', { exact: true });
    await tag.fill('');
    await tag.pressSequentially('job:{{ tit');
    await app.getByRole('option', { name: 'user.title' }).waitFor();
    await tag.press('Enter');
    await tag.pressSequentially(' | handle');
    await app.getByRole('option', { name: 'handleize' }).waitFor();
    await tag.press('ArrowDown');
    await tag.press('Tab');
    assert.equal(await tag.inputValue(), 'job:{{ user.title | handleize }}');
    await app.getByRole('listbox').waitFor({ state: 'detached' });
    await app.getByText('job:store-manager', { exact: true }).waitFor();
    await app.getByText('The directory alone would name this tag').waitFor({ state: 'detached' });
    await app.getByRole('button', { name: 'Change the metafields' }).click();
    await app.getByRole('button', { name: 'Add a metafield' }).click();
    const added = app.getByRole('group', { name: 'New metafield' });
    await added.getByLabel('Value').fill('{{ user.userName }}');
    await added.getByLabel('Namespace').fill('custom');
    await added.getByLabel('Key').fill('login');
    await app.getByText('custom.login = maren.ostrander@harbourandpine.example').waitFor();
    await app.getByRole('button', { name: 'Save' }).click();
    await app.locator('s-modal').getByRole('button', { name: 'Save' }).click();
    await app.getByText('Saved').waitFor();
    const { tags, metafields } = await mapping();
    assert.deepEqual(tags, ['job:{{ user.title | handleize }}']);
    assert.deepEqual(metafields.at(-1), {
      namespace: 'custom',
      key: 'login',
      type: 'single_line_text_field',
      value: '{{ user.userName }}',
    });
    await page.context().close();
  });
});
