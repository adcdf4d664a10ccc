import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseFilter, parsePath, printFilter, printPath, ScimError } from '../../../src/protocol/index.ts';
import { filter, patchPath } from '../arbitraries.ts';

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** What clients write, and how it is read (as canonical text). */
const readings: ReadonlyArray<readonly [string, string]> = [
  ['userName eq "bjensen"', 'userName eq "bjensen"'],
  ['  userName   EQ   "bjensen"  ', 'userName eq "bjensen"'],
  ['userName eq"bjensen"', 'userName eq "bjensen"'],
  ['externalId eq jyoung', 'externalId eq "jyoung"'],
  ['a eq 1 and b eq -2.5e3 and c eq TRUE and d eq null', 'a eq 1 and b eq -2500 and c eq true and d eq null'],
  ['a eq 007', 'a eq "007"'],
  ['a eq -0', 'a eq 0'],
  ['a eq "x\\"y\\u0041\\\\"', 'a eq "x\\"yA\\\\"'],
  ['a eq "DOMAIN\\user.name"', 'a eq "DOMAIN\\\\user.name"'],
  ['(userName eq "a)b") or (x pr)', 'userName eq "a)b" or x pr'],
  ['a pr and b pr or c pr', 'a pr and b pr or c pr'],
  ['a pr and (b pr or c pr)', 'a pr and (b pr or c pr)'],
  ['(a pr and b pr) and c pr', 'a pr and b pr and c pr'],
  ['not (a pr and b pr) or c pr', 'not (a pr and b pr) or c pr'],
  ['not a pr and b pr', 'not (a pr) and b pr'],
  ['NOT(a pr)AND(b pr)', 'not (a pr) and b pr'],
  ['emails[type eq "work" and value co "@x"]', 'emails[type eq "work" and value co "@x"]'],
  ['emails[not (type eq work)]', 'emails[not (type eq "work")]'],
  ['emails[type eq "work"].value eq "x"', 'emails[type eq "work" and value eq "x"]'],
  ['emails[type eq "a" or type eq "b"].value pr', 'emails[(type eq "a" or type eq "b") and value pr]'],
  [`${enterprise}:manager.value eq "1"`, `${enterprise}:manager.value eq "1"`],
  ['members.$ref ew "/7"', 'members.$ref ew "/7"'],
  ['notes pr or order pr', 'notes pr or order pr'],
];

test('GIVEN an attribute that equals a quoted text WHEN it is read alone and in parentheses THEN it is the same', () => {
  const name = fc.constantFrom('userName', 'emails.value', 'not', 'and', 'pr', 'x_1');
  const value = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('ann@x.example', 'a\\\\b', '\u0000', '\n'),
  );
  const read = (text: string) => {
    try {
      return parseFilter(text);
    } catch (error) {
      assert.ok(error instanceof ScimError);
      return 'refused';
    }
  };
  fc.assert(
    fc.property(name, value, (attribute, text) => {
      const plain = `${attribute} eq "${text}"`;
      assert.deepEqual(read(plain), read(`(${plain})`));
    }),
  );
});

for (const [given, canonical] of readings) {
  test(`the filter ${given} reads as ${canonical}`, () => {
    assert.equal(printFilter(parseFilter(given)), canonical);
  });
}

test('a filter is a tree that says what binds to what', () => {
  assert.deepEqual(parseFilter('a pr or not (b eq 1) and c.d pr'), {
    kind: 'or',
    filters: [
      { kind: 'present', path: { attribute: 'a' } },
      {
        kind: 'and',
        filters: [
          { kind: 'not', filter: { kind: 'compare', path: { attribute: 'b' }, operator: 'eq', value: 1 } },
          { kind: 'present', path: { attribute: 'c', sub: 'd' } },
        ],
      },
    ],
  });
});

