import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  groupResourceType,
  type JsonObject,
  parseResource,
  type ResourceType,
  ScimError,
  userResourceType,
} from '../../../src/protocol/index.ts';
import { storedUser, userBody } from '../arbitraries.ts';
import { attributeNamed, extended } from '../extended-type.ts';

const core = 'urn:ietf:params:scim:schemas:core:2.0:User';
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

function parseUser(body: object): JsonObject {
  const { schemas: _, ...rest } = parseResource(userResourceType, { userName: 'a', ...body });
  return rest;
}

const accepted: ReadonlyArray<{ name: string; body: object; stored: object }> = [
  {
    name: 'names in any case become canonical',
    body: { USERNAME: 'b', NickName: 'x' },
    stored: { userName: 'b', nickName: 'x' },
  },
  { name: 'booleans may come as text', body: { active: 'False' }, stored: { active: false } },
  {
    name: 'null, "", [] and {} assign nothing',
    body: { title: null, nickName: '', roles: [], name: {}, department: '' },
    stored: {},
  },
  {
    name: 'a complex value of nothing assigns nothing',
    body: { name: { givenName: '', familyName: null } },
    stored: {},
  },
  {
    name: 'readOnly input and the password are dropped',
    body: { id: '1', meta: { created: 5 }, groups: [{ value: 'g' }], password: 'x' },
    stored: {},
  },
  {
    name: 'an array of one does for a single value',
    body: { title: ['Guide'], manager: [{ value: 'm' }] },
    stored: { title: 'Guide', [enterprise]: { manager: { value: 'm' } } },
  },
  {
    name: 'one value does for a list',
    body: { emails: { value: 'a@x' } },
    stored: { emails: [{ value: 'a@x' }] },
  },
  {
    name: 'text does for a complex value',
    body: { emails: ['a@x'], manager: 'm' },
    stored: { emails: [{ value: 'a@x' }], [enterprise]: { manager: { value: 'm' } } },
  },
  {
    name: 'an extension attribute may stand at the top',
    body: { Department: 'R&D' },
    stored: { [enterprise]: { department: 'R&D' } },
  },
  {
    name: 'an extension attribute may be named with its URN',
    body: { [`${enterprise}:costCenter`]: '1' },
    stored: { [enterprise]: { costCenter: '1' } },
  },
  { name: 'the core URN may wrap core attributes', body: { [core]: { title: 'x' } }, stored: { title: 'x' } },
  {
    name: 'an empty extension leaves no trace',
    body: { [enterprise]: { department: null, manager: '' } },
    stored: {},
  },
  {
    name: 'unknown extensions are dropped, misspelt ones as well',
    body: { 'urn:x:y': { a: 1 }, [`${enterprise}x`]: { a: 1 }, 'urn:x:y:z': 1 },
    stored: {},
  },
  {
    name: 'an unknown attribute without a value is let pass',
    body: { favouriteColour: null, name: { x: null } },
    stored: {},
  },
  {
    name: 'manager.displayName is readOnly',
    body: { manager: { value: 'm', displayName: 'M', $ref: '../m' } },
    stored: { [enterprise]: { manager: { value: 'm', $ref: '../m' } } },
  },
  {
    name: 'JSON text in a role is the role that it describes',
    body: { roles: [{ value: '{"id":"1","value":"Admin","displayName":"Boss"}' }] },
    stored: { roles: [{ value: 'Admin', display: 'Boss' }] },
  },
  {
    name: 'text in a role that only looks like JSON stays as sent',
    body: { roles: [{ value: '{Admin}' }, { value: '{"id":"1"}' }] },
    stored: { roles: [{ value: '{Admin}' }, { value: '{"id":"1"}' }] },
  },
  {
    name: 'displayName of a role is its display',
    body: { roles: [{ value: 'v', displayName: 'd' }] },
    stored: { roles: [{ value: 'v', display: 'd' }] },
  },
  {
    name: 'a value that says only its type is none',
    body: { emails: [{ type: 'work', value: '' }, { value: 'a@x' }] },
    stored: { emails: [{ value: 'a@x' }] },
  },
  {
    name: 'the same type and value is one element, which keeps what either said',
    body: {
      emails: [
        { type: 'work', value: 'A@x' },
        { type: 'Work', value: 'a@x', primary: true },
      ],
    },
    stored: { emails: [{ type: 'work', value: 'A@x', primary: true }] },
  },
  {
    name: 'the same value under two types is two',
    body: {
      emails: [
        { type: 'work', value: 'a@x' },
        { type: 'home', value: 'a@x' },
      ],
    },
    stored: {
      emails: [
        { type: 'work', value: 'a@x' },
        { type: 'home', value: 'a@x' },
      ],
    },
  },
  {
    name: 'types beyond the canonical ones are kept',
    body: { emails: [{ type: 'Büro', value: 'a@x' }] },
    stored: { emails: [{ type: 'Büro', value: 'a@x' }] },
  },
];

