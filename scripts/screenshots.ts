// Pictures every screen into docs/screenshots, in a browser and with made-up people: as it is on a usual day, in trouble,
// with nothing there yet, while it loads, and where the server fails.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startReceiver } from '../test/support/receiver.ts';
import {
  addFindings,
  addRehearsal,
  addReviews,
  addRule,
  addTroubles,
  endAll,
  loseAccess,
  populate,
} from '../test/ui/population.ts';
import { BARE, SCREENS, type Screen, TROUBLED } from '../test/ui/screens.ts';
import { noBrowser, openStage, type Stage, type View, type ViewOptions } from '../test/ui/stage.ts';
import { createShrink } from './screenshots/shrink.ts';

const FOLDER = new URL('../docs/screenshots/', import.meta.url).pathname;
const SIZES = {
  wide: { width: 1280, height: 800, most: 1600 },
  narrow: { width: 390, height: 844, most: 2000 },
} as const;

type Look = readonly [size: keyof typeof SIZES, colorScheme: 'light' | 'dark'];
const EVERY_LOOK: readonly Look[] = [
  ['wide', 'light'],
  ['wide', 'dark'],
  ['narrow', 'light'],
  ['narrow', 'dark'],
];
const TWO_LOOKS: readonly Look[] = [
  ['wide', 'light'],
  ['narrow', 'dark'],
];
const ONE_LOOK: readonly Look[] = [['wide', 'light']];

/** All others load and fail alike. */
const SOME = ['home', 'people', 'groups'];

const { positionals: wanted } = parseArgs({ allowPositionals: true });
const isWanted = (name: string) => wanted.length === 0 || wanted.some((one) => name.startsWith(one));

/** @param prefix of their names */
async function picture<About>(
  stage: Stage,
  prefix: string,
  { screens, about, looks, api }: Pictures<About>,
): Promise<void> {
  const shrink = await createShrink(stage.browser);
  for (const [name, path] of screens) {
    if (!isWanted(prefix + name)) continue;
    const view = await stage.open(path(about), api && { api });
    for (const look of looks) {
      await dress(view, look);
      const png = await shrink(await view.page.screenshot({ scale: 'css' }));
      writeFileSync(`${FOLDER}${prefix}${name}-${look.join('-')}.png`, png);
    }
    await view.page.context().close();
    console.log(prefix + name);
  }
}

/** As high as what it shows. */
async function dress({ page, frame, settle }: View, [size, colorScheme]: Look): Promise<void> {
  const { width, height, most } = SIZES[size];
  await page.emulateMedia({ colorScheme });
  await page.setViewportSize({ width, height });
  // The frame follows the page around it a moment later.
  await frame.waitForFunction(`matchMedia('(prefers-color-scheme: ${colorScheme})').matches`);
  await settle();
  const beneath = await frame.evaluate<number>(
    'document.documentElement.scrollHeight - document.documentElement.clientHeight',
  );
  await page.setViewportSize({ width, height: Math.min(most, height + beneath) });
  await settle();
}

interface Pictures<About> {
  readonly screens: readonly Screen<About>[];
  readonly about: About;
  readonly looks: readonly Look[];
  readonly api?: ViewOptions['api'];
}

async function pictureUsual(): Promise<void> {
  const stage = await openStage();
  try {
    const people = await populate(stage.harness);
    await addRule(stage.harness, people);
    await addReviews(stage.harness);
    await addFindings(stage.harness);
    await addRehearsal(stage.harness);
    await picture(stage, '', { screens: SCREENS, about: people, looks: EVERY_LOOK });
    const some = BARE.filter(([name]) => SOME.includes(name));
    const bare = { screens: some, about: undefined, looks: ONE_LOOK };
    await picture(stage, 'loading-', { ...bare, api: 'silent' });
    await picture(stage, 'failing-', { ...bare, api: 'failing' });
    await picture(stage, 'down-', { ...bare, screens: BARE.slice(0, 1), api: 'all-failing' });
  } finally {
    await stage.close();
  }
}

async function pictureTrouble(): Promise<void> {
  const receiver = await startReceiver();
  const stage = await openStage({ privateHosts: ['127.0.0.1'] });
  try {
    const people = await populate(stage.harness);
    await addReviews(stage.harness);
    const about = { ...people, ...(await addTroubles(stage.harness, receiver)) };
    await loseAccess(stage.harness, people.synced);
    await picture(stage, 'troubled-', { screens: TROUBLED, about, looks: TWO_LOOKS });
  } finally {
    await stage.close();
    await receiver.close();
  }
}

async function pictureNothing(): Promise<void> {
  const stage = await openStage();
  try {
    await endAll(stage.harness);
    await picture(stage, 'empty-', { screens: BARE, about: undefined, looks: ONE_LOOK });
  } finally {
    await stage.close();
  }
}

if (noBrowser) {
  console.error(noBrowser);
  process.exitCode = 1;
} else {
  if (wanted.length === 0) rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const isOf = (prefixes: readonly string[]) =>
    wanted.length === 0 || wanted.some((one) => prefixes.some((prefix) => one.startsWith(prefix)));
  if (wanted.length === 0 || wanted.some((one) => !/^(troubled|empty)-/.test(one))) await pictureUsual();
  if (isOf(['troubled-'])) await pictureTrouble();
  if (isOf(['empty-'])) await pictureNothing();
}
