// The sync's customer gateway, over Shopify's Admin API.
import type {
  Address,
  CallOptions,
  CustomerSnapshot,
  CustomerStep,
  ErasureAnswer,
  FoundCustomer,
  Profile,
  ShopFacts,
  ShopGateway,
  StepResult,
} from '../sync/ports.ts';
import { createBulkGateway } from './bulk.ts';
import { createBulkReadGateway } from './bulk-reads.ts';
import { checkCheckoutRule } from './checkout-rule.ts';
import type { AdminClient } from './client.ts';
import { createCompanyGateway } from './companies.ts';
import { toConsents } from './consents.ts';
import { toCreateAnswer, toCustomerInput } from './create-customer.ts';
import { ensureDefinitions, METAFIELDS } from './definitions.ts';
import { ShopifyError, unlessDenied } from './errors.ts';
import { ensureMapped } from './mapped-definitions.ts';
import { type MetafieldTypes, splitKey } from './metafield-input.ts';
import {
  cancelErasure,
  createCustomer,
  type FoundAnswer,
  findCustomer,
  type MappedCounts,
  READ_AT_ONCE,
  type ReadAnswer,
  readCustomer,
  readCustomers,
  readScopes,
  readShop,
  requestErasure,
} from './operations.ts';
import { readLeaverBack } from './read-leaver.ts';
import { ensureSubscriptions, type WantedWebhooks } from './subscriptions.ts';
import { toRejection } from './user-errors.ts';
import { type WritePayloads, writeOperation, writeVariables } from './write-customer.ts';

const USUAL_TYPES: MetafieldTypes = new Map(Object.entries(METAFIELDS).map(([key, { type }]) => [key, type]));

/** @param webhooks left out where Shopify cannot reach us */
export function createCustomerGateway(client: AdminClient, webhooks?: WantedWebhooks): ShopGateway {
  let types: MetafieldTypes = USUAL_TYPES;
  let facts: ShopFacts | null = null;
  const companies = createCompanyGateway(client);

  /** The mapped metafields that may have been the merchant's before. */
  const merchantKeys = () => [...types.keys()].filter((key) => splitKey(key).namespace !== '$app');

  function mappedCounts(keys: readonly string[]): MappedCounts {
    return { app: types.size - USUAL_TYPES.size - keys.length, merchant: keys.length };
  }

  /** GraphQL refuses a variable that is not declared. */
  const withKeys = (variables: Record<string, unknown>, keys: readonly string[]) =>
    keys.length === 0 ? variables : { ...variables, keys };

  async function read(identifier: object, options: CallOptions): Promise<CustomerSnapshot | null> {
    const keys = merchantKeys();
    const operation = readCustomer(mappedCounts(keys));
    const { data } = await client.run(operation, withKeys({ identifier }, keys), options);
    return toSnapshotOrNull(data.customerByIdentifier, types);
  }

  return {
    async prepare(definitions, options) {
      const { data } = await client.run(readShop, {}, options);
      await ensureDefinitions(client, data, options);
      if (webhooks !== undefined) await ensureSubscriptions(client, webhooks, options);
      const mapped = definitions.filter(({ key }) => !USUAL_TYPES.has(key));
      const unusable = await ensureMapped(client, mapped, options);
      types = new Map([...USUAL_TYPES, ...mapped.map(({ key, type }) => [key, type] as const)]);
      facts = { country: data.shop.shopAddress.countryCodeV2, unusable };
      return facts;
    },

    facts: () => facts,

    async create(customer, options) {
      const input = toCustomerInput(customer, types);
      const { data, requestId } = await client.run(createCustomer, { input }, options);
      const answer = toCreateAnswer(data, requestId, Object.keys(customer.metafields));
      if (!answer.created) refuseMetafields(answer.rejections, requestId);
      return answer;
    },

    async write(customerId, steps, options) {
      const kinds = steps.map((step) => step.kind);
      const operation = writeOperation(kinds, options.askConsents);
      const { data, requestId } = await client.run(
        operation,
        writeVariables(customerId, steps, types),
        options,
      );
      const results = steps.map((step, index) => toResult(data, index, step, requestId));
      for (const result of results) refuseMetafields(result.rejections, requestId);
      const customer = options.askConsents ? data.s0?.customer : undefined;
      return { results, consents: customer == null ? null : toConsents(customer) };
    },

    readByLink: (linkId, options) =>
      read({ customId: { namespace: '$app', key: 'link_id', value: linkId } }, options),

    async findByEmail(emailAddress, options) {
      const keys = merchantKeys();
      const operation = findCustomer(mappedCounts(keys));
      const { data } = await client.run(operation, withKeys({ identifier: { emailAddress } }, keys), options);
      return data.customerByIdentifier === null ? null : toFound(data.customerByIdentifier);
    },

    async erase(customerId, ask, options) {
      const asked = client.run(ask === 'request' ? requestErasure : cancelErasure, { customerId }, options);
      const answer = await unlessDenied(asked, 'denied' as const);
      return answer === 'denied' ? answer : toErasureAnswer(answer.data.erasure.userErrors);
    },

    readLeaver: (customerId, options) => readLeaverBack(client, companies, customerId, options),

    read: (customerId, options) => read({ id: customerId }, options),

    async readMany(customerIds, options) {
      const found: (CustomerSnapshot | null)[] = [];
      const keys = merchantKeys();
      for (let start = 0; start < customerIds.length; start += READ_AT_ONCE) {
        const ids = customerIds.slice(start, start + READ_AT_ONCE);
        const variables = Object.fromEntries(ids.map((id, index) => [`c${index}`, { id }]));
        const operation = readCustomers(ids.length, mappedCounts(keys));
        const { data } = await client.run(operation, withKeys(variables, keys), options);
        found.push(...ids.map((_, index) => toSnapshotOrNull(data[`c${index}`], types)));
      }
      return found;
    },

    companies,

    async scopes(options) {
      const { data } = await client.run(readScopes, {}, options);
      return data.currentAppInstallation.accessScopes.map(({ handle }) => handle);
    },

    checkoutRule: (options) => checkCheckoutRule(client, options),

    bucket: () => JSON.stringify(client.status()),
    bulk: createBulkGateway(client, (customer) => toCustomerInput(customer, types)),
    bulkReads: createBulkReadGateway(client, merchantKeys, (answer) => toSnapshot(answer, types)),
  };
}