for (const { name, body, stored } of accepted) {
  test(`GIVEN a User WHEN parsed THEN ${name}`, () => {
    assert.deepEqual(parseUser(body), { userName: 'a', ...stored });
  });
}

test('schemas follows from the content, whatever was sent', () => {
  assert.deepEqual(
    parseResource(userResourceType, { userName: 'a', schemas: ['urn:x', enterprise] }).schemas,
    [core],
  );
  assert.deepEqual(parseResource(userResourceType, { userName: 'a', department: 'x' }).schemas, [
    core,
    enterprise,
  ]);
});

const refused: ReadonlyArray<readonly [object, 'invalidValue' | 'invalidSyntax', string]> = [
  [{ userName: '' }, 'invalidValue', 'userName is required and has no value.'],
  [{ userName: ' \t\u00a0' }, 'invalidValue', 'userName is required and has no value.'],
  [{ userName: 5 }, 'invalidValue', 'userName must be a string, not a number.'],
  [{ title: ['a', 'b'] }, 'invalidValue', 'title takes one value, not 2.'],
  [{ active: 'yes' }, 'invalidValue', 'active must be true or false, not a string.'],
  [{ name: 'Ada Byron' }, 'invalidValue', 'name must be an object, not a string.'],
  [{ emails: [{ value: { a: 1 } }] }, 'invalidValue', 'emails[0].value must be a string, not an object.'],
  [{ emails: [[]] }, 'invalidValue', 'emails[0] must be an object, not an array.'],
  [
    {
      emails: [
        { value: 'a', primary: true },
        { value: 'b', primary: 'True' },
      ],
    },
    'invalidValue',
    'emails marks 2 values as primary; only one may be.',
  ],
  [{ [enterprise]: 'x' }, 'invalidValue', `${enterprise} must be an object.`],
  [{ department: 7 }, 'invalidValue', `${enterprise}:department must be a string, not a number.`],
  [{ userName: 'x'.repeat(401) }, 'invalidValue', 'userName is 401 characters long; at most 400 are taken.'],
  [
    { title: 'a\0b' },
    'invalidValue',
    'title holds a character that is not text (NUL or half a surrogate pair).',
  ],
  [
    { roles: Array.from({ length: 501 }, (_, i) => `r${i}`) },
    'invalidValue',
    'roles holds 501 values; at most 500 are taken.',
  ],
  [
    { colour: 'red' },
    'invalidSyntax',
    'colour is not an attribute that this service knows: leave it out, or remove its mapping.',
  ],
  [
    { emails: [{ value: 'a', colour: 'red' }] },
    'invalidSyntax',
    'emails[0].colour is not an attribute that this service knows: leave it out, or remove its mapping.',
  ],
  [
    { [enterprise]: { colour: 'red' } },
    'invalidSyntax',
    `${enterprise}:colour is not an attribute that this service knows: leave it out, or remove its mapping.`,
  ],
  [
    JSON.parse('{"__proto__": {"active": true}}'),
    'invalidSyntax',
    '__proto__ is not an attribute that this service knows: leave it out, or remove its mapping.',
  ],
  [
    { constructor: 'x' },
    'invalidSyntax',
    'constructor is not an attribute that this service knows: leave it out, or remove its mapping.',
  ],
  [
    JSON.parse('{"name": {"__proto__": "x"}}'),
    'invalidSyntax',
    'name.__proto__ is not an attribute that this service knows: leave it out, or remove its mapping.',
  ],
];

