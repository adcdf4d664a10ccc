// Countries: whatever a directory writes, Shopify knows what it is told.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { getCountries } from 'libphonenumber-js/max';
import { toCountry } from '../../src/sync/country.ts';
import { desireCustomer } from '../../src/sync/desired.ts';

const schema = readFileSync(
  new URL('../../src/simulators/shopify/schema/admin-2026-10.graphql', import.meta.url),
  'utf8',
);
const known = new Set(/^enum CountryCode \{([^}]+)\}/m.exec(schema)?.[1]?.match(/\b[A-Z]{2}\b/g));

describe('countries', () => {
  it('GIVEN every country, as a code or by name WHEN it is converted THEN Shopify has its code', () => {
    const names = new Intl.DisplayNames('en', { type: 'region' });
    const texts = getCountries().flatMap((code) => [code, names.of(code) ?? code]);
    assert.ok(known.size > 200);
    const unknown = texts.filter((text) => !known.has(toCountry(text)?.countryCode ?? ''));
    assert.deepEqual(unknown, []);
  });

  it('GIVEN a name in a language that directories are kept in, or as people type it WHEN it is converted THEN it is that country', () => {
    const names = ['Deutschland', 'OESTERREICH', 'Osterreich', 'Schweiz', 'Suisse', 'España', 'Espana'];
    const others = ['日本', 'The Netherlands', 'Czech Republic', 'Hong Kong', 'Turkey', 'Atlantis'];
    const codes = [...names, ...others].map((name) => toCountry(name)?.countryCode);
    assert.deepEqual(codes, [
      ...['DE', undefined, 'AT', 'CH', 'CH', 'ES', 'ES'],
      ...['JP', 'NL', 'CZ', 'HK', 'TR', undefined],
    ]);
  });

  it('GIVEN a number behind 00 WHEN the shop is where another prefix is dialled THEN it is known all the same', () => {
    const user = { phoneNumbers: [{ type: 'work', value: '0049 30 123456' }] };
    assert.equal(desireCustomer(user, 'US').fields.phone, '+4930123456');
  });

  it('GIVEN an address in a territory that Shopify counts to the US WHEN it is wanted THEN it is a province of the US', () => {
    const address = { type: 'work', locality: 'San Juan', region: 'San Juan', country: 'Puerto Rico' };
    assert.deepEqual(desireCustomer({ addresses: [address] }, null).address, {
      city: 'San Juan',
      provinceCode: 'PR',
      countryCode: 'US',
    });
  });

  it('GIVEN a national number of a territory with a calling code of its own WHEN it is wanted THEN it has that code', () => {
    const user = {
      addresses: [{ type: 'work', country: 'PW' }],
      phoneNumbers: [{ type: 'work', value: '488 2828' }],
    };
    assert.equal(desireCustomer(user, 'DE').fields.phone, '+6804882828');
  });
});
