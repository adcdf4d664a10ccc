// RFC 7643 sections 2.3 and 7: types and characteristics that no built-in attribute has, on a schema that a connection declares.
import assert from 'node:assert/strict';
import { assertError, assertStatus } from './assertions.ts';
import { type Chapter, deviation, requirement } from './requirement.ts';
import type { Resource, World } from './world.ts';

const rfc = 7643;
const BADGES = 'urn:example:params:scim:schemas:extension:badges:2.0:User';

const attributes = [
  { name: 'number', required: true, mutability: 'immutable', caseExact: true },
  { name: 'seal', mutability: 'immutable' },
  { name: 'level', type: 'integer' },
  { name: 'rate', type: 'decimal' },
  { name: 'since', type: 'dateTime' },
  { name: 'scan', type: 'binary' },
  { name: 'page', type: 'reference', referenceTypes: ['external'] },
  { name: 'note', returned: 'request' },
  { name: 'stamp', mutability: 'readOnly' },
  { name: 'pin', mutability: 'writeOnly', returned: 'never' },
  { name: 'tag', returned: 'always' },
];

/** Creates a user with a badge, and returns the user. */
async function issue({ user, name }: World, badge: object = {}): Promise<Resource> {
  return user({ [BADGES]: { number: name(), ...badge } });
}

/** Asserts that a badge with this value is refused as no value of its type. */
async function refused({ scim, name }: World, badge: object): Promise<void> {
  const body = { userName: name(), [BADGES]: { number: name(), ...badge } };
  assertError(await scim('POST', '/Users', body), 400, 'invalidValue');
}

const replace = (attribute: string, value: unknown) => ({
  op: 'replace',
  path: `${BADGES}:${attribute}`,
  value,
});

