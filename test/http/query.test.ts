import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readQuery } from '../../src/http/query.ts';
import '../support/seed.ts';

const BASE = 'http://rollcall.example/scim/v2/Users';

describe('readQuery', () => {
  const cases: readonly (readonly [query: string, expected: Record<string, string>])[] = [
    ['', {}],
    ['?', {}],
    ['?&&=x&', {}],
    ['?count', { count: '' }],
    ['?count=', { count: '' }],
    ['?count=1&count=2', { count: '1' }],
    ['?attributes=id&attributes=name,title', { attributes: 'id,name,title' }],
    ['?excludedAttributes=id&count=1&excludedAttributes=', { excludedAttributes: 'id,', count: '1' }],
    ['?filter=userName%20eq+%22a%2Bb%22', { filter: 'userName eq "a+b"' }],
    ['?filter=a=b', { filter: 'a=b' }],
    ['?%66ilter=%C3%A4', { filter: 'ä' }],
    ['?filter=%E0%A4%A+%20', { filter: '%E0%A4%A  ' }],
    ['?filter=100%', { filter: '100%' }],
    ['?__proto__=x&constructor=y', { ['__proto__']: 'x', constructor: 'y' }],
    ['?count=1#&count=2', { count: '1' }],
    ['?count=1?start=2', { count: '1?start=2' }],
  ];
  for (const [query, expected] of cases) {
    it(`GIVEN "${query}" WHEN read THEN ${JSON.stringify(expected)}`, () => {
      assert.deepEqual(Object.entries(readQuery(BASE + query)), Object.entries(expected));
    });
  }

  it('GIVEN any parameters WHEN URLSearchParams wrote them THEN they are read back', () => {
    const name = fc.string({ minLength: 1, unit: 'grapheme' });
    fc.assert(
      fc.property(fc.array(fc.tuple(name, fc.string({ unit: 'grapheme' }))), (pairs) => {
        const read = readQuery(`${BASE}?${new URLSearchParams(pairs)}`);
        for (const [key] of pairs) assert.equal(read[key], pairs.find((pair) => pair[0] === key)?.[1]);
      }),
    );
  });
});
