// A short run of the random requests of `npm run fuzz`; FC_SEED names another seed.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { runCampaign } from '../scripts/fuzz/campaign.ts';
import { SEED } from './support/seed.ts';

const REQUESTS = 3000;
const CONCURRENCY = 8;

it('GIVEN random requests, valid and hostile, WHEN sent THEN no answer and no row is wrong', async (t) => {
  t.diagnostic(`seed ${SEED}`);
  const options = { requests: REQUESTS, seed: SEED, concurrency: CONCURRENCY, maxRss: 600 * 2 ** 20 };
  const { requests, statuses, faults } = await runCampaign(options);
  const again = `npm run fuzz -- --seed ${SEED} --requests ${REQUESTS} --concurrency ${CONCURRENCY}`;
  assert.deepEqual(faults, [], again);
  assert.equal(requests, REQUESTS);
  // All of that is for nothing if nothing is ever right.
  assert.ok((statuses.get('200') ?? 0) > REQUESTS / 5 && (statuses.get('201') ?? 0) > 0);
});
