// The one page of the screens: no script stands in it, so that its policy can forbid any.
import { html } from 'hono/html';
import type { Entries, Entry } from './built.ts';
import type { ScreensOptions } from './options.ts';

/** https://shopify.dev/docs/api/app-home/latest/web-components/versioning */
const SHOPIFY_SCRIPTS = ['app-bridge.js', 'polaris-1.js'].map(
  (name) => `https://cdn.shopify.com/shopifycloud/${name}`,
);

/** @param root of the screens, such as `/app` */
export function renderScreens(
  { runtime, apiKey }: ScreensOptions,
  { app, runtime: own }: Entries,
  root: string,
) {
  // App Bridge must be the first script, and be run at once.
  const shopify = SHOPIFY_SCRIPTS.map((source) => html`<script src="${source}"></script>`);
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="shopify-api-key" content="${apiKey}">
    <title>Rollcall</title>
    ${runtime === 'local' ? tagsOf(own, root) : shopify}
    ${tagsOf(app, root)}
  </head>
  <body>
    <div id="root"></div>
  </body>
</html>`;
}

function tagsOf({ script, preloads, styles }: Entry, root: string) {
  return html`${styles.map((file) => html`<link rel="stylesheet" href="${root}/${file}">`)}
    ${preloads.map((file) => html`<link rel="modulepreload" href="${root}/${file}">`)}
    <script type="module" src="${root}/${script}"></script>`;
}
