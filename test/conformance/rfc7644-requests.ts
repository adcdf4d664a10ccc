// RFC 7644 sections 1.3, 3.1, 3.2, 3.8 and 3.13: in what form requests and answers come.
import assert from 'node:assert/strict';
import { assertError, assertStatus, ERROR } from './assertions.ts';
import { type Chapter, deviation, requirement } from './requirement.ts';

const rfc = 7644;

export const requests: Chapter = {
  url: import.meta.url,
  title: 'requests',
  rows: [
    requirement({
      rfc,
      section: '1.3',
      level: 'MUST NOT',
      text: 'The base URI has no query.',
      test: async ({ scim, user }) => {
        const { body } = await scim('GET', '/ServiceProviderConfig');
        assert.doesNotMatch(body.meta.location + (await user()).meta.location, /\?/);
      },
    }),
    requirement({
      rfc,
      section: '3.1',
      level: 'MUST',
      text: 'Messages are JSON in UTF-8.',
      test: async ({ scim, name }) => {
        const bytes = `{"userName":"${name()}","displayName":"Zoë Łukasz 陳"}`;
        assert.equal((await scim('POST', '/Users', bytes)).body.displayName, 'Zoë Łukasz 陳');
      },
    }),
    requirement({
      rfc,
      section: '3.1',
      level: 'MUST',
      text: 'Messages of the protocol name their kind in `schemas`.',
      test: async ({ scim }) => {
        assert.match((await scim('GET', '/Users?count=0')).body.schemas[0], /:ListResponse$/);
        assert.deepEqual((await scim('GET', '/Users/none')).body.schemas, [ERROR]);
      },
    }),
    requirement({
      rfc,
      section: '3.2',
      level: 'SHOULD',
      text: 'An error has its status in the status line and once more in the body.',
      test: async ({ scim }) => {
        assertError(await scim('GET', '/Users/none'), 404);
      },
    }),
    requirement({
      rfc,
      section: '3.2',
      level: 'MUST',
      text: 'GET, POST, PUT, PATCH and DELETE mean what the RFC’s table of methods says.',
      test: async ({ scim, user, patch }) => {
        const ann = await user();
        const path = `/Users/${ann.id}`;
        assertStatus(await scim('GET', path), 200);
        assertStatus(await scim('PUT', path, ann), 200);
        assertStatus(await patch(ann, { op: 'add', path: 'title', value: 'x' }), 200);
        assertStatus(await scim('DELETE', path), 204);
        assertError(await scim('POST', path, ann), 405);
      },
    }),
    requirement({
      rfc,
      section: '3.8',
      level: 'MUST',
      text: 'Requests may have the media type `application/scim+json`, with parameters too.',
      test: async ({ scim, name }) => {
        for (const type of ['application/scim+json', 'Application/SCIM+JSON; charset=utf-8']) {
          assertStatus(await scim('POST', '/Users', { userName: name() }, { 'content-type': type }), 201);
        }
      },
    }),
    requirement({
      rfc,
      section: '3.8',
      level: 'MUST',
      text: 'A client may ask by `Accept` for `application/scim+json`.',
      test: async ({ scim }) => {
        const answer = await scim('GET', '/Users?count=0', undefined, { accept: 'application/scim+json' });
        assertStatus(answer, 200);
        assert.equal(answer.headers.get('content-type'), 'application/scim+json');
      },
    }),
    requirement({
      rfc,
      section: '3.8',
      level: 'SHOULD',
      text: 'A client may ask by `Accept` for `application/json`, and send it.',
      test: async ({ scim, name }) => {
        const headers = { accept: 'application/json', 'content-type': 'application/json' };
        assertStatus(await scim('POST', '/Users', { userName: name() }, headers), 201);
      },
    }),
    requirement({
      rfc,
      section: '3.8',
      level: 'MUST',
      text: 'A client that asks for no form gets `application/scim+json`.',
      test: async ({ url, token }) => {
        const headers = { authorization: `Bearer ${token}` };
        for (const accept of [undefined, '*/*', 'application/*']) {
          const answer = await fetch(`${url}/scim/v2/Users?count=0`, {
            headers: { ...headers, ...(accept && { accept }) },
          });
          assert.equal(answer.headers.get('content-type'), 'application/scim+json');
        }
      },
    }),
    requirement({
      rfc,
      section: '3.8',
      level: 'SHOULD',
      text: 'A client that accepts neither form learns so: 406 for what it accepts, 415 for what it sends.',
      test: async ({ scim }) => {
        assertError(await scim('GET', '/Users', undefined, { accept: 'text/html' }), 406);
        assertError(await scim('POST', '/Users', '<user/>', { 'content-type': 'application/xml' }), 415);
      },
    }),
    requirement({
      rfc,
      section: '3.8',
      level: 'MUST',
      text: 'Single values are written as name and value, lists as arrays, complex values as objects.',
      test: async ({ user }) => {
        const ann = await user({ title: 'Buyer', name: { givenName: 'Ann' }, roles: [{ value: 'r' }] });
        assert.equal(typeof ann.title, 'string');
        assert.deepEqual(ann.name, { givenName: 'Ann' });
        assert.ok(Array.isArray(ann.roles));
      },
    }),
    requirement({
      rfc,
      section: '3.13',
      level: 'MUST',
      text: 'A version in the URL stands right before the endpoint, and the request is answered in that version or refused.',
      test: async ({ url, user }) => {
        assert.match((await user()).meta.location, /\/v2\/Users\//);
        assert.equal((await fetch(`${url}/scim/v1/Users`)).status, 400);
      },
    }),
    deviation({
      rfc,
      section: '3.13',
      level: 'SHOULD',
      text: 'Without a version in the URL, the newest is meant.',
      why: 'there is one address, and every `meta.location` names it: a second one for the same resource would only confuse clients that compare',
      test: async ({ url, token }) => {
        const headers = { authorization: `Bearer ${token}` };
        const answer = await fetch(`${url}/scim/Users`, { headers });
        assert.equal(answer.status, 404);
      },
    }),
    requirement({
      rfc,
      section: '3.2',
      level: 'MUST',
      text: 'A path that exists answers 405 with `Allow` to a method that it does not have.',
      test: async ({ scim }) => {
        const answer = await scim('DELETE', '/Users');
        assertError(answer, 405);
        assert.match(answer.headers.get('allow') ?? '', /POST/);
      },
    }),
    requirement({
      rfc,
      section: '3.1',
      level: 'MUST',
      text: 'The URNs of messages begin with `urn:ietf:params:scim:api:`.',
      test: async ({ scim }) => {
        for (const path of ['/Users?count=0', '/Users/none', '/Schemas']) {
          const { schemas } = (await scim('GET', path)).body;
          assert.match(schemas[0], /^urn:ietf:params:scim:api:/);
        }
      },
    }),
  ],
};
