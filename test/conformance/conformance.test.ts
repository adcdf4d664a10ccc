// Runs the test of every row of docs/conformance.md, and holds the page to what the tests say.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { chapters } from './chapters.ts';
import type { Check } from './requirement.ts';
import { listEntries, renderConformance } from './table.ts';
import { openWorld, type World } from './world.ts';

const entries = listEntries(chapters);

for (const chapter of chapters) {
  describe(chapter.title, () => {
    let world: World;
    let close: () => Promise<void>;
    before(async () => {
      [world, close] = await openWorld(chapter);
    });
    after(() => close());

    const run = (name: string, test: Check) => it(name, () => test(world));
    for (const { id, chapter: owner, row } of entries) {
      if (owner !== chapter || row.verdict === 'not applicable') continue;
      run(
        `${id} ${row.level}: ${row.text}${row.verdict === 'pass' ? '' : ` (deviation: ${row.why})`}`,
        row.test,
      );
    }
    for (const { text, test } of chapter.settled ?? []) run(text, test);
  });
}

describe('docs/conformance.md', () => {
  it('GIVEN the declared rows WHEN rendered THEN the committed page is the same', () => {
    const committed = readFileSync(new URL('../../docs/conformance.md', import.meta.url), 'utf8');
    assert.ok(committed === renderConformance(chapters), 'it is not what the tests say: npm run conformance');
  });

  it('GIVEN a deviation or a row that does not apply WHEN read THEN it says why, and no row stands twice', () => {
    const texts = entries.map(
      ({ row, chapter }) => `${row.rfc} ${row.section} ${row.text} ${chapter.strict}`,
    );
    assert.equal(new Set(texts).size, texts.length);
    for (const { id, row } of entries) {
      assert.ok(row.verdict === 'pass' || row.why.length > 10, id);
    }
  });
});
