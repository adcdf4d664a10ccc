import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  groupResourceType,
  PATCH_OP,
  parsePatch,
  ScimError,
  userResourceType,
} from '../../../src/protocol/index.ts';
import { userPatch } from '../arbitraries.ts';

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

function parse(...operations: readonly unknown[]) {
  return parsePatch(userResourceType, { Operations: operations });
}

test('GIVEN a message in any case and without schemas WHEN read THEN it is understood', () => {
  assert.deepEqual(
    parsePatch(userResourceType, { operations: [{ OP: 'Replace', Path: 'ACTIVE', Value: 'False' }] }),
    [{ op: 'replace', path: { attribute: 'active' }, value: false, index: 1 }],
  );
});

test('GIVEN a message as the RFC has it WHEN read THEN its values have their types', () => {
  const operation = { op: 'add', path: 'emails', value: [{ value: 'a@x', primary: 'True' }] };
  assert.deepEqual(parsePatch(userResourceType, { schemas: [PATCH_OP], Operations: [operation] }), [
    { op: 'add', path: { attribute: 'emails' }, value: [{ value: 'a@x', primary: true }], index: 1 },
  ]);
});

test('GIVEN a simple value in an object, and that in an array WHEN read THEN it is the value inside', () => {
  const titles = [{ value: 'x' }, [{ $ref: null, value: 'x' }], { title: 'x' }, ['x']];
  for (const value of titles) {
    assert.deepEqual(parse({ op: 'add', path: 'title', value }), [
      { op: 'add', path: { attribute: 'title' }, value: 'x', index: 1 },
    ]);
  }
  assert.throws(() => parse({ op: 'add', path: 'title', value: { value: 'x', type: 'y' } }), ScimError);
});

test('GIVEN a pathless value in an array WHEN read THEN each set in it is taken', () => {
  assert.deepEqual(parse({ op: 'replace', value: [{ title: 'x' }, { id: 'u1', active: 'False' }] }), [
    { op: 'replace', path: { attribute: 'title' }, value: 'x', index: 1 },
    { op: 'replace', path: { attribute: 'active' }, value: false, index: 1 },
  ]);
});

test('GIVEN no operations WHEN read THEN nothing is to be done', () => {
  assert.deepEqual(parse(), []);
});

test('GIVEN a pathless value WHEN read THEN it is one operation per attribute, under the same number', () => {
  const value = {
    'name.givenName': 'B',
    NickName: 'Babs',
    [`${enterprise}:employeeNumber`]: '1',
    [enterprise]: { department: 'R&D', manager: null },
    'emails[type eq "work"].value': 'w@x',
  };
  assert.deepEqual(parse({ op: 'add', path: 'title', value: 'x' }, { op: 'replace', value }).slice(1), [
    { op: 'replace', path: { attribute: 'name', sub: 'givenName' }, value: 'B', index: 2 },
    { op: 'replace', path: { attribute: 'nickName' }, value: 'Babs', index: 2 },
    { op: 'replace', path: { urn: enterprise, attribute: 'employeeNumber' }, value: '1', index: 2 },
    { op: 'replace', path: { urn: enterprise, attribute: 'department' }, value: 'R&D', index: 2 },
    { op: 'replace', path: { urn: enterprise, attribute: 'manager' }, value: null, index: 2 },
    {
      op: 'replace',
      path: {
        attribute: 'emails',
        filter: { kind: 'compare', path: { attribute: 'type' }, operator: 'eq', value: 'work' },
        sub: 'value',
      },
      value: 'w@x',
      index: 2,
    },
  ]);
});

test('GIVEN echoes of what only the server sets WHEN they stand in a pathless value THEN they are ignored', () => {
  const value = {
    id: '1',
    schemas: [],
    meta: { version: 'x' },
    groups: [],
    password: 'p',
    'urn:x:y': { a: 1 },
    'urn:x:y:z': 1,
    [`${enterprise}x`]: {},
    unknown: null,
  };
  assert.deepEqual(parse({ op: 'replace', value }, { op: 'add', value: { [enterprise]: null } }), []);
});

test('GIVEN the password or schemas as a path WHEN read THEN there is nothing to do', () => {
  assert.deepEqual(
    parse({ op: 'replace', path: 'password', value: 'x' }, { op: 'add', path: 'schemas', value: [] }),
    [],
  );
});

