// The ID token that Shopify gives with the first document, in its address, for as long as it holds.
// https://shopify.dev/docs/apps/build/authentication-authorization/id-tokens

/** So much of it must be left for a call to arrive. */
const LEAST_MS = 5_000;

/** Undefined where there is none, or none that holds still. */
export function givenToken(): string | undefined {
  const token = new URLSearchParams(location.search).get('id_token');
  if (token === null) return undefined;
  const endsAt = readEnd(token);
  return endsAt !== undefined && endsAt > Date.now() + LEAST_MS ? token : undefined;
}

/** In milliseconds since the epoch. Whether it is sound is the server's to say. */
function readEnd(token: string): number | undefined {
  try {
    const payload = token.split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/') ?? '';
    const { exp } = JSON.parse(atob(payload)) as { exp?: unknown };
    return typeof exp === 'number' ? exp * 1000 : undefined;
  } catch {
    return undefined;
  }
}
