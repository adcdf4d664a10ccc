// RFC 7644 sections 2 and 5 to 7: who may call, how strings are compared, and with what safety.
import assert from 'node:assert/strict';
import { assertError, assertStatus } from './assertions.ts';
import { type Chapter, deviation, notApplicable, requirement } from './requirement.ts';

const rfc = 7644;

export const security: Chapter = {
  url: import.meta.url,
  title: 'security',
  rows: [
    requirement({
      rfc,
      section: '2',
      level: 'MUST',
      text: 'A refused caller learns the authentication scheme from `WWW-Authenticate`.',
      test: async ({ scim }) => {
        for (const authorization of ['', 'Bearer wrong', 'Basic YTpi']) {
          const answer = await scim('GET', '/Users', undefined, { authorization });
          assertError(answer, 401);
          assert.equal(answer.headers.get('www-authenticate'), 'Bearer');
        }
      },
    }),
    requirement({
      rfc,
      section: '2',
      level: 'MUST',
      text: 'An authenticated client maps to a policy of what it may read and change.',
      test: async ({ scim, admin, connectionId }) => {
        await admin('PATCH', `/connections/${connectionId}`, { scimProvisioning: false });
        assertError(await scim('GET', '/Users'), 403);
        await admin('PATCH', `/connections/${connectionId}`, { scimProvisioning: true });
        assertStatus(await scim('GET', '/Users?count=0'), 200);
      },
    }),
    requirement({
      rfc,
      section: '2',
      level: 'SHOULD',
      text: 'Whether an act is allowed depends on who asks and on the resource.',
      test: async ({ scim, user }) => {
        const ann = await user();
        const authorization = 'Bearer rollcall_other-shop_x_y';
        assertError(await scim('DELETE', `/Users/${ann.id}`, undefined, { authorization }), 401);
        assertStatus(await scim('GET', `/Users/${ann.id}`), 200);
      },
    }),
    notApplicable({
      rfc,
      section: '2.1',
      level: 'SHOULD',
      text: 'A token that stands for a grant is judged by its kind, its scopes and its subject.',
      why: 'a token stands for one connection of one shop and has no scopes',
    }),
    notApplicable({
      rfc,
      section: '2.2',
      level: 'SHOULD',
      text: 'Anonymous requests are guarded against abuse.',
      why: 'none are accepted',
    }),
    requirement({
      rfc,
      section: '5',
      level: 'MUST',
      text: '`userName`s are prepared by PRECIS (width, case, NFC) before they are compared.',
      test: async ({ scim, name }) => {
        const unique = name();
        assertStatus(await scim('POST', '/Users', { userName: `Zo\u00eb-${unique}` }), 201);
        for (const same of [`zoe\u0308-${unique}`, `\uff3a\uff4fË-${unique}`]) {
          assertError(await scim('POST', '/Users', { userName: same }), 409, 'uniqueness');
        }
      },
    }),
    notApplicable({
      rfc,
      section: '5',
      level: 'MUST',
      text: 'Passwords are prepared by PRECIS before they are compared.',
      why: 'no password is kept, so none is compared',
    }),
    requirement({
      rfc,
      section: '6',
      level: 'MUST',
      text: 'Where tenants share a service, a client is tied to its tenant, and sees nothing of another.',
      test: async ({ scim, token }) => {
        const [prefix, , id, secret] = token.split('_');
        const authorization = `Bearer ${[prefix, 'other', id, secret].join('_')}`;
        assertError(await scim('GET', '/Users', undefined, { authorization }), 401);
      },
    }),
    requirement({
      rfc,
      section: '6',
      level: 'MUST',
      text: '`externalId` need be unique only within its tenant; the provider puts nothing else on it.',
      test: async ({ user, group }) => {
        const externalId = 'shared';
        for (const made of [
          await user({ externalId }),
          await user({ externalId }),
          await group({ externalId }),
        ]) {
          assert.equal(made.externalId, externalId);
        }
      },
    }),
    notApplicable({
      rfc,
      section: '7.2',
      level: 'MUST',
      text: 'Transport is secured by TLS 1.2 or better.',
      why: 'Rollcall listens behind the operator’s proxy, which ends TLS; `ROLLCALL_URL` is the https address that stands in every `meta.location`',
    }),
    notApplicable({
      rfc,
      section: '7.3',
      level: 'MUST',
      text: 'The threats to tokens that RFC 7521 lists are met.',
      why: 'Rollcall takes tokens of its own making only, and no assertions',
    }),
    requirement({
      rfc,
      section: '7.4',
      level: 'MUST',
      text: 'A bearer token cannot be guessed.',
      test: async ({ token }) => {
        const secret = token.split('_').at(-1) ?? '';
        assert.ok(Buffer.from(secret, 'base64url').length >= 24, 'at least 192 bits');
      },
    }),
    deviation({
      rfc,
      section: '7.4',
      level: 'MUST',
      text: 'A bearer token lives for a limited time that the provider can tell.',
      why: 'identity providers keep one pasted token and cannot fetch another; it holds for as long as it is not revoked',
      test: async ({ scim, wait }) => {
        wait(400 * 86_400);
        assertStatus(await scim('GET', '/Users?count=0'), 200);
      },
    }),
    deviation({
      rfc,
      section: '7.5.2',
      level: 'SHOULD',
      text: 'A GET whose filter holds personal data is refused with 403 and `sensitive`.',
      why: 'every identity provider finds its users by such filters and would stop; Rollcall logs no query, and `.search` takes the filter in a body',
      test: async ({ user, find }) => {
        const { userName } = await user({ emails: [{ value: 'private@x.example' }] });
        assert.deepEqual(await find('/Users', 'emails.value eq "private@x.example"'), [userName]);
      },
    }),
    requirement({
      rfc,
      section: '7.8',
      level: 'MUST',
      text: 'Strings are prepared before a filter compares them.',
      test: async ({ user, find, name }) => {
        const displayName = `Jos\u00e9 ${name()}`;
        const { userName } = await user({ displayName });
        const decomposed = displayName.normalize('NFD').toUpperCase();
        assert.deepEqual(await find('/Users', `displayName eq "${decomposed}"`), [userName]);
      },
    }),
    notApplicable({
      rfc,
      section: '7.7',
      level: 'SHOULD',
      text: 'Sensitive data at rest is protected.',
      why: 'no password is stored and tokens are stored hashed; the database is the operator’s to encrypt',
    }),
  ],
};
