import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  entityTag,
  isHeld,
  parseEntityTags,
  requireMatch,
  requireWritable,
  ScimError,
} from '../../src/protocol/index.ts';

const lists: readonly (readonly [text: string, tags: '*' | readonly string[]])[] = [
  ['*', '*'],
  [' * ', '*'],
  ['W/"3"', ['3']],
  ['w/"3"', ['3']],
  ['"3"', ['3']],
  ['W/"3", "4",W/"5"', ['3', '4', '5']],
  [', W/"3",, "a,b" ,', ['3', 'a,b']],
  ['""', ['']],
  ['W/"3', ['3']],
  ['W/"3", "4', ['3', '4']],
];
for (const [text, tags] of lists) {
  test(`${text} names ${JSON.stringify(tags)}`, () => {
    assert.deepEqual(parseEntityTags(text, 'If-Match'), tags);
  });
}

for (const text of ['', ' ', ',', '3', 'W/3', '"3 ', 'W/"3" "4"', '"3" x', '*, "3"', 'W /"3"', "'3'"]) {
  test(`<${text}> is malformed`, () => {
    assert.throws(
      () => parseEntityTags(text, 'If-Match'),
      (error) =>
        error instanceof ScimError && error.scimType === 'invalidSyntax' && /^If-Match/.test(error.detail),
    );
  });
}

test('a tag written is a tag read, weak or not', () => {
  assert.deepEqual(parseEntityTags(entityTag(12), 'version'), ['12']);
  assert.equal(entityTag(12), 'W/"12"');
});

test('writing needs a version that If-Match names and If-None-Match does not', () => {
  const fails412 = (error: unknown) => error instanceof ScimError && error.status === 412;
  requireWritable({}, 3);
  requireWritable({ ifMatch: '*' }, 3);
  requireWritable({ ifMatch: ['2', '3'], ifNoneMatch: ['4'] }, 3);
  assert.throws(() => requireWritable({ ifMatch: ['2'] }, 3), fails412);
  assert.throws(() => requireWritable({ ifMatch: [] }, 3), fails412);
  assert.throws(() => requireWritable({ ifNoneMatch: '*' }, 3), fails412);
  assert.throws(() => requireWritable({ ifMatch: ['3'], ifNoneMatch: ['3'] }, 3), fails412);
});

test('reading needs If-Match only; If-None-Match says what the reader holds', () => {
  requireMatch({ ifMatch: ['3'], ifNoneMatch: ['3'] }, 3);
  assert.equal(isHeld({ ifNoneMatch: ['2', '3'] }, 3), true);
  assert.equal(isHeld({ ifNoneMatch: ['2'] }, 3), false);
  assert.equal(isHeld({}, 3), false);
});
