// RFC 7644 sections 3.4.2.5, 3.9 and 3.10: which attributes are answered, and how they are named.
import assert from 'node:assert/strict';
import { type Chapter, requirement } from './requirement.ts';
import { ENTERPRISE, USER } from './world.ts';

const rfc = 7644;

export const chosenAttributes: Chapter = {
  url: import.meta.url,
  title: 'chosen attributes',
  rows: [
    requirement({
      rfc,
      section: '3.4.2.5',
      level: 'MUST',
      text: '`attributes` and `excludedAttributes` work on lists.',
      test: async (world) => {
        const query = await world.users({ nickName: 'n' });
        const [only] = (await world.scim('GET', `/Users?${query}&attributes=nickName`)).body.Resources;
        assert.deepEqual(Object.keys(only).sort(), ['id', 'nickName', 'schemas']);
        const [less] = (await world.scim('GET', `/Users?${query}&excludedAttributes=nickName`)).body
          .Resources;
        assert.equal('nickName' in less, false);
      },
    }),
    requirement({
      rfc,
      section: '3.4.2.5',
      level: 'MUST NOT',
      text: '`excludedAttributes` has no effect on what is always returned.',
      test: async (world) => {
        const query = await world.users({});
        const [ann] = (await world.scim('GET', `/Users?${query}&excludedAttributes=id,schemas`)).body
          .Resources;
        assert.ok(ann.id && ann.schemas);
      },
    }),
    requirement({
      rfc,
      section: '3.9',
      level: 'MUST',
      text: '`attributes` gives what is always returned and what it names, sub-attributes too.',
      test: async ({ user, read }) => {
        const ann = await user({ name: { givenName: 'Ann', familyName: 'Lee' }, title: 'Buyer' });
        const { id, schemas } = ann;
        assert.deepEqual(await read(ann, '?attributes=name.givenName'), {
          schemas,
          name: { givenName: 'Ann' },
          id,
        });
      },
    }),
    requirement({
      rfc,
      section: '3.9',
      level: 'MUST',
      text: '`excludedAttributes` gives the default attributes without those that it names.',
      test: async ({ user, read }) => {
        const ann = await user({ name: { givenName: 'Ann', familyName: 'Lee' }, title: 'Buyer' });
        const { title: _title, ...rest } = ann;
        assert.deepEqual(await read(ann, '?excludedAttributes=title'), rest);
        const { name } = await read(ann, '?excludedAttributes=name.familyName');
        assert.deepEqual(name, { givenName: 'Ann' });
      },
    }),
    requirement({
      rfc,
      section: '3.9',
      level: 'MUST',
      text: 'Both parameters work wherever a resource is answered: POST, PUT and PATCH as well.',
      test: async ({ scim, name }) => {
        const made = await scim('POST', '/Users?attributes=title', { userName: name(), title: 'Buyer' });
        assert.deepEqual(Object.keys(made.body).sort(), ['id', 'schemas', 'title']);
        const put = await scim('PUT', `/Users/${made.body.id}?excludedAttributes=title`, {
          userName: name(),
          title: 'x',
        });
        assert.equal('title' in put.body, false);
      },
    }),
    requirement({
      rfc,
      section: '3.10',
      level: 'MUST',
      text: 'An attribute may be named in full, its schema’s URN in front of it.',
      test: async ({ user, read, find, name }) => {
        const employeeNumber = name();
        const ann = await user({ [ENTERPRISE]: { employeeNumber, department: 'Sales' } });
        const filter = `${ENTERPRISE}:employeeNumber eq "${employeeNumber}" and ${USER}:userName pr`;
        assert.deepEqual(await find('/Users', filter), [ann.userName]);
        const chosen = await read(ann, `?attributes=${ENTERPRISE}:department`);
        assert.deepEqual(chosen[ENTERPRISE], { department: 'Sales' });
      },
    }),
    requirement({
      rfc,
      section: '3.10',
      level: 'MUST',
      text: 'URN, attribute and sub-attribute are read without regard to case.',
      test: async ({ user, read, find }) => {
        const ann = await user({ name: { givenName: 'Ann' }, [ENTERPRISE]: { department: 'Sales' } });
        const path = `${ENTERPRISE.toUpperCase()}:DEPARTMENT`;
        assert.deepEqual(await find('/Users', `USERNAME eq "${ann.userName}" and ${path} eq "sales"`), [
          ann.userName,
        ]);
        assert.equal((await read(ann, '?attributes=NAME.GIVENNAME')).name.givenName, 'Ann');
      },
    }),
    requirement({
      rfc,
      section: '3.9',
      level: 'MUST',
      text: 'The two parameters exclude one another; where a client sends both, `excludedAttributes` is taken from `attributes`.',
      test: async ({ user, read }) => {
        const ann = await user({ title: 'Buyer', nickName: 'Annie' });
        const both = await read(ann, '?attributes=title,nickName&excludedAttributes=title');
        assert.deepEqual(Object.keys(both).sort(), ['id', 'nickName', 'schemas']);
      },
    }),
  ],
};