const operators = 'one of eq, ne, co, sw, ew, gt, ge, lt, le or pr expected';
const faults: ReadonlyArray<readonly [string, string]> = [
  ['', 'at offset 0: an attribute name expected, the text ends.'],
  ['userName', `at offset 8: ${operators}.`],
  ['userName eq', 'at offset 11: a value expected, the text ends.'],
  ['userName eq and b pr', 'at offset 12: a value expected, found "and b pr".'],
  ['userName eq "a', 'at offset 12: a value expected, found "\\"a".'],
  ["userName eq 'a'", 'at offset 12: strings stand in double quotes.'],
  ['userName is "a"', `at offset 9: ${operators}, found "is".`],
  ['userName eq "a" b', 'at offset 16: nothing more expected, found "b".'],
  ['(a pr', 'at offset 5: ")" expected, the text ends.'],
  ['a pr)', 'at offset 4: nothing more expected, found ")".'],
  ['emails[type eq "x"', 'at offset 18: "]" expected, the text ends.'],
  ['emails[x[y pr]]', 'at offset 8: a value path cannot stand inside another.'],
  ['a.b[c pr]', 'at offset 3: a value path belongs to an attribute.'],
  ['a.b.c pr', 'at offset 0: "a.b.c" is not an attribute name.'],
  ['9a pr', 'at offset 0: "9a" is not an attribute name.'],
  [':a pr', 'at offset 0: ":a" is not an attribute name.'],
  ['__proto__ pr', 'at offset 0: "__proto__" is not an attribute name.'],
  ['emails[type pr]. eq 1', 'at offset 16: a sub-attribute name expected.'],
  ['a eq 1e999', 'at offset 10: the number 1e999 is too large.'],
  ['a eq "\\u0000"', 'at offset 5: the value holds a character that is not text.'],
  ['a eq "\\ud800"', 'at offset 5: the value holds a character that is not text.'],
];

for (const [given, message] of faults) {
  test(`the filter ${JSON.stringify(given)} is refused with its offset`, () => {
    assert.throws(() => parseFilter(given), {
      name: 'ScimError',
      status: 400,
      scimType: 'invalidFilter',
      detail: `The filter is malformed ${message}`,
    });
  });
}

test('a filter nested 10,000 deep is a 400, whichever limit meets it first', () => {
  const long = `${'('.repeat(10_000)}a pr${')'.repeat(10_000)}`;
  assert.throws(() => parseFilter(long), {
    scimType: 'invalidFilter',
    detail: 'The filter is 20004 characters long; at most 8192 are taken.',
  });
  for (const [opening, closing] of [
    ['(', ')'],
    ['not ', ''],
    ['not(', ')'],
  ] as const) {
    const deep = `${opening.repeat(1_000)}a pr${closing.repeat(1_000)}`;
    assert.throws(() => parseFilter(deep), /nested deeper than 64 levels/);
  }
});

test('a filter of a thousand terms is no deeper than one', () => {
  const terms = Array.from({ length: 1_000 }, () => 'a pr').join(' or ');
  const read = parseFilter(terms.slice(0, 8_000).replace(/ or?[^r]*$/, ''));
  assert.equal(read.kind, 'or');
});

const paths: ReadonlyArray<readonly [string, object]> = [
  ['name.givenName', { attribute: 'name', sub: 'givenName' }],
  [`${enterprise}:manager`, { urn: enterprise, attribute: 'manager' }],
  [
    'emails[type eq "work"].value',
    {
      attribute: 'emails',
      filter: { kind: 'compare', path: { attribute: 'type' }, operator: 'eq', value: 'work' },
      sub: 'value',
    },
  ],
];

for (const [given, read] of paths) {
  test(`the path ${given} reads in its parts`, () => {
    assert.deepEqual(parsePath(given), read);
  });
}

for (const given of [
  '',
  'emails[type eq',
  'emails[type eq "x"]value',
  'a.b.c',
  'emails[type eq "x"].a.b',
  'a b',
]) {
  test(`the path ${JSON.stringify(given)} is refused as invalidPath`, () => {
    assert.throws(() => parsePath(given), { status: 400, scimType: 'invalidPath' });
  });
}

test('what is printed of any filter reads back as that filter', () => {
  fc.assert(fc.property(filter, (given) => assert.deepEqual(parseFilter(printFilter(given)), given)));
});

test('what is printed of any path reads back as that path', () => {
  fc.assert(fc.property(patchPath, (given) => assert.deepEqual(parsePath(printPath(given)), given)));
});

test('no text makes the parser throw anything but a ScimError', () => {
  const pieces = fc.array(
    fc.constantFrom('(', ')', '[', ']', '"', ' ', 'not', 'and', 'or', 'a', 'eq', '.', ':', '\\', '1', "'"),
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        pieces.map((parts) => parts.join('')),
      ),
      (given) => {
        for (const parse of [parseFilter, parsePath]) {
          try {
            parse(given);
          } catch (error) {
            assert.ok(error instanceof ScimError, String(error));
          }
        }
      },
    ),
  );
});
