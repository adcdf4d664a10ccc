// What provocations of every area share.

/** A request that a real store was seen to refuse. */
export type Provocation = [root: string, variables: Record<string, unknown>];

export const nobody = 'gid://shopify/Customer/999999999999999';
export const long = 'x'.repeat(256);

export const withInput = (root: string, inputs: Record<string, unknown>[]) =>
  inputs.map((input): Provocation => [root, { input }]);
