// Every GraphQL document that reads or makes a customer, with its cost in points.
//
// Costs follow Shopify's rule: a mutation is 10 with its payload's own objects free, an object 1, a scalar and
// an address 0, a connection 2 + max(1, ⌊2·ln n⌋) × (1 + its nodes' own).
// https://shopify.dev/docs/api/usage/limits
import { z } from 'zod';
import type { Operation } from './client.ts';

export const userErrorsSchema = z.array(
  z.object({ field: z.array(z.string()).nullish(), message: z.string() }),
);

export const createCustomer = {
  name: 'CreateCustomer',
  text: `mutation CreateCustomer($input: CustomerInput!) {
  customerCreate(input: $input) { customer { id } userErrors { field message } }
}`,
  cost: 10,
  answer: z.object({
    customerCreate: z.object({
      customer: z.object({ id: z.string() }).nullable(),
      userErrors: userErrorsSchema,
    }),
  }),
} satisfies Operation<unknown>;

/** The consents of a customer: 3 points. */
export const consentSelection = `defaultEmailAddress { emailAddress marketingState marketingOptInLevel }
    defaultPhoneNumber { phoneNumber smsMarketingConsent { state optInLevel } }`;
export const CONSENT_COST = 3;

const contactShape = {
  defaultEmailAddress: z
    .object({
      emailAddress: z.string(),
      marketingState: z.string(),
      marketingOptInLevel: z.string().nullable(),
    })
    .nullable(),
  defaultPhoneNumber: z
    .object({
      phoneNumber: z.string(),
      smsMarketingConsent: z.object({ state: z.string(), optInLevel: z.string().nullable() }).nullable(),
    })
    .nullable(),
};
export const contactSchema = z.object(contactShape);

export const foundShape = {
  ...contactShape,
  id: z.string(),
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  locale: z.string().nullable(),
  note: z.string().nullable(),
  tags: z.array(z.string()),
  verifiedEmail: z.boolean(),
  linkId: z.object({ value: z.string() }).nullable(),
  merchant: z
    .object({ nodes: z.array(z.object({ namespace: z.string(), key: z.string(), value: z.string() })) })
    .optional(),
};

export const foundSelection = `id firstName lastName locale note tags verifiedEmail
    ${consentSelection}
    linkId: metafield(namespace: "$app", key: "link_id") { value }`;

const FOUND_COST = 5;

/** What a mapping writes beside the usual: how many metafields of the app's own, and of the merchant's. */
export interface MappedCounts {
  readonly app: number;
  readonly merchant: number;
}

export const NOTHING_MAPPED: MappedCounts = { app: 0, merchant: 0 };

const findAnswer = z.object({ customerByIdentifier: z.object(foundShape).nullable() });

/** Answers from the store itself, not from the search index. */
export function findCustomer({ merchant }: MappedCounts) {
  return {
    name: 'FindCustomer',
    text: `query FindCustomer($identifier: CustomerIdentifierInput!${keysVariable(merchant)}) {
  customerByIdentifier(identifier: $identifier) {
    ${foundSelection}${merchantSelection(merchant)}
  }
}`,
    cost: FOUND_COST + connectionCost(merchant),
    answer: findAnswer,
  } satisfies Operation<unknown>;
}

const keysVariable = (merchant: number) => (merchant === 0 ? '' : ', $keys: [String!]!');

/** The mapped metafields that may have been the merchant's before. */
const merchantSelection = (merchant: number) =>
  merchant === 0
    ? ''
    : `
    merchant: metafields(first: ${merchant}, keys: $keys) { nodes { namespace key value } }`;

/** A connection of scalars; none costs nothing. */
function connectionCost(first: number): number {
  return first === 0 ? 0 : 2 + Math.max(1, Math.floor(2 * Math.log(first)));
}

export const addressSchema = z.object({
  id: z.string(),
  address1: z.string().nullable(),
  address2: z.string().nullable(),
  city: z.string().nullable(),
  zip: z.string().nullable(),
  province: z.string().nullable(),
  provinceCode: z.string().nullable(),
  countryCodeV2: z.string().nullable(),
});

export const addressSelection = 'id address1 address2 city zip province provinceCode countryCodeV2';

/** Without a mapping's, there are six of the app's own. */
const USUAL_METAFIELDS = 10;

/** Everything of a customer that we may ever have written. */
const readSelection = ({ app, merchant }: MappedCounts) => `${foundSelection}
    metafields(namespace: "$app", first: ${USUAL_METAFIELDS + app}) { nodes { key value } }
    addressesV2(first: 10) {
      nodes { ${addressSelection} }
    }${merchantSelection(merchant)}`;

const readCost = ({ app, merchant }: MappedCounts) =>
  FOUND_COST + connectionCost(USUAL_METAFIELDS + app) + connectionCost(10) + connectionCost(merchant);

const readSchema = z
  .object({
    ...foundShape,
    metafields: z.object({ nodes: z.array(z.object({ key: z.string(), value: z.string() })) }),
    addressesV2: z.object({ nodes: z.array(addressSchema) }),
  })
  .nullable();
