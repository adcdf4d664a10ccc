// The shop itself and the app's installation on it.
import type { Plan, SimulatorSettings } from '../options.ts';
import { findCountry } from '../rules/regions.ts';
import { type Context, formatTime, type Resolvers } from './context.ts';

const planNames: Record<Plan, string> = { standard: 'Basic', advanced: 'Advanced', plus: 'Plus' };
const scopes = ['read_customers', 'write_customers'];

/** The shop as the API shows it; also part of a payload. */
export function describeShop({ shop, plan, country }: SimulatorSettings) {
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
      customerAccountsVersion: 'NEW_CUSTOMER_ACCOUNTS',
      loginRequiredAtCheckout: false,
    },
    createdAt: formatTime(Date.UTC(2026, 0, 1)),
  };
}

export const shopResolvers: Resolvers = {
  QueryRoot: {
    shop: (_root: unknown, _args: unknown, { settings }: Context) => describeShop(settings),
    currentAppInstallation: () => ({
      id: 'gid://shopify/AppInstallation/1',
      accessScopes: scopes.map((handle) => ({ handle, description: handle.replace('_', ' ') })),
      app: { id: 'gid://shopify/App/1', publicCategory: 'CUSTOM' },
    }),
  },
};
