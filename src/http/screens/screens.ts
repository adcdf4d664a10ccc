// Serves the admin's screens to the frame in which a shop's admin opens them.
import { Hono } from 'hono';
import { onlyBy } from '../methods.ts';
import { type BuiltScreens, createBuiltScreens } from './built.ts';
import { framedBy, type OpeningDependencies, open } from './opening.ts';
import type { ScreensOptions } from './options.ts';
import { renderScreens } from './page.ts';

export type ScreensDependencies = OpeningDependencies;

export const SCREENS_ROOT = '/app';

const FOLDER = new URL('../../../ui/dist', import.meta.url).pathname;
const A_YEAR_SECONDS = 365 * 24 * 3600;

export function createScreens(
  dependencies: ScreensDependencies,
  built: BuiltScreens = createBuiltScreens(FOLDER),
): Hono {
  const { screens } = dependencies;
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
  app.get('/*', open(dependencies), async (c) => {
    const entries = await built.entries();
    if (entries === undefined) return c.text('The screens are not built. Run: npm run build', 503);
    c.header('content-security-policy', policyFor(screens, c.req.query('shop')));
    c.header('cache-control', 'no-cache');
    c.header('x-content-type-options', 'nosniff');
    return c.html(renderScreens(screens, entries, SCREENS_ROOT));
  });
  app.all('/*', onlyBy('GET, HEAD'));

  return app;
}

function policyFor(screens: ScreensOptions, shop = ''): string {
  // What Shopify's own scripts load and call is theirs to say; nothing is run that is neither theirs nor ours.
  const sources =
    screens.runtime === 'local'
      ? "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self'"
      : "script-src 'self' https://cdn.shopify.com; object-src 'none'";
  return `${sources}; base-uri 'none'; form-action 'self'; ${framedBy(shop, screens)}`;
}
