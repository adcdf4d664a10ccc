// Shopify's token endpoint: what it is asked for, and how its refusals are told apart.
import { z } from 'zod';
import type { Grant, TokenEndpoint } from '../access/ports.ts';
import { say } from '../notices/notices.ts';
import { ShopifyError } from './errors.ts';
import { fetchText, type TextResponse } from './fetch-text.ts';
import type { AppCredentials } from './signatures.ts';

export interface TokenEndpointOptions extends AppCredentials {
  /** The origin of a shop's admin, e.g. `https://example.myshopify.com`. */
  readonly originOf: (shop: string) => string;
  readonly fetch: typeof fetch;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

const TIMEOUT_MS = 10_000;

const grantSchema = z.object({
  access_token: z.string().min(1),
  scope: z.string().default(''),
  expires_in: z.number().positive().optional(),
  refresh_token: z.string().min(1).optional(),
  refresh_token_expires_in: z.number().positive().optional(),
});

const refusalSchema = z.object({ error: z.string() });

/** How an error of the token endpoint is told: none of them quotes what was sent. */
const REFUSALS: Readonly<Record<string, { readonly code: string; readonly message: string }>> = {
  invalid_client: {
    code: 'client_refused',
    message: 'Shopify refuses the client id or secret. Check SHOPIFY_CLIENT_ID and SHOPIFY_CLIENT_SECRET.',
  },
  invalid_subject_token: { code: 'id_token_refused', message: 'Shopify does not accept the ID token.' },
  invalid_grant: {
    code: 'access_lost',
    message: 'Shopify accepts our refresh token no more. Open the app in the Shopify admin.',
  },
  shop_not_permitted: {
    code: 'shop_not_permitted',
    message:
      'Shopify gives access by client credentials only to stores of the organisation that owns the app. Leave SHOPIFY_SHOP out.',
  },
  application_cannot_be_found: {
    code: 'access_lost',
    message: 'Shopify says that the app is not installed on this shop. Install it, and open it there.',
  },
};

export function createTokenEndpoint(options: TokenEndpointOptions): TokenEndpoint {
  const { clientId, clientSecret, now } = options;

  async function ask(shop: string, form: Readonly<Record<string, string>>): Promise<Grant> {
    const askedAt = now();
    const response = await post(shop, { client_id: clientId, client_secret: clientSecret, ...form });
    const { data } = grantSchema.safeParse(response.status === 200 ? parseJson(response.text) : undefined);
    if (data === undefined) throw toRefusal(response);
    const until = (seconds: number | undefined) => (seconds === undefined ? null : askedAt + seconds * 1000);
    return {
      accessToken: data.access_token,
      accessExpiresAt: until(data.expires_in),
      refreshToken: data.refresh_token ?? null,
      refreshExpiresAt: until(data.refresh_token_expires_in),
      scopes: data.scope.split(/[,\s]+/).filter((scope) => scope !== ''),
    };
  }

  async function post(shop: string, form: Readonly<Record<string, string>>): Promise<TextResponse> {
    try {
      return await fetchText(
        options.fetch,
        `${options.originOf(shop)}/admin/oauth/access_token`,
        {
          method: 'POST',
          headers: { 'content-type': 'application/json', accept: 'application/json' },
          body: JSON.stringify(form),
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

  return {
    // https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/token-exchange
    exchange: (shop, idToken) =>
      ask(shop, {
        grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
        subject_token: idToken,
        subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
        requested_token_type: 'urn:shopify:params:oauth:token-type:offline-access-token',
        expiring: '1',
      }),

    // https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/offline-access-tokens
    refresh: (shop, refreshToken) => ask(shop, { grant_type: 'refresh_token', refresh_token: refreshToken }),

    // https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/client-credentials-grant
    ownShop: (shop) => ask(shop, { grant_type: 'client_credentials' }),
  };
}

function toRefusal({ status, text, requestId }: TextResponse): ShopifyError {
  if (status >= 500 || status === 429) {
    return new ShopifyError({
      kind: 'unavailable',
      code: 'token_unavailable',
      message: say('token_not_answered', { status }),
      requestId,
    });
  }
  const { data } = refusalSchema.safeParse(parseJson(text));
  const known = data && Object.hasOwn(REFUSALS, data.error) ? REFUSALS[data.error] : undefined;
  return new ShopifyError({
    kind: 'unauthorized',
    code: 'token_refused',
    message: say('token_not_given', { status }),
    ...known,
    requestId,
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
