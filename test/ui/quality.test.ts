// What every screen must come to: no serious fault by axe, nothing cut off at 320 pixels, and no error in the browser.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { SCREENS } from './screens.ts';
import { noBrowser, openStage, type Stage, type View } from './stage.ts';

const AXE = readFileSync(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string }[];
}

const frameOf = ({ page }: View) => {
  const frame = page.frames().find((one) => one !== page.mainFrame());
  assert.ok(frame);
  return frame;
};

async function seriousFaults(view: View): Promise<string[]> {
  const frame = frameOf(view);
  await frame.evaluate(AXE);
  const { violations } = await frame.evaluate<{ violations: Violation[] }>('axe.run(document)');
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}

describe('every screen', { skip: noBrowser }, () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage();
  });
  after(() => stage?.close());

  for (const [name, path] of SCREENS) {
    it(`GIVEN ${name} WHEN axe looks at it, light and dark THEN it finds nothing serious`, async () => {
      for (const scheme of ['light', 'dark'] as const) {
        const view = await stage.open(path, { scheme });
        await view.app.locator('main:not(:has(.loading))').waitFor();
        assert.deepEqual(await seriousFaults(view), [], scheme);
        assert.deepEqual(view.complaints, []);
        await view.page.context().close();
      }
    });

    it(`GIVEN ${name} WHEN it is 320 pixels wide, in German THEN nothing is cut off`, async () => {
      const view = await stage.open(path, { width: 320, height: 640, locale: 'de-DE' });
      await view.app.locator('main:not(:has(.loading))').waitFor();
      const width = await frameOf(view).evaluate('document.documentElement.scrollWidth');
      assert.equal(width, 320);
      await view.page.context().close();
    });
  }
});
