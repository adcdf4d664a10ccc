// The screen "Activity" in a browser: who does not get on is tried again, and the calls are filtered and taken along.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { type Population, populate } from './population.ts';
import { noBrowser, openStage, type Stage } from './stage.ts';

describe('the screen "Activity"', { skip: noBrowser }, () => {
  let stage: Stage;
  let people: Population;
  before(async () => {
    stage = await openStage();
    people = await populate(stage.harness);
  });
  after(() => stage?.close());

  it('GIVEN somebody who is held WHEN all are tried again, and the cause is mended THEN everybody gets on', async () => {
    const { app, page } = await stage.open('/activity');
    await app.getByText('Give it one in the directory.').first().waitFor();
    await app.getByRole('button', { name: 'Try all again' }).first().click();
    await app.locator('s-modal').getByRole('button', { name: 'Try all again' }).click();
    await app.getByText(/^\d+ (person is|people are) tried again$/).waitFor();
    await app.getByText('Give it one in the directory.').first().waitFor();
    await stage.harness.scim('PATCH', `/Users/${people.held}`, {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [
        { op: 'add', path: 'emails[type eq "work"].value', value: 'found@harbourandpine.example' },
      ],
    });
    await app.getByText('Everybody gets on').waitFor();
    await page.context().close();
  });

  it('GIVEN calls WHEN filtered by method and saved as CSV THEN the file has those alone', async () => {
    const { app, page } = await stage.open('/activity?view=calls');
    await app.getByLabel('Method').selectOption('PATCH');
    await app.getByText('POST', { exact: true }).first().waitFor({ state: 'hidden' });
    const saved = page.waitForEvent('download');
    await app.getByRole('button', { name: 'CSV' }).click();
    const [head, ...rows] = readFileSync(await (await saved).path(), 'utf8')
      .trim()
      .split('\r\n');
    assert.ok(head?.includes('method'));
    assert.ok(rows.length > 0);
    assert.ok(rows.every((row) => row.includes('"PATCH"')));
    await page.context().close();
  });
});
