import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  groupResourceType,
  type JsonObject,
  parseProjection,
  parseResource,
  project,
  projects,
  userResourceType,
} from '../../src/protocol/index.ts';
import { attributeNamed, extended } from './extended-type.ts';

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const meta = { resourceType: 'User', location: 'http://x/Users/1' };
const user: JsonObject = {
  ...parseResource(userResourceType, {
    userName: 'a',
    externalId: 'e',
    name: { givenName: 'A', familyName: 'B' },
    emails: [{ value: 'a@x', type: 'work' }, { value: 'b@x' }],
    department: 'R&D',
    manager: 'm',
  }),
  id: '1',
  meta,
};
const always = { schemas: [userResourceType.schema.id, enterprise], id: '1' };

const projections: ReadonlyArray<
  readonly [string, { attributes?: string; excludedAttributes?: string }, object]
> = [
  ['one attribute', { attributes: 'USERNAME' }, { userName: 'a' }],
  ['blanks and unknown names', { attributes: ' userName , nonsense ' }, { userName: 'a' }],
  ['only unknown names', { attributes: 'nonsense' }, {}],
  [
    'sub-attributes',
    { attributes: 'name.givenName,emails.type' },
    { name: { givenName: 'A' }, emails: [{ type: 'work' }] },
  ],
  [
    'sub-attributes that nothing has',
    { attributes: 'userName,name.title,name.middleName,emails.display' },
    { userName: 'a' },
  ],
  [
    'exclusions of all that there is',
    { attributes: 'name', excludedAttributes: 'name.givenName,name.familyName' },
    {},
  ],
  [
    'a sub-attribute and its whole',
    { attributes: 'name.givenName,name' },
    { name: { givenName: 'A', familyName: 'B' } },
  ],
  [
    'names with URNs',
    { attributes: `urn:ietf:params:scim:schemas:core:2.0:User:userName,${enterprise}:manager.value` },
    { userName: 'a', [enterprise]: { manager: { value: 'm' } } },
  ],
  ['a bare extension attribute', { attributes: 'department' }, { [enterprise]: { department: 'R&D' } }],
  [
    'a whole schema',
    { attributes: enterprise },
    { [enterprise]: { department: 'R&D', manager: { value: 'm' } } },
  ],
  ['meta', { attributes: 'meta.location' }, { meta: { location: 'http://x/Users/1' } }],
  [
    'exclusions, of which id is none',
    { excludedAttributes: `id,schemas,meta,name.familyName,emails,${enterprise},externalId` },
    { userName: 'a', name: { givenName: 'A' } },
  ],
  [
    'both',
    { attributes: 'userName,name', excludedAttributes: 'name.givenName' },
    { userName: 'a', name: { familyName: 'B' } },
  ],
];

for (const [name, params, shown] of projections) {
  test(`a projection by ${name} shows that and what is always shown`, () => {
    assert.deepEqual(project(userResourceType, user, parseProjection(userResourceType, params)), {
      ...always,
      ...shown,
    });
  });
}

test('without parameters everything that is returned by default is shown', () => {
  for (const params of [{}, { attributes: '', excludedAttributes: undefined }, { attributes: ' , ' }]) {
    assert.equal(parseProjection(userResourceType, params), undefined);
  }
  assert.deepEqual(project(userResourceType, user, undefined), user);
});

test('what is returned never or on request only follows its characteristic', () => {
  const type = extended([
    attributeNamed('secret', { returned: 'never' }),
    attributeNamed('large', { returned: 'request', multiValued: true }),
    attributeNamed('fixed', { returned: 'always' }),
    attributeNamed('box', {
      type: 'complex',
      subAttributes: [
        attributeNamed('seen'),
        attributeNamed('asked', { returned: 'request' }),
        attributeNamed('key', { returned: 'always' }),
      ],
    }),
  ]);
  const extra = { secret: 's', large: ['l'], fixed: 'f', box: { seen: '1', asked: '2', key: '3' } };
  const resource = { ...always, userName: 'a', 'urn:test:extra': extra };
  const show = (attributes?: string) =>
    project(type, resource, parseProjection(type, { attributes }))['urn:test:extra'];
  assert.deepEqual(show(), { fixed: 'f', box: { seen: '1', key: '3' } });
  assert.deepEqual(show('large,secret'), { large: ['l'], fixed: 'f' });
  assert.deepEqual(show('large.value'), { large: ['l'], fixed: 'f' });
  assert.deepEqual(show('large.type,secret.value'), { fixed: 'f' });
  assert.deepEqual(show('box.asked'), { fixed: 'f', box: { asked: '2', key: '3' } });
});

test('members are read only when they are wanted', () => {
  const wanted = (params: object) => projects(parseProjection(groupResourceType, params), 'members');
  assert.equal(wanted({}), true);
  assert.equal(wanted({ excludedAttributes: 'MEMBERS' }), false);
  assert.equal(wanted({ excludedAttributes: 'members.display' }), true);
  assert.equal(wanted({ attributes: 'displayName' }), false);
  assert.equal(wanted({ attributes: 'members.value' }), true);
  assert.equal(wanted({ attributes: 'members', excludedAttributes: 'members' }), false);
});
