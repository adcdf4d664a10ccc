// Where screens are: paths as the browser knows them, from paths as the router does.
export const ROOT = '/app';
/** Where on a connection's set-up its rehearsal is. */
export const REHEARSAL = 'rehearsal';

/** For `href`: `/people` becomes `/app/people`. */
export function href(path: string): string {
  return path === '/' ? ROOT : ROOT + path;
}

/** From an `href` to a path of the router's. */
export function pathOf(href: string): string {
  const { pathname, search, hash } = new URL(href, location.href);
  const path = pathname.startsWith(ROOT) ? pathname.slice(ROOT.length) : pathname;
  return (path || '/') + search + hash;
}
