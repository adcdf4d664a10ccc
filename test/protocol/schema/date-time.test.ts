import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseDateTime, printDateTime } from '../../../src/protocol/schema/date-time.ts';
import '../../support/seed.ts';

const instants: ReadonlyArray<readonly [string, string | undefined]> = [
  ['2011-05-13T04:42:34Z', '2011-05-13T04:42:34.000Z'],
  ['2011-05-13t04:42:34.123456z', '2011-05-13T04:42:34.123Z'],
  ['2011-05-13T04:42:34', '2011-05-13T04:42:34.000Z'],
  ['2011-05-13T04:42:34+02:00', '2011-05-13T02:42:34.000Z'],
  ['2011-05-13T04:42:34-0530', '2011-05-13T10:12:34.000Z'],
  ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
  ['2023-02-29T00:00:00Z', undefined],
  ['2023-13-01T00:00:00Z', undefined],
  ['2023-01-01T25:00:00Z', undefined],
  ['2023-01-01T00:61:00Z', undefined],
  ['2023-01-01T00:00:61Z', undefined],
  ['2023-01-01', undefined],
  ['yesterday', undefined],
];

for (const [text, iso] of instants) {
  test(`${text} is ${iso ?? 'no dateTime'}`, () => {
    const time = parseDateTime(text);
    assert.equal(time === undefined ? undefined : new Date(time).toISOString(), iso);
  });
}

test('GIVEN any instant WHEN it is printed THEN it is what Date prints', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date(-1e13), max: new Date(1e14), noInvalidDate: true }), (date) => {
      assert.equal(printDateTime(date.getTime()), date.toISOString());
    }),
  );
});
