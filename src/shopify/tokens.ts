// Where the Admin API's access token comes from: a fixed one, or Shopify's client credentials grant.
import type { TokenEndpoint } from '../access/ports.ts';

export interface TokenProvider {
  /** A token that is valid now. */
  token(): Promise<string>;
  /** Says that Shopify refused this token. True if asking again may give another. */
  refused(token: string): boolean;
}

/** A token that never changes, such as one of a custom app made in the admin. */
export function fixedToken(token: string): TokenProvider {
  return { token: async () => token, refused: () => false };
}

export interface ClientCredentialsOptions {
  readonly shop: string;
  readonly endpoint: Pick<TokenEndpoint, 'ownShop'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** A token is replaced this long before it expires. */
const MARGIN_MS = 5 * 60_000;

/**
 * Asks for a token when there is none, and again shortly before it expires; concurrent callers share one request. It is
 * kept in memory alone: whoever has the client's secret can have another at any time.
 */
export function clientCredentials({ shop, endpoint, now }: ClientCredentialsOptions): TokenProvider {
  let held: { token: string; until: number } | undefined;
  let asking: Promise<string> | undefined;

  async function ask(): Promise<string> {
    const askedAt = now();
    const { accessToken, accessExpiresAt } = await endpoint.ownShop(shop);
    const lifetime = (accessExpiresAt ?? Infinity) - askedAt;
    held = { token: accessToken, until: askedAt + lifetime - Math.min(MARGIN_MS, lifetime / 2) };
    return accessToken;
  }

  return {
    async token() {
      if (held !== undefined && now() < held.until) return held.token;
      asking ??= ask().finally(() => {
        asking = undefined;
      });
      return asking;
    },
    refused(token) {
      if (held?.token === token) held = undefined;
      return true;
    },
  };
}
