import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { foldCase } from '../../src/protocol/index.ts';
import { clip, isText } from '../../src/protocol/text.ts';
import '../support/seed.ts';

const pairs: ReadonlyArray<readonly [string, string]> = [
  ['Joe@Example.COM', 'joe@example.com'],
  ['Ｊｏｅ', 'joe'],
  ['ＡＢＣ　１', 'abc 1'],
  ['ｶﾞ', 'ガ'],
  ['E\u0301lan', 'élan'],
  ['ΟΔΟΣ', 'οδοσ'],
  ['οδος', 'οδοσ'],
  ['STRASSE', 'strasse'],
  ['Straße', 'straße'],
];

for (const [given, key] of pairs) {
  test(`${given} is stored under ${key}`, () => assert.equal(foldCase(given), key));
}

test('folding what is folded changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => foldCase(foldCase(text)) === foldCase(text)),
  );
});

test('text has no NUL and no half of a surrogate pair', () => {
  assert.equal(isText('plain \u{1f600} text'), true);
  assert.equal(isText('a\0b'), false);
  assert.equal(isText('\ud83d alone'), false);
});

test('what callers wrote is clipped to a line', () => {
  assert.equal(clip('short'), 'short');
  assert.equal(clip('x'.repeat(200)), `${'x'.repeat(100)}…`);
});
