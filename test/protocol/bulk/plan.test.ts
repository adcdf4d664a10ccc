import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupResourceType, parseBulk, planBulk, userResourceType } from '../../../src/protocol/index.ts';

/** `POST a` creates a, `POST a bc` refers to b and c as well, `PATCH 17` changes 17, `PATCH :a` what a created. */
function plan(...texts: string[]): string[] {
  const { operations } = parseBulk([userResourceType, groupResourceType], {
    Operations: texts.map(toOperation),
  });
  return planBulk(operations).map(
    ({ positions, circular }) => `${circular ? 'circle ' : ''}${positions.join(' ')}`,
  );
}

function toOperation(text: string) {
  const [method, subject = '', references = ''] = text.split(' ');
  const value = {
    displayName: 'x',
    members: [...references].map((letter) => ({ value: `bulkId:${letter}` })),
  };
  if (method === 'POST') return { method, path: '/Groups', bulkId: subject, data: value };
  const data = { Operations: [{ op: 'add', value }] };
  return { method, path: `/Groups/${subject.replace(':', 'bulkId:')}`, data };
}

for (const [title, texts, waves] of [
  ['independent operations run together', ['POST a', 'POST b', 'POST c'], ['0 1 2']],
  ['a wave has one method', ['POST a', 'PATCH 1', 'PATCH 2', 'DELETE 3'], ['0', '1 2', '3']],
  ['a name set free is free for what follows', ['DELETE 1', 'POST a'], ['0', '1']],
  ['one resource keeps its order', ['PATCH 1', 'PATCH 2', 'PATCH 1', 'PATCH 3'], ['0 1', '2 3']],
  ['what is referred to comes first', ['POST a b', 'POST c', 'POST b'], ['2', '0 1']],
  ['a chain is walked to its end', ['POST a b', 'POST b c', 'POST c'], ['2', '1', '0']],
  ['a path refers too', ['PATCH :a', 'POST a'], ['1', '0']],
  [
    'what follows a waiting operation on its resource waits',
    ['PATCH 1 a', 'DELETE 1', 'POST a'],
    ['2', '0', '1'],
  ],
  ['two that refer to one another are a circle', ['POST a b', 'POST b a'], ['circle 0 1']],
  [
    'so are three, and what needs them follows',
    ['POST d a', 'POST a b', 'POST b c', 'POST c a'],
    ['circle 1 2 3', '0'],
  ],
  ['what a circle needs comes before it', ['POST a bx', 'POST b a', 'POST x'], ['2', 'circle 0 1']],
  ['one that refers to itself is one', ['POST a a', 'POST b'], ['circle 0', '1']],
  ['a reference to nobody is found when it is run', ['POST a z'], ['0']],
] as const) {
  test(`${title}: ${texts.join(', ')}`, () => {
    assert.deepEqual(plan(...texts), waves);
  });
}

test('a chain of a thousand, sent in the wrong order, is planned', () => {
  const chain = Array.from({ length: 1000 }, (_, at) => ({
    method: 'POST',
    path: '/Groups',
    bulkId: `g${at}`,
    data: { displayName: `g${at}`, members: at === 999 ? [] : [{ value: `bulkId:g${at + 1}` }] },
  }));
  const { operations } = parseBulk([groupResourceType], { Operations: chain });
  assert.deepEqual(
    planBulk(operations).map(({ positions }) => positions[0]),
    Array.from({ length: 1000 }, (_, at) => 999 - at),
  );
});
