// Versions over HTTP (RFC 7644 §3.14).
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Harness, startHarness } from '../support/rollcall.ts';

describe('ETags', () => {
  let harness: Harness;
  let scim: Harness['scim'];
  before(async () => {
    harness = await startHarness({ working: false });
    scim = harness.scim;
  });
  after(() => harness.close());

  let made = 0;
  const create = async (more: object = {}) => {
    made += 1;
    return scim('POST', '/Users', { userName: `user${made}@x.example`, ...more });
  };
  const title = (value: string) => ({ Operations: [{ op: 'replace', path: 'title', value }] });

  it('GIVEN a user WHEN created, read, changed and listed THEN header and meta.version agree', async () => {
    const created = await create();
    assert.equal(created.headers.get('etag'), 'W/"1"');
    const path = `/Users/${created.body.id}`;
    for (const answer of [
      created,
      await scim('GET', path),
      await scim('PATCH', path, title('Buyer')),
      await scim('PUT', path, { userName: created.body.userName }),
      await scim('GET', path),
    ]) {
      assert.match(answer.headers.get('etag') ?? '', /^W\/"\d"$/);
      assert.equal(answer.body.meta.version, answer.headers.get('etag'));
    }
    const { body } = await scim('GET', `/Users?filter=id%20eq%20%22${created.body.id}%22`);
    assert.equal(body.Resources[0].meta.version, 'W/"3"');
    const projected = await scim('GET', `${path}?attributes=meta.version`);
    assert.deepEqual(projected.body.meta, { version: 'W/"3"' });
  });

  it('GIVEN a change that changes nothing WHEN sent THEN the version stays', async () => {
    const { body } = await create({ title: 'Buyer' });
    const answer = await scim('PATCH', `/Users/${body.id}`, title('Buyer'));
    assert.equal(answer.headers.get('etag'), 'W/"1"');
  });

  it('GIVEN If-Match of an older version WHEN PUT, PATCH or DELETE THEN 412 and nothing is done', async () => {
    const { body: user } = await create();
    const path = `/Users/${user.id}`;
    const current = await scim('PATCH', path, title('Buyer'));
    for (const [method, body] of [
      ['PUT', { userName: user.userName }],
      ['PATCH', title('Seller')],
      ['DELETE', undefined],
      ['GET', undefined],
    ] as const) {
      const refused = await scim(method, path, body, { 'if-match': 'W/"1"' });
      assert.equal(refused.status, 412, method);
      assert.equal(refused.body.status, '412');
    }
    assert.deepEqual((await scim('GET', path)).body, current.body);
  });

  it('GIVEN If-Match of this version, weak or strong, in a list, or * WHEN sent THEN it is done', async () => {
    const { body: user } = await create();
    const path = `/Users/${user.id}`;
    const tags = ['W/"1"', '"2"', '"9", W/"3"', '*'];
    for (const [at, tag] of tags.entries()) {
      const answer = await scim('PATCH', path, title(`Title ${at}`), { 'if-match': tag });
      assert.equal(answer.status, 200, tag);
      assert.equal(answer.headers.get('etag'), `W/"${at + 2}"`);
    }
    assert.equal((await scim('DELETE', path, undefined, { 'if-match': 'W/"5"' })).status, 204);
    assert.equal((await scim('DELETE', path, undefined, { 'if-match': '*' })).status, 404);
  });

  it('GIVEN many writers with the same If-Match WHEN they race THEN one wins', async () => {
    const { body: user } = await create();
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        scim('PATCH', `/Users/${user.id}`, title(`Racer ${i}`), { 'if-match': user.meta.version }),
      ),
    );
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, ...Array(7).fill(412)]);
  });

  it('GIVEN If-None-Match WHEN GET THEN 304 without a body for this version, else the resource', async () => {
    const { body: user } = await create();
    const path = `/Users/${user.id}?excludedAttributes=groups`;
    for (const tag of ['W/"1"', '"7", "1"', '*']) {
      const unchanged = await scim('GET', path, undefined, { 'if-none-match': tag });
      assert.equal(unchanged.status, 304);
      assert.equal(unchanged.headers.get('etag'), 'W/"1"');
      assert.equal(unchanged.body, undefined);
    }
    await scim('PATCH', `/Users/${user.id}`, title('Buyer'));
    const changed = await scim('GET', path, undefined, { 'if-none-match': 'W/"1"' });
    assert.equal(changed.status, 200);
    assert.equal(changed.body.title, 'Buyer');
  });

  it('GIVEN an answer with computed attributes WHEN GET has If-None-Match THEN it is never 304', async () => {
    const { body: user } = await create();
    for (const query of [
      '',
      '?attributes=groups',
      '?attributes=urn:ietf:params:scim:schemas:extension:rollcall:2.0:User',
    ]) {
      const answer = await scim('GET', `/Users/${user.id}${query}`, undefined, { 'if-none-match': 'W/"1"' });
      assert.equal(answer.status, 200, query);
    }
  });

  it('GIVEN If-None-Match of this version WHEN PUT, PATCH or DELETE THEN 412', async () => {
    const { body: user } = await create();
    const path = `/Users/${user.id}`;
    const headers = { 'if-none-match': 'W/"1"' };
    assert.equal((await scim('PUT', path, { userName: user.userName }, headers)).status, 412);
    assert.equal((await scim('PATCH', path, title('x'), headers)).status, 412);
    assert.equal((await scim('DELETE', path, undefined, headers)).status, 412);
    assert.equal((await scim('PATCH', path, title('x'), { 'if-none-match': 'W/"2"' })).status, 200);
  });

  it('GIVEN a malformed tag WHEN sent THEN 400 invalidSyntax that names the header', async () => {
    const { body: user } = await create();
    for (const name of ['If-Match', 'If-None-Match']) {
      const refused = await scim('GET', `/Users/${user.id}`, undefined, { [name]: 'W/1' });
      assert.equal(refused.status, 400);
      assert.equal(refused.body.scimType, 'invalidSyntax');
      assert.ok(refused.body.detail.startsWith(name));
    }
  });

  it('GIVEN a group WHEN a member comes, goes or is deleted THEN each is another version', async () => {
    const { body: user } = await create();
    const created = await scim('POST', '/Groups', { displayName: 'Versions' });
    const path = `/Groups/${created.body.id}`;
    const add = { Operations: [{ op: 'add', path: 'members', value: [{ value: user.id }] }] };
    const added = await scim('PATCH', path, add);
    assert.equal(added.status, 204);
    assert.equal(added.headers.get('etag'), 'W/"2"');
    assert.equal((await scim('PATCH', path, add)).headers.get('etag'), 'W/"2"', 'it was there already');
    await scim('DELETE', `/Users/${user.id}`);
    const after = await scim('GET', path, undefined, { 'if-none-match': 'W/"2"' });
    assert.equal(after.status, 200);
    assert.deepEqual([after.headers.get('etag'), after.body.members], ['W/"3"', []]);
  });

  it('GIVEN the ServiceProviderConfig WHEN read THEN it says that versions are supported', async () => {
    assert.deepEqual((await scim('GET', '/ServiceProviderConfig')).body.etag, { supported: true });
  });
});
