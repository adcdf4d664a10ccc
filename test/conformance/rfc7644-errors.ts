// RFC 7644 sections 3.11 and 3.12: /Me and errors.
import assert from 'node:assert/strict';
import { startHarness } from '../support/rollcall.ts';
import { assertError } from './assertions.ts';
import { type Chapter, notApplicable, requirement } from './requirement.ts';
import type { Resource } from './world.ts';

const rfc = 7644;

export const errors: Chapter = {
  url: import.meta.url,
  title: 'errors',
  rows: [
    requirement({
      rfc,
      section: '3.11',
      level: 'SHOULD',
      text: 'A provider without `/Me` answers it with 501.',
      test: async ({ scim }) => {
        for (const method of ['GET', 'PUT', 'PATCH', 'DELETE', 'POST']) {
          assertError(
            await scim(method, '/Me', method === 'GET' || method === 'DELETE' ? undefined : {}),
            501,
          );
        }
      },
    }),
    notApplicable({
      rfc,
      section: '3.11',
      level: 'MUST',
      text: 'An answer for `/Me` has the permanent URI of the resource in `Location`.',
      why: 'the caller is an identity provider, which is no user here',
    }),
    requirement({
      rfc,
      section: '3.12',
      level: 'MUST',
      text: 'Every error has a JSON body: `schemas`, and `status` as a string.',
      test: async ({ scim }) => {
        assertError(await scim('GET', '/Users', undefined, { authorization: '' }), 401);
        assertError(await scim('GET', '/Users/none'), 404);
        assertError(await scim('GET', '/nowhere'), 404);
        assertError(await scim('DELETE', '/Users'), 405);
        assertError(await scim('POST', '/Users', '{'), 400);
        assertError(await scim('POST', '/Users', 'x', { 'content-type': 'text/plain' }), 415);
      },
    }),
    requirement({
      rfc,
      section: '3.12',
      level: 'SHOULD',
      text: 'Every error has a detail that a person can read.',
      test: async ({ scim }) => {
        for (const path of ['/Users/none', '/Users?count=x', '/nowhere', '/Me']) {
          assert.match((await scim('GET', path)).body.detail, /^.{15,}\.$/);
        }
      },
    }),
    requirement({
      rfc,
      section: '3.12',
      level: 'SHOULD',
      text: '400: the request cannot be read, or breaks the schema.',
      test: async ({ scim }) => {
        assertError(await scim('POST', '/Users', '{"userName":'), 400, 'invalidSyntax');
      },
    }),
    requirement({
      rfc,
      section: '3.12',
      level: 'SHOULD',
      text: '401: the authorization header is missing or wrong.',
      test: async ({ scim }) => {
        assertError(await scim('GET', '/Users', undefined, { authorization: 'Bearer no' }), 401);
      },
    }),
    requirement({
      rfc,
      section: '3.12',
      level: 'SHOULD',
      text: '403: the caller is known, and may not do this.',
      test: async ({ scim, admin, connectionId }) => {
        await admin('PATCH', `/connections/${connectionId}`, { scimProvisioning: false });
        const answer = await scim('GET', '/Users');
        await admin('PATCH', `/connections/${connectionId}`, { scimProvisioning: true });
        assertError(answer, 403);
      },
    }),
    requirement({
      rfc,
      section: '3.12',
      level: 'SHOULD',
      text: '404: there is no such resource or endpoint.',
      test: async ({ scim }) => {
        for (const path of [
          '/Users/none',
          '/Groups/none',
          '/Things',
          '/Schemas/urn:none',
          '/ResourceTypes/None',
        ]) {
          assertError(await scim('GET', path), 404);
        }
      },
    }),
    requirement({
      rfc,
      section: '3.12',
      level: 'SHOULD',
      text: '409: a new resource would be a duplicate.',
      test: async ({ scim, user }) => {
        const { userName } = await user();
        assertError(await scim('POST', '/Users', { userName }), 409, 'uniqueness');
      },
    }),
    requirement({
      rfc,
      section: '3.12',
      level: 'SHOULD',
      text: '413: the request is larger than the provider takes.',
      test: async ({ scim }) => {
        assertError(await scim('POST', '/Users', `{"userName":"${'a'.repeat(3_000_000)}"}`), 413);
      },
    }),
    notApplicable({
      rfc,
      section: '3.12',
      level: 'SHOULD',
      text: '307, 308: the resource is elsewhere.',
      why: 'nothing here moves',
    }),
    requirement({
      rfc,
      section: '3.12',
      level: 'SHOULD',
      text: '500: a fault of the provider’s, with advice for finding it: the id by which the log has it.',
      test: async () => {
        const harness = await startHarness({ working: false });
        await harness.rollcall.close();
        const answer = await harness.scim('GET', '/Users');
        await harness.close();
        assertError(answer, 500);
        assert.match(answer.body.detail, /request id [\w-]{12}-\d+\.$/);
      },
    }),
    requirement({
      rfc,
      section: '3.12',
      level: 'SHOULD',
      text: '501: the provider does not offer what is asked for.',
      test: async ({ scim }) => {
        assertError(await scim('GET', '/Me'), 501);
      },
    }),
    requirement({
      rfc,
      section: '3.12',
      level: 'MUST',
      text: '`invalidFilter`: the filter cannot be read, or asks for what cannot be compared; in a PATCH path too.',
      test: async ({ scim, user, patch }) => {
        assertError(await scim('GET', '/Users?filter=userName'), 400, 'invalidFilter');
        const operation = { op: 'replace', path: 'emails[primary gt true].value', value: 'x' };
        assertError(await patch(await user(), operation), 400, 'invalidFilter');
      },
    }),
    requirement({
      rfc,
      section: '3.12',
      level: 'MUST',
      text: '`uniqueness`: a value is taken; by POST, PUT and PATCH.',
      test: async ({ scim, user, patch }) => {
        const [{ userName }, bob] = [await user(), await user()];
        assertError(await scim('POST', '/Users', { userName }), 409, 'uniqueness');
        assertError(await scim('PUT', `/Users/${bob.id}`, { userName }), 409, 'uniqueness');
        assertError(await patch(bob, { op: 'replace', value: { userName } }), 409, 'uniqueness');
      },
    }),
    requirement({
      rfc,
      section: '3.12',
      level: 'MUST',
      text: '`mutability`: the change does not go with what the attribute allows.',
      test: async ({ user, patch }) => {
        const ann = await user();
        assertError(await patch(ann, { op: 'replace', path: 'meta', value: {} }), 400, 'mutability');
      },
    }),
    requirement({
      rfc,
      section: '3.12',
      level: 'MUST',
      text: '`invalidSyntax`: the body is not of the shape of its message, or names what does not exist.',
      test: async ({ scim }) => {
        for (const body of ['', 'x', '[]', 'null', '{"userName":"x","favouriteColour":"red"}']) {
          assertError(await scim('POST', '/Users', body), 400, 'invalidSyntax');
        }
      },
    }),
    requirement({
      rfc,
      section: '3.12',
      level: 'MUST',
      text: '`invalidPath`: the path of a PATCH cannot be read, or names what does not exist.',
      test: async ({ user, patch }) => {
        assertError(await patch(await user(), { op: 'add', path: 'noSuch', value: 1 }), 400, 'invalidPath');
      },
    }),
    requirement({
      rfc,
      section: '3.12',
      level: 'MUST',
      text: '`noTarget`: the path of a PATCH finds nothing that could be changed.',
      test: async ({ user, patch }) => {
        assertError(await patch(await user(), { op: 'remove' }), 400, 'noTarget');
      },
    }),
    requirement({
      rfc,
      section: '3.12',
      level: 'MUST',
      text: '`invalidValue`: a required value is missing, or a value does not fit its attribute.',
      test: async ({ scim, name }) => {
        for (const body of [{ title: 'x' }, { userName: 7 }, { userName: name(), emails: ['x', 7] }]) {
          assertError(await scim('POST', '/Users', body), 400, 'invalidValue');
        }
      },
    }),
    requirement({
      rfc,
      section: '3.12',
      level: 'MUST',
      text: '`invalidVers`: the version of the protocol in the URL is not supported.',
      test: async ({ url }) => {
        const answer = await fetch(`${url}/scim/v1/Users`);
        assert.equal(answer.status, 400);
        assert.equal(((await answer.json()) as Resource).scimType, 'invalidVers');
      },
    }),
    requirement({
      rfc,
      section: '3.12',
      level: 'SHOULD',
      text: '412: the resource has changed since the version that the request names.',
      test: async ({ scim, user }) => {
        const ann = await user();
        const headers = { 'if-match': 'W/"none"' };
        assertError(await scim('PUT', `/Users/${ann.id}`, ann, headers), 412);
      },
    }),
  ],
};
