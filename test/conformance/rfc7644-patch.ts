// RFC 7644 section 3.5.2: PATCH as a whole.
import assert from 'node:assert/strict';
import { assertError, assertStatus } from './assertions.ts';
import { type Chapter, deviation, notApplicable, requirement } from './requirement.ts';
import { ENTERPRISE, PATCH_OP, type Resource, USER } from './world.ts';

const rfc = 7644;
const work = { value: 'work@x.example', type: 'work' };
const home = { value: 'home@x.example', type: 'home' };

export const patches: Chapter = {
  url: import.meta.url,
  title: 'PATCH',
  rows: [
    requirement({
      rfc,
      section: '3.5.2',
      level: 'SHOULD',
      text: 'PATCH is supported, and the configuration says so.',
      test: async ({ scim, user, patch }) => {
        assert.equal((await scim('GET', '/ServiceProviderConfig')).body.patch.supported, true);
        assertStatus(await patch(await user(), { op: 'add', path: 'title', value: 'x' }), 200);
      },
    }),
    deviation({
      rfc,
      section: '3.5.2',
      level: 'MUST',
      text: 'A PATCH body names itself a `PatchOp` in `schemas`.',
      why: 'clients leave it out or name something else, and nothing else could be meant. A strict connection refuses',
      test: async ({ scim, user }) => {
        const { id } = await user();
        const Operations = [{ op: 'add', path: 'title', value: 'x' }];
        assertStatus(await scim('PATCH', `/Users/${id}`, { Operations }), 200);
      },
    }),
    requirement({
      rfc,
      section: '3.5.2',
      level: 'MUST',
      text: 'A PATCH body has the list `Operations`.',
      test: async ({ scim, user }) => {
        const { id } = await user();
        for (const body of [{}, { Operations: 'x' }, { Operations: [1] }, []]) {
          assertError(await scim('PATCH', `/Users/${id}`, body), 400, 'invalidSyntax');
        }
      },
    }),
    deviation({
      rfc,
      section: '3.5.2',
      level: 'MUST',
      text: 'The list `Operations` has at least one operation.',
      why: 'clients send an empty list when nothing changed; it changes nothing. A strict connection refuses',
      test: async ({ user, patch }) => {
        const ann = await user();
        assert.deepEqual((await patch(ann)).body, ann);
      },
    }),
    requirement({
      rfc,
      section: '3.5.2',
      level: 'MUST',
      text: 'Each operation has one `op`: add, remove or replace.',
      test: async ({ user, patch }) => {
        const ann = await user();
        for (const op of [undefined, 'move', 'copy', 'test', 7]) {
          assertError(await patch(ann, { op, path: 'title', value: 'x' }), 400, 'invalidSyntax');
        }
      },
    }),
    requirement({
      rfc,
      section: '3.5.2',
      level: 'MUST',
      text: 'A path is an attribute, perhaps with a filter and a sub-attribute; anything else is 400 `invalidPath`.',
      test: async ({ user, patch }) => {
        const ann = await user();
        for (const path of ['a b', 'emails[', 'emails[type eq "work"', 'name..x', 'noSuch', 'name.noSuch']) {
          assertError(await patch(ann, { op: 'replace', path, value: 'x' }), 400, 'invalidPath');
        }
      },
    }),
    requirement({
      rfc,
      section: '3.5.2',
      level: 'MUST',
      text: 'An operation that the attribute’s mutability or type forbids is refused, with the keyword that says why.',
      test: async ({ user, patch }) => {
        const ann = await user();
        assertError(await patch(ann, { op: 'replace', path: 'id', value: 'x' }), 400, 'mutability');
        assertError(await patch(ann, { op: 'replace', path: 'active', value: 'maybe' }), 400, 'invalidValue');
        assertError(await patch(ann, { op: 'replace', path: 'title', value: { a: 1 } }), 400, 'invalidValue');
      },
    }),
    requirement({
      rfc,
      section: '3.5.2',
      level: 'MUST',
      text: 'Setting an attribute of an extension adds the extension to `schemas`.',
      test: async ({ user, patch }) => {
        const operation = { op: 'add', path: `${ENTERPRISE}:employeeNumber`, value: '7' };
        const { body } = await patch(await user(), operation);
        assert.deepEqual(body.schemas, [USER, ENTERPRISE]);
        assert.equal(body[ENTERPRISE].employeeNumber, '7');
      },
    }),
    requirement({
      rfc,
      section: '3.5.2',
      level: 'MUST',
      text: 'Operations run in order, each on the result of the one before.',
      test: async ({ user, patch }) => {
        const { body } = await patch(
          await user(),
          { op: 'add', path: 'emails', value: [work] },
          { op: 'replace', path: 'emails[type eq "work"].value', value: 'new@x.example' },
          { op: 'add', path: 'title', value: 'One' },
          { op: 'replace', path: 'title', value: 'Two' },
        );
        assert.deepEqual([body.emails[0].value, body.title], ['new@x.example', 'Two']);
      },
    }),
    requirement({
      rfc,
      section: '3.5.2',
      level: 'MUST',
      text: 'A PATCH is atomic: when one operation fails, the resource is as it was, and the failure is answered.',
      test: async ({ user, patch, read }) => {
        const ann = await user({ title: 'Before' });
        const answer = await patch(
          ann,
          { op: 'replace', path: 'title', value: 'After' },
          { op: 'remove', path: 'userName' },
        );
        assertError(answer, 400, 'mutability');
        assert.deepEqual(await read(ann), ann);
      },
    }),
    requirement({
      rfc,
      section: '3.5.2',
      level: 'MUST',
      text: 'A PATCH of a group is atomic too, its members included.',
      test: async ({ user, group, patch, read }) => {
        const ann = await user();
        const team = await group();
        const answer = await patch(
          team,
          { op: 'add', path: 'members', value: [{ value: ann.id }] },
          { op: 'remove', path: 'displayName' },
        );
        assertError(answer, 400, 'mutability');
        assert.deepEqual(await read(team), team);
      },
    }),
    requirement({
      rfc,
      section: '3.5.2',
      level: 'MUST',
      text: 'A PATCH that succeeds is answered with 200 and the resource, or with 204.',
      test: async ({ user, group, patch, read }) => {
        const [ann, team] = [await user(), await group()];
        const answer = await patch(ann, { op: 'add', path: 'title', value: 'Buyer' });
        assertStatus(answer, 200);
        assert.deepEqual(answer.body, await read(ann));
        assertStatus(await patch(team, { op: 'add', path: 'externalId', value: 'e' }), 204);
      },
    }),
    requirement({
      rfc,
      section: '3.5.2',
      level: 'MUST',
      text: 'With `attributes` a PATCH is answered with 200 and these.',
      test: async ({ scim, group }) => {
        const { id } = await group();
        const Operations = [{ op: 'add', path: 'externalId', value: 'e' }];
        const answer = await scim('PATCH', `/Groups/${id}?attributes=externalId`, {
          schemas: [PATCH_OP],
          Operations,
        });
        assertStatus(answer, 200);
        assert.deepEqual(Object.keys(answer.body).sort(), ['externalId', 'id', 'schemas']);
      },
    }),
    requirement({
      rfc,
      section: '3.5.2',
      level: 'MUST',
      text: 'Making one value of a list primary makes every other one not so.',
      test: async ({ user, patch }) => {
        const ann = await user({ emails: [{ ...work, primary: true }, home] });
        const operation = { op: 'replace', path: 'emails[type eq "home"].primary', value: true };
        const { emails } = (await patch(ann, operation)).body;
        assert.deepEqual(
          emails.map(({ primary }: Resource) => primary ?? false),
          [false, true],
        );
        const added = { value: 'third@x.example', type: 'other', primary: true };
        const { body } = await patch(ann, { op: 'add', path: 'emails', value: [added] });
        assert.deepEqual(
          body.emails.filter(({ primary }: Resource) => primary),
          [added],
        );
      },
    }),
    notApplicable({
      rfc,
      section: '3.5.2',
      level: 'MUST',
      text: 'A change of `schemas` by one operation holds for the next.',
      why: '`schemas` follows from what the resource holds; operations on it are read and change nothing',
    }),
  ],
};
