// RFC 7643 section 4.1: users.
import assert from 'node:assert/strict';
import { ADMIN_TOKEN } from '../support/rollcall.ts';
import { assertError } from './assertions.ts';
import { type Chapter, deviation, notApplicable, requirement } from './requirement.ts';
import { ENTERPRISE, USER } from './world.ts';

const rfc = 7643;

export const users: Chapter = {
  url: import.meta.url,
  title: 'users',
  rows: [
    requirement({
      rfc,
      section: '4.1.1',
      level: 'MUST',
      text: 'Every user has a `userName` that is not empty.',
      test: async ({ scim, user, patch }) => {
        for (const body of [{}, { userName: '' }, { userName: null }]) {
          assertError(await scim('POST', '/Users', { schemas: [USER], ...body }), 400, 'invalidValue');
        }
        assertError(await patch(await user(), { op: 'remove', path: 'userName' }), 400, 'mutability');
      },
    }),
    requirement({
      rfc,
      section: '4.1.1',
      level: 'MUST',
      text: 'No two users have the same `userName`, whatever its case.',
      test: async ({ scim, user }) => {
        const { userName } = await user();
        assertError(await scim('POST', '/Users', { userName: userName.toUpperCase() }), 409, 'uniqueness');
      },
    }),
    requirement({
      rfc,
      section: '4.1.1',
      level: 'SHOULD',
      text: '`displayName` is the name by which the provider shows the user: on the status page, in front of the `userName`.',
      test: async ({ url, user }) => {
        const { userName } = await user({ displayName: 'Ann Shown Lee' });
        const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
        const page = await (await fetch(url, { headers })).text();
        assert.match(page, new RegExp(`Ann Shown Lee<br><small>${userName}</small>`));
      },
    }),
    notApplicable({
      rfc,
      section: '4.1.1',
      level: 'SHOULD NOT',
      text: '`nickName` is not used for the `userName`.',
      why: 'it binds who fills the attribute in; Rollcall stores both and derives neither',
    }),
    requirement({
      rfc,
      section: '4.1.1',
      level: 'MUST NOT',
      text: 'A `password` is returned in no form and by no request.',
      test: async ({ scim, user, patch }) => {
        const ann = await user({ password: 'correct horse' });
        const paths = ['', '?attributes=password', '?excludedAttributes=userName'];
        const seen = [ann, await patch(ann, { op: 'replace', path: 'password', value: 'battery staple' })];
        for (const path of paths) seen.push(await scim('GET', `/Users/${ann.id}${path}`));
        assert.doesNotMatch(JSON.stringify(seen), /password|correct horse|battery staple/);
      },
    }),
    requirement({
      rfc,
      section: '4.1.1',
      level: 'MUST NOT',
      text: 'A `password` cannot be learned by a filter.',
      test: async ({ scim, user }) => {
        await user({ password: 'correct horse' });
        for (const filter of ['password%20pr', 'password%20sw%20%22c%22']) {
          assertError(await scim('GET', `/Users?filter=${filter}`), 400, 'invalidFilter');
        }
      },
    }),
    notApplicable({
      rfc,
      section: '4.1.1',
      level: 'SHOULD',
      text: 'A `password` that is kept is prepared, checked against a policy and hashed.',
      why: 'none is kept: a customer signs in at Shopify, so passwords are accepted and discarded',
    }),
    notApplicable({
      rfc,
      section: '4.1.2',
      level: 'SHOULD',
      text: 'An e-mail address is written as RFC 5321 has it.',
      why: 'it binds who sends it; what is sent is kept',
    }),
    deviation({
      rfc,
      section: '4.1.2',
      level: 'SHOULD',
      text: 'E-mail addresses are returned in canonical form, with the domain in lower case.',
      why: 'Microsoft asks that values stay as they were sent, and a provider that reads something else writes again in every cycle; comparing ignores case instead',
      test: async ({ user, find }) => {
        const { userName, emails } = await user({ emails: [{ value: 'Canon@X.EXAMPLE' }] });
        assert.equal(emails[0].value, 'Canon@X.EXAMPLE');
        assert.deepEqual(await find('/Users', 'emails.value eq "canon@x.example"'), [userName]);
      },
    }),
    deviation({
      rfc,
      section: '4.1.2',
      level: 'SHOULD',
      text: 'Phone numbers are returned in the form of RFC 3966.',
      why: 'as with e-mail addresses, the provider must find what it sent; Shopify gets the number in the form that it wants',
      test: async ({ user }) => {
        const [phone] = (await user({ phoneNumbers: [{ value: '(555) 010-4477', type: 'work' }] }))
          .phoneNumbers;
        assert.equal(phone.value, '(555) 010-4477');
      },
    }),
    deviation({
      rfc,
      section: '4.1.2',
      level: 'SHOULD',
      text: 'Instant messaging addresses lose their white space and their capitals.',
      why: 'as with e-mail addresses, the provider must find what it sent; comparing ignores case',
      test: async ({ user }) => {
        const [address] = (await user({ ims: [{ value: 'Ann Lee', type: 'xmpp' }] })).ims;
        assert.equal(address.value, 'Ann Lee');
      },
    }),
    notApplicable({
      rfc,
      section: '4.1.2',
      level: 'MUST',
      text: 'A photo’s URI leads to an image file, not to a page about one.',
      why: 'it binds who sends it; Rollcall opens no URI that a client sends',
    }),
    deviation({
      rfc,
      section: '4.1.2',
      level: 'MUST',
      text: 'An address has its `country` as an ISO 3166-1 alpha-2 code.',
      why: 'directories hold names and three-letter codes as well; refusing the user would keep a person out of the shop for it. Shopify gets the code where the name is known',
      test: async ({ user }) => {
        const { addresses } = await user({ addresses: [{ type: 'work', country: 'Germany' }] });
        assert.equal(addresses[0].country, 'Germany');
      },
    }),
    requirement({
      rfc,
      section: '4.1.2',
      level: 'MUST',
      text: 'Membership is changed through the group only: `groups` of a user is readOnly.',
      test: async ({ user, group, patch, read }) => {
        const team = await group();
        const ann = await user({ groups: [{ value: team.id }] });
        assert.equal('groups' in (await read(ann)), false);
        const answer = await patch(ann, { op: 'add', path: 'groups', value: [{ value: team.id }] });
        assertError(answer, 400, 'mutability');
      },
    }),
    requirement({
      rfc,
      section: '4.1.2',
      level: 'MUST',
      text: 'An X.509 certificate is base64 text.',
      test: async ({ scim, user, name }) => {
        const value = Buffer.from([0x30, 0x03, 0x02, 0x01, 0x05]).toString('base64');
        assert.equal((await user({ x509Certificates: [{ value }] })).x509Certificates[0].value, value);
        const bad = { userName: name(), x509Certificates: [{ value: '-----BEGIN!' }] };
        assertError(await scim('POST', '/Users', bad), 400, 'invalidValue');
      },
    }),
    notApplicable({
      rfc,
      section: '4.1.2',
      level: 'MUST NOT',
      text: 'One value holds one certificate, never a sequence of them.',
      why: 'it binds who sends it; Rollcall stores certificates and does not read them',
    }),
    notApplicable({
      rfc,
      section: '4.1.1',
      level: 'MUST',
      text: '`preferredLanguage` has the form of an `Accept-Language` header, `locale` that of a language tag, `timezone` a name of the IANA database.',
      why: 'it binds who fills them in; what is sent is kept',
    }),
    requirement({
      rfc,
      section: '4.1',
      level: 'MUST',
      text: 'A user may hold every attribute of the core schema and of the enterprise extension, and gives it back.',
      test: async ({ user }) => {
        const said = {
          name: { formatted: 'Dr. Ann Lee', givenName: 'Ann', familyName: 'Lee', honorificPrefix: 'Dr.' },
          nickName: 'Annie',
          profileUrl: 'https://x.example/ann',
          title: 'Buyer',
          userType: 'Employee',
          ims: [{ value: 'ann', type: 'xmpp' }],
          photos: [{ value: 'https://x.example/ann.png', type: 'photo' }],
          entitlements: [{ value: 'print' }],
          roles: [{ value: 'buyer', primary: true }],
          addresses: [{ type: 'work', locality: 'Berlin', country: 'DE' }],
          [ENTERPRISE]: {
            employeeNumber: '7',
            costCenter: 'C',
            organization: 'O',
            division: 'V',
            department: 'D',
          },
        };
        const ann = await user(said);
        for (const [attribute, value] of Object.entries(said)) assert.deepEqual(ann[attribute], value);
      },
    }),
    requirement({
      rfc,
      section: '4.1.2',
      level: 'MUST',
      text: '`groups` names by `id` and URI the groups that a user belongs to.',
      test: async ({ user, group, read }) => {
        const ann = await user();
        const team = await group({ members: [{ value: ann.id }] });
        const { groups } = await read(ann);
        assert.equal(groups.length, 1);
        assert.equal(groups[0].value, team.id);
        assert.equal(groups[0].$ref, team.meta.location);
      },
    }),
    requirement({
      rfc,
      section: '4.1.2',
      level: 'SHOULD',
      text: 'A membership of the user’s own is `direct`, one through a nested group `indirect`.',
      test: async ({ user, group, read }) => {
        const ann = await user();
        const inner = await group({ members: [{ value: ann.id }] });
        const outer = await group({ members: [{ value: inner.id, type: 'Group' }] });
        const mistyped = await group({ members: [{ value: outer.id, type: 'User' }] });
        const { groups } = await read(ann);
        const types = new Map(
          groups.map((entry: { value: string; type: string }) => [entry.value, entry.type]),
        );
        assert.deepEqual([types.get(inner.id), types.get(outer.id)], ['direct', 'indirect']);
        assert.equal(types.get(mistyped.id), 'indirect', 'a group that the client called a user');
      },
    }),
  ],
};
