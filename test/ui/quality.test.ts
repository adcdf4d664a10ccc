// What every screen must come to: no serious fault by axe, nothing cut off at 320 pixels, and no error in the browser.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { addFindings, addRehearsal, addReviews, type Population, populate } from './population.ts';
import { SCREENS } from './screens.ts';
import { noBrowser, openStage, type Stage, type View } from './stage.ts';

const AXE = readFileSync(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');

const OF_COLOUR = ['color-contrast', 'link-in-text-block'];

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** By the rules that are named, or by all. */
async function seriousFaults({ frame }: View, rules?: readonly string[]): Promise<string[]> {
  if (!(await frame.evaluate("'axe' in window"))) await frame.evaluate(AXE);
  const options = rules ? { runOnly: { type: 'rule', values: rules } } : {};
  const run = `axe.run(document, ${JSON.stringify(options)})`;
  const { violations } = await frame.evaluate<{ violations: Violation[] }>(run);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}

describe('every screen', { skip: noBrowser }, () => {
  let stage: Stage;
  let people: Population;
  before(async () => {
    stage = await openStage();
    people = await populate(stage.harness);
    await addReviews(stage.harness);
    await addFindings(stage.harness);
    await addRehearsal(stage.harness);
    const name = `<b>مرحبا</b> ${'Donaudampfschifffahrt'.repeat(4)}`;
    await stage.harness.admin('PATCH', `/connections/${people.connection}`, { name });
  });
  after(() => stage?.close());

  for (const [name, path] of SCREENS) {
    it(`GIVEN ${name}, in German WHEN axe looks at it, light and dark, wide and narrow THEN nothing is amiss`, async () => {
      const view = await stage.open(path(people), { locale: 'de-DE' });
      await view.app.locator('main:not(:has(.loading))').waitFor();
      assert.deepEqual(await seriousFaults(view), [], 'light');
      await view.page.emulateMedia({ colorScheme: 'dark' });
      // The frame follows the page around it a moment later.
      await view.frame.waitForFunction("matchMedia('(prefers-color-scheme: dark)').matches");
      // Nothing but colours differs.
      assert.deepEqual(await seriousFaults(view, OF_COLOUR), [], 'dark');
      await view.page.setViewportSize({ width: 320, height: 640 });
      assert.equal(await view.frame.evaluate('document.documentElement.scrollWidth'), 320);
      assert.deepEqual(view.complaints, []);
      await view.page.context().close();
    });
  }
});
