// Measures how the screens feel on this machine: what the browser says of loading, of what jumps about and of one
// interaction on each, and how much script each takes. Prints a table; nothing is asserted.
import { readFileSync, statSync } from 'node:fs';
import { populate } from '../test/ui/population.ts';
import { SCREENS } from '../test/ui/screens.ts';
import { noBrowser, openStage, type Stage, type View } from '../test/ui/stage.ts';
import { buildUi } from '../ui/build.ts';

const BUILT = new URL('../ui/dist/', import.meta.url);
/** What is read piece by piece has come by then, and what jumps about has jumped. */
const SETTLED_MS = 1_500;
/** What is pressed, the first that a screen has. */
const PRESSED = [
  '.views button:last-child',
  's-search-field input',
  'summary',
  's-switch',
  's-select',
  's-button',
];

interface Vitals {
  /** Largest contentful paint, since the frame began to load. */
  readonly lcp: number;
  /** Cumulative layout shift. */
  readonly cls: number;
  /** The longest from an input to the next paint; less than the least that browsers tell is 0. */
  readonly inp: number;
}

/** Runs in each frame before anything else. */
const OBSERVE = `
  globalThis.vitals = { lcp: 0, cls: 0, inp: 0 };
  const observe = (type, take, more) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true, ...more });
  observe('largest-contentful-paint', (entry) => { vitals.lcp = entry.startTime; });
  observe('layout-shift', (entry) => { if (!entry.hadRecentInput) vitals.cls += entry.value; });
  observe('event', (entry) => {
    if (entry.interactionId) vitals.inp = Math.max(vitals.inp, entry.duration);
  }, { durationThreshold: 16 });
`;

async function measure(stage: Stage, path: string): Promise<Vitals> {
  const view = await stage.open(path, { initScript: OBSERVE });
  const { page, app } = view;
  await app.locator('main:not(:has(.loading))').waitFor();
  await page.waitForTimeout(SETTLED_MS);
  const { lcp, cls } = await readVitals(view);
  for (const selector of PRESSED) {
    const one = app.locator(`main ${selector}`).first();
    if (!(await one.isVisible().catch(() => false))) continue;
    await one.click();
    break;
  }
  await page.waitForTimeout(SETTLED_MS);
  const { inp } = await readVitals(view);
  await page.context().close();
  return { lcp, cls, inp };
}

const readVitals = ({ frame }: View) => frame.evaluate<Vitals>('vitals');

interface Chunk {
  readonly file: string;
  readonly imports?: readonly string[];
}

/** What of a screen travels by Brotli on a cold load, without the elements' runtime. */
function scriptBytes(manifest: Readonly<Record<string, Chunk>>, screen: string): number | undefined {
  const entry = `src/screens/${screen}/${screen}.tsx`;
  if (manifest[entry] === undefined) return undefined;
  const needed = new Set<string>();
  const visit = (name: string) => {
    const chunk = manifest[name];
    if (chunk === undefined || needed.has(chunk.file)) return;
    needed.add(chunk.file);
    for (const imported of chunk.imports ?? []) visit(imported);
  };
  for (const name of ['src/main.tsx', entry]) visit(name);
  return [...needed].reduce((sum, file) => sum + statSync(new URL(`${file}.br`, BUILT)).size, 0);
}

const ms = (value: number) => `${Math.round(value)} ms`;

if (noBrowser) {
  console.error(noBrowser);
  process.exitCode = 1;
} else {
  await buildUi();
  const manifest = JSON.parse(readFileSync(new URL('manifest.json', BUILT), 'utf8'));
  const stage = await openStage();
  try {
    const people = await populate(stage.harness);
    console.log('| screen | LCP | CLS | INP | script, Brotli |\n|---|---|---|---|---|');
    for (const [name, path] of SCREENS) {
      const { lcp, cls, inp } = await measure(stage, path(people));
      const bytes = scriptBytes(manifest, name);
      const size = bytes === undefined ? '' : `${(bytes / 1000).toFixed(1)} KB`;
      const next = inp === 0 ? 'under 16 ms' : ms(inp);
      console.log(`| ${name} | ${ms(lcp)} | ${cls.toFixed(3)} | ${next} | ${size} |`);
    }
    const runtime = statSync(new URL(`${manifest['runtime/runtime.ts'].file}.br`, BUILT)).size;
    console.log(
      `\nThe local runtime, which stands in for Shopify's elements: ${(runtime / 1000).toFixed(1)} KB.`,
    );
  } finally {
    await stage.close();
  }
}
