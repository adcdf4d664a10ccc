// What is seen to when a shop's admin opens the app: that it is embedded there, and has Shopify's access.
import type { Context, MiddlewareHandler } from 'hono';
import { html } from 'hono/html';
import type { Welcome } from '../../access/installations.ts';
import type { ReadIdToken } from '../../access/principal.ts';
import type { ScreensOptions } from './options.ts';

export interface OpeningDependencies {
  readonly screens: ScreensOptions;
  readonly readIdToken: ReadIdToken;
  /** Undefined where the shop is configured, and none installs the app by itself. */
  readonly welcome: Welcome | undefined;
}

const SHOP = /^[a-z0-9][a-z0-9-]*\.myshopify\.com$/;

/**
 * Shopify names the shop in every document that it loads, and gives an ID token with the first:
 * https://shopify.dev/docs/apps/build/authentication-authorization/id-tokens. Where that is missing or over, the page
 * is served all the same: it asks App Bridge for another, and the admin API sees to the rest.
 */
export function open({ screens, readIdToken, welcome }: OpeningDependencies): MiddlewareHandler {
  return async (c, next) => {
    const { shop = '', embedded, id_token: idToken } = c.req.query();
    if (!SHOP.test(shop) || screens.simulatedAdmin !== undefined) {
      await see(shop, idToken);
      return next();
    }
    if (embedded !== '1' && screens.apiKey !== '')
      return c.redirect(adminUrl(shop, `apps/${screens.apiKey}`));
    const isRefused = (await see(shop, idToken)) === 'refused';
    return isRefused ? askToInstall(c, shop, screens) : next();
  };

  async function see(shop: string, idToken: string | undefined): Promise<'refused' | 'seen'> {
    if (welcome === undefined || idToken === undefined) return 'seen';
    const merchant = await readIdToken(idToken);
    if (merchant === undefined || merchant.shop !== shop) return 'seen';
    return (await welcome(merchant, idToken)).kind === 'refused' ? 'refused' : 'seen';
  }
}

/** In the admin of a shop, which knows it by the first part of its domain. */
function adminUrl(shop: string, path: string): string {
  return `https://admin.shopify.com/store/${shop.split('.', 1)[0]}/${path}`;
}

/** Only the admin of the shop that is named may frame its page: https://shopify.dev/docs/apps/build/security/set-up-iframe-protection */
export function framedBy(shop: string, { simulatedAdmin }: ScreensOptions): string {
  const admins = ['https://admin.shopify.com', ...(simulatedAdmin === undefined ? [] : [simulatedAdmin])];
  return `frame-ancestors ${SHOP.test(shop) ? [`https://${shop}`, ...admins].join(' ') : "'none'"}`;
}

/** Shopify installs the app; its page for that cannot stand in a frame. */
function askToInstall(c: Context, shop: string, screens: ScreensOptions): Response | Promise<Response> {
  const url = adminUrl(shop, `oauth/install?client_id=${screens.apiKey}`);
  c.header('content-security-policy', `default-src 'none'; ${framedBy(shop, screens)}`);
  c.header('cache-control', 'no-store');
  return c.html(
    html`<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <title>Rollcall</title>
  <p>Shopify gives Rollcall no access to this store. <a href="${url}" target="_top">Install the app</a>, and open it again.</p>
</html>`,
    403,
  );
}
