// RFC 7644 sections 3.4.2, 3.4.2.1 and 3.4.2.4: lists, queries at the root, and pages.
import assert from 'node:assert/strict';
import { assertStatus, LIST_RESPONSE } from './assertions.ts';
import { type Chapter, notApplicable, requirement } from './requirement.ts';
import type { Resource } from './world.ts';

const rfc = 7644;

export const queries: Chapter = {
  url: import.meta.url,
  title: 'queries and pages',
  rows: [
    requirement({
      rfc,
      section: '3.4.2',
      level: 'MUST',
      text: 'The answer to a query names itself a `ListResponse`.',
      test: async ({ scim }) => {
        for (const path of ['/Users', '/Groups', '/Schemas', '/ResourceTypes']) {
          assert.deepEqual((await scim('GET', path)).body.schemas, [LIST_RESPONSE]);
        }
      },
    }),
    requirement({
      rfc,
      section: '3.4.2',
      level: 'MUST',
      text: '`totalResults` counts everything that was found, in however many pages.',
      test: async (world) => {
        const query = await world.users({}, {}, {});
        const { body } = await world.scim('GET', `/Users?${query}&count=2`);
        assert.deepEqual([body.totalResults, body.Resources.length], [3, 2]);
      },
    }),
    requirement({
      rfc,
      section: '3.4.2',
      level: 'MUST',
      text: 'The resources stand in `Resources`, unless nothing was found.',
      test: async (world) => {
        const { body } = await world.scim('GET', `/Users?${await world.users({})}`);
        assert.equal(body.Resources.length, body.totalResults);
      },
    }),
    requirement({
      rfc,
      section: '3.4.2',
      level: 'MUST',
      text: 'A page says where it starts by `startIndex`, and how much it holds by `itemsPerPage`.',
      test: async (world) => {
        const query = await world.users({}, {}, {});
        const { body } = await world.scim('GET', `/Users?${query}&startIndex=3&count=2`);
        assert.deepEqual([body.startIndex, body.itemsPerPage, body.Resources.length], [3, 1, 1]);
      },
    }),
    requirement({
      rfc,
      section: '3.4.2',
      level: 'MUST',
      text: 'A query that finds nothing is answered with 200 and a `totalResults` of 0.',
      test: async ({ scim }) => {
        const answer = await scim('GET', '/Users?filter=userName%20eq%20%22nobody%22');
        assertStatus(answer, 200);
        assert.equal(answer.body.totalResults, 0);
      },
    }),
    notApplicable({
      rfc,
      section: '3.4.2.1',
      level: 'MUST',
      text: 'A query that would find too much is refused with 400 `tooMany`.',
      why: 'large answers come in pages instead; a filter that no index answers is refused so once it has read 100,000 resources, which `test/store/sqlite.test.ts` shows',
    }),
    requirement({
      rfc,
      section: '3.4.2.4',
      level: 'MUST',
      text: 'A `startIndex` below 1 means 1.',
      test: async (world) => {
        const query = await world.users({});
        for (const startIndex of [0, -5]) {
          const { body } = await world.scim('GET', `/Users?${query}&startIndex=${startIndex}`);
          assert.deepEqual([body.startIndex, body.Resources.length], [1, 1]);
        }
      },
    }),
    requirement({
      rfc,
      section: '3.4.2.4',
      level: 'MUST',
      text: 'A negative `count` means 0, and 0 asks for `totalResults` alone.',
      test: async (world) => {
        const query = await world.users({}, {});
        for (const count of [0, -1]) {
          const { body } = await world.scim('GET', `/Users?${query}&count=${count}`);
          assert.deepEqual([body.totalResults, body.Resources?.length ?? 0], [2, 0]);
        }
      },
    }),
    requirement({
      rfc,
      section: '3.4.2.4',
      level: 'MUST NOT',
      text: 'A page holds no more than `count` resources; a count beyond the provider’s limit means that limit.',
      test: async (world) => {
        const query = await world.users({}, {}, {});
        assert.equal((await world.scim('GET', `/Users?${query}&count=1`)).body.Resources.length, 1);
        assertStatus(await world.scim('GET', `/Users?${query}&count=1000000`), 200);
        // The largest number of many a client's language.
        const { body } = await world.scim('GET', `/Users?${query}&count=9223372036854775807`);
        assert.equal(body.Resources.length, 3);
        const end = await world.scim('GET', `/Users?${query}&startIndex=9223372036854775807`);
        assert.deepEqual([end.status, end.body.totalResults, end.body.itemsPerPage], [200, 3, 0]);
      },
    }),
    requirement({
      rfc,
      section: '3.4.2.4',
      level: 'MUST',
      text: 'Walking the pages meets every resource once.',
      test: async (world) => {
        const query = await world.users({}, {}, {}, {}, {});
        const seen: string[] = [];
        for (let startIndex = 1; startIndex <= 5; startIndex += 2) {
          const { body } = await world.scim('GET', `/Users?${query}&startIndex=${startIndex}&count=2`);
          seen.push(...body.Resources.map(({ id }: Resource) => id));
        }
        assert.equal(new Set(seen).size, 5);
        assert.equal(seen.length, 5);
      },
    }),
    requirement({
      rfc,
      section: '3.4.2.4',
      level: 'MUST',
      text: 'Without a `startIndex` a list starts with the first resource.',
      test: async (world) => {
        const { body } = await world.scim('GET', `/Users?${await world.users({})}`);
        assert.equal(body.startIndex ?? 1, 1);
      },
    }),
    requirement({
      rfc,
      section: '3.4.2',
      level: 'SHOULD',
      text: 'Query parameters that are not known are ignored.',
      test: async ({ scim, user }) => {
        const { id } = await user();
        assertStatus(await scim('GET', `/Users/${id}?pretty=1&filter=nonsense`), 200);
        assertStatus(await scim('GET', '/Users?count=0&unknown=%22'), 200);
      },
    }),
    requirement({
      rfc,
      section: '3.4',
      level: 'MUST',
      text: 'Unless it is asked otherwise, an answer has the attributes that are returned always or by default.',
      test: async ({ user, read, scim }) => {
        const ann = await user({ title: 'Buyer' });
        const filter = encodeURIComponent(`id eq "${ann.id}"`);
        const listed = (await scim('GET', `/Users?filter=${filter}`)).body.Resources[0];
        assert.deepEqual(listed, await read(ann));
      },
    }),
    requirement({
      rfc,
      section: '3.4.2.1',
      level: 'MUST',
      text: 'A query at the root covers the resources of all types, less what the filter excludes.',
      test: async ({ scim, user, group, name }) => {
        const externalId = name();
        const ids = [(await user({ externalId })).id, (await group({ externalId })).id];
        const { status, body } = await scim('GET', `/?filter=externalId%20eq%20%22${externalId}%22`);
        assert.equal(status, 200, JSON.stringify(body));
        assert.deepEqual(body.Resources.map(({ id }: Resource) => id).sort(), ids.sort());
      },
    }),
    requirement({
      rfc,
      section: '3.4.2.1',
      level: 'MUST',
      text: 'In a query over several types, an attribute that a type does not have counts as one without a value.',
      test: async ({ scim, user, group, name }) => {
        const externalId = name();
        const ann = await user({ externalId });
        const team = await group({ externalId });
        const find = async (more: string) => {
          const filter = encodeURIComponent(`externalId eq "${externalId}" and ${more}`);
          return (await scim('GET', `/?filter=${filter}`)).body.Resources.map(({ id }: Resource) => id);
        };
        assert.deepEqual(await find('userName pr'), [ann.id]);
        assert.deepEqual(await find('not (userName pr)'), [team.id]);
        assert.deepEqual(await find(`userName eq "${ann.userName}"`), [ann.id]);
      },
    }),
    requirement({
      rfc,
      section: '3.4.2.1',
      level: 'MUST',
      text: 'Filters at the root work as those at an endpoint do; `meta.resourceType` chooses the type.',
      test: async ({ scim, user, group, name }) => {
        const externalId = name();
        await user({ externalId });
        const team = await group({ externalId });
        const filter = encodeURIComponent(`externalId eq "${externalId}" and meta.resourceType eq "Group"`);
        const { body } = await scim('GET', `/?filter=${filter}`);
        assert.deepEqual(
          body.Resources.map(({ id }: Resource) => id),
          [team.id],
        );
      },
    }),
  ],
};
