import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  applyPatch,
  type JsonObject,
  type JsonValue,
  parsePatch,
  parseResource,
  ScimError,
  userResourceType,
} from '../../../src/protocol/index.ts';
import { storedUser, userPatch } from '../arbitraries.ts';

const core = 'urn:ietf:params:scim:schemas:core:2.0:User';
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

interface PatchCase {
  readonly name: string;
  readonly before?: object;
  readonly operations: readonly object[];
  /** Beside userName; absent: nothing changes. */
  readonly after?: object;
}

const cases: readonly PatchCase[] = [
  {
    name: 'a value path that chooses nothing creates what it describes, and the next operations find it',
    operations: [
      { op: 'add', path: 'roles[primary eq "True"].display', value: 'D' },
      { op: 'add', path: 'roles[primary eq "True"].value', value: 'V' },
    ],
    after: { roles: [{ primary: true, display: 'D', value: 'V' }] },
  },
  {
    name: 'several parts of one address give one address',
    operations: [
      { op: 'replace', path: 'addresses[type eq "work"].streetAddress', value: '1 Main St' },
      { op: 'replace', path: 'addresses[type eq "work"].locality', value: 'Paris' },
    ],
    after: { addresses: [{ type: 'work', streetAddress: '1 Main St', locality: 'Paris' }] },
  },
  {
    name: 'operations that leave only a type leave nothing',
    operations: [{ op: 'add', path: 'emails[type eq "work"].primary', value: true }],
  },
  {
    name: 'an element may be described before it has its value',
    operations: [
      { op: 'add', path: 'emails[type eq "work"].primary', value: true },
      { op: 'add', path: 'emails[type eq "work"].value', value: 'a@x' },
    ],
    after: { emails: [{ type: 'work', primary: true, value: 'a@x' }] },
  },
  ...[null, ''].map((value) => ({
    name: `an element whose replacement has ${JSON.stringify(value)} for a value goes`,
    before: { emails: [{ type: 'work', value: 'a@x' }, { value: 'b@x' }] },
    operations: [{ op: 'replace', path: 'emails[type eq "work"]', value: { type: 'work', value } }],
    after: { emails: [{ value: 'b@x' }] },
  })),
  {
    name: 'an element is changed by what could not stand in its place',
    before: { emails: [{ type: 'work', value: 'a@x', display: 'A' }], ims: [{ type: 'home', value: 'i' }] },
    operations: [
      { op: 'replace', path: 'emails[type eq "work"]', value: { type: 'home', display: null } },
      { op: 'replace', path: 'ims[value eq "i"]', value: { display: 'I' } },
    ],
    after: { emails: [{ type: 'home', value: 'a@x' }], ims: [{ type: 'home', value: 'i', display: 'I' }] },
  },
  {
    name: 'adding null to an element adds nothing',
    before: { emails: [{ type: 'work', value: 'a@x' }] },
    operations: [
      { op: 'add', path: 'emails[type eq "work"]', value: { type: null, display: 'A' } },
      { op: 'add', path: 'roles[type eq "work"]', value: { type: null, value: 'r' } },
    ],
    after: { emails: [{ type: 'work', value: 'a@x', display: 'A' }], roles: [{ type: 'work', value: 'r' }] },
  },
  {
    name: 'clearing what is not there is no change',
    operations: [
      { op: 'replace', path: 'phoneNumbers[type eq "work"].value', value: '' },
      { op: 'replace', path: 'title', value: null },
      { op: 'remove', path: 'roles' },
      { op: 'replace', value: { [enterprise]: { department: '' } } },
    ],
  },
  {
    name: 'clearing the last of a value clears the value',
    before: {
      emails: [{ type: 'work', value: 'a@x', primary: true }],
      manager: 'm',
      name: { givenName: 'A' },
    },
    operations: [
      { op: 'replace', path: 'emails[type eq "work"].value', value: '' },
      { op: 'replace', path: 'manager', value: '' },
      { op: 'remove', path: 'name.givenName' },
    ],
    after: {},
  },
  {
    name: 'a clearing inside a complex value clears that part',
    before: { manager: 'm', name: { givenName: 'A', familyName: 'B' } },
    operations: [
      { op: 'replace', path: 'name', value: { givenName: null } },
      { op: 'replace', path: 'manager', value: { value: '' } },
    ],
    after: { name: { familyName: 'B' } },
  },
  {
    name: 'replacing a complex value leaves the parts that it does not name (RFC 7644 §3.5.2.3)',
    before: { name: { givenName: 'A', familyName: 'B' } },
    operations: [{ op: 'replace', path: 'name', value: { givenName: 'C' } }],
    after: { name: { familyName: 'B', givenName: 'C' } },
  },
  {
    name: 'a new manager does not keep the address of the old one',
    before: { manager: { value: 'm1', $ref: '../Users/m1' } },
    operations: [{ op: 'replace', path: 'manager', value: 'm2' }],
    after: { [enterprise]: { manager: { value: 'm2' } } },
  },
  {
    name: 'adding what is there changes nothing, whatever its case',
    before: { emails: [{ type: 'work', value: 'a@x' }], title: 'T' },
    operations: [
      { op: 'add', path: 'emails', value: [{ value: 'A@X', type: 'Work' }] },
      { op: 'add', path: 'title', value: 'T' },
    ],
  },
  {
    name: 'adding a primary value makes the others secondary (RFC 7644 §3.5.2)',
    before: { emails: [{ value: 'a@x', primary: true }, { value: 'b@x' }] },
    operations: [{ op: 'add', path: 'emails', value: { value: 'c@x', primary: 'True' } }],
    after: { emails: [{ value: 'a@x', primary: false }, { value: 'b@x' }, { value: 'c@x', primary: true }] },
  },
  {
    name: 'making a value primary by a filter makes the others secondary',
    before: {
      emails: [
        { value: 'a@x', primary: true },
        { value: 'b@x', type: 'home' },
      ],
    },
    operations: [{ op: 'replace', path: 'emails[type eq "home"].primary', value: true }],
    after: {
      emails: [
        { value: 'a@x', primary: false },
        { value: 'b@x', type: 'home', primary: true },
      ],
    },
  },
  {
    name: 'a replaced element stays what the filter says that it is',
    before: { emails: [{ type: 'work', value: 'a@x', display: 'A' }, { value: 'b@x' }] },
    operations: [{ op: 'replace', path: 'emails[type eq "work"]', value: { value: 'c@x' } }],
    after: { emails: [{ type: 'work', value: 'c@x' }, { value: 'b@x' }] },
  },
  {
    name: 'an add by filter merges into what matches',
    before: { emails: [{ type: 'work', value: 'a@x', display: 'A' }] },
    operations: [{ op: 'add', path: 'emails[type eq "work"]', value: { display: 'B' } }],
    after: { emails: [{ type: 'work', value: 'a@x', display: 'B' }] },
  },
  {
    name: 'a remove takes the values that it names, by value and type',
    before: { emails: [{ type: 'work', value: 'a@x' }, { type: 'home', value: 'a@x' }, { value: 'b@x' }] },
    operations: [{ op: 'remove', path: 'emails', value: [{ value: 'A@x', type: 'work' }, { value: 'B@x' }] }],
    after: { emails: [{ type: 'home', value: 'a@x' }] },
  },
  {
    name: 'a remove by filter takes what matches, and no match is no error',
    before: { emails: [{ type: 'work', value: 'a@x' }, { value: 'b@x' }] },
    operations: [
      { op: 'remove', path: 'emails[type eq "work"]' },
      { op: 'remove', path: 'emails[type eq "home"].value' },
    ],
    after: { emails: [{ value: 'b@x' }] },
  },
  {
    name: 'a sub-attribute of a list with one element needs no filter',
    before: { emails: [{ type: 'work', value: 'a@x' }] },
    operations: [{ op: 'replace', path: 'emails.value', value: 'b@x' }],
    after: { emails: [{ type: 'work', value: 'b@x' }] },
  },
  {
    name: 'removing a sub-attribute of a list takes it from every element',
    before: {
      emails: [
        { value: 'a@x', display: 'A' },
        { value: 'b@x', display: 'B' },
      ],
    },
    operations: [{ op: 'remove', path: 'emails.display' }],
    after: { emails: [{ value: 'a@x' }, { value: 'b@x' }] },
  },
  {
    name: 'a required attribute may change, and operations apply in order',
    before: { displayName: 'A' },
    operations: [
      { op: 'remove', path: 'displayName' },
      { op: 'add', path: 'displayName', value: 'B' },
      { op: 'replace', path: 'userName', value: 'z' },
      { op: 'replace', path: 'displayName', value: 'C' },
    ],
    after: { displayName: 'C', userName: 'z' },
  },
];

