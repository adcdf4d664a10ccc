// What the editor of templates offers, and what becomes of the text.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { complete, completeAt } from '../../ui/src/parts/template-completion.ts';

const WORDS = {
  attributes: ['user.title', 'user.name.givenName', 'group.name'],
  filters: ['default', 'downcase', 'handleize'],
  tags: ['if', 'assign'],
};

/** The caret stands at the bar. */
function at(marked: string) {
  const caret = marked.indexOf('^');
  const text = marked.replace('^', '');
  const found = completeAt(text, caret, WORDS);
  const taken = (option: string) => {
    const made = found && complete(text, caret, found, option);
    return made && `${made.text.slice(0, made.caret)}^${made.text.slice(made.caret)}`;
  };
  return { options: found?.options, taken };
}

describe('completion in templates', () => {
  it('GIVEN a caret in an expression, a filter or a tag WHEN asked THEN what may stand there is offered', () => {
    for (const [marked, options] of [
      ['{{^', WORDS.attributes],
      ['{{ ti^', ['user.title']],
      ['{{ user.^ }}', ['user.title', 'user.name.givenName']],
      ['{{ name^', ['user.name.givenName', 'group.name']],
      ['{{ user.title | d^ }}', ['default', 'downcase']],
      ['{{ user.title |^', WORDS.filters],
      ['{%^', WORDS.tags],
      ['{% if ^', WORDS.attributes],
      ['{% if user.title == gr^', ['group.name']],
    ] as const) {
      assert.deepEqual(at(marked).options, options, marked);
    }
  });

  it('GIVEN a caret where nothing can be said WHEN asked THEN nothing is offered', () => {
    for (const marked of [
      '^',
      'text^',
      '{{ user.title }}^',
      '{{ user.title^',
      '{{ user.title ^',
      '{{ "us^',
      '{{ user.x | default: "d^" }}',
    ]) {
      assert.equal(at(marked).options, undefined, marked);
    }
  });

  it('GIVEN an option WHEN it is taken THEN the word is whole, the expression closed, and the caret behind the word', () => {
    assert.equal(at('a {{ti^').taken('user.title'), 'a {{ user.title^ }}');
    assert.equal(at('a {{^').taken('user.title'), 'a {{ user.title^ }}');
    assert.equal(at('{{ ti^ }} b').taken('user.title'), '{{ user.title^ }} b');
    assert.equal(at('{{ user.title | ha^').taken('handleize'), '{{ user.title | handleize^ }}');
    assert.equal(at('{% if ti^ %}').taken('user.title'), '{% if user.title^ %}');
  });
});
