// RFC 7643 sections 7 and 9: what attributes declare is what requests meet.
import assert from 'node:assert/strict';
import { assertError, assertStatus } from './assertions.ts';
import { type Chapter, notApplicable, requirement } from './requirement.ts';

const rfc = 7643;

export const characteristics: Chapter = {
  url: import.meta.url,
  title: 'characteristics',
  rows: [
    requirement({
      rfc,
      section: '7',
      level: 'MUST',
      text: 'Filters on a `caseExact` attribute regard case, on others they do not.',
      test: async ({ user, find, name }) => {
        const [externalId, nickName] = [`Ext-${name()}`, `Nick-${name()}`];
        const { userName } = await user({ externalId, nickName });
        assert.deepEqual(await find('/Users', `externalId eq "${externalId}"`), [userName]);
        assert.deepEqual(await find('/Users', `externalId eq "${externalId.toLowerCase()}"`), []);
        assert.deepEqual(await find('/Users', `nickName eq "${nickName.toLowerCase()}"`), [userName]);
      },
    }),
    requirement({
      rfc,
      section: '7',
      level: 'MUST',
      text: 'A `caseExact` value keeps its case.',
      test: async ({ user, read }) => {
        assert.equal((await read(await user({ externalId: 'AbC' }))).externalId, 'AbC');
      },
    }),
    requirement({
      rfc,
      section: '7',
      level: 'MUST NOT',
      text: 'mutability `readOnly`: no request changes the value.',
      test: async ({ scim, user, patch }) => {
        const ann = await user();
        assert.equal((await scim('PUT', `/Users/${ann.id}`, { ...ann, id: 'other' })).body.id, ann.id);
        for (const path of ['id', 'meta.created', 'meta']) {
          assertError(await patch(ann, { op: 'replace', path, value: 'x' }), 400, 'mutability');
        }
      },
    }),
    requirement({
      rfc,
      section: '7',
      level: 'MUST',
      text: 'mutability `readWrite`: POST, PUT and PATCH change the value.',
      test: async ({ scim, user, patch }) => {
        const ann = await user({ title: 'One' });
        assert.equal((await scim('PUT', `/Users/${ann.id}`, { ...ann, title: 'Two' })).body.title, 'Two');
        const { body } = await patch(ann, { op: 'replace', path: 'title', value: 'Three' });
        assert.equal(body.title, 'Three');
      },
    }),
    requirement({
      rfc,
      section: '7',
      level: 'MUST NOT',
      text: 'mutability `immutable`: what was set is not changed.',
      test: async ({ user, group, patch }) => {
        const ann = await user();
        const team = await group({ members: [{ value: ann.id, type: 'User' }] });
        const path = `members[value eq "${ann.id}"].type`;
        assertError(await patch(team, { op: 'replace', path, value: 'Group' }), 400, 'mutability');
      },
    }),
    requirement({
      rfc,
      section: '7',
      level: 'MUST NOT',
      text: 'mutability `writeOnly`: the value may be set at any time and is never returned.',
      test: async ({ user, patch }) => {
        const ann = await user({ password: 'one' });
        const answer = await patch(ann, { op: 'replace', path: 'password', value: 'two' });
        assertStatus(answer, 200);
        assert.equal('password' in answer.body || 'password' in ann, false);
      },
    }),
    requirement({
      rfc,
      section: '7',
      level: 'MUST',
      text: 'returned `always`: the attribute is there whatever `attributes` and `excludedAttributes` say.',
      test: async ({ user, read }) => {
        const ann = await user();
        assert.equal((await read(ann, '?attributes=title')).id, ann.id);
        assert.equal((await read(ann, '?excludedAttributes=id,schemas')).id, ann.id);
      },
    }),
    requirement({
      rfc,
      section: '7',
      level: 'MUST',
      text: 'returned `never`: the attribute is in no answer, even if it is asked for.',
      test: async ({ user, read }) => {
        const ann = await user({ password: 'secret' });
        assert.equal('password' in (await read(ann, '?attributes=password,userName')), false);
      },
    }),
    requirement({
      rfc,
      section: '7',
      level: 'MUST',
      text: 'returned `default`: the attribute is in answers unless `attributes` leaves it out or `excludedAttributes` names it.',
      test: async ({ user, read }) => {
        const ann = await user({ title: 'Buyer' });
        assert.equal((await read(ann)).title, 'Buyer');
        assert.equal('title' in (await read(ann, '?attributes=userName')), false);
        assert.equal('title' in (await read(ann, '?excludedAttributes=title')), false);
      },
    }),
    requirement({
      rfc,
      section: '7',
      level: 'SHOULD',
      text: 'uniqueness `server`: no two resources of the endpoint have the same value.',
      test: async ({ scim, user, patch }) => {
        const [ann, bob] = [await user(), await user()];
        const answer = await patch(bob, { op: 'replace', path: 'userName', value: ann.userName });
        assertError(answer, 409, 'uniqueness');
        assertError(await scim('PUT', `/Users/${bob.id}`, { userName: ann.userName }), 409, 'uniqueness');
      },
    }),
    notApplicable({
      rfc,
      section: '7',
      level: 'SHOULD',
      text: 'uniqueness `global`: no two resources on any server have the same value.',
      why: 'no attribute is declared so',
    }),
    notApplicable({
      rfc,
      section: '7',
      level: 'SHOULD',
      text: '`canonicalValues` are the values that are known; others may be refused or ignored.',
      why: 'the RFC leaves it to the provider: other values are stored as sent, because clients send types of their own',
    }),
    notApplicable({
      rfc,
      section: '9.2',
      level: 'SHOULD',
      text: 'Credentials are stored hashed, and injected values come to nothing.',
      why: 'no password is stored; tokens are stored as SHA-256 (`test/tenants`), and every statement is prepared with its values apart',
    }),
    notApplicable({
      rfc,
      section: '9.3',
      level: 'SHOULD',
      text: 'Personal data goes to nobody but whom it is meant for.',
      why: 'each connection sees its own resources only, and logs hold ids: shown by `test/store` and `test/http`, not visible to one client',
    }),
  ],
};
