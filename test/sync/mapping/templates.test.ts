// Templates: where and why they fail, what they may not do, and that no directory's text makes a whole tag.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { findValueFault } from '../../../src/simulators/shopify/rules/metafield-values.ts';
import { normalizeTags } from '../../../src/simulators/shopify/rules/tags.ts';
import { desireCustomer } from '../../../src/sync/desired.ts';
import { checkMapping } from '../../../src/sync/mapping/check.ts';
import { matches } from '../../../src/sync/mapping/group-grants.ts';
import { compileTemplate, isFault, renderTemplate } from '../../../src/sync/mapping/liquid.ts';
import { toMetafieldValue } from '../../../src/sync/mapping/metafield-value.ts';
import { createRenderer } from '../../../src/sync/mapping/renderer.ts';
import { mapTags } from '../../../src/sync/mapping/tag-templates.ts';
import {
  DEFAULT_SETTINGS,
  METAFIELD_TYPES,
  mergeSettings,
  settingsInput,
} from '../../../src/tenants/settings.ts';

const faultOf = (text: string, scope: object = {}) => {
  const template = compileTemplate(text);
  const result = isFault(template) ? template : renderTemplate(template, scope);
  return isFault(result) ? [result.line, result.column, result.cause] : result.text;
};

describe('a template that fails', () => {
  const cases: [text: string, line: number, column: number, cause: RegExp][] = [
    ['a\n b {{ user.x | nope }}', 2, 4, /^There is no filter "nope"\.$/],
    ['{{ user.x', 1, 1, /not closed\.$/],
    ['a\n{% if x %}', 2, 1, /not closed\.$/],
    ['{% include "x" %}', 1, 1, /^There is no tag "include" here\.$/],
    ['{% render "x" %}', 1, 1, /no tag "render"/],
    ['{% layout "x" %}', 1, 1, /no tag "layout"/],
    ['{% cycle "a", "b" %}', 1, 1, /no tag "cycle"/],
    ['{% for i in (1..100000000) %}x{% endfor %}', 1, 1, /too much time or memory/],
    ['x'.repeat(2001), 1, 1, /longer than 2000/],
  ];
  for (const [text, line, column, cause] of cases) {
    it(`GIVEN ${text.slice(0, 40)} WHEN it is carried out THEN line, column and cause are told`, () => {
      const fault = faultOf(text);
      assert.ok(Array.isArray(fault));
      assert.deepEqual(fault.slice(0, 2), [line, column]);
      assert.match(String(fault[2]), cause);
    });
  }

  it('GIVEN nested loops without end WHEN they run THEN they are cut off', () => {
    const loop = '{% for i in (1..9999) %}';
    const fault = faultOf(`${loop.repeat(4)}x${'{% endfor %}'.repeat(4)}`);
    assert.match(String(fault), /too much time or memory/);
  });

  it('GIVEN what every object inherits WHEN a template asks for it THEN it is nothing', () => {
    const scope = { user: { name: 'a' } };
    for (const path of ['constructor', '__proto__', 'toString', 'constructor.constructor']) {
      assert.equal(faultOf(`[{{ user.${path} }}]`, scope), '[]');
    }
  });
});

describe('tags from templates', () => {
  const tagsOf = (template: string, department: string, allowed: readonly string[] = []) => {
    const user = { 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { department } };
    return mapTags([template], allowed, createRenderer(user, 'u1', []), []);
  };
  const anyText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('a', ',', ' ', '\n', '\u{fdd0}', '\u{fdd1}', '{{', '%}', 'ß', '\0') }),
  );

  it('GIVEN any text of a directory WHEN it stands in a tag THEN the tag keeps its prefix and is one tag', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        for (const tag of tagsOf('team:{{ user.department }}', text)) {
          assert.ok(tag.startsWith('team:'));
          assert.ok(tag.length <= 255);
          assert.deepEqual(normalizeTags([tag]), [tag]);
        }
      }),
    );
  });

  it('GIVEN any text of a directory WHEN it would make a whole tag THEN there is none, however it is written', () => {
    const templates = [
      '{{ user.department }}',
      '{% if true %}{{ user.department }}{% endif %}',
      '{% assign x = user.department %} {{ x }}',
      '{% capture x %}vip{{ user.department }}{% endcapture %}{{ x }}',
      '{{ "" }}{{ user.department | raw }}-suffix',
      '{% for c in user.department %}{{ c }}{% endfor %}',
    ];
    fc.assert(
      fc.property(anyText, fc.constantFrom(...templates), (text, template) => {
        assert.deepEqual(tagsOf(template, text), []);
      }),
    );
  });

  it('GIVEN a list of the merchant’s WHEN the directory names a tag THEN it is given only if it is listed', () => {
    assert.deepEqual(tagsOf('{{ user.department }}', 'Gold', ['gold']), ['Gold']);
    assert.deepEqual(tagsOf('{{ user.department }}', 'vip', ['gold']), []);
    assert.deepEqual(tagsOf('{{ user.department }}', 'rollcall:leaver', ['rollcall:leaver']), []);
  });

  it('GIVEN more than Shopify keeps WHEN tags are wanted THEN the last are left out with a warning', () => {
    const tags = Array.from({ length: 50 }, (_, i) => `t${i}:{{ user.userName }}`);
    const groups = Array.from({ length: 5 }, (_, rule) => ({
      match: { pattern: '*' },
      tags: Array.from({ length: 50 }, (_, i) => `r${rule}-${i}`),
    }));
    const settings = mergeSettings(DEFAULT_SETTINGS, settingsInput.parse({ mapping: { tags }, groups }));
    const group = { id: 'g', name: 'g', externalId: null, direct: true };
    const surroundings = { id: 'u', groups: [group, { ...group, id: 'h' }], settings, unusable: {} };
    const desired = desireCustomer({ userName: 'a' }, null, surroundings);
    assert.equal(desired.tags.length, 250);
    assert.match(desired.warnings.join(), /the last 50 of the mapping and the group rules were left out/);
    assert.deepEqual(checkMapping(settings), []);
    const long = desireCustomer({ userName: 'a'.repeat(300) }, null, surroundings);
    assert.match(long.warnings.join(), /A tag is longer than 255 characters/);
  });
});

