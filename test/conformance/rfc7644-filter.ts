// RFC 7644 section 3.4.2.2: filters.
import assert from 'node:assert/strict';
import { assertError } from './assertions.ts';
import { type Chapter, requirement } from './requirement.ts';
import { ENTERPRISE, type World } from './world.ts';

const rfc = 7644;
const section = '3.4.2.2';

/** What a filter finds among users of this test alone, by their nickName. */
async function among(world: World, users: readonly object[]): Promise<(filter: string) => Promise<string>> {
  const title = world.name();
  for (const attributes of users) await world.user({ title, ...attributes });
  return async (filter) => {
    const query = `title eq "${title}" and (${filter})`;
    const { status, body } = await world.scim('GET', `/Users?filter=${encodeURIComponent(query)}`);
    assert.equal(status, 200, JSON.stringify(body));
    return body.Resources.map(({ nickName }: { nickName: string }) => nickName)
      .sort()
      .join(' ');
  };
}

const PEOPLE = [
  {
    nickName: 'ann',
    name: { familyName: 'Lee' },
    active: true,
    emails: [
      { value: 'ann@work.example', type: 'work', primary: true },
      { value: 'ann@home.example', type: 'home' },
    ],
  },
  {
    nickName: 'bob',
    name: { familyName: 'Moor' },
    active: false,
    emails: [{ value: 'bob@home.example', type: 'work' }],
  },
  { nickName: 'cleo', displayName: 'Cleo' },
];

const invalid = async ({ scim }: World, filter: string) =>
  assertError(await scim('GET', `/Users?filter=${encodeURIComponent(filter)}`), 400, 'invalidFilter');

