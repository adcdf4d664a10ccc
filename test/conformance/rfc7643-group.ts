// RFC 7643 sections 4.2 and 4.3: groups and the enterprise extension.
import assert from 'node:assert/strict';
import { assertError } from './assertions.ts';
import { type Chapter, requirement } from './requirement.ts';
import { ENTERPRISE } from './world.ts';

const rfc = 7643;

export const groups: Chapter = {
  url: import.meta.url,
  title: 'groups and managers',
  rows: [
    requirement({
      rfc,
      section: '4.2',
      level: 'MUST',
      text: 'Every group has a `displayName`.',
      test: async ({ scim, group, patch }) => {
        assertError(await scim('POST', '/Groups', {}), 400, 'invalidValue');
        assertError(await patch(await group(), { op: 'remove', path: 'displayName' }), 400, 'mutability');
      },
    }),
    requirement({
      rfc,
      section: '4.2',
      level: 'MUST',
      text: 'The sub-attributes of a member are immutable: members come and go whole.',
      test: async ({ scim, user, group, patch }) => {
        const ann = await user();
        const team = await group({ members: [{ value: ann.id }] });
        const { body } = await scim('GET', '/Schemas/urn:ietf:params:scim:schemas:core:2.0:Group');
        const members = body.attributes.find((attribute: { name: string }) => attribute.name === 'members');
        for (const { name, mutability } of members.subAttributes)
          assert.match(mutability, /immutable|readOnly/, name);
        const path = `members[value eq "${ann.id}"].value`;
        assertError(await patch(team, { op: 'replace', path, value: 'other' }), 400, 'mutability');
      },
    }),
    requirement({
      rfc,
      section: '4.2',
      level: 'MUST',
      text: 'A member’s `value` is the `id` of a user or group, its `$ref` the URI of that.',
      test: async ({ user, group }) => {
        const [ann, inner] = [await user(), await group()];
        const { members } = await group({
          members: [{ value: ann.id }, { value: inner.id, type: 'Group' }],
        });
        const refs = new Map(
          members.map((member: { value: string; $ref: string }) => [member.value, member.$ref]),
        );
        assert.equal(refs.get(ann.id), ann.meta.location);
        assert.equal(refs.get(inner.id), inner.meta.location);
        // Clients send one type for all; what is there says better what it is.
        const outer = await group({
          members: [
            { value: ann.id, type: 'Group' },
            { value: inner.id, type: 'User' },
          ],
        });
        const types = outer.members.map(({ value, $ref, type }: Record<string, string>) => [
          value,
          $ref,
          type,
        ]);
        assert.deepEqual(
          new Set(types),
          new Set([
            [ann.id, ann.meta.location, 'User'],
            [inner.id, inner.meta.location, 'Group'],
          ]),
        );
      },
    }),
    requirement({
      rfc,
      section: '4.3',
      level: 'SHOULD',
      text: 'A `manager` has the `id` and the URI of the user who it is.',
      test: async ({ user, read }) => {
        const boss = await user({ displayName: 'The Boss' });
        const ann = await user({ [ENTERPRISE]: { manager: { value: boss.id } } });
        const { manager } = (await read(ann))[ENTERPRISE];
        assert.equal(manager.value, boss.id);
        assert.equal(manager.$ref, boss.meta.location);
      },
    }),
    requirement({
      rfc,
      section: '4.3',
      level: 'MUST',
      text: 'The `displayName` of a `manager` is readOnly: it is that of the user who it is.',
      test: async ({ user, read }) => {
        const boss = await user({ displayName: 'The Boss' });
        const manager = { value: boss.id, displayName: 'Somebody else' };
        const ann = await user({ [ENTERPRISE]: { manager } });
        assert.equal((await read(ann))[ENTERPRISE].manager.displayName, 'The Boss');
      },
    }),
  ],
};
