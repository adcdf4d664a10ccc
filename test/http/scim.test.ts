import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { type Harness, type ScimAnswer, startHarness } from '../support/rollcall.ts';

const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';

describe('SCIM over HTTP', () => {
  let harness: Harness;
  let scim: Harness['scim'];
  before(async () => {
    harness = await startHarness({ working: false });
    scim = harness.scim;
  });
  after(() => harness.close());

  const createUser = async (userName: string, more: object = {}) =>
    (await scim('POST', '/Users', { schemas: [USER], userName, ...more })).body;

  describe('resources', () => {
    it('GIVEN a new user WHEN created THEN 201 with id, meta and Location, and GET gives the same', async () => {
      const created = await scim('POST', '/Users', { schemas: [USER], userName: 'ann@x.example' });
      assert.equal(created.status, 201);
      assert.equal(created.headers.get('content-type'), 'application/scim+json');
      assert.equal(created.headers.get('location'), `${harness.url}/scim/v2/Users/${created.body.id}`);
      assert.equal(created.body.meta.location, created.headers.get('location'));
      assert.equal(created.body.active, true);
      const read = await scim('GET', `/Users/${created.body.id}`);
      assert.deepEqual(read.body, created.body);
    });

    it('GIVEN a password WHEN a user is created THEN it is accepted and never seen again', async () => {
      const user = await createUser('secret@x.example', { password: 'correct horse' });
      assert.equal(user.password, undefined);
      const { body } = await scim('GET', `/Users/${user.id}?attributes=password,userName`);
      assert.equal(body.password, undefined);
    });

    it('GIVEN a user WHEN replaced THEN what was left out is gone, but active stays as it was', async () => {
      const { id } = await createUser('put@x.example', { title: 'Buyer', active: false });
      const { status, body } = await scim('PUT', `/Users/${id}`, { userName: 'put2@x.example' });
      assert.equal(status, 200);
      assert.equal(body.title, undefined);
      assert.equal(body.userName, 'put2@x.example');
      assert.equal(body.active, false);
    });

    it('GIVEN what GET returned WHEN it is PUT back THEN nothing changes', async () => {
      const before = await createUser('same@x.example', {
        emails: [{ value: 'same@x.example', type: 'work' }],
      });
      const { body } = await scim('PUT', `/Users/${before.id}`, before);
      assert.deepEqual(body, before);
    });

    it('GIVEN a PATCH whose second operation fails WHEN sent THEN the first is not kept', async () => {
      const user = await createUser('atomic@x.example', { title: 'Before' });
      const answer = await scim('PATCH', `/Users/${user.id}`, {
        Operations: [
          { op: 'replace', path: 'title', value: 'After' },
          { op: 'replace', path: 'no such path', value: 'x' },
        ],
      });
      assert.equal(answer.status, 400);
      assert.equal(answer.body.scimType, 'invalidPath');
      assert.deepEqual((await scim('GET', `/Users/${user.id}`)).body, user);
    });

    it('GIVEN a userName in use WHEN taken in other case THEN 409 uniqueness, by POST, PUT and PATCH', async () => {
      await createUser('taken@x.example');
      const { id } = await createUser('other@x.example');
      const patch = { Operations: [{ op: 'replace', path: 'userName', value: 'TAKEN@x.example' }] };
      for (const answer of [
        await scim('POST', '/Users', { userName: 'Taken@x.example' }),
        await scim('PUT', `/Users/${id}`, { userName: 'tAken@x.example' }),
        await scim('PATCH', `/Users/${id}`, patch),
      ]) {
        assert.equal(answer.status, 409);
        assert.equal(answer.body.scimType, 'uniqueness');
      }
    });

    it('GIVEN a user WHEN its userName changes in case only THEN it is allowed', async () => {
      const { id } = await createUser('case@x.example');
      const patch = { Operations: [{ op: 'replace', path: 'userName', value: 'Case@X.example' }] };
      assert.equal((await scim('PATCH', `/Users/${id}`, patch)).body.userName, 'Case@X.example');
    });

    it('GIVEN a deleted user WHEN asked for THEN 404 by id, absent in lists, the name free', async () => {
      const { id } = await createUser('gone@x.example');
      assert.equal((await scim('DELETE', `/Users/${id}`)).status, 204);
      for (const method of ['GET', 'DELETE']) assert.equal((await scim(method, `/Users/${id}`)).status, 404);
      assert.equal((await scim('PATCH', `/Users/${id}`, { Operations: [] })).status, 404);
      const found = await scim('GET', '/Users?filter=userName%20eq%20%22gone@x.example%22');
      assert.equal(found.body.totalResults, 0);
      await createUser('gone@x.example');
    });

    it('GIVEN an inactive user WHEN asked for THEN it is found, with its memberships', async () => {
      const { id } = await createUser('inactive@x.example');
      const group = await scim('POST', '/Groups', { displayName: 'Kept', members: [{ value: id }] });
      await scim('PATCH', `/Users/${id}`, {
        Operations: [{ op: 'Replace', path: 'active', value: 'False' }],
      });
      assert.equal((await scim('GET', `/Users/${id}`)).body.active, false);
      assert.equal((await scim('GET', `/Groups/${group.body.id}`)).body.members[0].value, id);
    });
  });

  describe('groups', () => {
    it('GIVEN a group WHEN patched THEN 204, or its attributes where they are asked for', async () => {
      const { body } = await scim('POST', '/Groups', { displayName: 'Answers' });
      const patch = { Operations: [{ op: 'replace', path: 'displayName', value: 'Answers 2' }] };
      const silent = await scim('PATCH', `/Groups/${body.id}`, patch);
      assert.equal(silent.status, 204);
      assert.equal(silent.body, undefined);
      const answered = await scim('PATCH', `/Groups/${body.id}?attributes=displayName`, patch);
      assert.equal(answered.status, 200);
      assert.equal(answered.body.displayName, 'Answers 2');
    });

    it('GIVEN a large group WHEN read THEN every member is there once', async () => {
      const members = Array.from({ length: 2500 }, (_, i) => ({ value: `member-${i}` }));
      const { body } = await scim('POST', '/Groups', { displayName: 'Large', members });
      assert.equal(body.members.length, 2500);
      assert.equal(new Set(body.members.map((member: { value: string }) => member.value)).size, 2500);
    });

    it('GIVEN a member named by text that is no path WHEN read THEN its $ref is a URI all the same', async () => {
      const value = 'string id 1/ø?';
      const { body } = await scim('POST', '/Groups', { displayName: 'Odd', members: [{ value }] });
      assert.equal(body.members[0].value, value);
      assert.match(body.members[0].$ref, /\/scim\/v2\/Users\/string%20id%201%2F%C3%B8%3F$/);
    });

    it('GIVEN excludedAttributes=members WHEN groups are listed THEN no group has members', async () => {
      const { body } = await scim('GET', '/Groups?excludedAttributes=members');
      assert.ok(body.Resources.length > 0);
      for (const group of body.Resources) assert.equal('members' in group, false);
    });
  });

  describe('discovery', () => {
    it('GIVEN the discovery endpoints WHEN read THEN they answer, one by one too', async () => {
      assert.equal((await scim('GET', '/ServiceProviderConfig')).body.patch.supported, true);
      const types = await scim('GET', '/ResourceTypes?startIndex=5&count=0');
      assert.equal(types.body.totalResults, 2);
      assert.equal((await scim('GET', '/ResourceTypes/Group')).body.endpoint, '/Groups');
      for (const urn of [USER, USER.toLowerCase(), USER.toUpperCase()]) {
        assert.equal((await scim('GET', `/Schemas/${urn}`)).body.id, USER);
      }
      assert.equal((await scim('GET', '/ResourceTypes/user')).body.id, 'User');
      assert.equal((await scim('GET', '/Schemas/urn:none')).status, 404);
    });

    it('GIVEN a filter WHEN a discovery endpoint is asked THEN 403', async () => {
      for (const path of ['/Schemas', '/ResourceTypes', '/ServiceProviderConfig']) {
        assertError(await scim('GET', `${path}?filter=id%20pr`), 403);
      }
    });
  });

  describe('who may call', () => {
    it('GIVEN no token, a wrong one or a malformed one WHEN called THEN 401 with WWW-Authenticate', async () => {
      const [prefix, shop, id] = harness.token.split('_');
      const tokens = ['', 'Bearer nonsense', `Bearer ${[prefix, shop, id, 'wrong'].join('_')}`, 'Basic YTpi'];
      for (const authorization of tokens) {
        for (const path of ['/Users', '/Me']) {
          const answer = await scim('GET', path, undefined, { authorization });
          assertError(answer, 401);
          assert.equal(answer.headers.get('www-authenticate'), 'Bearer');
        }
      }
    });

    it('GIVEN SCIM Provisioning off WHEN called THEN 403 that says so', async () => {
      const path = `/connections/${harness.connectionId}`;
      await harness.admin('PATCH', path, { scimProvisioning: false });
      for (const where of ['/Users', '/Me']) {
        const answer = await scim('GET', where);
        assertError(answer, 403);
        assert.match(answer.body.detail, /SCIM Provisioning is switched off/);
      }
      await harness.admin('PATCH', path, { scimProvisioning: true });
      assert.equal((await scim('GET', '/Users')).status, 200);
    });

    it('GIVEN no User-Agent WHEN called THEN it is served', async () => {
      assert.equal(await statusWithoutUserAgent(harness), 200);
    });

    it('GIVEN Entra’s flag anywhere in the URL WHEN called THEN it changes nothing', async () => {
      for (const path of [
        '/Users?aadOptscim062020',
        '/Users?aadOptscim062020=true&count=1',
        '/Users?count=1&aadOptscim062020',
        '/?aadOptscim062020/Users?count=1',
      ]) {
        const answer = await scim('GET', path);
        assert.equal(answer.status, 200, path);
        assert.ok('totalResults' in answer.body, path);
      }
    });
  });

  describe('what it must withstand', () => {
    const hostile: readonly (readonly [
      title: string,
      method: string,
      path: string,
      body: unknown,
      status: number,
    ])[] = [
      ['malformed JSON', 'POST', '/Users', '{"userName":', 400],
      ['an empty body', 'POST', '/Users', '', 400],
      ['a list as the body', 'POST', '/Users', '[]', 400],
      ['null as the body', 'PUT', '/Users/x', 'null', 400],
      ['an unknown attribute', 'POST', '/Users', { userName: 'u', favouriteColour: 'red' }, 400],
      [
        'an unknown attribute in a filter',
        'GET',
        '/Users?filter=favouriteColour%20eq%20%22red%22',
        undefined,
        400,
      ],
      ['an unknown attribute in a path', 'PATCH', '/Users/x', patch('favouriteColour'), 400],
      ['a wrong type', 'POST', '/Users', { userName: { a: 1 } }, 400],
      ['a body of 5 MB', 'POST', '/Users', `{"userName":"${'a'.repeat(5_000_000)}"}`, 413],
      ['a deep body', 'POST', '/Users', `${'{"name":'.repeat(50_000)}1${'}'.repeat(50_000)}`, 400],
      [
        'a filter nested 10,000 deep',
        'GET',
        `/Users?filter=${'('.repeat(10_000)}id%20pr${')'.repeat(10_000)}`,
        undefined,
        400,
      ],
      [
        'a filter of nots',
        'GET',
        `/Users?filter=${'not('.repeat(2_500)}id%20pr${')'.repeat(2_500)}`,
        undefined,
        400,
      ],
      ['a path with __proto__', 'PATCH', '/Users/x', patch('__proto__'), 400],
      ['a path with __proto__ inside', 'PATCH', '/Users/x', patch('name.__proto__.polluted'), 400],
      ['a path with constructor', 'PATCH', '/Users/x', patch('constructor.prototype'), 400],
      ['a body with __proto__', 'POST', '/Users', '{"userName":"p","__proto__":{"polluted":true}}', 400],
      ['a broken percent-encoding', 'GET', '/Users?filter=%E0%A4%A', undefined, 400],
      ['a count that is no number', 'GET', '/Users?count=ten', undefined, 400],
      ['a NUL in a filter', 'GET', '/Users?filter=userName%20eq%20%22%00%22', undefined, 400],
      ['a NUL in a userName', 'POST', '/Users', { userName: 'a\u0000b' }, 400],
      ['a lone surrogate', 'POST', '/Users', '{"userName":"\\ud800"}', 400],
      ['a URL of 200,000 characters', 'GET', `/Users?filter=${'x'.repeat(200_000)}`, undefined, 431],
      ['an id of 10,000 characters', 'GET', `/Users/${'x'.repeat(10_000)}`, undefined, 404],
      ['an id with a NUL', 'DELETE', '/Users/%00', undefined, 404],
      ['an unknown path', 'GET', '/Nothing', undefined, 404],
      ['a wrong method', 'DELETE', '/Users', undefined, 405],
    ];

    for (const [title, method, path, body, status] of hostile) {
      it(`GIVEN ${title} WHEN sent THEN ${status}, and the service lives on`, async () => {
        const answer = await scim(method, path, body);
        assertError(answer, status);
        assert.equal(({} as Record<string, unknown>).polluted, undefined);
        assert.equal((await fetch(`${harness.url}/healthz`)).status, 200);
      });
    }

    it('GIVEN wrong media types WHEN sent THEN 415', async () => {
      for (const type of ['text/plain', 'application/xml', 'multipart/form-data; boundary=x', 'nonsense']) {
        assertError(await scim('POST', '/Users', '{"userName":"m"}', { 'content-type': type }), 415);
      }
    });

    it('GIVEN parameters on the media type WHEN sent THEN it is understood', async () => {
      const headers = { 'content-type': 'Application/SCIM+json; charset=utf-8' };
      assert.equal((await scim('POST', '/Users', '{"userName":"params"}', headers)).status, 201);
    });
  });
});

function patch(path: string) {
  return { Operations: [{ op: 'replace', path, value: { polluted: true } }] };
}

function assertError(answer: ScimAnswer, status: number): void {
  assert.equal(answer.status, status, JSON.stringify(answer.body));
  assert.equal(answer.headers.get('content-type'), 'application/scim+json');
  assert.deepEqual(answer.body.schemas, [ERROR]);
  assert.equal(answer.body.status, String(status));
  assert.ok(answer.body.detail.length > 0);
}

function statusWithoutUserAgent(harness: Harness): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${harness.token}` };
    const call = request(`${harness.url}/scim/v2/Users?count=1`, { headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    call.once('error', reject);
    call.end();
  });
}