export const filters: Chapter = {
  url: import.meta.url,
  title: 'filters',
  rows: [
    requirement({
      rfc,
      section,
      level: 'MUST',
      text: 'Only resources that match the filter are returned.',
      test: async (world) => {
        const found = await among(world, PEOPLE);
        assert.equal(await found('nickName eq "ann"'), 'ann');
        assert.equal(await found('nickName eq "nobody"'), '');
      },
    }),
    requirement({
      rfc,
      section,
      level: 'MUST',
      text: 'Names and operators are read without regard to case.',
      test: async (world) => {
        const found = await among(world, PEOPLE);
        assert.equal(await found('NICKNAME Eq "ann" OR nickname EQ "bob"'), 'ann bob');
      },
    }),
    requirement({
      rfc,
      section,
      level: 'MUST',
      text: 'A filter has at least one expression: an attribute, an operator and, but for `pr`, a value.',
      test: async (world) => {
        for (const filter of ['', ' ', 'userName', 'userName eq', 'eq "x"', '"x" eq userName']) {
          await invalid(world, filter);
        }
      },
    }),
    requirement({
      rfc,
      section,
      level: 'MUST',
      text: '`eq` and `ne` compare for equality.',
      test: async (world) => {
        const found = await among(world, PEOPLE);
        assert.equal(await found('name.familyName eq "lee"'), 'ann');
        assert.equal(await found('name.familyName ne "lee"'), 'bob cleo');
        assert.equal(await found('active eq false'), 'bob');
      },
    }),
    requirement({
      rfc,
      section,
      level: 'MUST',
      text: '`co`, `sw` and `ew` find text inside, at the start and at the end.',
      test: async (world) => {
        const found = await among(world, PEOPLE);
        assert.equal(await found('nickName co "le"'), 'cleo');
        assert.equal(await found('nickName sw "a"'), 'ann');
        assert.equal(await found('nickName ew "b"'), 'bob');
      },
    }),
    requirement({
      rfc,
      section,
      level: 'MUST',
      text: '`pr` matches what has a value, and a complex attribute that has anything in it.',
      test: async (world) => {
        const found = await among(world, PEOPLE);
        assert.equal(await found('displayName pr'), 'cleo');
        assert.equal(await found('name pr'), 'ann bob');
        assert.equal(await found('emails pr'), 'ann bob');
      },
    }),
    requirement({
      rfc,
      section,
      level: 'MUST',
      text: '`gt`, `ge`, `lt` and `le` order text by its characters.',
      test: async (world) => {
        const found = await among(world, PEOPLE);
        assert.equal(await found('nickName gt "bob"'), 'cleo');
        assert.equal(await found('nickName ge "bob"'), 'bob cleo');
        assert.equal(await found('nickName lt "bob"'), 'ann');
        assert.equal(await found('nickName le "bob"'), 'ann bob');
      },
    }),
    requirement({
      rfc,
      section,
      level: 'MUST',
      text: 'The same operators order dates by time, whatever zone they are written in.',
      test: async (world) => {
        const found = await among(world, PEOPLE);
        const hour = 3_600_000;
        const stamp = (offset: number) => new Date(Date.now() + offset).toISOString();
        assert.equal(await found(`meta.lastModified gt "${stamp(-hour)}"`), 'ann bob cleo');
        assert.equal(await found(`meta.lastModified lt "${stamp(-hour)}"`), '');
        const elsewhere = stamp(hour).replace('Z', '+02:00');
        assert.equal(await found(`meta.lastModified ge "${elsewhere}"`), 'ann bob cleo');
      },
    }),
    requirement({
      rfc,
      section,
      level: 'MUST',
      text: 'Ordering booleans or binary values is 400 `invalidFilter`.',
      test: async (world) => {
        for (const operator of ['gt', 'ge', 'lt', 'le']) {
          await invalid(world, `active ${operator} true`);
          await invalid(world, `x509Certificates.value ${operator} "AAAA"`);
        }
      },
    }),
    requirement({
      rfc,
      section,
      level: 'MUST',
      text: '`and`, `or` and `not` join expressions.',
      test: async (world) => {
        const found = await among(world, PEOPLE);
        assert.equal(await found('active eq true and emails pr'), 'ann');
        assert.equal(await found('nickName eq "ann" or nickName eq "cleo"'), 'ann cleo');
        assert.equal(await found('not (nickName eq "ann")'), 'bob cleo');
      },
    }),
    requirement({
      rfc,
      section,
      level: 'MUST',
      text: 'Groups bind first, then `not`, then `and`, then `or`.',
      test: async (world) => {
        const found = await among(world, PEOPLE);
        const [ann, bob, cleo] = ['ann', 'bob', 'cleo'].map((nick) => `nickName eq "${nick}"`);
        assert.equal(await found(`${ann} or ${bob} and ${cleo}`), 'ann');
        assert.equal(await found(`(${ann} or ${bob}) and not (${bob})`), 'ann');
        assert.equal(await found(`not (${ann}) and ${bob} or ${cleo}`), 'bob cleo');
      },
    }),
    requirement({
      rfc,
      section,
      level: 'MUST',
      text: 'Expressions in square brackets hold for one and the same value of the list.',
      test: async (world) => {
        const found = await among(world, PEOPLE);
        assert.equal(await found('emails[type eq "work" and value co "home"]'), 'bob');
        assert.equal(await found('emails.type eq "work" and emails.value co "home"'), 'ann bob');
        assert.equal(
          await found('emails[type eq "home" or (primary eq true and value ew "work.example")]'),
          'ann',
        );
      },
    }),
    requirement({
      rfc,
      section,
      level: 'MUST',
      text: 'What stands in square brackets is a filter on sub-attributes of the list.',
      test: async (world) => {
        for (const filter of [
          'emails[]',
          'emails[userName pr]',
          'emails[type]',
          'emails[type eq "work"',
          'title[x pr]',
        ]) {
          await invalid(world, filter);
        }
      },
    }),
    requirement({
      rfc,
      section,
      level: 'MUST',
      text: 'A list matches when any of its values does.',
      test: async (world) => {
        const found = await among(world, PEOPLE);
        assert.equal(await found('emails.value eq "ann@home.example"'), 'ann');
        assert.equal(await found('emails eq "ann@home.example"'), 'ann');
      },
    }),
    requirement({
      rfc,
      section,
      level: 'MUST',
      text: 'A part of a complex attribute is named by its path; the complex attribute itself cannot be compared.',
      test: async (world) => {
        const found = await among(world, PEOPLE);
        assert.equal(await found('name.familyName sw "M"'), 'bob');
        await invalid(world, 'name eq "Moor"');
      },
    }),
    requirement({
      rfc,
      section,
      level: 'MUST',
      text: 'Values are JSON: strings with escapes, numbers, true, false and null.',
      test: async (world) => {
        const found = await among(world, [
          { nickName: 'q', displayName: 'say "hi" \\ é' },
          { nickName: 'r' },
        ]);
        assert.equal(await found('displayName eq "say \\"hi\\" \\\\ \\u00e9"'), 'q');
        assert.equal(await found('displayName eq null'), 'r');
        assert.equal(await found('active eq true'), 'q r');
        await invalid(world, 'displayName eq "unfinished');
      },
    }),
    requirement({
      rfc,
      section,
      level: 'MUST',
      text: 'A filter on an attribute that the provider filled in sees the value that the client was shown.',
      test: async (world) => {
        const found = await among(world, [{ nickName: 'fresh' }]);
        assert.equal(await found('active eq true'), 'fresh');
        assert.equal(await found('active pr'), 'fresh');
      },
    }),
    requirement({
      rfc,
      section,
      level: 'MUST',
      text: 'An operator that is not known is 400 `invalidFilter`, with a detail that names it.',
      test: async ({ scim }) => {
        const answer = await scim('GET', '/Users?filter=userName%20regex%20%22x%22');
        assertError(answer, 400, 'invalidFilter');
        assert.match(answer.body.detail, /regex/);
      },
    }),
    requirement({
      rfc,
      section,
      level: 'MUST',
      text: 'Whether case counts in a comparison of text follows from `caseExact`.',
      test: async (world) => {
        const found = await among(world, [{ nickName: 'Mixed', externalId: 'Mixed' }]);
        assert.equal(await found('nickName sw "mIX"'), 'Mixed');
        assert.equal(await found('externalId sw "mIX"'), '');
      },
    }),
    requirement({
      rfc,
      section,
      level: 'MUST',
      text: 'Resources can be found by the schemas that they use.',
      test: async (world) => {
        const found = await among(world, [
          { nickName: 'plain' },
          { nickName: 'employee', [ENTERPRISE]: { department: 'Sales' } },
        ]);
        assert.equal(await found(`schemas eq "${ENTERPRISE}"`), 'employee');
      },
    }),
    requirement({
      rfc,
      section,
      level: 'MUST',
      text: 'An attribute name may have its URN in front.',
      test: async (world) => {
        const found = await among(world, [{ nickName: 'e', [ENTERPRISE]: { department: 'Sales' } }]);
        assert.equal(await found(`${ENTERPRISE}:department eq "sales"`), 'e');
        assert.equal(await found(`${ENTERPRISE}:manager.value pr`), '');
      },
    }),
    requirement({
      rfc,
      section,
      level: 'MUST',
      text: 'Groups are filtered in the same way, by their members too.',
      test: async ({ user, group, find }) => {
        const ann = await user();
        const team = await group({ members: [{ value: ann.id }] });
        assert.deepEqual(await find('/Groups', `members.value eq "${ann.id}"`), [team.displayName]);
        assert.deepEqual(await find('/Groups', `displayName eq "${team.displayName.toUpperCase()}"`), [
          team.displayName,
        ]);
      },
    }),
  ],
};
