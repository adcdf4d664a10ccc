// Which methods a path has: RFC 9110 §15.5.6 has a 405 list them.
import type { Handler } from 'hono';

/** What may be done to a path, as Allow lists it; undefined for a path that nothing is served at. */
export type AllowedMethods = (path: string) => string | undefined;

type Row = readonly [method: string, pattern: string, ...unknown[]];

/** @param routes each with its method and its pattern, such as `/Users/:id` */
export function createAllowedMethods(routes: readonly Row[]): AllowedMethods {
  const patterns = routes.map(([method, path]) => ({
    method,
    pattern: new RegExp(`^${path.replaceAll(/:\w+/g, '[^/]+')}/?$`),
  }));
  return (path) => {
    const methods = patterns
      .filter(({ pattern }) => pattern.test(path))
      .map(({ method }) => (method === 'GET' ? 'GET, HEAD' : method));
    // A path that fits two patterns has what both allow, each once.
    return methods.length === 0 ? undefined : [...new Set(methods)].join(', ');
  };
}

/** Refuses, in plain text, what is no method of the path: for routes behind all others of theirs. */
export function onlyBy(allow: 'GET, HEAD' | 'POST'): Handler {
  return (c) => c.text(`Only ${allow} is possible on this path.`, 405, { allow });
}