export const declaredSchemas: Chapter = {
  url: import.meta.url,
  title: 'declared schemas',
  schemas: [{ id: BADGES, name: 'Badges', attributes }],
  rows: [
    requirement({
      rfc,
      section: '2.3.3',
      level: 'MUST',
      text: 'A decimal is a number, with a fraction or without.',
      test: async (world) => {
        assert.equal((await issue(world, { rate: 1.5 }))[BADGES].rate, 1.5);
        await refused(world, { rate: '1.5' });
      },
    }),
    requirement({
      rfc,
      section: '2.3.4',
      level: 'MUST NOT',
      text: 'An integer has no fraction.',
      test: async (world) => {
        assert.equal((await issue(world, { level: -3 }))[BADGES].level, -3);
        for (const level of [1.5, '1', true]) await refused(world, { level });
      },
    }),
    requirement({
      rfc,
      section: '2.3.5',
      level: 'MUST',
      text: 'A dateTime in a request has both a date and a time, and exists.',
      test: async (world) => {
        const since = '2026-02-28T08:00:00+02:00';
        assert.equal((await issue(world, { since }))[BADGES].since, since);
        for (const bad of ['2026-02-28', '08:00:00Z', '2026-02-30T08:00:00Z', 'today']) {
          await refused(world, { since: bad });
        }
      },
    }),
    requirement({
      rfc,
      section: '2.3.6',
      level: 'MUST',
      text: 'A binary value is base64 text, and case counts in it.',
      test: async (world) => {
        const { userName, ...badged } = await issue(world, { scan: 'QUJD' });
        assert.equal(badged[BADGES].scan, 'QUJD');
        await refused(world, { scan: '!!' });
        const find = (scan: string) =>
          world.find('/Users', `userName eq "${userName}" and ${BADGES}:scan eq "${scan}"`);
        assert.deepEqual([await find('QUJD'), await find('qujd')], [[userName], []]);
      },
    }),
    requirement({
      rfc,
      section: '2.3.7',
      level: 'MUST',
      text: 'A reference in a request is a URI, and case counts in it.',
      test: async (world) => {
        const page = 'https://x.example/Ann';
        assert.equal((await issue(world, { page }))[BADGES].page, page);
        await refused(world, { page: 'not a uri' });
      },
    }),
    requirement({
      rfc,
      section: '3.3',
      level: 'MUST',
      text: 'An extension that the provider did not bring can be declared, and is then found at `/Schemas` and in its resource type.',
      test: async ({ scim }) => {
        assert.equal((await scim('GET', `/Schemas/${BADGES}`)).body.attributes.length, attributes.length);
        const { schemaExtensions } = (await scim('GET', '/ResourceTypes/User')).body;
        assert.ok(schemaExtensions.some(({ schema }: Resource) => schema === BADGES));
      },
    }),
    requirement({
      rfc,
      section: '7',
      level: 'MUST',
      text: '`required` in an extension: a resource that has the extension has the attribute.',
      test: async ({ scim, user, name, patch }) => {
        const body = { userName: name(), [BADGES]: { level: 1 } };
        assertError(await scim('POST', '/Users', body), 400, 'invalidValue');
        assertStatus(await patch(await user(), { op: 'add', path: 'title', value: 'x' }), 200);
      },
    }),
    requirement({
      rfc,
      section: '7',
      level: 'MUST NOT',
      text: 'mutability `immutable` of an attribute: once set, no request changes or removes it.',
      test: async (world) => {
        const ann = await issue(world, { seal: 'wax' });
        assertError(await world.patch(ann, replace('seal', 'lead')), 400, 'mutability');
        assertError(await world.patch(ann, { op: 'remove', path: `${BADGES}:seal` }), 400, 'mutability');
        assertStatus(await world.patch(ann, replace('seal', 'wax')), 200);
      },
    }),
    requirement({
      rfc,
      section: '7',
      level: 'MUST',
      text: 'mutability `readOnly` of an attribute: what a POST or PUT says of it is ignored, a PATCH of it refused.',
      test: async (world) => {
        const ann = await issue(world, { stamp: 'mine' });
        assert.equal('stamp' in ann[BADGES], false);
        assertError(await world.patch(ann, replace('stamp', 'mine')), 400, 'mutability');
      },
    }),
    requirement({
      rfc,
      section: '7',
      level: 'MUST NOT',
      text: 'mutability `writeOnly` of an attribute: it is taken, and in no answer and no filter.',
      test: async (world) => {
        const ann = await issue(world, { pin: '1234' });
        assert.equal('pin' in ann[BADGES], false);
        assert.equal(
          'pin' in (await world.read(ann, `?attributes=${BADGES}:pin,${BADGES}:number`))[BADGES],
          false,
        );
        const filter = encodeURIComponent(`${BADGES}:pin eq "1234"`);
        assertError(await world.scim('GET', `/Users?filter=${filter}`), 400, 'invalidFilter');
      },
    }),
    requirement({
      rfc,
      section: '7',
      level: 'MUST',
      text: 'returned `always` of an attribute of an extension: `attributes` and `excludedAttributes` do not leave it out.',
      test: async (world) => {
        const ann = await issue(world, { tag: 'blue' });
        assert.equal((await world.read(ann, '?attributes=userName'))[BADGES].tag, 'blue');
        assert.equal((await world.read(ann, `?excludedAttributes=${BADGES}:tag`))[BADGES].tag, 'blue');
      },
    }),
    requirement({
      rfc,
      section: '7',
      level: 'MUST',
      text: 'returned `request`: a query returns the attribute only where `attributes` names it.',
      test: async (world) => {
        const ann = await issue(world, { note: 'quiet' });
        assert.equal('note' in (await world.read(ann))[BADGES], false);
        assert.equal((await world.read(ann, `?attributes=${BADGES}:note`))[BADGES].note, 'quiet');
      },
    }),
    deviation({
      rfc,
      section: '7',
      level: 'MUST',
      text: 'returned `request`: the answer to a write returns the attribute if the write set it.',
      why: 'a client that set it knows it; one that wants it back names it in `attributes`, which works on writes as well',
      test: async (world) => {
        const ann = await issue(world, { note: 'quiet' });
        assert.equal('note' in ann[BADGES], false);
        const asked = { ...ann, [BADGES]: { ...ann[BADGES], note: 'loud' } };
        const { body } = await world.scim('PUT', `/Users/${ann.id}?attributes=${BADGES}:note`, asked);
        assert.equal(body[BADGES].note, 'loud');
      },
    }),
    requirement({
      rfc: 7644,
      section: '3.5.1',
      level: 'SHOULD',
      text: 'A PUT that changes an immutable attribute is refused with 400 `mutability`; one that repeats or leaves it out is not.',
      test: async (world) => {
        const ann = await issue(world, { seal: 'wax' });
        const put = (badge: object) =>
          world.scim('PUT', `/Users/${ann.id}`, {
            ...ann,
            [BADGES]: { number: ann[BADGES].number, ...badge },
          });
        assertError(await put({ seal: 'lead' }), 400, 'mutability');
        for (const badge of [{ seal: 'wax' }, {}]) {
          const { status, body } = await put(badge);
          assert.equal(status, 200);
          assert.equal(body[BADGES].seal, 'wax');
        }
      },
    }),
    requirement({
      rfc: 7644,
      section: '3.5.2',
      level: 'MUST',
      text: 'A value may be added to an immutable attribute that has none.',
      test: async (world) => {
        const ann = await issue(world);
        const { body } = await world.patch(ann, { op: 'add', path: `${BADGES}:seal`, value: 'wax' });
        assert.equal(body[BADGES].seal, 'wax');
      },
    }),
    requirement({
      rfc: 7644,
      section: '3.4.2.2',
      level: 'MUST',
      text: '`gt`, `ge`, `lt` and `le` order numbers by their value.',
      test: async (world) => {
        const title = world.name();
        for (const level of [9, 10, 11]) {
          await world.user({ title, nickName: `n${level}`, [BADGES]: { number: world.name(), level } });
        }
        const found = async (condition: string) => {
          const filter = encodeURIComponent(`title eq "${title}" and ${BADGES}:level ${condition}`);
          const { body } = await world.scim('GET', `/Users?filter=${filter}`);
          return body.Resources.map(({ nickName }: Resource) => nickName).join(' ');
        };
        assert.equal(await found('gt 9'), 'n10 n11');
        assert.equal(await found('le 10'), 'n9 n10');
        assert.equal(await found('eq 9'), 'n9');
      },
    }),
    requirement({
      rfc: 7644,
      section: '3.4.2.3',
      level: 'MUST',
      text: 'Numbers are sorted by their value.',
      test: async (world) => {
        const title = world.name();
        for (const level of [10, 9, 11]) {
          await world.user({ title, nickName: `n${level}`, [BADGES]: { number: world.name(), level } });
        }
        const filter = encodeURIComponent(`title eq "${title}"`);
        const { body } = await world.scim('GET', `/Users?filter=${filter}&sortBy=${BADGES}:level`);
        assert.deepEqual(
          body.Resources.map(({ nickName }: Resource) => nickName),
          ['n9', 'n10', 'n11'],
        );
      },
    }),
  ],
};
