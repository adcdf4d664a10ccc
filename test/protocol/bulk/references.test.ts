import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resolveReferences, splitReferences } from '../../../src/protocol/index.ts';

const resolve = (value: unknown) => resolveReferences(value, (bulkId) => `id-of-${bulkId}`);

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

for (const [value, resolved] of [
  ['bulkId:a', 'id-of-a'],
  [
    { members: [{ value: 'bulkId:a' }, { value: '17' }] },
    { members: [{ value: 'id-of-a' }, { value: '17' }] },
  ],
  [{ members: ['bulkId:a'] }, { members: ['id-of-a'] }],
  [
    { [ENTERPRISE]: { manager: { value: 'bulkId:a', $ref: '../Users/bulkId:a' } } },
    { [ENTERPRISE]: { manager: { value: 'id-of-a', $ref: '../Users/id-of-a' } } },
  ],
  [
    { Operations: [{ op: 'remove', path: 'members[value eq "bulkId:a" or value eq "bulkId:b"]' }] },
    { Operations: [{ op: 'remove', path: 'members[value eq "id-of-a" or value eq "id-of-b"]' }] },
  ],
  [
    { Operations: [{ op: 'add', Path: 'm[v eq "bulkId:a"]' }] },
    { Operations: [{ op: 'add', Path: 'm[v eq "id-of-a"]' }] },
  ],
] as const) {
  test(`${JSON.stringify(value)} gets its ids`, () => {
    assert.deepEqual(resolve(value), resolved);
  });
}

for (const value of [
  { displayName: 'The bulkId:a and others', nested: { list: [1, null, true] } },
  { title: 'see "bulkId:a"', profileUrl: 'https://x.example/bulkId:a' },
  { $ref: 'https://x.example/Users/17' },
  undefined,
  null,
  17,
]) {
  test(`${JSON.stringify(value)} has no reference and stays the same value`, () => {
    assert.equal(resolve(value), value);
  });
}

test('a key that names the prototype is a key', () => {
  const resolved = resolve(JSON.parse('{"__proto__":{"value":"bulkId:a"}}')) as object;
  assert.deepEqual(JSON.stringify(resolved), '{"__proto__":{"value":"id-of-a"}}');
  assert.equal(({} as { value?: string }).value, undefined);
});

test('what lies deeper than any attribute is not looked at, however deep', () => {
  for (const levels of [20, 100_000]) {
    let deep: unknown = { value: 'bulkId:a' };
    for (let level = 0; level < levels; level += 1)
      deep = level % 9 === 0 ? { x: deep, value: 'bulkId:b' } : { x: deep };
    assert.doesNotThrow(() => resolve(deep));
    assert.doesNotThrow(() => splitReferences(deep, () => true));
  }
});

test('data is divided into what can be created and what waits', () => {
  const data = {
    userName: 'ann',
    emails: [{ value: 'ann@x.example' }],
    [ENTERPRISE]: { department: 'Sales', manager: { value: 'bulkId:b', displayName: 'Bea' } },
  };
  assert.deepEqual(
    splitReferences(data, () => true),
    {
      now: { userName: 'ann', emails: [{ value: 'ann@x.example' }], [ENTERPRISE]: { department: 'Sales' } },
      later: { [ENTERPRISE]: { manager: { value: 'bulkId:b', displayName: 'Bea' } } },
    },
  );
});

test('of a list only the elements wait that refer to what is not there', () => {
  const members = [{ value: '17' }, { value: 'bulkId:a' }, { value: 'bulkId:b', type: 'Group' }];
  assert.deepEqual(
    splitReferences({ displayName: 'Sales', members }, (bulkId) => bulkId === 'b'),
    {
      now: { displayName: 'Sales', members: [{ value: '17' }, { value: 'bulkId:a' }] },
      later: { members: [{ value: 'bulkId:b', type: 'Group' }] },
    },
  );
});

test('what refers to nothing that waits is created whole', () => {
  const data = { displayName: 'Sales', members: [{ value: 'bulkId:a' }] };
  assert.deepEqual(
    splitReferences(data, () => false),
    { now: data, later: undefined },
  );
});
