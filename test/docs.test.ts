// The documents say what is so: commands, links and error codes are compared with the source.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { writeExplanations } from '../scripts/explanations/tables.ts';
import { EXPLANATIONS } from '../src/sync/explanations.ts';

const ROOT = new URL('..', import.meta.url).pathname;
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const documents = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(ROOT, 'docs')).map((file) => `docs/${file}`),
].filter((file) => file.endsWith('.md'));

describe('documents', () => {
  it('GIVEN the README WHEN its commands are compared THEN CI runs the same', () => {
    const commands = read('README.md')
      .split('\n')
      .filter((line) => line.startsWith('npm ci && '));
    assert.equal(commands.length, 2);
    const scripts = JSON.parse(read('package.json')).scripts;
    assert.ok('demo' in scripts && 'test' in scripts);
    assert.match(read('.ci/run'), /npm ci[^\n]*\nnpm test\n/);
  });

  it('GIVEN links in the documents WHEN followed THEN each file is there', () => {
    for (const document of documents) {
      for (const [, target] of read(document).matchAll(/\]\((?!https?:)([^)#]+)/g)) {
        assert.ok(existsSync(join(ROOT, dirname(document), target as string)), `${document}: ${target}`);
      }
    }
  });

  it('GIVEN docs/errors.md WHEN compared with the source THEN every code of a user or shop is explained', () => {
    const explained = Object.keys(EXPLANATIONS);
    const source = [
      'src/sync/adoption.ts',
      'src/sync/verdicts.ts',
      'src/sync/plan.ts',
      'src/sync/removal.ts',
      'src/sync/try-user.ts',
      'src/sync/begin.ts',
      'src/store/status-store.ts',
      'src/shopify/client.ts',
      'src/shopify/reply.ts',
      'src/shopify/access.ts',
      'src/shopify/installed-tokens.ts',
      'src/shopify/token-endpoint.ts',
      'src/vault.ts',
      'src/shopify/companies.ts',
      'src/shopify/gateway.ts',
      'src/shopify/gateways.ts',
      'src/shopify/definitions.ts',
      'src/shopify/bucket.ts',
      'src/shopify/fetch-text.ts',
    ]
      .map(read)
      .join('\n');
    const codes = [
      ...source.matchAll(/code: '([a-z_]+)'/g),
      ...source.matchAll(/held\('([a-z_]+)'/g),
      ...source.matchAll(/'(review_[a-z_]+)'/g),
      ...source.matchAll(/refused\('([a-z_]+)'/g),
      ...source.matchAll(/\? 'timeout' : '([a-z_]+)'/g),
    ].map(([, code]) => code as string);
    const missing = [...new Set(codes)].filter((code) => !explained.includes(code));
    assert.deepEqual(missing, []);
    for (const code of explained)
      assert.ok(source.includes(`'${code}'`), `${code} is explained and nowhere used`);
    assert.equal(read('docs/errors.md'), writeExplanations(read('docs/errors.md')), 'npm run explanations');
  });
});