function toResult(
  payloads: WritePayloads,
  index: number,
  step: CustomerStep,
  requestId: string | null,
): StepResult {
  const payload = payloads[`s${index}`];
  if (payload === undefined) {
    throw new ShopifyError({
      kind: 'unavailable',
      code: 'answer_unreadable',
      message: 'Shopify left a part of a write unanswered.',
      mayLand: true,
      requestId,
    });
  }
  const keys = step.kind === 'update' ? Object.keys(step.metafields) : [];
  return {
    rejections: payload.userErrors.map((error) => toRejection(error, requestId, keys)),
    addressId: payload.address?.id ?? null,
  };
}

/** A refused metafield is no user's fault: its definition is missing, or is not as we need it (RULES 24). */
function refuseMetafields(rejections: StepResult['rejections'], requestId: string | null): void {
  const refusal = rejections.find(({ code, field }) => code === 'rejected' && field[0] === 'metafields');
  if (refusal === undefined) return;
  throw new ShopifyError({
    kind: 'misconfigured',
    code: 'metafield_refused',
    message: "Shopify refuses one of the app's metafields. Run doctor to check their definitions.",
    // Other steps of the same call may have been taken.
    mayLand: true,
    requestId,
  });
}

function toFound(customer: FoundAnswer): FoundCustomer {
  const fields: [keyof Profile, string | null | undefined][] = [
    ['email', customer.defaultEmailAddress?.emailAddress],
    ['firstName', customer.firstName],
    ['lastName', customer.lastName],
    ['phone', customer.defaultPhoneNumber?.phoneNumber],
    ['locale', customer.locale],
    ['note', customer.note],
  ];
  return {
    id: customer.id,
    fields: withValues(fields),
    tags: customer.tags,
    verifiedEmail: customer.verifiedEmail,
    consents: toConsents(customer),
    linkId: customer.linkId?.value ?? null,
    merchantMetafields: Object.fromEntries(
      (customer.merchant?.nodes ?? []).map(({ namespace, key, value }) => [`${namespace}.${key}`, value]),
    ),
  };
}

function toSnapshotOrNull(
  customer: ReadAnswer | null | undefined,
  types: MetafieldTypes,
): CustomerSnapshot | null {
  return customer == null ? null : toSnapshot(customer, types);
}

function toSnapshot(customer: ReadAnswer, types: MetafieldTypes): CustomerSnapshot {
  const found = toFound(customer);
  const ours = customer.metafields.nodes.filter(({ key }) => types.has(key));
  return {
    ...found,
    metafields: {
      ...Object.fromEntries(ours.map(({ key, value }) => [key, value])),
      ...found.merchantMetafields,
    },
    addresses: customer.addressesV2.nodes.map(({ id, countryCodeV2, ...parts }) => ({
      id,
      address: withValues<keyof Address>([
        ...(Object.entries(parts) as [keyof Address, string | null][]),
        ['countryCode', countryCodeV2],
      ]),
    })),
  };
}

function toErasureAnswer([error]: readonly { readonly code?: string | null | undefined }[]): ErasureAnswer {
  if (error === undefined) return 'done';
  if (error.code === 'DOES_NOT_EXIST') return 'missing';
  return error.code === 'NOT_BEING_ERASED' ? 'none' : 'failed';
}

function withValues<K extends string>(
  entries: readonly (readonly [K, string | null | undefined])[],
): Partial<Record<K, string>> {
  return Object.fromEntries(entries.filter(([, value]) => value != null)) as Partial<Record<K, string>>;
}