for (const [body, scimType, detail] of refused) {
  test(`a User is refused: ${detail}`, () => {
    // Spreading would lose an own __proto__.
    const whole = Object.hasOwn(body, 'userName')
      ? body
      : Object.defineProperties({ userName: 'a' }, Object.getOwnPropertyDescriptors(body));
    assert.throws(() => parseResource(userResourceType, whole), {
      name: 'ScimError',
      status: 400,
      scimType,
      detail,
    });
  });
}

for (const body of [undefined, null, 5, 'x', [], [{ userName: 'a' }]]) {
  test(`a body that is ${JSON.stringify(body)} is refused`, () => {
    assert.throws(() => parseResource(userResourceType, body), { status: 400, scimType: 'invalidSyntax' });
  });
}

test('a group keeps its members for the directory to take out', () => {
  const group = parseResource(groupResourceType, {
    displayName: 'G',
    members: [{ value: '1', $ref: null }, { value: '2', type: 'User', display: 'B', $ref: 'x' }, '1'],
  });
  assert.deepEqual(group.members, [{ value: '1' }, { value: '2', type: 'User', display: 'B' }]);
});

test('a group needs a name, and a member a value', () => {
  assert.throws(() => parseResource(groupResourceType, {}), {
    detail: 'displayName is required and has no value.',
  });
  assert.throws(() => parseResource(groupResourceType, { displayName: 'G', members: [{ display: 'x' }] }), {
    detail: 'members[0].value is required and has no value.',
  });
});

test('a group may have as many members as a body can hold', () => {
  const members = Array.from({ length: 50_000 }, (_, i) => ({ value: `u${i}` }));
  const group = parseResource(groupResourceType, { displayName: 'G', members });
  assert.deepEqual(group.members, members);
});

test('numbers, dates and required attributes of other schemas are held to their types', () => {
  const type: ResourceType = extended([
    attributeNamed('count', { type: 'integer' }),
    attributeNamed('ratio', { type: 'decimal' }),
    attributeNamed('since', { type: 'dateTime', required: true }),
    attributeNamed('tags', { multiValued: true }),
  ]);
  const parse = (given: object) => parseResource(type, { userName: 'a', 'urn:test:extra': given });
  const good = { count: 3, ratio: 0.5, since: '2024-04-10T00:00:00+0000', tags: ['a', 'b'] };
  assert.deepEqual(parse(good)['urn:test:extra'], good);
  assert.deepEqual(parse({ ...good, tags: ['a', 'a'] })['urn:test:extra'], { ...good, tags: ['a'] });
  assert.throws(() => parse({ ...good, count: 1.5 }), {
    detail: 'urn:test:extra:count must be a whole number, not a fraction.',
  });
  assert.throws(() => parse({ ...good, ratio: '1' }), {
    detail: 'urn:test:extra:ratio must be a number, not a string.',
  });
  assert.throws(() => parse({ ...good, since: 'now' }), {
    detail: 'urn:test:extra:since must be a dateTime such as "2026-01-31T08:00:00Z".',
  });
  assert.throws(() => parse({ count: 1 }), { detail: 'urn:test:extra:since is required and has no value.' });
});

test('parsing what was parsed changes nothing', () => {
  fc.assert(fc.property(storedUser, (user) => assert.deepEqual(parseResource(userResourceType, user), user)));
});

test('no JSON makes the parser throw anything but a ScimError', () => {
  const names = fc.constantFrom(
    'userName',
    'emails',
    'name',
    'manager',
    enterprise,
    '__proto__',
    'active',
    'x',
  );
  const body = fc.oneof(fc.jsonValue(), fc.dictionary(names, fc.jsonValue()), userBody);
  fc.assert(
    fc.property(body, (given) => {
      for (const type of [userResourceType, groupResourceType]) {
        try {
          parseResource(type, given);
        } catch (error) {
          assert.ok(error instanceof ScimError, String(error));
        }
      }
    }),
  );
});
