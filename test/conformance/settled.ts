// What the RFCs leave open, or clients and servers read differently, and what Rollcall does.
import assert from 'node:assert/strict';
import { assertError, assertStatus } from './assertions.ts';
import type { Chapter } from './requirement.ts';
import { GROUP, PATCH_OP, type Resource } from './world.ts';

const values = ({ members = [] }: Resource) => members.map(({ value }: Resource) => value);

export const settledMatters: Chapter = {
  url: import.meta.url,
  title: 'settled',
  rows: [],
  settled: [
    {
      text: 'A PATCH of a user answers 200 with the user.',
      test: async ({ user, patch, read }) => {
        const ann = await user();
        const answer = await patch(ann, { op: 'replace', path: 'title', value: 'Buyer' });
        assertStatus(answer, 200);
        assert.deepEqual(answer.body, await read(ann));
      },
    },
    {
      text: 'A PATCH of a group answers 204, and 200 with the group where `attributes` or `excludedAttributes` are given: its members may be many.',
      test: async ({ scim, user, group, patch }) => {
        const team = await group();
        const operation = { op: 'add', path: 'members', value: [{ value: (await user()).id }] };
        assertStatus(await patch(team, operation), 204);
        const body = { schemas: [PATCH_OP], Operations: [operation] };
        for (const query of ['attributes=displayName', 'excludedAttributes=members']) {
          const answer = await scim('PATCH', `/Groups/${team.id}?${query}`, body);
          assertStatus(answer, 200);
          assert.equal('members' in answer.body, false);
        }
      },
    },
    {
      text: 'A second group of the same `displayName`, whatever its case, is 409 `uniqueness`: clients match groups by it. A strict connection takes it.',
      test: async ({ scim, group }) => {
        const { displayName } = await group();
        const twin = { displayName: displayName.toUpperCase() };
        assertError(await scim('POST', '/Groups', twin), 409, 'uniqueness');
        const { body } = await scim('GET', `/Schemas/${GROUP}`);
        const { uniqueness } = body.attributes.find(({ name }: Resource) => name === 'displayName');
        assert.equal(uniqueness, 'server', 'the schema says so');
      },
    },
    {
      text: 'Two users may have the same e-mail address.',
      test: async ({ user, find }) => {
        const emails = [{ value: 'shared@x.example', type: 'work', primary: true }];
        const names = [(await user({ emails })).userName, (await user({ emails })).userName];
        assert.deepEqual(await find('/Users', 'emails.value eq "shared@x.example"'), names);
      },
    },
    {
      text: 'A user without an e-mail address is accepted.',
      test: async ({ user }) => {
        assert.equal('emails' in (await user()), false);
      },
    },
    {
      text: '`"True"` and `"False"`, in any case, are taken for booleans: in every boolean attribute, in `primary`, and in filters on them.',
      test: async ({ user, patch, find }) => {
        const emails = [{ value: 'text@x.example', type: 'work', primary: 'TRUE' }];
        const ann = await user({ active: 'False', emails });
        assert.deepEqual([ann.active, ann.emails[0].primary], [false, true]);
        const { body } = await patch(ann, { op: 'Replace', path: 'active', value: 'True' });
        assert.equal(body.active, true);
        const filter = 'active eq "true" and emails[primary eq "True" and value eq "text@x.example"]';
        assert.deepEqual(await find('/Users', filter), [ann.userName]);
      },
    },
    {
      text: 'To write again what is there leaves `meta.lastModified` and the version as they are.',
      test: async ({ scim, user, group, patch, read, wait }) => {
        const ann = await user({ title: 'Buyer' });
        const team = await group({ members: [{ value: ann.id }] });
        wait(60);
        await patch(ann, { op: 'replace', path: 'title', value: 'Buyer' });
        await scim('PUT', `/Users/${ann.id}`, { ...ann, groups: undefined });
        await patch(team, { op: 'add', path: 'members', value: [{ value: ann.id }] });
        assert.deepEqual((await read(ann)).meta, ann.meta);
        assert.deepEqual((await read(team)).meta, team.meta);
      },
    },
    {
      text: 'Every answer with a body has exactly the media type `application/scim+json`, errors and 401 too; a 401 has `WWW-Authenticate: Bearer`.',
      test: async ({ scim, user }) => {
        const refused = await scim('GET', '/Users', undefined, { authorization: 'Bearer no' });
        assertError(refused, 401);
        assert.equal(refused.headers.get('www-authenticate'), 'Bearer');
        const { id } = await user();
        const paths = [`/Users/${id}`, '/Users?count=1', '/Users/none', '/Schemas', '/Me', '/nowhere'];
        const accept = 'application/json';
        for (const path of paths) {
          const { headers } = await scim('GET', path, undefined, { accept });
          assert.equal(headers.get('content-type'), 'application/scim+json', path);
        }
        assert.equal(refused.headers.get('content-type'), 'application/scim+json');
      },
    },
    {
      text: 'Booleans cannot be ordered: `gt`, `ge`, `lt` and `le` on one are 400 `invalidFilter`.',
      test: async ({ scim }) => {
        for (const operator of ['gt', 'ge', 'lt', 'le']) {
          assertError(await scim('GET', `/Users?filter=active%20${operator}%20true`), 400, 'invalidFilter');
        }
      },
    },
    {
      text: 'Discovery endpoints refuse `filter` with 403 and ignore every other query key.',
      test: async ({ scim }) => {
        for (const path of ['/Schemas', '/ResourceTypes', '/ServiceProviderConfig']) {
          assertError(await scim('GET', `${path}?filter=id%20pr`), 403);
          const plain = await scim('GET', path);
          const asked = await scim('GET', `${path}?count=0&startIndex=9&attributes=id&sortBy=id&x=y`);
          assert.deepEqual(asked.body, plain.body);
        }
      },
    },
    {
      text: 'No page is empty before `totalResults` is reached.',
      test: async (world) => {
        const query = await world.users({}, {}, {}, {}, {});
        let seen = 0;
        for (let startIndex = 1; startIndex <= 5; startIndex += 2) {
          const { body } = await world.scim('GET', `/Users?${query}&startIndex=${startIndex}&count=2`);
          assert.equal(body.totalResults, 5);
          assert.ok(body.Resources.length > 0);
          seen += body.Resources.length;
        }
        assert.equal(seen, 5);
      },
    },
    {
      text: 'A PATCH whose single value comes in a list of one, or whose list comes as one object, is taken as meant.',
      test: async ({ user, patch }) => {
        const ann = await user();
        const wrapped = { op: 'add', path: 'title', value: ['Buyer'] };
        const bare = { op: 'add', path: 'emails', value: { value: 'bare@x.example', type: 'work' } };
        const { body } = await patch(ann, wrapped, bare);
        assert.equal(body.title, 'Buyer');
        assert.deepEqual(body.emails, [{ value: 'bare@x.example', type: 'work' }]);
      },
    },
    {
      text: 'A value that names its attribute once more, as `{"members": […]}` for the path `members`, is taken as meant.',
      test: async ({ user, group, patch, read }) => {
        const [ann, team] = [await user(), await group()];
        const members = [{ value: ann.id }];
        await patch(team, { op: 'add', path: 'members', value: { members } });
        assert.deepEqual(values(await read(team)), [ann.id]);
      },
    },
    {
      text: 'A PATCH without a path may repeat `id` and `schemas` in its value.',
      test: async ({ group, patch, read }) => {
        const team = await group();
        const { id, schemas } = team;
        const value = { id, schemas, displayName: `${team.displayName} renamed` };
        assertStatus(await patch(team, { op: 'replace', value }), 204);
        assert.equal((await read(team)).displayName, value.displayName);
      },
    },
    {
      text: 'A removal of members with a value removes these and no others; an empty list removes nobody, no value everybody.',
      test: async ({ user, group, patch, read }) => {
        const [ann, bob] = [await user(), await user()];
        const team = await group({ members: [{ value: ann.id }, { value: bob.id }] });
        await patch(team, { op: 'Remove', path: 'members', value: [{ $ref: null, value: ann.id }] });
        assert.deepEqual(values(await read(team)), [bob.id]);
        await patch(team, { op: 'remove', path: 'members', value: [] });
        assert.deepEqual(values(await read(team)), [bob.id]);
        await patch(team, { op: 'remove', path: 'members' });
        assert.deepEqual(values(await read(team)), []);
      },
    },
    {
      text: 'Beside the path of a single value, the value of a removal means nothing: the path says what goes.',
      test: async ({ user, patch }) => {
        const ann = await user({ title: 'Buyer' });
        const { body } = await patch(ann, { op: 'remove', path: 'title', value: 'Seller' });
        assert.equal('title' in body, false);
      },
    },
    {
      text: 'Of a name that an object has twice, in different case, the last counts. A strict connection refuses with 400 `invalidSyntax`.',
      test: async ({ user }) => {
        const ann = await user({ title: 'Buyer', TITLE: 'Seller' });
        assert.equal(ann.title, 'Seller');
      },
    },
    {
      text: 'An inactive user is still found, and keeps the groups.',
      test: async ({ user, group, patch, read, find }) => {
        const ann = await user();
        const team = await group({ members: [{ value: ann.id }] });
        await patch(ann, { op: 'replace', path: 'active', value: false });
        assert.deepEqual(await find('/Users', `userName eq "${ann.userName}"`), [ann.userName]);
        assert.deepEqual(values(await read(team)), [ann.id]);
      },
    },
    {
      text: 'Lists of groups have their members unless `excludedAttributes` leaves them out.',
      test: async ({ scim, user, group }) => {
        const team = await group({ members: [{ value: (await user()).id }] });
        const query = `filter=id%20eq%20%22${team.id}%22`;
        const [whole] = (await scim('GET', `/Groups?${query}`)).body.Resources;
        assert.equal(whole.members.length, 1);
        const [lean] = (await scim('GET', `/Groups?${query}&excludedAttributes=members`)).body.Resources;
        assert.equal('members' in lean, false);
      },
    },
    {
      text: 'Extensions that are not known are dropped; attributes of a known schema that are not known are refused by name.',
      test: async ({ scim, user, name }) => {
        const ann = await user({ 'urn:example:extension': { badge: 7 } });
        assert.equal('urn:example:extension' in ann, false);
        const answer = await scim('POST', '/Users', { userName: name(), favouriteColour: 'red' });
        assertError(answer, 400, 'invalidSyntax');
        assert.match(answer.body.detail, /favouriteColour/);
      },
    },
  ],
};
