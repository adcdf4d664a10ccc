// The oversight on PostgreSQL: the same statements, a real server.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { eventually, type Harness, SHOP, startHarness, WEBHOOK_SECRET } from '../support/rollcall.ts';
import { createUser, customersOf, merchant, person, settle } from './support.ts';

describe('oversight on PostgreSQL', () => {
  let postgres: TestPostgres;
  let harness: Harness;
  before(async () => {
    postgres = await startPostgres();
    harness = await startHarness({
      databaseUrl: await postgres.createDatabase(),
      connection: { domains: [] },
    });
  });
  after(async () => {
    await harness.close();
    await postgres.stop();
  });

  const path = (end: string) => `/connections/${harness.connectionId}/${end}`;

  async function survey(end: string) {
    const { body } = await harness.admin('POST', path(end), {});
    return eventually(async () => {
      const answer = await harness.admin('GET', path(`${end}/${body.id}`));
      return answer.body.finishedAt !== null && answer.body;
    }, `${end} has finished`);
  }

  it('GIVEN users held, linked and changed WHEN all of it is used THEN it does what it does on SQLite', async () => {
    await harness.sim('POST', '/_sim/customers', { email: 'ada@example.com' });
    const ada = await createUser(harness, person('ada'));
    await createUser(harness, person('grace'));
    await settle(harness);
    assert.deepEqual((await survey('dry-runs')).counts, { users: 2, nothing: 1, hold: 1 });

    const { reviews } = (await harness.admin('GET', path('reviews?code=review_domain'))).body;
    assert.equal(reviews[0].userId, ada);
    await harness.admin('POST', path(`reviews/${ada}`), { decision: 'link' });
    await settle(harness);
    assert.deepEqual((await harness.admin('GET', path('reviews'))).body.reviews, []);

    const grace = (await customersOf(harness)).find(({ email }) => email === 'grace@example.com');
    const update =
      'mutation ($input: CustomerInput!) { customerUpdate(input: $input) { userErrors { message } } }';
    await merchant(harness, update, { input: { id: grace?.id, firstName: 'Brewster' } });
    const body = JSON.stringify({ id: Number(grace?.id.split('/').at(-1)), first_name: 'Brewster' });
    const signature = createHmac('sha256', WEBHOOK_SECRET).update(body).digest('base64');
    const headers = {
      'x-shopify-topic': 'customers/update',
      'x-shopify-shop-domain': SHOP,
      'x-shopify-webhook-id': 'one',
      'x-shopify-hmac-sha256': signature,
    };
    await fetch(`${harness.url}/shopify/webhooks`, { method: 'POST', headers, body });
    await eventually(
      async () => (await harness.admin('GET', path('drift'))).body.customers.length === 1,
      'the drift is reported',
    );
    assert.deepEqual((await survey('reconciliations')).counts, { customers: 2, waiting: 0, drift: 1 });
    assert.equal((await harness.admin('GET', path('reconciliations'))).body.items.length, 1);

    const { body: begun } = await harness.admin('POST', path('rehearsals'));
    await eventually(
      async () => {
        const { body } = await harness.admin('GET', path(`rehearsals/${begun.id}`));
        return body.state === 'passed';
      },
      'the rehearsal has passed',
      60_000,
    );
    assert.equal((await customersOf(harness)).length, 2);
  });
});