for (const { name, before = {}, operations, after } of cases) {
  test(name, () => {
    const resource = parseResource(userResourceType, { userName: 'a', ...before });
    const parsed = parsePatch(userResourceType, { Operations: operations });
    const result = applyPatch(userResourceType, resource, parsed, { strict: false });
    if (after === undefined) {
      assert.deepEqual(result, { resource, changed: false });
      assert.equal(result.resource, resource);
    } else {
      const { schemas: _, ...rest } = result.resource;
      assert.deepEqual(rest, { userName: 'a', ...after });
      assert.equal(result.changed, true);
    }
  });
}

test('schemas comes and goes with the extension', () => {
  const user = parseResource(userResourceType, { userName: 'a' });
  const add = parsePatch(userResourceType, { Operations: [{ op: 'add', path: 'department', value: 'x' }] });
  const remove = parsePatch(userResourceType, { Operations: [{ op: 'remove', path: enterprise }] });
  const added = applyPatch(userResourceType, user, add, { strict: false }).resource;
  assert.deepEqual(added.schemas, [core, enterprise]);
  assert.deepEqual(applyPatch(userResourceType, added, remove, { strict: false }).resource, user);
});

test('what no operation touches is shared, not copied', () => {
  const user = parseResource(userResourceType, { userName: 'a', name: { givenName: 'A' }, emails: ['a@x'] });
  const operations = parsePatch(userResourceType, { Operations: [{ op: 'add', path: 'title', value: 'x' }] });
  const { resource } = applyPatch(userResourceType, user, operations, { strict: false });
  assert.equal(resource.emails, user.emails);
  assert.equal(resource.name, user.name);
});

