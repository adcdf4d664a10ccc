import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Harness, startHarness } from '../support/rollcall.ts';

const BADGES = 'urn:example:params:scim:schemas:extension:badges:2.0:User';
const OFFICES = 'urn:example:params:scim:schemas:extension:offices:2.0:Group';

const DECLARED = [
  {
    id: BADGES,
    name: 'Badges',
    attributes: [
      { name: 'badge', required: true, mutability: 'immutable', caseExact: true },
      { name: 'level', type: 'integer' },
      { name: 'note', returned: 'request' },
      { name: 'pin', mutability: 'writeOnly', returned: 'never' },
      {
        name: 'keys',
        type: 'complex',
        multiValued: true,
        subAttributes: [
          { name: 'value', required: true },
          { name: 'type' },
          { name: 'code', returned: 'never' },
        ],
      },
    ],
  },
  { id: OFFICES, name: 'Offices', attributes: [{ name: 'floor', type: 'integer' }] },
];

describe('declared schemas', () => {
  let harness: Harness;
  let scim: Harness['scim'];
  let path: string;
  before(async () => {
    harness = await startHarness({ working: false });
    scim = harness.scim;
    path = `/connections/${harness.connectionId}/schemas`;
    const declared = await harness.admin('PUT', path, DECLARED);
    assert.equal(declared.status, 200);
  });
  after(() => harness.close());

  const create = (userName: string, extension: object) =>
    scim('POST', '/Users', { userName, [BADGES]: extension });

  it('GIVEN declared schemas WHEN discovery is read THEN they are there, whole, with their resource types', async () => {
    const { body: schemas } = await scim('GET', '/Schemas');
    const ids = schemas.Resources.map(({ id }: { id: string }) => id);
    assert.ok(ids.includes(BADGES) && ids.includes(OFFICES));
    const { body: badges } = await scim('GET', `/Schemas/${BADGES}`);
    assert.deepEqual(badges.attributes[1], {
      name: 'level',
      type: 'integer',
      description: '',
      multiValued: false,
      required: false,
      caseExact: false,
      mutability: 'readWrite',
      returned: 'default',
      uniqueness: 'none',
    });
    const extensionsOf = async (type: string) =>
      (await scim('GET', `/ResourceTypes/${type}`)).body.schemaExtensions.map(
        ({ schema }: { schema: string }) => schema,
      );
    assert.ok((await extensionsOf('User')).includes(BADGES));
    assert.deepEqual(await extensionsOf('Group'), [OFFICES]);
    assert.deepEqual(
      (await harness.admin('GET', path)).body.map(({ id }: { id: string }) => id),
      [BADGES, OFFICES],
    );
  });

  it('GIVEN declared schemas WHEN the vocabulary of templates is asked for THEN their attributes stand beside the usual ones', async () => {
    const { body } = await harness.admin('GET', path.replace('/schemas', '/mapping/vocabulary'));
    const of = (name: string) =>
      body.attributes.find(({ path: found }: { path: string }) => found === name) ?? null;
    assert.deepEqual(of('user.badges.level'), {
      path: 'user.badges.level',
      isList: false,
      isDeclared: true,
    });
    assert.equal(of('user.badges.keys').isList, true);
    assert.equal(of('user.badges.pin'), null);
    for (const name of [
      'user.department',
      'user.manager.displayName',
      'user.name.givenName',
      'user.groups',
    ]) {
      assert.equal(of(name)?.isDeclared, false, name);
    }
    assert.ok(body.filters.includes('handleize') && !body.filters.includes('sample'));
    assert.ok(body.tags.includes('if') && !body.tags.includes('include'));
  });

  it('GIVEN a resource with a declared extension WHEN written and read THEN every characteristic holds', async () => {
    const extension = { badge: 'B1', level: 3, note: 'n', pin: 'p', keys: [{ value: 'k', code: 'c' }] };
    const { status, body: user } = await create('badge@x.example', extension);
    assert.equal(status, 201);
    assert.deepEqual(user[BADGES], { badge: 'B1', level: 3, keys: [{ value: 'k' }] });
    assert.ok(user.schemas.includes(BADGES));
    const { body: asked } = await scim('GET', `/Users/${user.id}?attributes=${BADGES}:note`);
    assert.deepEqual(asked[BADGES], { note: 'n' });
    const { body: group } = await scim('POST', '/Groups', { displayName: 'Third', [OFFICES]: { floor: 3 } });
    assert.deepEqual(group[OFFICES], { floor: 3 });

    const patch = (path: string, value: unknown) =>
      scim('PATCH', `/Users/${user.id}`, {
        Operations: [{ op: 'replace', path: `${BADGES}:${path}`, value }],
      });
    assert.deepEqual((await patch('level', 4)).body[BADGES].level, 4);
    assert.equal((await patch('badge', 'B2')).body.scimType, 'mutability');
    assert.equal((await patch('nothing', 'x')).body.scimType, 'invalidPath');
    const put = await scim('PUT', `/Users/${user.id}`, {
      userName: 'badge@x.example',
      [BADGES]: { badge: 'B2' },
    });
    assert.deepEqual([put.status, put.body.scimType], [400, 'mutability']);
    assert.equal((await create('none@x.example', { level: 1 })).body.scimType, 'invalidValue');
    assert.equal(
      (await create('text@x.example', { badge: 'B', level: 'high' })).body.scimType,
      'invalidValue',
    );
  });

  it('GIVEN filters and sorts on a declared attribute WHEN listed THEN they hold, and what is never returned is refused', async () => {
    await create('low@x.example', { badge: 'L', level: 11 });
    await create('high@x.example', { badge: 'H', level: 12 });
    const list = (filter: string, more = '') =>
      scim('GET', `/Users?filter=${encodeURIComponent(filter)}${more}`);
    const { body } = await list(`${BADGES}:level gt 10`, `&sortBy=${BADGES}:level&sortOrder=descending`);
    assert.deepEqual(
      body.Resources.map(({ userName }: { userName: string }) => userName),
      ['high@x.example', 'low@x.example'],
    );
    assert.equal((await list(`${BADGES}:badge eq "l"`)).body.totalResults, 0);
    assert.equal((await list(`${BADGES}:pin eq "p"`)).body.scimType, 'invalidFilter');
  });

  it('GIVEN what cannot be enforced WHEN it is declared THEN 400 says why, and the schemas stay', async () => {
    const attribute = (given: object) => [
      { id: 'urn:example:a:User', name: 'A', attributes: [{ name: 'a', ...given }] },
    ];
    const bad: unknown[] = [
      {},
      [{ ...DECLARED[0], id: 'urn:ietf:params:scim:schemas:core:2.0:User' }],
      [{ ...DECLARED[0], id: 'URN:ietf:params:scim:schemas:extension:enterprise:2.0:User' }],
      [{ ...DECLARED[0], id: 'urn:ietf:params:scim:schemas:extension:rollcall:2.0:Group' }],
      [{ ...DECLARED[0], id: 'not a urn' }],
      [DECLARED[0], DECLARED[0]],
      [{ ...DECLARED[0], attributes: [{ name: 'a' }, { name: 'A' }] }],
      attribute({ name: 'constructor' }),
      attribute({ name: 'two words' }),
      attribute({ uniqueness: 'server' }),
      attribute({ required: true, mutability: 'readOnly' }),
      attribute({ mutability: 'writeOnly' }),
      attribute({ type: 'complex' }),
      attribute({ subAttributes: [{ name: 'b' }] }),
      attribute({ type: 'complex', subAttributes: [{ name: 'b', type: 'complex' }] }),
      attribute({ tpye: 'string' }),
      attribute({ description: 'x'.repeat(2000) }),
      Array.from({ length: 21 }, (_, i) => ({ ...DECLARED[1], id: `urn:example:n${i}` })),
    ];
    for (const body of bad) {
      const answer = await harness.admin('PUT', path, body);
      assert.deepEqual([answer.status, answer.body.error?.code], [400, 'invalid_body'], JSON.stringify(body));
    }
    assert.equal((await harness.admin('PUT', '/connections/none/schemas', [])).status, 404);
    assert.equal((await harness.admin('GET', path)).body.length, 2);
  });

  it('GIVEN schemas that are withdrawn WHEN a resource is written THEN its extension is dropped like any unknown one', async () => {
    await harness.admin('PUT', path, []);
    const { status, body } = await create('after@x.example', { badge: 'B' });
    assert.deepEqual([status, body[BADGES]], [201, undefined]);
    assert.equal((await scim('GET', `/Schemas/${BADGES}`)).status, 404);
  });
});
