import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  groupResourceType,
  matchFilter,
  parseFilter,
  parseResource,
  ScimError,
  userResourceType,
} from '../../../src/protocol/index.ts';
import { filter, storedUser } from '../arbitraries.ts';

const user = {
  ...parseResource(userResourceType, {
    userName: 'BJensen@Example.com',
    externalId: 'Abc',
    active: true,
    name: { familyName: "O'Malley", givenName: 'Barbara' },
    emails: [
      { type: 'work', value: 'Babs@Example.com', primary: true },
      { type: 'home', value: 'babs@jensen.org' },
    ],
    department: 'Tours',
    manager: 'm1',
  }),
  id: '2819c223',
  meta: { resourceType: 'User', lastModified: '2011-05-13T04:42:34.500Z' },
};

const outcomes: ReadonlyArray<readonly [string, boolean]> = [
  ['userName eq "bjensen@example.COM"', true],
  ['userName sw "bj"', true],
  ['userName ew ".COM"', true],
  ['userName co "@"', true],
  ['userName gt "A"', true],
  ['userName lt "a"', false],
  ['externalId eq "Abc"', true],
  ['externalId eq "abc"', false],
  ['id eq "2819c223"', true],
  ['name.familyName co "o\'m"', true],
  ['active eq true', true],
  ['active eq "True"', true],
  ['active ne "True"', false],
  ['title pr', false],
  ['title eq null', true],
  ['title ne "x"', true],
  ['title ne null', false],
  ['not (title pr)', true],
  ['name pr and emails pr', true],
  ['roles pr', false],
  ['emails co "jensen.org"', true],
  ['emails.type eq "WORK"', true],
  ['emails.type ne "work"', true],
  ['emails[type eq "work" and value co "@example.com"]', true],
  ['emails[type eq "home" and value co "@example.com"]', false],
  ['emails.type eq "home" and emails.value co "@example.com"', true],
  ['emails[type eq "work"].value eq "babs@example.com"', true],
  ['emails[not (type eq "work")]', true],
  ['emails[primary eq "True"]', true],
  ['emails[type eq "home" and primary eq false]', true],
  ['emails[type eq "work" and primary eq false]', false],
  ['emails.primary eq false', true],
  ['roles.primary eq false', false],
  ['emails[primary eq null]', true],
  ['phoneNumbers[type eq "work"]', false],
  ['phoneNumbers.type ne "work"', true],
  ['meta.resourceType eq "User"', true],
  ['meta.resourceType eq "user"', false],
  ['meta.lastModified gt "2011-05-13T04:42:34Z"', true],
  ['meta.lastModified eq "2011-05-13T06:42:34.5+02:00"', true],
  ['meta.lastModified le "2011-05-13T04:42:34Z"', false],
  ['meta.lastModified sw "2011-05"', true],
  ['department eq "tours" and manager eq "m1"', true],
  ['manager.value eq "M1"', false],
  ['schemas eq "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"', true],
  ['schemas[value ew ":enterprise:2.0:USER"]', false],
  ['schemas[value ew ":enterprise:2.0:User" and not (value co "core")]', true],
  ['schemas.VALUE ew ":core:2.0:User"', true],
  ['userName eq "x" or active eq true and department pr', true],
  ['(userName eq "x" or active eq true) and title pr', false],
];

for (const [text, matches] of outcomes) {
  test(`a user ${matches ? 'matches' : 'does not match'} ${text}`, () => {
    assert.equal(matchFilter(userResourceType, parseFilter(text), user), matches);
  });
}

test('a group matches by a member', () => {
  const group = parseResource(groupResourceType, { displayName: 'G', members: ['u1', 'u2'] });
  assert.equal(matchFilter(groupResourceType, parseFilter('members eq "u2"'), group), true);
  assert.equal(matchFilter(groupResourceType, parseFilter('members[value eq "u3"]'), group), false);
});

test('not reverses any filter that can be asked', () => {
  fc.assert(
    fc.property(filter, storedUser, (asked, resource) => {
      try {
        const matches = matchFilter(userResourceType, asked, resource);
        assert.equal(matchFilter(userResourceType, { kind: 'not', filter: asked }, resource), !matches);
      } catch (error) {
        assert.ok(error instanceof ScimError, String(error));
        assert.equal(error.scimType, 'invalidFilter');
      }
    }),
  );
});
