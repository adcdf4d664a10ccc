// What can change about the shop while it runs: plan, B2B, the app's scopes, protected data, accounts.
import type { Plan, SimulatorSettings } from '../options.ts';

export const protectedContents = ['name', 'email', 'phone', 'address'] as const;
export type ProtectedContent = (typeof protectedContents)[number];

export type ShopFunction = { handle: string; apiType: string };

export type ShopState = {
  plan: Plan;
  /** Whether the shop may use companies. */
  b2b: boolean;
  /** Whether a contact with orders stays in its company: Shopify is recorded to refuse its deletion alone. */
  keepsContactsWithOrders: boolean;
  /** Scopes granted to the app; write_x includes read_x. */
  scopes: readonly string[];
  /** Level 1 of protected customer data: without it no customer is shown to the app. */
  customerData: boolean;
  /** Level 2: fields of these contents that the app is not approved for. */
  hiddenContents: readonly ProtectedContent[];
  customerAccounts: 'CLASSIC' | 'NEW_CUSTOMER_ACCOUNTS';
  loginRequiredAtCheckout: boolean;
  /** How the app is distributed: the functions of custom apps run on Plus alone. */
  distribution: 'custom' | 'public';
  /** The functions that were deployed with the app. */
  functions: readonly ShopFunction[];
  /** A shop that has not paid answers 402. */
  frozen: boolean;
};

/** Everything that Rollcall ever asks for. */
const allScopes = [
  'write_customers',
  'write_companies',
  'write_customer_merge',
  'write_customer_data_erasure',
  'write_validations',
];

/** A shop in good order, whose app has been granted all that it asks for. */
export function openShop(settings: SimulatorSettings): ShopState {
  return {
    plan: settings.plan,
    b2b: true,
    keepsContactsWithOrders: false,
    scopes: allScopes,
    customerData: true,
    hiddenContents: [],
    customerAccounts: 'NEW_CUSTOMER_ACCOUNTS',
    loginRequiredAtCheckout: false,
    distribution: 'custom',
    functions: [{ handle: 'checkout-validation', apiType: 'cart_checkout_validation' }],
    frozen: false,
  };
}

/** Whether a scope has been granted, by itself or within its write scope. */
export function hasScope({ scopes }: ShopState, scope: string): boolean {
  return scopes.includes(scope) || scopes.includes(scope.replace(/^read_/, 'write_'));
}

/** The granted scopes with those that they include, as the API lists them. */
export function listScopes({ scopes }: ShopState): string[] {
  const included = scopes.flatMap((scope) =>
    scope.startsWith('write_') ? [scope.replace('write_', 'read_'), scope] : [scope],
  );
  return [...new Set(included)].sort();
}
