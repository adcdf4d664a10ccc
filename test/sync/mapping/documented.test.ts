// The examples of docs/mapping.md give what the document says.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { desireCustomer } from '../../../src/sync/desired.ts';
import { checkMapping } from '../../../src/sync/mapping/check.ts';
import { createRenderer } from '../../../src/sync/mapping/renderer.ts';
import type { UserGroup } from '../../../src/sync/ports.ts';
import { DEFAULT_SETTINGS, mergeSettings, settingsInput } from '../../../src/tenants/settings.ts';

const text = readFileSync(new URL('../../../docs/mapping.md', import.meta.url), 'utf8');
const blocks = [...text.matchAll(/```json\n([\s\S]*?)```/g)].map(([, block]) => block as string);
const user = JSON.parse(blocks[0] ?? '');
const group = (id: string, name: string): UserGroup => ({ id, name, externalId: null, direct: true });
const groups = [group('g1', 'Sales EMEA'), group('g2', 'Wholesale Berlin')];

describe('the examples of docs/mapping.md', () => {
  const examples = [...text.matchAll(/^\| `(.*)` \|(?: `(.*)`)? \|$/gm)].filter(([, template]) =>
    /\{[{%]|^nick/.test(template as string),
  );
  it('GIVEN the document WHEN it is read THEN it has examples', () => assert.ok(examples.length > 9));
  for (const [, template, expected] of examples) {
    it(`GIVEN ${template} WHEN it is rendered THEN it is ${expected ?? 'nothing'}`, () => {
      const renderer = createRenderer(user, 'u1', groups);
      assert.equal(renderer.render(template as string, 'tag')?.text, expected);
      assert.deepEqual(renderer.warnings, []);
    });
  }

  it('GIVEN its metafields and group rules WHEN they are set THEN they are sound, and give what they say', () => {
    const document = JSON.parse(`{ "mapping": { ${blocks[1]} }, ${blocks[2]} }`);
    const settings = mergeSettings(DEFAULT_SETTINGS, settingsInput.parse(document));
    assert.deepEqual(checkMapping(settings), []);
    const { tags, metafields } = desireCustomer(user, null, { id: 'u1', groups, settings, unusable: {} });
    assert.deepEqual(tags, ['department:r-d-berlin', 'wholesale', 'city:berlin', 'team:sales-emea']);
    assert.deepEqual(metafields, {
      'custom.cost_center': '4711',
      'custom.team': 'Sales EMEA',
      active: 'true',
    });
  });

  it('RULES 21: GIVEN its rules for companies WHEN they are set THEN they are sound, and the first decides', () => {
    const settings = mergeSettings(DEFAULT_SETTINGS, settingsInput.parse(JSON.parse(`{ ${blocks[3]} }`)));
    assert.deepEqual(checkMapping(settings), []);
    const companyOf = (members: UserGroup[]) =>
      desireCustomer(user, null, { id: 'u1', groups: members, settings, unusable: {} });
    const both = companyOf(groups);
    assert.deepEqual(both.company, {
      externalId: null,
      name: 'Harbour & Pine',
      create: false,
      rule: 1,
      roles: [{ location: 'Berlin', role: 'Ordering only', rule: 1 }],
    });
    assert.match(both.warnings.join(), /^Group rule 2 gives another company than group rule 1/);
    const { company } = companyOf(groups.slice(0, 1));
    assert.deepEqual(
      [company?.externalId, company?.name, company?.create, company?.roles],
      ['4711', 'Cost centre 4711', true, []],
    );
  });

  it('GIVEN what it says of the defaults WHEN it is set as templates THEN the customer is the same', () => {
    const field = (key: string, value: string) => ({ key, value });
    const mapping = {
      fields: {
        email: '{{ user.email }}',
        firstName: '{{ user.firstName }}',
        lastName: '{{ user.lastName }}',
      },
      tags: ['department:{{ user.department | handleize }}'],
      metafields: [
        field('department', '{{ user.department }}'),
        field('employeeNumber', '{{ user.employeeNumber }}'),
        field('title', '{{ user.title }}'),
        field('company', '{{ user.organization }}'),
      ],
    };
    const settings = mergeSettings(DEFAULT_SETTINGS, settingsInput.parse({ mapping }));
    const surroundings = { id: 'u1', groups, unusable: {} };
    assert.deepEqual(
      desireCustomer(user, null, { ...surroundings, settings }),
      desireCustomer(user, null, { ...surroundings, settings: DEFAULT_SETTINGS }),
    );
  });
});
