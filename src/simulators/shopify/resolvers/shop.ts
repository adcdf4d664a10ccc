// The shop itself and the app's installation on it.
import type { Plan, SimulatorSettings } from '../options.ts';
import { findCountry } from '../rules/regions.ts';
import { listScopes, type ShopState } from '../shop/shop-state.ts';
import { type Context, formatTime, type Resolvers } from './context.ts';

const planNames: Record<Plan, string> = { standard: 'Basic', advanced: 'Advanced', plus: 'Plus' };

/** The shop as the API shows it; also part of a payload. */
export function describeShop({ shop, country }: SimulatorSettings, state: ShopState) {
  const { plan } = state;
  const address = { id: 'gid://shopify/ShopAddress/1', countryCodeV2: findCountry(country)?.code ?? null };
  return {
    id: 'gid://shopify/Shop/1',
    name: shop.replace(/\.myshopify\.com$/, ''),
    email: `owner@${shop}`,
    myshopifyDomain: shop,
    primaryDomain: { id: 'gid://shopify/Domain/1', host: shop, url: `https://${shop}` },
    url: `https://${shop}`,
    currencyCode: 'USD',
    billingAddress: address,
    shopAddress: address,
    plan: {
      publicDisplayName: planNames[plan],
      shopifyPlus: plan === 'plus',
      partnerDevelopment: false,
    },
    customerAccountsV2: {
      customerAccountsVersion: state.customerAccounts,
      loginRequiredAtCheckout: state.loginRequiredAtCheckout,
    },
    features: { storefront: true, giftCards: true },
    createdAt: formatTime(Date.UTC(2026, 0, 1)),
  };
}

export const shopResolvers: Resolvers = {
  QueryRoot: {
    shop: (_root: unknown, _args: unknown, { settings, shop }: Context) => describeShop(settings, shop),
    currentAppInstallation: (_root: unknown, _args: unknown, { shop }: Context) => ({
      id: 'gid://shopify/AppInstallation/1',
      accessScopes: listScopes(shop).map((handle) => ({ handle, description: handle.replaceAll('_', ' ') })),
      app: {
        id: 'gid://shopify/App/1',
        publicCategory: shop.distribution === 'public' ? 'PUBLIC' : 'CUSTOM',
      },
    }),
  },
};
