// The screen "Checks" in a browser: what would change, and what another hand changed, found and put right.
import { after, before, describe, it } from 'node:test';
import { merchant } from '../oversight/support.ts';
import { eventually } from '../support/rollcall.ts';
import { populate } from './population.ts';
import { noBrowser, openStage, type Stage } from './stage.ts';

describe('the screen "Checks"', { skip: noBrowser }, () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage();
    await populate(stage.harness);
  });
  after(() => stage?.close());

  it('GIVEN somebody without an address WHEN a dry run is started THEN it tells who would be held', async () => {
    const { app, page } = await stage.open('/checks');
    await app.getByText('No dry run yet').waitFor();
    await app.getByRole('button', { name: 'Start a dry run' }).click();
    await app.getByText('Finished', { exact: true }).waitFor();
    const row = app.getByRole('row').filter({ hasText: 'Nobody’s Address' });
    await row.getByText('Hold', { exact: true }).waitFor();
    await row.getByRole('link', { name: 'See why' }).waitFor();
    await page.context().close();
  });

  it('GIVEN more people than a page WHEN it is turned, and the screen opened anew THEN the address keeps page and order', async () => {
    const Operations = Array.from({ length: 50 }, (_, n) => ({
      method: 'POST',
      path: '/Users',
      bulkId: `u${n}`,
      data: {
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
        userName: `extra-${n}`,
        displayName: `Zz ${String(n).padStart(2, '0')}`,
      },
    }));
    const schemas = ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'];
    await stage.harness.scim('POST', '/Bulk', { schemas, Operations });
    const { app, page } = await stage.open('/people?order=displayName-descending');
    await app.getByText('56 people').waitFor();
    await app.getByRole('button', { name: 'Next page' }).click();
    await app.getByText('Maren Ostrander').waitFor();
    const frame = page.frames().find((one) => one !== page.mainFrame());
    await frame?.evaluate('location.reload()');
    await app.getByText('Maren Ostrander').waitFor();
    await app.getByRole('button', { name: 'Previous page' }).click();
    await app.getByText('Zz 49').waitFor();
    await page.context().close();
  });

  it('GIVEN a name that a merchant changed WHEN compared THEN it is told, and put right once that is confirmed', async () => {
    const { harness } = stage;
    const nameOf = async () => {
      const { body } = await harness.sim('GET', '/_sim/customers');
      return body.find(({ email }: { email: string }) => email.startsWith('tobias.'));
    };
    const { id } = await nameOf();
    const rename =
      'mutation ($input: CustomerInput!) { customerUpdate(input: $input) { userErrors { message } } }';
    await merchant(harness, rename, { input: { id, firstName: 'Toby' } });

    const { app, page } = await stage.open('/checks?view=reconciliations');
    await app.getByLabel('What is put right').selectOption('report');
    await app.getByRole('button', { name: 'Compare', exact: true }).click();
    const row = app.getByRole('row').filter({ hasText: 'Tobias Fennimore' });
    await row.getByText('first name').waitFor();
    await row.getByText('Nothing, only reported').waitFor();

    await app.getByRole('button', { name: 'Changed by others' }).click();
    await app.getByRole('row').filter({ hasText: 'Tobias Fennimore' }).waitFor();

    await app.getByRole('button', { name: 'Reconciliation' }).click();
    await app.getByLabel('What is put right').selectOption('managed');
    await app.getByRole('button', { name: 'Compare and put right' }).first().click();
    await app.locator('s-modal').getByRole('button', { name: 'Compare and put right' }).click();
    await app.getByRole('row').filter({ hasText: 'Tobias Fennimore' }).getByText('Written again').waitFor();
    await eventually(async () => (await nameOf()).firstName === 'Tobias', 'the name is put back');
    await page.context().close();
  });
});