test('GIVEN a bare extension attribute as a path WHEN read THEN it is the attribute of the extension', () => {
  assert.deepEqual(parse({ op: 'Add', path: 'manager', value: [{ $ref: 'x', value: '5' }] }), [
    {
      op: 'add',
      path: { urn: enterprise, attribute: 'manager' },
      value: { $ref: 'x', value: '5' },
      index: 1,
    },
  ]);
});

test('GIVEN the URN of an extension as a path WHEN removed THEN every attribute of it goes', () => {
  const paths = parse({ op: 'remove', path: enterprise }).map(({ op, path }) => `${op} ${path.attribute}`);
  assert.deepEqual(paths, [
    'remove employeeNumber',
    'remove costCenter',
    'remove organization',
    'remove division',
    'remove department',
    'remove manager',
  ]);
});

test('GIVEN a remove WHEN it has a value THEN absent, empty and named values are told apart', () => {
  const values = [
    undefined,
    null,
    [],
    '',
    [{ value: 'a', $ref: null }],
    { members: [{ value: 'a' }] },
    { members: [] },
    'a',
  ];
  const operations = values.map((value) => ({ op: 'remove', path: 'members', value }));
  const read = parsePatch(groupResourceType, { Operations: operations }).map(({ value }) => value);
  const named = [{ value: 'a' }];
  assert.deepEqual(read, [undefined, undefined, [], [], named, named, [], named]);
});

const refused: ReadonlyArray<readonly [unknown, string, string]> = [
  [5, 'invalidSyntax', 'Operation 1: it must be a JSON object.'],
  [{ path: 'title' }, 'invalidSyntax', 'Operation 1: "op" must be add, replace or remove.'],
  [
    { op: 'move', path: 'title' },
    'invalidSyntax',
    'Operation 1: "op" must be add, replace or remove, not "move".',
  ],
  [{ op: 'add', path: 5 }, 'invalidPath', 'Operation 1: "path" must be a string.'],
  [{ op: 'add', path: 'title' }, 'invalidValue', 'Operation 1: "add" of title needs a value.'],
  [{ op: 'remove' }, 'noTarget', 'Operation 1: "remove" needs a path.'],
  [
    { op: 'replace', path: enterprise },
    'invalidValue',
    `Operation 1: "replace" of ${enterprise} needs a value.`,
  ],
  [{ op: 'remove', value: { title: 'x' } }, 'noTarget', 'Operation 1: "remove" needs a path.'],
  [
    { op: 'add', value: 'x' },
    'invalidValue',
    'Operation 1: without a path, "value" must be an object of attributes.',
  ],
  [
    { op: 'add', path: 'colour', value: 'x' },
    'invalidPath',
    'Operation 1: "colour" is not an attribute of User.',
  ],
  [
    { op: 'add', path: 'name.colour', value: 'x' },
    'invalidPath',
    'Operation 1: "name.colour" is not an attribute of User.',
  ],
  [
    { op: 'add', path: 'urn:x:User:title', value: 'x' },
    'invalidPath',
    'Operation 1: "urn:x:User:title" is not an attribute of User.',
  ],
  [
    { op: 'add', path: `${enterprise}.x`, value: 'x' },
    'invalidPath',
    `Operation 1: "${enterprise}.x" is not an attribute of User.`,
  ],
  [
    { op: 'add', path: enterprise, value: 'x' },
    'invalidPath',
    `Operation 1: "${enterprise}" names a schema, so its value must be an object of attributes.`,
  ],
  [
    { op: 'add', path: enterprise, value: { colour: 'x' } },
    'invalidPath',
    `Operation 1: "colour" is not an attribute of ${enterprise}.`,
  ],
  [
    { op: 'replace', value: { colour: 'x' } },
    'invalidSyntax',
    'Operation 1: colour is not an attribute that this service knows: leave it out, or remove its mapping.',
  ],
  [
    { op: 'replace', path: 'emails[type eq', value: 'x' },
    'invalidPath',
    'Operation 1: The path is malformed at offset 14: a value expected, the text ends.',
  ],
  [
    { op: 'replace', path: 'emails[colour eq 1]', value: {} },
    'invalidFilter',
    'Operation 1: The filter names emails.colour, which is not an attribute here.',
  ],
  [
    { op: 'replace', path: 'name[givenName eq "x"]', value: {} },
    'invalidPath',
    'Operation 1: name has no values for a filter to choose from.',
  ],
  [{ op: 'replace', path: 'id', value: 'x' }, 'mutability', 'Operation 1: "id" is readOnly.'],
  [
    { op: 'replace', path: 'meta.created', value: 'x' },
    'mutability',
    'Operation 1: "meta.created" is readOnly.',
  ],
  [{ op: 'add', path: 'groups', value: [] }, 'mutability', 'Operation 1: "groups" is readOnly.'],
  [
    { op: 'replace', path: 'manager.displayName', value: 'x' },
    'mutability',
    'Operation 1: "manager.displayName" is readOnly.',
  ],
  [
    { op: 'replace', path: 'active', value: 'maybe' },
    'invalidValue',
    'Operation 1: active must be true or false, not a string.',
  ],
  [
    { op: 'replace', path: 'emails[type eq "work"]', value: [{ value: 'a' }, { value: 'b' }] },
    'invalidValue',
    'Operation 1: emails[type eq "work"] must be an object, not an array.',
  ],
  [
    {
      op: 'add',
      path: 'emails',
      value: [
        { value: 'a', primary: true },
        { value: 'b', primary: true },
      ],
    },
    'invalidValue',
    'Operation 1: emails marks 2 values as primary; only one may be.',
  ],
];

