import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JsonObject } from '../../src/protocol/index.ts';
import { desireCustomer } from '../../src/sync/desired.ts';
import { departmentTag } from '../../src/sync/tags.ts';

const desire = (user: JsonObject, country: string | null = null) => desireCustomer(user, country);
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

describe('desired customer', () => {
  const names: [JsonObject, string | undefined, string | undefined][] = [
    [{ name: { givenName: 'Ada', familyName: 'Lovelace' }, displayName: 'Countess' }, 'Ada', 'Lovelace'],
    [{ name: { familyName: 'Lovelace' }, displayName: 'Ada Lovelace' }, undefined, 'Lovelace'],
    [{ displayName: ' Ada  Byron Lovelace ' }, 'Ada', 'Byron Lovelace'],
    [{ displayName: 'Lovelace, Ada' }, 'Ada', 'Lovelace'],
    [{ displayName: 'Ada' }, 'Ada', undefined],
    [{ name: { formatted: 'Ada Lovelace' } }, 'Ada', 'Lovelace'],
    [{ name: { givenName: '  ' } }, undefined, undefined],
    [{}, undefined, undefined],
  ];
  for (const [user, firstName, lastName] of names) {
    it(`GIVEN ${JSON.stringify(user)} WHEN a name is wanted THEN it is ${firstName} / ${lastName}`, () => {
      const { fields } = desire(user);
      assert.deepEqual([fields.firstName, fields.lastName], [firstName, lastName]);
    });
  }

  const work = (value: string) => ({ type: 'work', value });
  const phones: [string, JsonObject, string | null, string | undefined, number][] = [
    ['an international number', { phoneNumbers: [work('+1 (613) 450-5293')] }, null, '+16134505293', 0],
    [
      'a national number and the country of the address',
      { phoneNumbers: [work('030 901820')], addresses: [{ type: 'work', country: 'Germany' }] },
      'US',
      '+4930901820',
      0,
    ],
    [
      'a national number and the shop’s country',
      { phoneNumbers: [work('030 901820')] },
      'DE',
      '+4930901820',
      0,
    ],
    ['a national number and no country', { phoneNumbers: [work('030 901820')] }, null, undefined, 1],
    ['a number that is none', { phoneNumbers: [work('ext. 12')] }, 'DE', undefined, 1],
    [
      'several numbers',
      {
        phoneNumbers: [
          { type: 'home', value: '+4930901821' },
          { type: 'mobile', value: '+4930901822' },
        ],
      },
      null,
      '+4930901822',
      0,
    ],
    [
      'a work number behind others, in another spelling',
      {
        phoneNumbers: [
          { type: 'mobile', value: '+4930901822' },
          { type: 'Work', value: '+4930901820' },
        ],
      },
      null,
      '+4930901820',
      0,
    ],
    ['a number without a type', { phoneNumbers: [{ value: '+4930901823' }] }, null, '+4930901823', 0],
  ];
  for (const [name, user, country, phone, warnings] of phones) {
    it(`GIVEN ${name} WHEN a phone is wanted THEN it is ${phone}`, () => {
      const desired = desire(user, country);
      assert.equal(desired.fields.phone, phone);
      assert.equal(desired.warnings.length, warnings);
    });
  }

  const locales: [JsonObject, string | undefined, number][] = [
    [{ preferredLanguage: 'de-DE' }, 'de-DE', 0],
    [{ preferredLanguage: 'en_us' }, 'en-US', 0],
    [{ preferredLanguage: 'da, en-gb;q=0.8' }, 'da', 0],
    [{ locale: 'fr-CA' }, 'fr-CA', 0],
    [{ preferredLanguage: 'zh-Hant-TW' }, 'zh-TW', 0],
    [{ preferredLanguage: 'English' }, undefined, 1],
    [{ preferredLanguage: 'qqq' }, undefined, 1],
    [{ preferredLanguage: '*' }, undefined, 0],
    [{}, undefined, 0],
  ];
  for (const [user, locale, warnings] of locales) {
    it(`GIVEN ${JSON.stringify(user)} WHEN a locale is wanted THEN it is ${locale}`, () => {
      const desired = desire(user);
      assert.equal(desired.fields.locale, locale);
      assert.equal(desired.warnings.length, warnings);
    });
  }

  it('GIVEN several addresses WHEN one is wanted THEN the work address comes in Shopify’s parts', () => {
    const { address } = desire({
      addresses: [
        { type: 'home', locality: 'Bonn' },
        {
          type: 'work',
          streetAddress: '100 Universal City Plaza\r\nSuite 5\nFloor 2',
          locality: 'Hollywood',
          region: 'ca',
          postalCode: '91608',
          country: 'USA',
        },
      ],
    });
    assert.deepEqual(address, {
      address1: '100 Universal City Plaza',
      address2: 'Suite 5, Floor 2',
      city: 'Hollywood',
      zip: '91608',
      provinceCode: 'CA',
      countryCode: 'US',
    });
  });

  it('GIVEN a region by name and an unknown country WHEN an address is wanted THEN the region stays a name and the country is warned of', () => {
    const desired = desire({ addresses: [{ type: 'work', region: 'Bavaria', country: 'Atlantis' }] });
    assert.deepEqual(desired.address, { province: 'Bavaria' });
    assert.equal(desired.warnings.length, 1);
  });

  it('GIVEN an inactive user WHEN tags are wanted THEN there is the leaver tag alone', () => {
    const user = { active: false, [ENTERPRISE]: { department: 'Sales' } };
    const desired = desire(user);
    assert.deepEqual(desired.tags, ['rollcall:leaver']);
    assert.deepEqual(desired.metafields, { active: 'false', department: 'Sales' });
    assert.deepEqual(desire({ ...user, active: true }).tags, ['department:sales']);
  });

  const tags: [string | undefined, string | undefined][] = [
    ['Sales', 'department:sales'],
    ['R&D, Berlin', 'department:r-d-berlin'],
    ['vip,discount:50', 'department:vip-discount-50'],
    ['Größe ﬁne', 'department:größe-fine'],
    ['営業部', 'department:営業部'],
    [' - ', undefined],
    [undefined, undefined],
  ];
  for (const [department, tag] of tags) {
    it(`RULES 12: GIVEN the department ${department} WHEN a tag is wanted THEN it is ${tag}`, () => {
      assert.equal(departmentTag(department), tag);
    });
  }

  it('RULES 12: GIVEN an endless department WHEN a tag is wanted THEN Shopify’s 255 characters hold it', () => {
    assert.equal(departmentTag('x'.repeat(1000))?.length, 255);
  });

  it('GIVEN values of the wrong kind WHEN a customer is wanted THEN they count as absent', () => {
    const desired = desire({
      name: 'Ada',
      phoneNumbers: 'x',
      addresses: [1, null],
      title: 7,
      displayName: {},
    } as never);
    assert.deepEqual(desired.fields, {});
    assert.deepEqual(desired.metafields, { active: 'true' });
    assert.equal(desired.address, null);
  });
});
