// What Shopify signs with the app's secret, ID tokens and webhooks: checked by Shopify's own library.
import type { Shopify } from '@shopify/shopify-api';
import { z } from 'zod';
import type { ReadIdToken } from '../access/principal.ts';

export interface Signatures {
  readonly readIdToken: ReadIdToken;
  /** Whether a webhook's raw body was signed by Shopify. */
  isSigned(request: Request, rawBody: string): Promise<boolean>;
}

export interface AppCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface SignatureOptions {
  /** Null where only a token of the app is known, and nobody can have an ID token for it. */
  readonly clientId: string | null;
  /** Each of these may sign: while a secret is changed, Shopify goes on with the old one for an hour. */
  readonly secrets: readonly string[];
  /** The one shop that is served; undefined for every shop that installs the app. */
  readonly shop: string | undefined;
}

/** An ID token has some 600 characters: whatever is much longer is refused unread. */
const MAX_LENGTH = 4096;
const SHOP_ORIGIN = /^https:\/\/([a-z0-9][a-z0-9-]*\.myshopify\.com)$/;

/** https://shopify.dev/docs/apps/build/authentication-authorization/id-tokens */
const claims = z.object({
  iss: z.string(),
  dest: z.string().regex(SHOP_ORIGIN),
  sub: z.string().regex(/^[\w-]{1,64}$/),
  sid: z.string().min(1),
  exp: z.number(),
  nbf: z.number(),
});

/** The library is loaded when it is first needed: at the start it would cost half a second. */
export function createSignatures({ clientId, secrets, shop }: SignatureOptions): Signatures {
  let loading: Promise<readonly Shopify[]> | undefined;
  const libraries = () => {
    loading ??= loadLibraries(clientId ?? 'unknown', secrets);
    return loading;
  };

  async function verified(token: string): Promise<unknown> {
    for (const { session } of await libraries()) {
      try {
        // Signature, audience, exp and nbf, with ten seconds between the clocks.
        return await session.decodeSessionToken(token);
      } catch {
        // Not by this secret. The error quotes the token, and must go nowhere.
      }
    }
    return undefined;
  }

  return {
    async readIdToken(token) {
      if (clientId === null || token.length > MAX_LENGTH) return undefined;
      const { data } = claims.safeParse(await verified(token));
      if (data === undefined || data.iss !== `${data.dest}/admin`) return undefined;
      const host = new URL(data.dest).hostname;
      if (shop !== undefined && host !== shop) return undefined;
      return { kind: 'merchant', shop: host, user: data.sub };
    },

    async isSigned(rawRequest, rawBody) {
      for (const { webhooks } of await libraries()) {
        const checked = await webhooks.validate({ rawBody, rawRequest });
        // What other headers a webhook must have is told with 400, and not 401.
        if (checked.valid || checked.reason === 'missing_headers') return true;
      }
      return false;
    },
  };
}

async function loadLibraries(apiKey: string, secrets: readonly string[]): Promise<readonly Shopify[]> {
  await import('@shopify/shopify-api/adapters/web-api');
  const { ApiVersion, shopifyApi } = await import('@shopify/shopify-api');
  return secrets.map((apiSecretKey) =>
    shopifyApi({
      apiKey,
      apiSecretKey,
      // The library asks for what is left; nothing that we call uses it.
      apiVersion: ApiVersion.October26,
      hostName: 'localhost',
      isEmbeddedApp: true,
      logger: { log: () => undefined },
    }),
  );
}
