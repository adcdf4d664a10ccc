// A page like the one in which Shopify's admin frames an app: below /store/SHOP/apps/APP, for the app that was named.
import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { HttpFault, sendHtml, sendText } from '../http/messages.ts';
import { escapeHtml } from '../http/page.ts';
import type { SimulatorSettings } from '../options.ts';

/** The app as the shop knows it; its address is asked of whoever registers it. */
export type EmbeddedApp = { name: string; url: string };

export type AdminPage = {
  /** Frames this app from now on. */
  register(app: EmbeddedApp): { admin: string };
  /** Answers below /store/; the path has no query. */
  answer(path: string, response: ServerResponse): void;
};

export const adminPath = '/store/';

const files: Record<string, string> = { 'admin.css': 'text/css', 'admin.js': 'text/javascript' };

export function createAdminPage(settings: SimulatorSettings): AdminPage {
  const shopName = settings.shop.split('.', 1)[0] ?? settings.shop;
  const apps = `${adminPath}${shopName}/apps/`;
  let registered: EmbeddedApp | undefined;

  return {
    register(app) {
      registered = app;
      return { admin: apps + slugOf(app.name) };
    },

    answer(path, response) {
      const file = path.slice(adminPath.length);
      const type = files[file];
      if (type) return sendText(response, 200, `${type}; charset=utf-8`, readFile(file));
      if (!registered) throw new HttpFault(404, 'No app is registered here: POST /_sim/app {name, url}');
      const root = apps + slugOf(registered.name);
      if (path !== root && !path.startsWith(`${root}/`)) throw new HttpFault(404, `The app is at ${root}`);
      return sendHtml(response, 200, renderAdmin(settings, registered, root));
    },
  };
}

function readFile(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8');
}

function slugOf(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
}

function renderAdmin({ shop }: SimulatorSettings, { name, url }: EmbeddedApp, root: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(name)} · simulated admin</title>
<link rel="stylesheet" href="${adminPath}admin.css">
<body data-app-url="${escapeHtml(url)}" data-root="${escapeHtml(root)}" data-shop="${escapeHtml(shop)}">
<div class="rail">
  <div class="store">${escapeHtml(shop).replace(/\..*/, '<span>$&</span>')}<small>Simulated admin, no real store</small></div>
  <nav aria-label="${escapeHtml(name)}">
    <a href="${escapeHtml(root)}">${escapeHtml(name)}</a>
    <ul></ul>
  </nav>
  <nav class="elsewhere" aria-label="Store"><a href="/">The store’s customers</a></nav>
</div>
<div class="frame">
  <div class="progress" hidden></div>
  <iframe title="${escapeHtml(name)}" allow="clipboard-write"></iframe>
</div>
<script type="module" src="${adminPath}admin.js"></script>
</html>
`;
}
