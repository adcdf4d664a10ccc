// Serves the admin's screens to the frame in which a shop's admin opens them.
import { Hono } from 'hono';
import { type BuiltScreens, createBuiltScreens } from './built.ts';
import type { ScreensOptions } from './options.ts';
import { renderScreens } from './page.ts';

export interface ScreensDependencies {
  readonly screens: ScreensOptions;
}

export const SCREENS_ROOT = '/app';

const FOLDER = new URL('../../../ui/dist', import.meta.url).pathname;
const A_YEAR_SECONDS = 365 * 24 * 3600;
const SHOP = /^[a-z0-9][a-z0-9-]*\.myshopify\.com$/;

export function createScreens(
  { screens }: ScreensDependencies,
  built: BuiltScreens = createBuiltScreens(FOLDER),
): Hono {
  const app = new Hono();

  app.get('/assets/:name', async (c) => {
    const asset = await built.asset(c.req.param('name'), c.req.header('accept-encoding') ?? '');
    if (asset === undefined) return c.text('There is no such file. Load the page again.', 404);
    return c.body(asset.body, 200, {
      'content-type': asset.type,
      ...(asset.encoding && { 'content-encoding': asset.encoding }),
      vary: 'accept-encoding',
      'cache-control': `public, max-age=${A_YEAR_SECONDS}, immutable`,
      'x-content-type-options': 'nosniff',
    });
  });

  // Whatever else is below is a screen, which the page finds by itself.
  app.get('/*', async (c) => {
    const entries = await built.entries();
    if (entries === undefined) return c.text('The screens are not built. Run: npm run build', 503);
    c.header('content-security-policy', policyFor(screens, c.req.query('shop')));
    c.header('cache-control', 'no-cache');
    c.header('x-content-type-options', 'nosniff');
    return c.html(renderScreens(screens, entries, SCREENS_ROOT));
  });

  return app;
}

/** Only the admin of the shop that is named may frame its page: https://shopify.dev/docs/apps/build/security/set-up-iframe-protection */
function policyFor({ runtime, simulatedAdmin }: ScreensOptions, shop = ''): string {
  const admins = ['https://admin.shopify.com', ...(simulatedAdmin === undefined ? [] : [simulatedAdmin])];
  const ancestors = SHOP.test(shop) ? [`https://${shop}`, ...admins].join(' ') : "'none'";
  // What Shopify's own scripts load and call is theirs to say; nothing is run that is neither theirs nor ours.
  const sources =
    runtime === 'local'
      ? "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self'"
      : "script-src 'self' https://cdn.shopify.com; object-src 'none'";
  return `${sources}; base-uri 'none'; form-action 'self'; frame-ancestors ${ancestors}`;
}
