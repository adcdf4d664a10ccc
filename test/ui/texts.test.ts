// Every text is there in every language, with the same places for values.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { writeNotices, writeTexts } from '../../scripts/explanations/texts.ts';

const SOURCE = new URL('../../ui/src/', import.meta.url).pathname;
const LANGUAGES = ['en', 'de'] as const;

const folders = [
  ...new Set(
    readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.json'))
      .map(dirname),
  ),
];

/** `a.b.c` → text. Of a plural, the kinds that the language has. */
function flatten(texts: object, path = ''): Map<string, string> {
  return new Map(
    Object.entries(texts).flatMap(([key, value]) => {
      const full = path === '' ? key : `${path}.${key}`;
      return typeof value === 'string' ? [[full, value] as const] : [...flatten(value as object, full)];
    }),
  );
}

const placesIn = (text: string) =>
  [...new Set([...text.matchAll(/\{\{(\w+)/g)].map(([, name]) => name))].sort();

/** Of every refusal that the admin API gives by a code of its own. */
function refusalsIn(folder: string, pattern: RegExp): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => [...readFileSync(join(folder, file), 'utf8').matchAll(pattern)])
    .map(([, code]) => code as string);
}

describe('texts of the screens', () => {
  it('GIVEN a folder of texts WHEN its languages are compared THEN keys and places for values are the same', () => {
    assert.ok(folders.length > 2);
    for (const folder of folders) {
      const [first, ...others] = LANGUAGES.map((language) =>
        flatten(JSON.parse(readFileSync(join(SOURCE, folder, `${language}.json`), 'utf8'))),
      );
      for (const other of others) {
        assert.deepEqual([...other.keys()].sort(), [...(first?.keys() ?? [])].sort(), folder);
        for (const [key, text] of first ?? []) {
          assert.deepEqual(placesIn(other.get(key) ?? ''), placesIn(text), `${folder}: ${key}`);
        }
      }
    }
  });

  it('GIVEN the codes of refusals in the source WHEN looked up THEN each has a text', () => {
    const server = new URL('../../src/', import.meta.url).pathname;
    const codes = [
      ...refusalsIn(`${server}http/admin`, /AdminError\(\s*\d+,\s*'([a-z_]+)'/g),
      ...refusalsIn(`${server}http/admin`, /^ {2}([a-z_]+):(?: \[\s*\d|\s+'[A-Z])/gm),
      ...refusalsIn(`${server}http/admin`, /'(invalid_[a-z]+)'/g),
      ...refusalsIn(`${server}oversight`, /refused\('([a-z_]+)'/g),
    ];
    const { error } = JSON.parse(readFileSync(join(SOURCE, 'shell/texts/en.json'), 'utf8'));
    assert.deepEqual([...new Set(codes)].sort(), Object.keys(error.refusal).sort());
  });

  it('GIVEN the codes of the sync, and of sentences, WHEN their texts are compared THEN they are those of the source', () => {
    const english = readFileSync(join(SOURCE, 'explanations/texts/en.json'), 'utf8');
    assert.equal(english, writeTexts(), 'npm run explanations');
    const notices = readFileSync(join(SOURCE, 'notices/texts/en.json'), 'utf8');
    assert.equal(notices, writeNotices(), 'npm run explanations');
  });
});
