// RFC 7644 section 3.4.3: queries by POST.
import assert from 'node:assert/strict';
import { assertError, LIST_RESPONSE } from './assertions.ts';
import { type Chapter, deviation, requirement } from './requirement.ts';
import { nicknames, USER } from './world.ts';

const rfc = 7644;
const SEARCH_REQUEST = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';

export const searches: Chapter = {
  url: import.meta.url,
  title: 'searches by POST',
  rows: [
    requirement({
      rfc,
      section: '3.4.3',
      level: 'MUST',
      text: 'POST to `/.search` below an endpoint is a query, with its parameters in the body.',
      test: async ({ scim, user, name }) => {
        const title = name();
        const ann = await user({ title, nickName: 'n' });
        const search = {
          schemas: [SEARCH_REQUEST],
          filter: `title eq "${title}"`,
          attributes: ['nickName'],
          count: 5,
        };
        const { status, body } = await scim('POST', '/Users/.search', search);
        assert.equal(status, 200, JSON.stringify(body));
        assert.deepEqual(body.Resources, [{ schemas: [USER], nickName: 'n', id: ann.id }]);
      },
    }),
    requirement({
      rfc,
      section: '3.4.3',
      level: 'MUST',
      text: 'POST to `/.search` at the root is a query over all types.',
      test: async ({ scim, user, group, name }) => {
        const externalId = name();
        await user({ externalId });
        await group({ externalId });
        const search = { schemas: [SEARCH_REQUEST], filter: `externalId eq "${externalId}"` };
        const { status, body } = await scim('POST', '/.search', search);
        assert.deepEqual([status, body.totalResults], [200, 2]);
      },
    }),
    requirement({
      rfc,
      section: '3.4.3',
      level: 'MUST',
      text: 'The answer to a search is that of the same query by GET.',
      test: async (world) => {
        const title = world.name();
        for (const nickName of ['b', 'a']) await world.user({ title, nickName });
        const filter = `title eq "${title}"`;
        const search = { schemas: [SEARCH_REQUEST], filter, sortBy: 'nickName', startIndex: 2, count: 1 };
        const byPost = await world.scim('POST', '/Users/.search', search);
        const query = `filter=${encodeURIComponent(filter)}&sortBy=nickName&startIndex=2&count=1`;
        assert.deepEqual(byPost.body, (await world.scim('GET', `/Users?${query}`)).body);
        assert.equal(nicknames(byPost.body), 'b');
      },
    }),
    requirement({
      rfc,
      section: '3.4.3',
      level: 'MUST',
      text: 'A search that names itself anything else than a `SearchRequest` is refused.',
      test: async ({ scim }) => {
        assertError(await scim('POST', '/Users/.search', { schemas: [LIST_RESPONSE] }), 400, 'invalidSyntax');
      },
    }),
    deviation({
      rfc,
      section: '3.4.3',
      level: 'MUST',
      text: 'A search names itself a `SearchRequest` in `schemas`.',
      why: 'as with a PATCH, the endpoint says what is meant. A strict connection refuses',
      test: async ({ scim }) => {
        const { status, body } = await scim('POST', '/Users/.search', { count: 0 });
        assert.equal(status, 200, JSON.stringify(body));
      },
    }),
  ],
};
