import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  groupResourceType,
  resolveId,
  resolveReferences,
  splitReferences,
  userResourceType,
} from '../../../src/protocol/index.ts';
import { attributeNamed, extended } from '../extended-type.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const EXTRA = 'urn:test:extra';

const user = extended([
  attributeNamed('mentor', { type: 'reference', referenceTypes: ['User'] }),
  attributeNamed('buddies', {
    type: 'complex',
    multiValued: true,
    subAttributes: [
      attributeNamed('value'),
      attributeNamed('$ref', { type: 'reference', referenceTypes: ['User'] }),
      attributeNamed('note'),
    ],
  }),
]);

const lookup = (bulkId: string) => `id-of-${bulkId}`;
const ofUser = (data: unknown) => resolveReferences({ method: 'POST', type: user }, data, lookup);
const ofGroup = (data: unknown) =>
  resolveReferences({ method: 'PUT', type: groupResourceType }, data, lookup);
const patched = (operation: object, type = user) =>
  resolveReferences({ method: 'PATCH', type }, { Operations: [operation] }, lookup).Operations[0];

test('an id that is a reference becomes the id', () => {
  assert.deepEqual([resolveId('bulkId:a', lookup), resolveId('17', lookup)], ['id-of-a', '17']);
});

for (const [resolve, value, resolved] of [
  [
    ofGroup,
    { members: [{ value: 'bulkId:a' }, { value: '17' }] },
    { members: [{ value: 'id-of-a' }, { value: '17' }] },
  ],
  [ofGroup, { MEMBERS: ['bulkId:a'] }, { MEMBERS: ['id-of-a'] }],
  [
    ofUser,
    { [ENTERPRISE]: { manager: { value: 'bulkId:a', $ref: '../Users/bulkId:a' } } },
    { [ENTERPRISE]: { manager: { value: 'id-of-a', $ref: '../Users/id-of-a' } } },
  ],
  [ofUser, { manager: 'bulkId:a' }, { manager: 'id-of-a' }],
  [ofUser, { [`${ENTERPRISE}:manager`]: 'bulkId:a' }, { [`${ENTERPRISE}:manager`]: 'id-of-a' }],
  [
    ofUser,
    { [EXTRA]: { mentor: 'https://x.example/Users/bulkId:a', buddies: [{ value: 'bulkId:b' }] } },
    { [EXTRA]: { mentor: 'https://x.example/Users/id-of-a', buddies: [{ value: 'id-of-b' }] } },
  ],
  [patched, { value: { manager: { value: 'bulkId:a' } } }, { value: { manager: { value: 'id-of-a' } } }],
  [
    patched,
    { path: ENTERPRISE, value: { manager: 'bulkId:a' } },
    { path: ENTERPRISE, value: { manager: 'id-of-a' } },
  ],
  [
    patched,
    { path: `${ENTERPRISE}:manager.value`, value: 'bulkId:a' },
    { path: `${ENTERPRISE}:manager.value`, value: 'id-of-a' },
  ],
  [
    patched,
    {
      Path: `${EXTRA}:buddies[value eq "bulkId:a" or value eq "bulkId:b"]`,
      VALUE: { $ref: '/Users/bulkId:c' },
    },
    { Path: `${EXTRA}:buddies[value eq "id-of-a" or value eq "id-of-b"]`, VALUE: { $ref: '/Users/id-of-c' } },
  ],
] as const) {
  test(`${JSON.stringify(value)} gets its ids`, () => {
    assert.deepEqual(resolve(value), resolved);
  });
}

test('members get their ids, however a PATCH wraps them', () => {
  const add = {
    op: 'add',
    path: 'members',
    value: { members: [{ value: 'bulkId:a', display: 'bulkId:a' }] },
  };
  assert.deepEqual(patched(add, groupResourceType), {
    ...add,
    value: { members: [{ value: 'id-of-a', display: 'bulkId:a' }] },
  });
});

for (const [resolve, value] of [
  [ofGroup, { displayName: 'bulkId:a', nested: { list: ['bulkId:a', null, true] } }],
  [ofUser, { title: 'bulkId:a', profileUrl: 'https://x.example/bulkId:a', externalId: 'bulkId:a' }],
  [ofUser, { emails: [{ value: 'bulkId:a' }], name: { givenName: 'bulkId:a' } }],
  [ofUser, { [EXTRA]: { buddies: [{ note: 'bulkId:a' }] }, 'urn:foreign': { manager: 'bulkId:a' } }],
  [ofUser, { manager: { $ref: 'https://x.example/Users/17', displayName: 'bulkId:a' } }],
  [patched, { op: 'replace', path: 'title', value: 'bulkId:a' }],
  [patched, { op: 'bulkId:a', path: 'emails[value eq "bulkId:a"].display', value: 'bulkId:a' }],
  [patched, { path: '][', value: ['bulkId:a'] }],
  [ofUser, undefined],
  [ofUser, null],
  [ofUser, 17],
] as const) {
  test(`${JSON.stringify(value)} has no reference and stays the same value`, () => {
    assert.equal(resolve(value as never), value);
  });
}

test('a key that names the prototype is a key', () => {
  const resolved = ofUser(JSON.parse('{"manager":{"__proto__":{"value":"bulkId:a"}}}')) as object;
  assert.deepEqual(JSON.stringify(resolved), '{"manager":{"__proto__":{"value":"id-of-a"}}}');
  assert.equal(({} as { value?: string }).value, undefined);
});

test('what lies deeper than any attribute is not looked at, however deep', () => {
  for (const levels of [20, 100_000]) {
    let deep: unknown = { value: 'bulkId:a' };
    for (let level = 0; level < levels; level += 1)
      deep = level % 9 === 0 ? { x: deep, value: 'bulkId:b' } : { x: deep };
    assert.doesNotThrow(() => ofUser({ manager: deep }));
    assert.doesNotThrow(() => splitReferences(userResourceType, { manager: deep }, () => true));
  }
});

test('data is divided into what can be created and what waits', () => {
  const data = {
    userName: 'ann',
    emails: [{ value: 'ann@x.example' }],
    [ENTERPRISE]: { department: 'Sales', manager: { value: 'bulkId:b', displayName: 'Bea' } },
  };
  assert.deepEqual(
    splitReferences(userResourceType, data, () => true),
    {
      now: { userName: 'ann', emails: [{ value: 'ann@x.example' }], [ENTERPRISE]: { department: 'Sales' } },
      later: { [ENTERPRISE]: { manager: { value: 'bulkId:b', displayName: 'Bea' } } },
    },
  );
});

test('of a list only the elements wait that refer to what is not there', () => {
  const members = [{ value: '17' }, { value: 'bulkId:a' }, { value: 'bulkId:b', type: 'Group' }];
  assert.deepEqual(
    splitReferences(groupResourceType, { displayName: 'Sales', members }, (bulkId) => bulkId === 'b'),
    {
      now: { displayName: 'Sales', members: [{ value: '17' }, { value: 'bulkId:a' }] },
      later: { members: [{ value: 'bulkId:b', type: 'Group' }] },
    },
  );
});

test('what refers to nothing that waits is created whole', () => {
  const data = { displayName: 'Sales', members: [{ value: 'bulkId:a' }] };
  assert.deepEqual(
    splitReferences(groupResourceType, data, () => false),
    { now: data, later: undefined },
  );
});