const refused: ReadonlyArray<{
  operation: object;
  before?: object;
  strict?: boolean;
  scimType: string;
  detail: string;
}> = [
  {
    operation: { op: 'replace', path: 'addresses[type eq "work"].streetAddress', value: 'x' },
    strict: true,
    scimType: 'noTarget',
    detail:
      'Operation 1 (replace addresses[type eq "work"].streetAddress): no value of addresses matches [type eq "work"].',
  },
  {
    operation: { op: 'add', path: 'emails[value co "x"].display', value: 'x' },
    scimType: 'noTarget',
    detail: 'Operation 1 (add emails[value co "x"].display): no value of emails matches [value co "x"].',
  },
  {
    operation: { op: 'replace', path: 'emails.value', value: 'x' },
    before: { emails: ['a@x', 'b@x'] },
    scimType: 'noTarget',
    detail:
      'Operation 1 (replace emails.value): emails has 2 values: choose by a filter, as in emails[type eq "work"].value.',
  },
  {
    operation: { op: 'remove', path: 'userName' },
    scimType: 'mutability',
    detail: 'Operation 1 (remove userName): userName is required and cannot be removed.',
  },
  {
    operation: { op: 'replace', path: 'userName', value: '' },
    scimType: 'mutability',
    detail: 'Operation 1 (replace userName): userName is required and cannot be removed.',
  },
  {
    operation: { op: 'add', path: 'roles', value: 'one more' },
    before: { roles: Array.from({ length: 500 }, (_, i) => `r${i}`) },
    scimType: 'invalidValue',
    detail: 'Operation 1 (add roles): roles holds 501 values; at most 500 are taken.',
  },
];

for (const { operation, before = {}, strict = false, scimType, detail } of refused) {
  test(`a PATCH fails: ${detail}`, () => {
    const resource = parseResource(userResourceType, { userName: 'a', ...before });
    const operations = parsePatch(userResourceType, { Operations: [operation] });
    assert.throws(() => applyPatch(userResourceType, resource, operations, { strict }), {
      name: 'ScimError',
      status: 400,
      scimType,
      detail,
    });
  });
}

test('a PATCH never changes what it was given, and gives back stored form or a ScimError', () => {
  fc.assert(
    fc.property(storedUser, userPatch, fc.boolean(), (user, message, strict) => {
      const text = JSON.stringify(user);
      deepFreeze(user);
      try {
        const operations = parsePatch(userResourceType, message);
        deepFreeze(operations as unknown as JsonValue);
        const { resource, changed } = applyPatch(userResourceType, user, operations, { strict });
        assert.deepEqual(parseResource(userResourceType, resource), resource);
        assert.equal(changed, resource !== user);
        const again = applyPatch(userResourceType, resource, [], { strict });
        assert.deepEqual(again, { resource, changed: false });
      } catch (error) {
        if (!(error instanceof ScimError)) throw error;
      }
      assert.equal(JSON.stringify(user), text);
    }),
    { numRuns: 1_000 },
  );
});

test('an address that is there is not added again, even if another became the primary one', () => {
  const address = { type: 'work', locality: 'Ulm', primary: true };
  const operations = parsePatch(userResourceType, {
    Operations: [
      { op: 'add', path: 'addresses', value: [address] },
      { op: 'add', path: 'addresses', value: [{ locality: 'Bern', primary: true }] },
    ],
  });
  const user = parseResource(userResourceType, { userName: 'a' });
  const { resource } = applyPatch(userResourceType, user, operations, { strict: false });
  assert.deepEqual(resource.addresses, [
    { ...address, primary: false },
    { locality: 'Bern', primary: true },
  ]);
  assert.equal(applyPatch(userResourceType, resource, operations, { strict: false }).changed, false);
});

test('a replace that is repeated changes nothing', () => {
  fc.assert(
    fc.property(storedUser, storedUser, (user, { schemas: _, ...value }) => {
      const operations = parsePatch(userResourceType, { Operations: [{ op: 'replace', value }] });
      const { resource } = applyPatch(userResourceType, user, operations, { strict: false });
      assert.equal(applyPatch(userResourceType, resource, operations, { strict: false }).changed, false);
    }),
  );
});

function deepFreeze(value: JsonValue): void {
  if (typeof value !== 'object' || value === null) return;
  Object.freeze(value);
  for (const part of Object.values(value as JsonObject)) deepFreeze(part);
}
