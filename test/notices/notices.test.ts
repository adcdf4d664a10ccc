// What was said is known again by its code and its values, whoever made the sentence.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { noticeOf } from '../../src/notices/notices.ts';
import { SENTENCES } from '../../src/notices/sentences.ts';
import { compileTemplate, isFault, renderTemplate } from '../../src/sync/mapping/liquid.ts';

const SHOPIFY = new URL('../../src/shopify/', import.meta.url).pathname;

/** As `say` fills it in, with values that look like words of the sentences. */
function filled(sentence: string): { readonly text: string; readonly values: Record<string, string> } {
  const values: Record<string, string> = {};
  const text = sentence.replace(/\{(\w+)\}/g, (_, place: string) => {
    values[place] = `"${place}", of (1)`;
    return values[place];
  });
  return { text, values };
}

describe('notices', () => {
  it('GIVEN each sentence, said of something WHEN it is read THEN code and values are those', () => {
    for (const [code, sentence] of Object.entries(SENTENCES)) {
      const { text, values } = filled(sentence);
      assert.deepEqual(noticeOf(text), { code, values });
    }
  });

  it('GIVEN a sentence of no table WHEN it is read THEN there is none', () => {
    assert.equal(noticeOf('Something that an older version said.'), null);
  });

  const FAULTY: readonly (readonly [string, string])[] = [
    ['{{ user.title', 'output_open'],
    ['{% if user.title %}', 'tag_open'],
    ['{% if user.title', 'tag_open'],
    ['{{ user.title | nope }}', 'no_such_filter'],
    ['{% include "x" %}', 'no_such_tag'],
    ['{% assign title user.title %}', 'equals_expected'],
    ['{% assign %}', 'variable_expected'],
    ['{{ user.title | upcase: | append }}', 'two_arguments'],
    ['{% if user.title %}{% else %}{% else %}{% endif %}', 'else_twice'],
    ['{% for x in (1..5 %}{% endfor %}', 'range_unsound'],
    ['{% %}', 'tag_nameless'],
    ['{% for x user.groups %}{% endfor %}', 'tag_unexpected'],
    ['{% if %}x{% endif %}', 'value_unsound'],
    [`{{ user.title | append: "${'x'.repeat(2_000)}" }}`, 'template_too_long'],
  ];
  for (const [template, code] of FAULTY) {
    it(`GIVEN the template ${template.slice(0, 40)} WHEN it is compiled or carried out THEN its fault is ${code}`, () => {
      const compiled = compileTemplate(template);
      const result = isFault(compiled) ? compiled : renderTemplate(compiled, { user: {} });
      assert.ok(isFault(result), JSON.stringify(result));
      assert.equal(noticeOf(result.cause)?.code, code, result.cause);
    });
  }

  it('GIVEN what Shopify’s gateway says with values of the case WHEN its source is read THEN it is of the table', () => {
    const composed = readdirSync(SHOPIFY).flatMap((file) =>
      [...readFileSync(SHOPIFY + file, 'utf8').matchAll(/\bmessage:\s*`[^`]*\$\{/g)].map(() => file),
    );
    assert.deepEqual(composed, []);
  });
});
