// What a strict reader refuses because the RFC does, and a lenient one takes because real clients send it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  applyPatch,
  checkFilter,
  groupResourceType,
  PATCH_OP,
  parseBulk,
  parseFilter,
  parsePatch,
  parseResource,
  readSearch,
  userResourceType,
} from '../../src/protocol/index.ts';

const USER = userResourceType.schema.id;
const BULK = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
const SEARCH = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';

const bodies: ReadonlyArray<readonly [name: string, body: object]> = [
  ['a boolean as text', { active: 'True' }],
  ['an array of one for a single value', { title: ['Guide'] }],
  ['one value for a list', { emails: { value: 'a@x' } }],
  ['text for a complex value', { manager: 'm' }],
  ['displayName for display', { roles: [{ value: 'r', displayName: 'R' }] }],
  ['an empty userName', { userName: '' }],
  ['an attribute in two cases', { title: 'x', TITLE: 'y' }],
  ['a sub-attribute in two cases', { emails: [{ value: 'a@x', Value: 'b@x' }] }],
];

for (const [name, body] of bodies) {
  test(`GIVEN ${name} WHEN it is read strictly THEN it is refused`, () => {
    const read = (strict: boolean) =>
      parseResource(userResourceType, { schemas: [USER], userName: 'a', ...body }, { strict });
    assert.throws(() => read(true), { name: 'ScimError', status: 400 });
    if (!('userName' in body)) assert.ok(read(false));
  });
}

const operations: ReadonlyArray<readonly [name: string, operation: object]> = [
  ['an operation in another case', { op: 'Replace', path: 'title', value: 'x' }],
  ['a boolean as text', { op: 'replace', path: 'active', value: 'False' }],
  [
    'the attribute named around its value',
    { op: 'add', path: 'emails', value: { emails: [{ value: 'a@x' }] } },
  ],
  ['a boolean as text in a path', { op: 'remove', path: 'emails[primary eq "true"]' }],
  ['a name in two cases', { op: 'add', value: { title: 'x', Title: 'y' } }],
  ['an operation with two paths', { op: 'add', path: 'title', Path: 'nickName', value: 'x' }],
  ['an unmatched value path', { op: 'replace', path: 'emails[type eq "work"].value', value: 'a@x' }],
];

for (const [name, operation] of operations) {
  test(`GIVEN ${name} WHEN a PATCH is read strictly THEN it is refused`, () => {
    const run = (strict: boolean) => {
      const parsed = parsePatch(
        userResourceType,
        { schemas: [PATCH_OP], Operations: [operation] },
        { strict },
      );
      const user = parseResource(userResourceType, { userName: 'a' });
      return applyPatch(userResourceType, user, parsed, { strict });
    };
    assert.throws(() => run(true), { name: 'ScimError', status: 400 });
    assert.ok(run(false));
  });
}

test('GIVEN a removal of members by value WHEN read strictly THEN it is refused, never taken for all of them', () => {
  const Operations = [{ op: 'remove', path: 'members', value: [{ value: 'u1' }] }];
  assert.throws(() => parsePatch(groupResourceType, { schemas: [PATCH_OP], Operations }, { strict: true }), {
    scimType: 'invalidValue',
    detail: 'Operation 1: "remove" takes no value: choose by a filter in the path.',
  });
});

test('GIVEN a value beside the path of a single value WHEN a removal is read strictly THEN the path says all', () => {
  const Operations = [{ op: 'remove', path: 'title', value: 'Guide' }];
  const [removal] = parsePatch(userResourceType, { schemas: [PATCH_OP], Operations }, { strict: true });
  assert.deepEqual(removal, { op: 'remove', path: { attribute: 'title' }, index: 1 });
});

test('GIVEN a name in two cases WHEN a Bulk or a search is read strictly THEN 400 names both', () => {
  const fault = {
    scimType: 'invalidSyntax',
    detail: '"count" and "COUNT" are one name, as case does not count: give it once.',
  };
  const search = { schemas: [SEARCH], count: 1, COUNT: 2 };
  assert.throws(() => readSearch(search, { strict: true }), fault);
  assert.equal(readSearch(search).count, '2');
  const bulk = (more: object, operation: object) =>
    parseBulk(
      [userResourceType],
      { schemas: [BULK], Operations: [{ method: 'DELETE', path: '/Users/1', ...operation }], ...more },
      { strict: true },
    );
  assert.throws(() => bulk({ count: 1, COUNT: 2 }, {}), fault);
  const [refused] = bulk({}, { count: 1, COUNT: 2 }).operations;
  assert.ok(refused !== undefined && 'fault' in refused);
  assert.equal(refused.fault.detail, fault.detail);
});

test('GIVEN an empty string WHEN read strictly THEN it is a value like another', () => {
  const read = (strict: boolean) =>
    parseResource(userResourceType, { schemas: [USER], userName: 'a', title: '' }, { strict });
  assert.deepEqual([read(true).title, read(false).title], ['', undefined]);
});

test('GIVEN a boolean as text in a filter WHEN checked strictly THEN 400 invalidFilter', () => {
  const filter = parseFilter('active eq "true"');
  assert.throws(() => checkFilter(userResourceType, filter, { strict: true }), { scimType: 'invalidFilter' });
  assert.ok(checkFilter(userResourceType, filter, { strict: false }));
});
