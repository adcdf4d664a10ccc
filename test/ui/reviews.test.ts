// The screen "Reviews" in a browser: who is held stands beside the customer in question, and a decision is carried out.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { merchant } from '../oversight/support.ts';
import { eventually } from '../support/rollcall.ts';
import { addReviews, type Population, populate } from './population.ts';
import { noBrowser, openStage, type Stage } from './stage.ts';

describe('the screen "Reviews"', { skip: noBrowser }, () => {
  let stage: Stage;
  let people: Population;
  before(async () => {
    stage = await openStage();
    people = await populate(stage.harness);
    await addReviews(stage.harness);
  });
  after(() => stage?.close());

  it('GIVEN a customer that was deleted WHEN another is linked from the person’s review THEN that one is the person’s', async () => {
    const { harness } = stage;
    const customers = async () => (await harness.sim('GET', '/_sim/customers')).body;
    const isTobias = ({ email }: { email: string | null }) => email?.startsWith('tobias.') ?? false;
    const { id } = (await customers()).find(isTobias);
    const remove =
      'mutation ($id: ID!) { customerDelete(input: { id: $id }) { deletedCustomerId userErrors { message } } }';
    await merchant(harness, remove, { id });
    const other = { email: 'toby@elsewhere.example', firstName: 'Toby', lastName: 'Fennimore' };
    await harness.sim('POST', '/_sim/customers', other);
    const { id: survivor } = (await customers()).find(
      ({ email }: { email: string }) => email === other.email,
    );
    await harness.scim('PATCH', `/Users/${people.synced}`, {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [{ op: 'replace', path: 'title', value: 'Head of Wholesale' }],
    });
    const { app, page } = await stage.open(`/people/${people.connection}/${people.synced}`);
    await app.getByRole('link', { name: 'Decide beside the customer' }).click();
    await app.getByRole('link', { name: 'All reviews' }).waitFor();
    await app.getByLabel('Number or address of another customer').fill(survivor.split('/').at(-1));
    await app.getByRole('button', { name: 'Link this customer to Tobias Fennimore' }).click();
    const asked = app.locator('s-modal').filter({ hasText: 'becomes that of Tobias Fennimore' });
    await asked.getByRole('button', { name: 'Link this customer', exact: true }).click();
    await app.getByText('This person waits for no decision').waitFor();
    await eventually(
      async () => (await customers()).find(isTobias)?.id === survivor,
      'the other customer has the address of the directory',
    );
    await page.context().close();
  });

  it('GIVEN two who are held WHEN one is linked and the other left THEN the first is synced, and nobody waits', async () => {
    const { app, page } = await stage.open('/reviews');
    const row = app.getByRole('row', { name: 'First name' });
    await row.filter({ hasText: 'Inga' }).getByText('Differs').waitFor();
    assert.equal(await row.filter({ hasText: 'Bashir' }).getByText('Differs').count(), 0);
    await app.getByRole('row', { name: 'Marketing' }).first().getByText('SMS: not subscribed').waitFor();

    await app.getByRole('button', { name: 'Link Ingrid Solheim' }).click();
    const asked = app.locator('s-modal').filter({ hasText: 'becomes that of Ingrid Solheim' });
    await asked.getByRole('button', { name: 'Link', exact: true }).click();
    await app.getByRole('button', { name: 'Link Ingrid Solheim' }).waitFor({ state: 'detached' });
    await eventually(async () => {
      const { body } = await stage.harness.sim('GET', '/_sim/customers');
      return body.some(({ firstName }: { firstName: string | null }) => firstName === 'Ingrid');
    }, 'the customer has the name of the directory');

    await app.getByRole('button', { name: 'Leave as it is: Bashir Nakamura' }).click();
    const left = app.locator('s-modal').filter({ hasText: 'Nothing is written for Bashir Nakamura' });
    await left.getByRole('button', { name: 'Leave as it is', exact: true }).click();
    await app.getByText('Nobody waits for a decision').waitFor();
    await app.getByRole('switch', { name: 'Also those left as they are' }).check();
    await app.getByText('Decided: leave as it is.').waitFor();
    await page.context().close();
  });
});
