// Reads a URL's query in one pass: every filtered request pays for it.

/** The parameters by name; of one that is repeated the first, but of names of attributes all, joined by commas. */
export type Query = Readonly<Record<string, string | undefined>>;

const NO_QUERY: Query = Object.freeze(Object.create(null));
/** RFC 7644 §3.4.2.5 calls them multi-valued, and many libraries write a list as a key for each of its items. */
const LISTS: ReadonlySet<string> = new Set(['attributes', 'excludedAttributes']);
const ESCAPES = /(?:%[0-9a-f]{2})+/gi;

/**
 * The query of an absolute URL. A plus is a space, as in forms; percent sequences that make no sense stand as sent.
 *
 * @example readQuery('http://x/Users?filter=active+eq%20true&count=1').filter === 'active eq true'
 */
export function readQuery(url: string): Query {
  const start = url.indexOf('?');
  if (start === -1) return NO_QUERY;
  const hash = url.indexOf('#', start);
  const end = hash === -1 ? url.length : hash;
  // Without a prototype: any name may be asked for, and any may be sent.
  const query: Record<string, string> = Object.create(null);
  for (let at = start + 1; at < end; ) {
    const ampersand = url.indexOf('&', at);
    const next = ampersand === -1 || ampersand > end ? end : ampersand;
    const equals = url.indexOf('=', at);
    const split = equals === -1 || equals > next ? next : equals;
    const name = decode(url.slice(at, split));
    if (name !== '') {
      const known = query[name];
      if (known === undefined) query[name] = decode(url.slice(split + 1, next));
      else if (LISTS.has(name)) query[name] = `${known},${decode(url.slice(split + 1, next))}`;
    }
    at = next + 1;
  }
  return query;
}

function decode(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  if (!spaced.includes('%')) return spaced;
  return decodeOr(spaced, (malformed) =>
    malformed.replace(ESCAPES, (run) => decodeOr(run, (asSent) => asSent)),
  );
}

function decodeOr(text: string, otherwise: (text: string) => string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return otherwise(text);
  }
}
