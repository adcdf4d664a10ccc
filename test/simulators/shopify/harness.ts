// A simulated store for one test, with short ways to talk to it over HTTP.
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import {
  type ShopifySimulatorOptions,
  startShopifySimulator,
} from '../../../src/simulators/shopify/index.ts';
import { bulkMutations } from './bulk-client.ts';
import { companyMutations } from './company-mutations.ts';
import { customerLifeMutations } from './customer-life-mutations.ts';
import { platformMutations } from './platform-mutations.ts';

export const accessToken = 'shpat_test';

export type UserError = { field: string[] | null; message: string; code?: string | null };

/** Answers are read freely by tests, so their shape is left open. */
// biome-ignore lint/suspicious/noExplicitAny: a test states what it expects of an answer by its assertions.
export type Json = any;

export type Store = {
  url: string;
  /** Sends a GraphQL operation and answers the whole body. */
  graphql(query: string, variables?: Record<string, unknown>): Promise<Json>;
  /** Sends a mutation of one root field and answers that field's payload. */
  mutate(root: string, variables: Record<string, unknown>): Promise<Json>;
  /** Creates a customer that must be accepted, and answers its id. */
  createCustomer(input: Record<string, unknown>): Promise<string>;
  post(path: string, body: unknown): Promise<{ status: number; body: Json }>;
  send(method: string, path: string, body?: unknown): Promise<{ status: number; body: Json }>;
};

/** Starts a store that is closed with the test. Searches see writes at once unless told otherwise. */
export async function startStore(
  test: TestContext,
  options: Partial<ShopifySimulatorOptions> = {},
): Promise<Store> {
  const simulator = await startShopifySimulator({ accessToken, searchLagMs: 0, ...options });
  test.after(() => simulator.close());
  const { url } = simulator;

  const store: Store = {
    url,
    async graphql(query, variables = {}) {
      const response = await fetch(`${url}/admin/api/2026-10/graphql.json`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-shopify-access-token': accessToken },
        body: JSON.stringify({ query, variables }),
      });
      return response.json();
    },
    async mutate(root, variables) {
      const answer = await store.graphql(mutations[root] ?? '', variables);
      assert.ok(answer.data?.[root], JSON.stringify(answer));
      return answer.data[root];
    },
    async createCustomer(input) {
      const { customer, userErrors } = await store.mutate('customerCreate', { input });
      assert.deepEqual(userErrors, []);
      return customer.id;
    },
    post: (path, body) => store.send('POST', path, body),
    async send(method, path, body) {
      const response = await fetch(url + path, {
        method,
        headers: { 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      return { status: response.status, body: await response.json() };
    },
  };
  return store;
}

const customer = `customer {
  id firstName lastName email phone locale note tags displayName verifiedEmail state canDelete
}`;

/** One text per root field, with every argument as a variable. */
const mutations: Record<string, string> = {
  ...companyMutations,
  ...bulkMutations,
  ...customerLifeMutations,
  ...platformMutations,
  customerCreate: `mutation ($input: CustomerInput!) {
    customerCreate(input: $input) { ${customer} userErrors { field message } } }`,
  customerUpdate: `mutation ($input: CustomerInput!) {
    customerUpdate(input: $input) { ${customer} userErrors { field message } } }`,
  customerSet: `mutation ($identifier: CustomerSetIdentifiers, $input: CustomerSetInput!) {
    customerSet(identifier: $identifier, input: $input) { ${customer} userErrors { field message code } } }`,
  customerDelete: `mutation ($input: CustomerDeleteInput!) {
    customerDelete(input: $input) { deletedCustomerId userErrors { field message } } }`,
  customerEmailMarketingConsentUpdate: `mutation ($input: CustomerEmailMarketingConsentUpdateInput!) {
    customerEmailMarketingConsentUpdate(input: $input) {
      customer { id defaultEmailAddress { marketingState marketingOptInLevel marketingUpdatedAt } }
      userErrors { field message code } } }`,
  customerSmsMarketingConsentUpdate: `mutation ($input: CustomerSmsMarketingConsentUpdateInput!) {
    customerSmsMarketingConsentUpdate(input: $input) {
      customer { id defaultPhoneNumber { marketingState smsMarketingConsent { state } } }
      userErrors { field message code } } }`,
  customerAddressCreate: `mutation ($customerId: ID!, $address: MailingAddressInput!, $setAsDefault: Boolean) {
    customerAddressCreate(customerId: $customerId, address: $address, setAsDefault: $setAsDefault) {
      address { id firstName lastName name address1 city province provinceCode zip country countryCodeV2 phone
        formattedArea }
      userErrors { field message } } }`,
  customerAddressUpdate: `mutation ($customerId: ID!, $addressId: ID!, $address: MailingAddressInput!) {
    customerAddressUpdate(customerId: $customerId, addressId: $addressId, address: $address) {
      address { id address1 city provinceCode } userErrors { field message } } }`,
  customerAddressDelete: `mutation ($customerId: ID!, $addressId: ID!) {
    customerAddressDelete(customerId: $customerId, addressId: $addressId) {
      deletedAddressId userErrors { field message } } }`,
  customerUpdateDefaultAddress: `mutation ($customerId: ID!, $addressId: ID!) {
    customerUpdateDefaultAddress(customerId: $customerId, addressId: $addressId) {
      customer { defaultAddress { id } } userErrors { field message } } }`,
  tagsAdd: `mutation ($id: ID!, $tags: [String!]!) {
    tagsAdd(id: $id, tags: $tags) { node { id ... on Customer { tags } } userErrors { field message } } }`,
  tagsRemove: `mutation ($id: ID!, $tags: [String!]!) {
    tagsRemove(id: $id, tags: $tags) { node { id ... on Customer { tags } } userErrors { field message } } }`,
  metafieldsSet: `mutation ($metafields: [MetafieldsSetInput!]!) {
    metafieldsSet(metafields: $metafields) {
      metafields { id namespace key type value compareDigest } userErrors { field message code } } }`,
  metafieldsDelete: `mutation ($metafields: [MetafieldIdentifierInput!]!) {
    metafieldsDelete(metafields: $metafields) {
      deletedMetafields { ownerId namespace key } userErrors { field message } } }`,
  metafieldDefinitionCreate: `mutation ($definition: MetafieldDefinitionInput!) {
    metafieldDefinitionCreate(definition: $definition) {
      createdDefinition { id namespace key type { name } access { admin storefront customerAccount }
        capabilities { uniqueValues { enabled } } }
      userErrors { field message code } } }`,
  metafieldDefinitionUpdate: `mutation ($definition: MetafieldDefinitionUpdateInput!) {
    metafieldDefinitionUpdate(definition: $definition) {
      updatedDefinition { id name access { admin } } userErrors { field message code } } }`,
};

/** The definition of the metafield that identifies customers in tests. */
export const linkDefinition = { name: 'Link', key: 'link_id', ownerType: 'CUSTOMER', type: 'id' };