for (const [operation, scimType, detail] of refused) {
  test(`a PATCH is refused: ${detail}`, () => {
    assert.throws(() => parse(operation), { name: 'ScimError', status: 400, scimType, detail });
  });
}

test('the number of the operation counts from 1', () => {
  const good = { op: 'add', path: 'title', value: 'x' };
  assert.throws(() => parse(good, good, { op: 'remove' }), { detail: 'Operation 3: "remove" needs a path.' });
});

for (const body of [undefined, null, [], 'x', {}, { Operations: {} }, { Operations: null }]) {
  test(`a message that is ${JSON.stringify(body)} is refused`, () => {
    assert.throws(() => parsePatch(userResourceType, body), { status: 400, scimType: 'invalidSyntax' });
  });
}

test('too many operations are a 413', () => {
  const operations = Array.from({ length: 2_001 }, () => ({ op: 'remove', path: 'title' }));
  assert.throws(() => parse(...operations), {
    status: 413,
    detail: 'The PATCH comes to 2001 changes; at most 2000 are taken in one.',
  });
});

test('the attributes of pathless values count as operations', () => {
  const value = Object.fromEntries(
    Array.from({ length: 1_001 }, (_, i) => [`roles[value eq "${i}"].display`, 'x']),
  );
  assert.throws(() => parse({ op: 'add', value }, { op: 'add', value }), {
    status: 413,
    detail: 'The PATCH comes to 2002 changes; at most 2000 are taken in one.',
  });
});

test('values of lists and conditions of filters count as operations, members in one operation do not', () => {
  const roles = Array.from({ length: 401 }, (_, i) => `r${i}`);
  const conditions = Array.from({ length: 401 }, () => 'type pr').join(' or ');
  const adding = { op: 'add', path: 'roles', value: roles };
  const choosing = { op: 'remove', path: `roles[not (${conditions})]` };
  const detail = 'The PATCH comes to 2005 changes; at most 2000 are taken in one.';
  assert.throws(() => parse(adding, adding, adding, adding, adding), { status: 413, detail });
  assert.throws(() => parse(choosing, adding, choosing, adding, choosing), { status: 413, detail });
  const members = { op: 'add', path: 'members', value: Array.from({ length: 3_000 }, (_, i) => `u${i}`) };
  assert.equal(parsePatch(groupResourceType, { Operations: [members] }).length, 1);
});

test('no JSON makes the reader throw anything but a ScimError', () => {
  const operation = fc.record(
    {
      op: fc.constantFrom('add', 'replace', 'remove', '__proto__'),
      path: fc.oneof(fc.string(), fc.jsonValue()),
      value: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );
  const body = fc.oneof(
    fc.jsonValue(),
    userPatch,
    fc.record({ Operations: fc.array(fc.oneof(operation, fc.jsonValue())) }),
  );
  fc.assert(
    fc.property(body, (given) => {
      for (const type of [userResourceType, groupResourceType]) {
        try {
          parsePatch(type, given);
        } catch (error) {
          assert.ok(error instanceof ScimError, String(error));
        }
      }
    }),
  );
});
