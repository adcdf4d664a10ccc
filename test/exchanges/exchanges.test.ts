// Plays every file of test/exchanges/<provider>/: adding a file adds a test.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import * as dialects from '../../src/protocol/dialects.ts';
import { type Exchange, playExchange } from './exchange.ts';
import { setStage } from './stage.ts';

/** What holds for every provider; an exchange that `shows` one is its example. */
const POLICIES: Readonly<Record<string, string>> = {
  'policy 1': 'Operations, names and booleans are read leniently; what is stored and returned is strict',
  'policy 2': 'A replace of a value that is not there creates it, unless the connection is strict',
  'policy 3': 'Members are removed by value, by filter or wrapped; a value that names some never clears all',
  'policy 4': 'Inactive is not deleted: leavers are found, and keep their memberships',
  'policy 5': 'GET shows members unless they are excluded',
  'policy 6': 'What is readOnly, the password and unknown schemas are ignored, not refused',
  'policy 7': 'Every error is a SCIM error with its status as text and a detail',
  'policy 8': 'ServiceProviderConfig is true: clients choose their verbs by it',
  'policy 9': 'There are no rules about User-Agent',
};

const providers = readdirSync(import.meta.dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);
const exchanges = providers.flatMap((provider) =>
  readdirSync(join(import.meta.dirname, provider)).map((file): [string, Exchange] => {
    const name = `${provider}/${file}`;
    return [name, JSON.parse(readFileSync(join(import.meta.dirname, name), 'utf8')) as Exchange];
  }),
);

describe('Exchanges', () => {
  const stage = setStage();

  for (const [name, exchange] of exchanges) {
    it(`${name}: ${exchange.title}`, async () => {
      assert.match(exchange.source, /^(https:\/\/\S+|RFC \d{4} section [\d.]+)$/, 'where it is written');
      await playExchange(stage, exchange);
    });
  }
});

describe('The set of exchanges', () => {
  const shown = new Set(exchanges.flatMap(([, { shows = [] }]) => shows));
  const quirks = Object.entries(dialects).filter(([, entry]) => typeof entry === 'function');
  const known = [...quirks.map(([name]) => name), ...Object.keys(POLICIES)];

  for (const name of known) {
    it(`GIVEN ${name} WHEN looked for THEN an exchange shows it`, () => assert.ok(shown.has(name)));
  }

  it('GIVEN what an exchange shows WHEN looked for THEN it exists', () => {
    assert.deepEqual(
      [...shown].filter((name) => !known.includes(name)),
      [],
    );
  });
});
