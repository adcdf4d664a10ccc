// How much script a cold load of the first screen takes, as it travels.
import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { before, describe, it } from 'node:test';
import { buildUi } from '../../ui/build.ts';

const BUILT = new URL('../../ui/dist/', import.meta.url);
const MAX_BYTES = 200_000;

interface Chunk {
  readonly file: string;
  readonly imports?: readonly string[];
}

describe('the script of the screens', () => {
  before(async () => {
    await buildUi();
  });

  it('GIVEN the build WHEN what Home loads is added up THEN it is under 200 KB compressed', () => {
    const manifest = JSON.parse(readFileSync(new URL('manifest.json', BUILT), 'utf8')) as Record<
      string,
      Chunk
    >;
    const needed = new Set<string>();
    const visit = (name: string) => {
      const chunk = manifest[name];
      assert.ok(chunk, `${name} is in the manifest`);
      if (needed.has(chunk.file)) return;
      needed.add(chunk.file);
      for (const imported of chunk.imports ?? []) visit(imported);
    };
    for (const name of ['src/main.tsx', 'src/screens/home/home.tsx']) visit(name);
    for (const folder of ['shell', 'parts', 'screens/home']) visit(`src/${folder}/texts/en.json`);
    const bytes = [...needed].reduce((sum, file) => sum + statSync(new URL(`${file}.gz`, BUILT)).size, 0);
    assert.ok(bytes < MAX_BYTES, `${bytes} bytes by gzip`);
    assert.ok(
      ![...needed].some((file) => file.includes('runtime-') && statSync(new URL(file, BUILT)).size > 50_000),
    );
  });
});