describe('metafield values', () => {
  const given: [type: string, text: string, value: string | undefined][] = [
    ['single_line_text_field', ' a\n b ', 'a b'],
    ['multi_line_text_field', ' a\r\nb ', 'a\nb'],
    ['boolean', 'Yes', 'true'],
    ['boolean', 'perhaps', undefined],
    ['number_integer', '+42', '42'],
    ['number_integer', '4.2', undefined],
    ['number_decimal', '-4.20', '-4.20'],
    ['date', '2026-02-28', '2026-02-28'],
    ['date', '2026-02-30', undefined],
    ['date_time', '2026-02-28T10:00:00Z', '2026-02-28T10:00:00Z'],
    ['url', 'javascript:alert(1)', undefined],
    ['url', 'https://example.com/a', 'https://example.com/a'],
    ['json', '{"a":1}', '{"a":1}'],
    ['json', '{a:1}', undefined],
    ['list.single_line_text_field', 'a\n\n b', '["a","b"]'],
    ['list.single_line_text_field', '["a","b"]', '["a","b"]'],
    ['list.single_line_text_field', '[1]', undefined],
  ];
  for (const [type, text, value] of given) {
    it(`GIVEN ${JSON.stringify(text)} WHEN a ${type} is wanted THEN it is ${value}`, () => {
      const converted = toMetafieldValue(type, text, 'custom.x');
      assert.equal(converted.value, value);
      assert.equal(converted.warning === undefined, value !== undefined);
    });
  }

  it('GIVEN any text WHEN it becomes a value of any type THEN Shopify takes it', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...METAFIELD_TYPES),
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.json(),
          fc.double().map(String),
          fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
        ),
        (type, text) => {
          const { value } = toMetafieldValue(type, text, 'x');
          if (value !== undefined) assert.equal(findValueFault(type, value, []), undefined, value);
        },
      ),
    );
  });
});

it('GIVEN a user in very many groups WHEN a rule matches them all THEN there is an end, with a warning', () => {
  const groups = Array.from({ length: 3_000 }, (_, i) => ({
    id: `g${i}`,
    name: `g${i}`,
    externalId: null,
    direct: true,
  }));
  const rules = [{ match: { pattern: '*' }, tags: ['same:{{ group.name | slice: 0 }}'] }];
  const settings = mergeSettings(DEFAULT_SETTINGS, settingsInput.parse({ groups: rules }));
  const desired = desireCustomer({ userName: 'a' }, null, { id: 'u', groups, settings, unusable: {} });
  assert.deepEqual(desired.tags, ['same:g']);
  assert.match(desired.warnings.join(), /more than 2000 templates for this user/);
});

describe('matching groups', () => {
  const cases: [match: object, name: string, expected: boolean][] = [
    [{ name: 'sales' }, 'Sales', true],
    [{ name: 'sales' }, 'Sales 2', false],
    [{ pattern: 'sales *' }, 'Sales EMEA', true],
    [{ pattern: '* EMEA' }, 'Sales EMEA', true],
    [{ pattern: 'S*E*A' }, 'Sales EMEA', true],
    [{ pattern: 'a*a' }, 'a', false],
    [{ pattern: '*' }, '', true],
    [{ pattern: 'a.c' }, 'abc', false],
    [{ id: 'g-1' }, 'x', true],
    [{ id: 'ext' }, 'x', true],
    [{ id: 'x' }, 'x', false],
  ];
  for (const [match, name, expected] of cases) {
    it(`GIVEN ${JSON.stringify(match)} WHEN the group is "${name}" THEN it is ${expected}`, () => {
      assert.equal(matches({ match }, { id: 'g-1', name, externalId: 'ext', direct: true }), expected);
    });
  }

  it('GIVEN a pattern of many stars WHEN a long name does not fit THEN that is soon known', () => {
    const group = { id: 'g', name: 'a'.repeat(50_000), externalId: null, direct: true };
    assert.equal(matches({ match: { pattern: `${'*a'.repeat(120)}*b` } }, group), false);
  });
});
