// The screen "Reviews" in a browser: who is held stands beside the customer in question, and a decision is carried out.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { eventually } from '../support/rollcall.ts';
import { addReviews, populate } from './population.ts';
import { noBrowser, openStage, type Stage } from './stage.ts';

describe('the screen "Reviews"', { skip: noBrowser }, () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage();
    await populate(stage.harness);
    await addReviews(stage.harness);
  });
  after(() => stage?.close());

  it('GIVEN two who are held WHEN one is linked and the other left THEN the first is synced, and nobody waits', async () => {
    const { app, page } = await stage.open('/reviews');
    const row = app.getByRole('row', { name: 'First name' });
    await row.filter({ hasText: 'Inga' }).getByText('Differs').waitFor();
    assert.equal(await row.filter({ hasText: 'Bashir' }).getByText('Differs').count(), 0);

    await app.getByRole('button', { name: 'Link Ingrid Solheim' }).click();
    const asked = app.locator('s-modal').filter({ hasText: 'becomes that of Ingrid Solheim' });
    await asked.getByRole('button', { name: 'Link', exact: true }).click();
    await app.getByRole('button', { name: 'Link Ingrid Solheim' }).waitFor({ state: 'detached' });
    await eventually(async () => {
      const { body } = await stage.harness.sim('GET', '/_sim/customers');
      return body.some(({ firstName }: { firstName: string | null }) => firstName === 'Ingrid');
    }, 'the customer has the name of the directory');

    await app.getByRole('button', { name: 'Leave Bashir Nakamura as it is' }).click();
    const left = app.locator('s-modal').filter({ hasText: 'Nothing is written for Bashir Nakamura' });
    await left.getByRole('button', { name: 'Leave as it is', exact: true }).click();
    await app.getByText('Nobody waits for a decision').waitFor();
    await app.getByRole('switch', { name: 'Also those left as they are' }).check();
    await app.getByText('Decided: leave as it is.').waitFor();
    await page.context().close();
  });
});
