// RFC 7644 section 3.14: versions of resources as ETags.
import assert from 'node:assert/strict';
import { assertError, assertStatus } from './assertions.ts';
import { type Chapter, deviation, requirement } from './requirement.ts';
import { PATCH_OP, type Resource } from './world.ts';

const rfc = 7644;
const section = '3.14';

const pathOf = ({ id, meta }: Resource) => `/${meta.resourceType}s/${id}`;
const retitled = (title: string) => ({
  schemas: [PATCH_OP],
  Operations: [{ op: 'replace', path: 'title', value: title }],
});

export const versions: Chapter = {
  url: import.meta.url,
  title: 'versions',
  rows: [
    requirement({
      rfc: 7643,
      section: '3.1',
      level: 'MUST',
      text: '`meta.version` is the `ETag` of the same answer, and weak where the representation may differ.',
      test: async ({ scim, user }) => {
        const { body, headers } = await scim('GET', pathOf(await user()));
        assert.equal(body.meta.version, headers.get('etag'));
        assert.match(body.meta.version, /^W\/".+"$/);
      },
    }),
    requirement({
      rfc,
      section,
      level: 'MUST',
      text: 'The version of a resource is in the `ETag` header of answers that hold one resource.',
      test: async ({ scim, name }) => {
        const made = await scim('POST', '/Users', { userName: name() });
        const path = pathOf(made.body);
        const put = await scim('PUT', path, made.body);
        const patched = await scim('PATCH', path, retitled('x'));
        for (const { headers } of [made, put, patched, await scim('GET', path)])
          assert.ok(headers.get('etag'));
      },
    }),
    requirement({
      rfc,
      section,
      level: 'SHOULD',
      text: 'The version is in `meta.version` too.',
      test: async ({ user, group, scim }) => {
        const ann = await user();
        assert.ok(ann.meta.version && (await group()).meta.version);
        const { body } = await scim('GET', `/Users?filter=id%20eq%20%22${ann.id}%22`);
        assert.equal(body.Resources[0].meta.version, ann.meta.version);
      },
    }),
    requirement({
      rfc,
      section,
      level: 'MUST',
      text: 'A change of the resource changes its version, and what changes nothing leaves it.',
      test: async ({ scim, user, read }) => {
        const ann = await user({ title: 'one' });
        await scim('PATCH', pathOf(ann), retitled('one'));
        assert.equal((await read(ann)).meta.version, ann.meta.version);
        const { body } = await scim('PATCH', pathOf(ann), retitled('two'));
        assert.notEqual(body.meta.version, ann.meta.version);
      },
    }),
    requirement({
      rfc,
      section,
      level: 'MUST',
      text: 'A PUT, PATCH or DELETE with `If-Match` happens only at that version, and is 412 otherwise.',
      test: async ({ scim, user, read }) => {
        const ann = await user();
        const path = pathOf(ann);
        const headers = { 'if-match': ann.meta.version };
        assertStatus(await scim('PATCH', path, retitled('new'), headers), 200);
        assertError(await scim('PATCH', path, retitled('late'), headers), 412);
        assertError(await scim('PUT', path, ann, headers), 412);
        assertError(await scim('DELETE', path, undefined, headers), 412);
        const now = await read(ann);
        assert.equal(now.title, 'new');
        assertStatus(await scim('DELETE', path, undefined, { 'if-match': now.meta.version }), 204);
      },
    }),
    requirement({
      rfc,
      section,
      level: 'MUST',
      text: '`If-Match` compares weakly, takes a list, and `*` for any version.',
      test: async ({ scim, user }) => {
        const ann = await user();
        const strong = ann.meta.version.replace('W/', '');
        for (const tags of ['*', strong, `"none", ${ann.meta.version}`]) {
          assertStatus(await scim('PUT', pathOf(ann), ann, { 'if-match': tags }), 200);
        }
      },
    }),
    requirement({
      rfc,
      section,
      level: 'MUST',
      text: 'A GET with `If-None-Match` of the version that is there is answered with 304 and no body.',
      test: async ({ scim, group }) => {
        const team = await group();
        const headers = { 'if-none-match': team.meta.version };
        const answer = await scim('GET', pathOf(team), undefined, headers);
        assert.deepEqual([answer.status, answer.body], [304, undefined]);
        assert.equal(answer.headers.get('etag'), team.meta.version);
        await scim('PUT', pathOf(team), { ...team, externalId: 'e' });
        assertStatus(await scim('GET', pathOf(team), undefined, headers), 200);
      },
    }),
    deviation({
      rfc,
      section,
      level: 'SHOULD',
      text: 'A user who was not written since is answered with 304 in the same way.',
      why: '`groups` and the like change without the user’s version; 304 comes only where the answer holds none of them',
      test: async ({ scim, user }) => {
        const ann = await user();
        const headers = { 'if-none-match': ann.meta.version };
        assertStatus(await scim('GET', pathOf(ann), undefined, headers), 200);
        const chosen = `${pathOf(ann)}?attributes=userName`;
        assert.equal((await scim('GET', chosen, undefined, headers)).status, 304);
      },
    }),
    requirement({
      rfc,
      section,
      level: 'MUST',
      text: 'The configuration says that ETags are supported.',
      test: async ({ scim }) => {
        assert.equal((await scim('GET', '/ServiceProviderConfig')).body.etag.supported, true);
      },
    }),
    requirement({
      rfc,
      section,
      level: 'MUST',
      text: 'HEAD answers as GET does, without the body.',
      test: async ({ scim, user }) => {
        const ann = await user();
        const answer = await scim('HEAD', pathOf(ann));
        assert.deepEqual([answer.status, answer.body], [200, undefined]);
        assert.equal(answer.headers.get('etag'), ann.meta.version);
      },
    }),
  ],
};
