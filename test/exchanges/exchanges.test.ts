// Plays every file of test/exchanges/<provider>/: adding a file adds a test.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Harness, startHarness } from '../support/rollcall.ts';
import { type Exchange, playExchange } from './exchange.ts';

const providers = readdirSync(import.meta.dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

describe('Exchanges', () => {
  let harness: Harness;
  before(async () => {
    harness = await startHarness({ working: false });
  });
  after(() => harness.close());

  for (const provider of providers) {
    const folder = join(import.meta.dirname, provider);
    for (const file of readdirSync(folder)) {
      const exchange = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Exchange;
      it(`${provider}/${file}: ${exchange.title}`, async () => {
        assert.match(exchange.source, /^(https:\/\/\S+|RFC \d{4})/, 'it says where that is written');
        await playExchange(harness, exchange);
      });
    }
  }
});
