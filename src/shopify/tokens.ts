// Where the Admin API's access token comes from: a fixed one, or Shopify's client credentials grant.
import { z } from 'zod';
import { ShopifyError } from './errors.ts';
import { fetchText, type TextResponse } from './fetch-text.ts';

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
  /** The origin of the shop's admin, e.g. `https://example.myshopify.com`. */
  readonly adminOrigin: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly fetch: typeof fetch;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

const grantSchema = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });
/** A token is replaced this long before it expires. */
const MARGIN_MS = 5 * 60_000;
const TIMEOUT_MS = 10_000;

/**
 * Asks for a token when there is none, and again shortly before it expires; concurrent callers share one request.
 * https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/client-credentials-grant
 */
export function clientCredentials(options: ClientCredentialsOptions): TokenProvider {
  let held: { token: string; expiresAt: number } | undefined;
  let asking: Promise<string> | undefined;

  async function exchange(): Promise<TextResponse> {
    try {
      return await fetchText(
        options.fetch,
        `${options.adminOrigin}/admin/oauth/access_token`,
        {
          method: 'POST',
          headers: { 'content-type': 'application/json', accept: 'application/json' },
          body: JSON.stringify({
            grant_type: 'client_credentials',
            client_id: options.clientId,
            client_secret: options.clientSecret,
          }),
        },
        { timeoutMs: TIMEOUT_MS },
      );
    } catch (cause) {
      // Whatever became of this request, the call that wanted a token was not sent.
      throw new ShopifyError({
        kind: 'unavailable',
        code: 'token_unavailable',
        message: 'Shopify did not answer when asked for an access token.',
        cause,
      });
    }
  }

  async function ask(): Promise<string> {
    const { status, text, requestId } = await exchange();
    if (status >= 500 || status === 429) {
      throw new ShopifyError({
        kind: 'unavailable',
        code: 'token_unavailable',
        message: `Shopify answered ${status} when asked for an access token.`,
        requestId,
      });
    }
    const grant = status === 200 ? grantSchema.safeParse(parseJson(text)) : undefined;
    if (!grant?.success) {
      throw new ShopifyError({
        kind: 'unauthorized',
        code: 'client_credentials_refused',
        message: `Shopify refused the client credentials (${status}). Check the client id and secret, and that the app is installed in this shop.`,
        requestId,
      });
    }
    const { access_token: token, expires_in: seconds } = grant.data;
    const margin = Math.min(MARGIN_MS, seconds * 500);
    held = { token, expiresAt: options.now() + seconds * 1000 - margin };
    return token;
  }

  return {
    async token() {
      if (held !== undefined && options.now() < held.expiresAt) return held.token;
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

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