const readAnswer = z.object({ customerByIdentifier: readSchema });
const manyAnswer = z.record(z.string(), readSchema);

export function readCustomer(mapped: MappedCounts) {
  return {
    name: 'ReadCustomer',
    text: `query ReadCustomer($identifier: CustomerIdentifierInput!${keysVariable(mapped.merchant)}) {
  customerByIdentifier(identifier: $identifier) {
    ${readSelection(mapped)}
  }
}`,
    cost: readCost(mapped),
    answer: readAnswer,
  } satisfies Operation<unknown>;
}

/** As many customers as one query may read: Shopify takes none that costs over 1,000 points. */
export const READ_AT_ONCE = 25;

/** Customers by their variables `$c0`, `$c1`, …, each under an alias of that name. */
export function readCustomers(count: number, mapped: MappedCounts) {
  const aliases = Array.from({ length: count }, (_, index) => `c${index}`);
  const calls = aliases.map((alias) => `  ${alias}: customerByIdentifier(identifier: $${alias}) { ...Read }`);
  const declared = aliases.map((alias) => `$${alias}: CustomerIdentifierInput!`);
  return {
    name: 'ReadCustomers',
    text: `query ReadCustomers(${declared.join(', ')}${keysVariable(mapped.merchant)}) {
${calls.join('\n')}
}
fragment Read on Customer {
    ${readSelection(mapped)}
}`,
    cost: readCost(mapped) * count,
    answer: manyAnswer,
  } satisfies Operation<unknown>;
}

const leaverAnswer = z.object({
  customer: z
    .object({
      ...contactShape,
      state: z.string(),
      tags: z.array(z.string()),
      active: z.object({ value: z.string() }).nullable(),
      companyContactProfiles: z.array(z.object({ id: z.string() })).optional(),
    })
    .nullable(),
});

/**
 * What a leaver certificate says of a customer: 1, with 3 for the consents, 1 for the metafield, and 1 for whether it
 * belongs to a company, which a shop without B2B does not let be asked.
 */
export function readLeaver(withCompanies: boolean) {
  return {
    name: 'ReadLeaver',
    text: `query ReadLeaver($id: ID!) {
  customer(id: $id) {
    state tags
    ${consentSelection}
    active: metafield(namespace: "$app", key: "active") { value }${
      withCompanies ? '\n    companyContactProfiles { id }' : ''
    }
  }
}`,
    cost: withCompanies ? 6 : 5,
    answer: leaverAnswer,
  } satisfies Operation<unknown>;
}

const erasureAnswer = z.object({
  erasure: z.object({ userErrors: z.array(z.object({ code: z.string().nullish() })) }),
});

/** Shopify does it after ten days, or half a year after the last order, and tells by `customers/redact`. */
export const requestErasure = {
  name: 'RequestErasure',
  text: `mutation RequestErasure($customerId: ID!) {
  erasure: customerRequestDataErasure(customerId: $customerId) { userErrors { code } }
}`,
  cost: 10,
  answer: erasureAnswer,
} satisfies Operation<unknown>;

export const cancelErasure = {
  name: 'CancelErasure',
  text: `mutation CancelErasure($customerId: ID!) {
  erasure: customerCancelDataErasure(customerId: $customerId) { userErrors { code } }
}`,
  cost: 10,
  answer: erasureAnswer,
} satisfies Operation<unknown>;

/** What a shop must tell before its first customer: 1 + 1 for the shop, a connection of ten definitions. */
export const readShop = {
  name: 'ReadShop',
  text: `query ReadShop {
  shop { shopAddress { countryCodeV2 } }
  metafieldDefinitions(ownerType: CUSTOMER, namespace: "$app", first: 20) {
    nodes {
      key
      type { name }
      access { admin storefront customerAccount }
    }
  }
}`,
  cost: 19,
  answer: z.object({
    shop: z.object({ shopAddress: z.object({ countryCodeV2: z.string().nullable() }) }),
    metafieldDefinitions: z.object({
      nodes: z.array(
        z.object({
          key: z.string(),
          type: z.object({ name: z.string() }),
          access: z.object({
            admin: z.string().nullable(),
            storefront: z.string().nullable(),
            customerAccount: z.string().nullable(),
          }),
        }),
      ),
    }),
  }),
} satisfies Operation<unknown>;

/** What the app may do in the shop. */
export const readScopes = {
  name: 'ReadScopes',
  text: `query ReadScopes {
  currentAppInstallation { accessScopes { handle } }
}`,
  cost: 2,
  answer: z.object({
    currentAppInstallation: z.object({ accessScopes: z.array(z.object({ handle: z.string() })) }),
  }),
} satisfies Operation<unknown>;

export type CreatePayload = z.infer<typeof createCustomer.answer>;
export type ShopAnswer = z.infer<typeof readShop.answer>;
export type FoundAnswer = z.infer<z.ZodObject<typeof foundShape>>;
export type ReadAnswer = NonNullable<z.infer<typeof readSchema>>;
