// Serves a plain page: it holds personal data, runs no script and is framed nowhere.
import type { Context } from 'hono';
import type { HtmlEscapedString } from 'hono/utils/html';

export function servePage(c: Context, page: HtmlEscapedString): Response | Promise<Response> {
  c.header(
    'content-security-policy',
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  );
  c.header('cache-control', 'no-store');
  return c.html(page);
}
