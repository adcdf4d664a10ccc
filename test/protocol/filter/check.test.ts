import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  checkFilter,
  groupResourceType,
  parseFilter,
  printFilter,
  ScimError,
  userResourceType,
} from '../../../src/protocol/index.ts';
import { userFilter } from '../arbitraries.ts';

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

const resolutions: ReadonlyArray<readonly [string, string]> = [
  ['USERNAME eq "a"', 'userName eq "a"'],
  ['urn:ietf:params:scim:schemas:core:2.0:user:Name.FamilyName co "x"', 'name.familyName co "x"'],
  ['emails co "@x"', 'emails.value co "@x"'],
  ['EMAILS[TYPE eq "work"]', 'emails[type eq "work"]'],
  ['department eq "R&D"', `${enterprise}:department eq "R&D"`],
  ['manager eq "1"', `${enterprise}:manager.value eq "1"`],
  [`${enterprise.toLowerCase()}:MANAGER.VALUE eq "1"`, `${enterprise}:manager.value eq "1"`],
  ['active eq "True"', 'active eq true'],
  ['roles[primary eq "True"]', 'roles[primary eq true]'],
  ['externalId eq 1091', 'externalId eq "1091"'],
  ['userName eq true', 'userName eq "true"'],
  ['name pr', 'name pr'],
  ['title eq null', 'title eq null'],
  [
    'id eq "x" and meta.lastModified gt "2026-01-01T00:00:00Z"',
    'id eq "x" and meta.lastModified gt "2026-01-01T00:00:00Z"',
  ],
  ['schemas eq "urn:x"', 'schemas eq "urn:x"'],
];

for (const [given, canonical] of resolutions) {
  test(`${given} is resolved to ${canonical}`, () => {
    assert.equal(printFilter(checkFilter(userResourceType, parseFilter(given))), canonical);
  });
}

test('members compares by value in a group', () => {
  const checked = checkFilter(groupResourceType, parseFilter('id eq "g" and members eq "u"'));
  assert.equal(printFilter(checked), 'id eq "g" and members.value eq "u"');
});

const refusals: ReadonlyArray<readonly [string, string]> = [
  ['nonsense eq 1', 'The filter names nonsense, which is not an attribute here.'],
  ['name.nonsense eq 1', 'The filter names name.nonsense, which is not an attribute here.'],
  ['emails[nonsense eq 1]', 'The filter names emails.nonsense, which is not an attribute here.'],
  ['urn:x:User:userName eq 1', 'The filter names urn:x:User:userName, which is not an attribute here.'],
  ['name eq "x"', 'name is complex: compare one of its sub-attributes.'],
  ['addresses co "x"', 'addresses is complex: compare one of its sub-attributes.'],
  ['active gt true', 'active is a boolean and cannot be compared by gt.'],
  ['active co "ru"', 'active is a boolean and cannot be compared by co.'],
  ['emails[primary le true]', 'primary is a boolean and cannot be compared by le.'],
  ['active eq "yes"', 'active can only be compared with true or false.'],
  ['x509Certificates gt "a"', 'x509Certificates.value is binary and cannot be compared by gt.'],
  [
    'meta.created gt "yesterday"',
    'meta.created can only be compared with a dateTime such as "2026-01-31T08:00:00Z".',
  ],
  ['title gt null', 'title gt null: null can only be compared by eq and ne.'],
  ['password eq "x"', 'password cannot be filtered on.'],
  ['constructor pr', 'The filter names constructor, which is not an attribute here.'],
];

for (const [given, detail] of refusals) {
  test(`${given} is refused: ${detail}`, () => {
    assert.throws(() => checkFilter(userResourceType, parseFilter(given)), {
      name: 'ScimError',
      status: 400,
      scimType: 'invalidFilter',
      detail,
    });
  });
}

test('a filter that was checked is its own check, alone and among other types', () => {
  let accepted = 0;
  fc.assert(
    fc.property(
      userFilter,
      fc.boolean(),
      fc.constantFrom([], [groupResourceType]),
      (filter, strict, others) => {
        const check = (given: typeof filter) => checkFilter(userResourceType, given, { strict }, others);
        try {
          const checked = check(filter);
          accepted += 1;
          assert.deepEqual(check(checked), checked);
          // What is an attribute of another type is marked in the tree alone.
          if (others.length === 0) assert.deepEqual(check(parseFilter(printFilter(checked))), checked);
        } catch (error) {
          if (!(error instanceof ScimError)) throw error;
        }
      },
    ),
    { numRuns: 500 },
  );
  assert.ok(accepted > 50, `${accepted} of 500`);
});
