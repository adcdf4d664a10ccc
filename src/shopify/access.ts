// Shopify's access as the configuration says: a fixed token, the client credentials of an own store, or the tokens of
// every shop that installed the app.
import type { InstallationStore, TokenEndpoint } from '../access/ports.ts';
import { adminOriginOf, type ShopifyConfig } from '../config.ts';
import { say } from '../notices/notices.ts';
import { ShopifyError } from './errors.ts';
import { createInstalledTokens, type InstalledTokens } from './installed-tokens.ts';
import { sleep } from './sleep.ts';
import { createTokenEndpoint } from './token-endpoint.ts';
import { clientCredentials, fixedToken, type TokenProvider } from './tokens.ts';

export interface ShopifyAccess {
  readonly originOf: (shop: string) => string;
  readonly tokensOf: (shop: string) => TokenProvider;
  /** Where any shop may install the app: what that takes. */
  readonly installable: { readonly endpoint: TokenEndpoint; renew(shop: string): Promise<void> } | undefined;
}

export interface ShopifyAccessDependencies {
  readonly store: InstallationStore;
  /** This process, among those that may renew tokens. */
  readonly owner: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export function createShopifyAccess(
  config: ShopifyConfig,
  { store, owner, now }: ShopifyAccessDependencies,
): ShopifyAccess {
  const originOf = (shop: string) => adminOriginOf(config, shop);
  const { credentials, shop: ownShop } = config;
  if (credentials.kind === 'token') {
    const tokens = fixedToken(credentials.accessToken);
    return { originOf, tokensOf: onlyFor(ownShop, tokens), installable: undefined };
  }
  const endpoint = createTokenEndpoint({ ...credentials, originOf, fetch, now });
  if (ownShop !== undefined) {
    const tokens = clientCredentials({ shop: ownShop, endpoint, now });
    return { originOf, tokensOf: onlyFor(ownShop, tokens), installable: undefined };
  }
  const installed = new Map<string, InstalledTokens>();
  function tokensOf(shop: string): InstalledTokens {
    const tokens = installed.get(shop) ?? createInstalledTokens({ shop, store, endpoint, owner, now, sleep });
    installed.set(shop, tokens);
    return tokens;
  }
  return { originOf, tokensOf, installable: { endpoint, renew: (shop) => tokensOf(shop).renew() } };
}

function onlyFor(ownShop: string | undefined, tokens: TokenProvider): (shop: string) => TokenProvider {
  return (shop) => (shop === ownShop ? tokens : unknownShop(shop));
}

/** Of a shop that another configuration of this database served. */
function unknownShop(shop: string): TokenProvider {
  return {
    async token() {
      throw new ShopifyError({
        kind: 'unauthorized',
        code: 'shop_not_configured',
        message: say('no_credentials', { shop }),
      });
    },
    refused: () => false,
  };
}
