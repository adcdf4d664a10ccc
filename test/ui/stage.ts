// The screens in a real browser: Rollcall, a simulated shop whose admin frames it, and Chromium.
import { existsSync } from 'node:fs';
import {
  type Browser,
  type BrowserContext,
  chromium,
  type Frame,
  type FrameLocator,
  type Page,
  type Request,
} from 'playwright-core';
import { buildUi } from '../../ui/build.ts';
import { type Harness, type HarnessOptions, startHarness } from '../support/rollcall.ts';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
/** How many times slower than this machine's the browser's processor is: races that are rare here show there. */
const SLOWDOWN = Number(process.env.CHROMIUM_SLOWDOWN ?? 1);
/** A slow machine's patience with one thing on a screen. */
const PATIENCE_MS = 45_000;

const HIDDEN_AGAIN = 'What was shown is hidden again';
/** React hides so what was on the screen while a part of it waits: what is being typed there then goes nowhere. */
const TELL_HIDDEN = `new MutationObserver((mutations) => {
  for (const { target } of mutations) {
    if (target.style.getPropertyPriority('display') !== 'important') continue;
    console.error('${HIDDEN_AGAIN}: ' + target.localName + ' at ' + location.pathname);
  }
}).observe(document, { attributeFilter: ['style'], subtree: true });`;

/** What a test of the screens is skipped for, if so. */
export const noBrowser = existsSync(CHROMIUM)
  ? false
  : `There is no Chromium at ${CHROMIUM}: install it, or name one by CHROMIUM=…, to test the screens in it.`;

export interface View {
  readonly page: Page;
  /** Rollcall within the admin. */
  readonly app: FrameLocator;
  readonly frame: Frame;
  /** What the browser complained of: errors of scripts, and what the page's policy forbade. */
  readonly complaints: readonly string[];
  /** Resolves once nothing loads, no call is on its way, and the browser has nothing left to draw. */
  settle(): Promise<void>;
}

export interface ViewOptions {
  readonly width?: number;
  readonly height?: number;
  readonly scheme?: 'light' | 'dark';
  readonly locale?: string;
  /** How the admin API behaves, beside the list of connections, or all of it: it never answers, or it fails. */
  readonly api?: 'silent' | 'failing' | 'all-failing';
  /** Runs in each frame before anything else. */
  readonly initScript?: string;
}

export interface Stage {
  readonly harness: Harness;
  readonly browser: Browser;
  /** Opens a screen, such as `/people`, within the admin. */
  open(path?: string, options?: ViewOptions): Promise<View>;
  /** @throws where a screen took away what it had shown already */
  close(): Promise<void>;
}

export async function openStage(options: HarnessOptions = {}): Promise<Stage> {
  await buildUi();
  const harness = await startHarness({ ...options, access: 'ownApp' });
  const { body } = await harness.sim('POST', '/_sim/app', { name: 'Rollcall', url: `${harness.url}/app` });
  const hidden = new Set<string>();
  const browser: Browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  return {
    harness,
    browser,
    async open(
      path = '',
      { width = 1280, height = 900, scheme = 'light', locale = 'en-US', api, initScript } = {},
    ) {
      const context = await browser.newContext({
        viewport: { width, height },
        colorScheme: scheme,
        locale,
        reducedMotion: 'reduce',
        permissions: ['clipboard-read', 'clipboard-write'],
      });
      context.setDefaultTimeout(PATIENCE_MS);
      await context.route('https://cdn.shopify.com/**', (route) => route.abort());
      if (api !== undefined) await disturb(context, api);
      await context.addInitScript({ content: TELL_HIDDEN });
      if (initScript !== undefined) await context.addInitScript({ content: initScript });
      const page = await context.newPage();
      const devTools = await context.newCDPSession(page);
      await devTools.send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN });
      const complaints: string[] = [];
      page.on('pageerror', ({ message }) => complaints.push(message));
      page.on('console', (message) => {
        const isNoise = message.text().includes('404') && message.location().url.endsWith('/favicon.ico');
        if (message.type() === 'error' && !isNoise) complaints.push(message.text());
        if (message.text().startsWith(HIDDEN_AGAIN)) hidden.add(message.text());
      });
      const calls = watchCalls(page);
      await page.goto(harness.shopifyUrl + body.admin + path);
      const app = page.frameLocator('iframe');
      await app.locator('s-page, .loading').first().waitFor();
      const frame = page.frames().find((one) => one !== page.mainFrame());
      if (frame === undefined) throw new Error('The admin frames no app.');
      const settled = () => settle(frame, api === 'silent' ? undefined : calls);
      return { page, app, frame, complaints, settle: settled };
    },
    async close() {
      await browser.close();
      await harness.close();
      if (hidden.size > 0) throw new Error([...hidden].join('\n'));
    },
  };
}

/** @returns those that have not ended */
function watchCalls(page: Page): ReadonlySet<Request> {
  const underWay = new Set<Request>();
  page.on('request', (request) => underWay.add(request));
  page.on('requestfinished', (request) => underWay.delete(request));
  page.on('requestfailed', (request) => underWay.delete(request));
  return underWay;
}

/** Runs in the frame. What a moment with nothing to do has not begun, nothing will begin. */
const AT_REST = `(async () => {
  const rest = async () => {
    await document.fonts.ready;
    for (let i = 0; i < 2; i++) {
      await new Promise(requestAnimationFrame);
      await scheduler.postTask(() => undefined, { priority: 'background' });
    }
  };
  const late = new Promise((_, reject) => setTimeout(reject, ${PATIENCE_MS}, new Error('Nothing is drawn.')));
  await Promise.race([rest(), late]);
  return document.querySelector('main') !== null && document.querySelector('main .loading') === null;
})()`;

/** @param calls none where they never end, and the screen goes on loading */
async function settle(frame: Frame, calls: ReadonlySet<Request> | undefined): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (true) {
    const isThere = await frame.evaluate<boolean>(AT_REST);
    if (calls === undefined || (isThere && calls.size === 0)) return;
    if (Date.now() < end) continue;
    const left = [...calls].map((call) => call.url()).join(', ');
    throw new Error(`The screen goes on loading: ${frame.url()}, by ${left || 'what is no call'}`);
  }
}

async function disturb(context: BrowserContext, api: NonNullable<ViewOptions['api']>): Promise<void> {
  await context.route('**/admin/api/**', async (route) => {
    const isFirst = new URL(route.request().url()).pathname.endsWith('/connections');
    if (isFirst && api !== 'all-failing') return route.continue();
    if (api === 'silent') return;
    const message = 'The database does not answer. Try again in a moment.';
    await route.fulfill({ status: 503, json: { error: { code: 'unavailable', message } } });
  });
}
