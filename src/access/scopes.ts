// What the app may do in a shop beside what it must, and which scopes that takes: pure.

/** What somebody switches on. */
export interface Feature {
  readonly name: 'customers' | 'merges' | 'companies' | 'checkoutRule' | 'erasure';
  /** Any of them will do; a write scope includes the read scope. The first is the one to ask for. */
  readonly scopes: readonly [string, ...string[]];
  readonly purpose: string;
}

/** Asked for when the app is installed; all others only once their feature is wanted. */
export const REQUIRED_SCOPES = ['write_customers'] as const;

export const OPTIONAL_SCOPES = [
  'read_customer_merge',
  'write_companies',
  'write_validations',
  'write_customer_data_erasure',
] as const;

export const FEATURES: readonly Feature[] = [
  {
    name: 'customers',
    scopes: ['write_customers'],
    purpose: 'Creates and updates customers, their tags, metafields and consents.',
  },
  {
    name: 'merges',
    scopes: ['read_customer_merge', 'write_customer_merge'],
    purpose: 'Follows a customer into the one that it is merged into; without it, a person relinks the user.',
  },
  {
    name: 'companies',
    // Shopify's schema takes either for everything that is done with companies.
    scopes: ['write_companies', 'write_customers'],
    purpose: 'Makes members of a group contacts of a company, with roles at its locations.',
  },
  {
    name: 'checkoutRule',
    scopes: ['write_validations'],
    purpose: 'Switches on the checkout rule, which refuses checkout to leavers.',
  },
  {
    name: 'erasure',
    scopes: ['write_customer_data_erasure'],
    purpose: 'Asks Shopify to erase the customers of leavers after a number of days.',
  },
];

export interface FeatureAccess extends Feature {
  readonly isOn: boolean;
  /** Null where Shopify could not be asked. */
  readonly isGranted: boolean | null;
}

/** @param granted handles of scopes, or null where Shopify could not be asked */
export function judgeFeatures(
  granted: readonly string[] | null,
  isOn: (name: Feature['name']) => boolean,
): FeatureAccess[] {
  return FEATURES.map((feature) => ({
    ...feature,
    isOn: isOn(feature.name),
    isGranted: granted && feature.scopes.some((scope) => isGranted(granted, scope)),
  }));
}

/** What is to be asked for, so that everything that is on can be done. */
export function missingScopes(features: readonly FeatureAccess[]): string[] {
  return features.filter(({ isOn, isGranted }) => isOn && isGranted === false).map(({ scopes }) => scopes[0]);
}

function isGranted(granted: readonly string[], scope: string): boolean {
  return granted.includes(scope) || granted.includes(scope.replace(/^read_/, 'write_'));
}
