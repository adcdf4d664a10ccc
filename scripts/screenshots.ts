// Pictures every screen into docs/screenshots: light and dark, wide and narrow, in a browser and with made-up people.
import { mkdirSync, rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { addFindings, addRehearsal, addReviews, populate } from '../test/ui/population.ts';
import { SCREENS } from '../test/ui/screens.ts';
import { noBrowser, openStage } from '../test/ui/stage.ts';

const FOLDER = new URL('../docs/screenshots/', import.meta.url).pathname;
const SIZES = { wide: { width: 1280, height: 800 }, narrow: { width: 390, height: 844 } } as const;
/** What is read of a screen piece by piece has come by then. */
const SETTLED_MS = 1200;

const { positionals: wanted } = parseArgs({ allowPositionals: true });

if (noBrowser) {
  console.error(noBrowser);
  process.exitCode = 1;
} else {
  if (wanted.length === 0) rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const stage = await openStage();
  try {
    const people = await populate(stage.harness);
    await addReviews(stage.harness);
    await addFindings(stage.harness);
    await addRehearsal(stage.harness);
    for (const [name, path] of SCREENS) {
      if (wanted.length > 0 && !wanted.includes(name)) continue;
      for (const [size, viewport] of Object.entries(SIZES)) {
        const { page, app } = await stage.open(path(people), viewport);
        await app.locator('main:not(:has(.loading))').waitFor();
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme });
          await page.waitForTimeout(SETTLED_MS);
          await page.screenshot({ path: `${FOLDER}${name}-${size}-${colorScheme}.png`, scale: 'css' });
        }
        await page.context().close();
      }
      console.log(name);
    }
  } finally {
    await stage.close();
  }
}
