// The sync's customer gateway, over Shopify's Admin API.
import type {
  Address,
  CallOptions,
  Consents,
  CustomerGateway,
  CustomerSnapshot,
  FoundCustomer,
  LeaverReading,
  MetafieldKey,
  Profile,
  StepResult,
} from '../sync/ports.ts';
import type { AdminClient } from './client.ts';
import { ensureDefinitions, METAFIELD_KEYS } from './definitions.ts';
import { ShopifyError } from './errors.ts';
import { toMetafieldInputs } from './metafield-input.ts';
import {
  createCustomer,
  type FoundAnswer,
  findCustomer,
  type LeaverAnswer,
  READ_AT_ONCE,
  type ReadAnswer,
  readCustomer,
  readCustomers,
  readLeaver,
  readShop,
} from './operations.ts';
import { toRejection } from './user-errors.ts';
import { type WritePayloads, writeOperation, writeVariables } from './write-customer.ts';

export function createCustomerGateway(client: AdminClient): CustomerGateway {
  async function read(identifier: object, options: CallOptions): Promise<CustomerSnapshot | null> {
    const { data } = await client.run(readCustomer, { identifier }, options);
    return data.customerByIdentifier === null ? null : toSnapshot(data.customerByIdentifier);
  }

  return {
    async prepare(options) {
      const { data } = await client.run(readShop, {}, options);
      await ensureDefinitions(client, data, options);
      return { country: data.shop.shopAddress.countryCodeV2 };
    },

    async create(customer, options) {
      const input = {
        ...customer.fields,
        tags: customer.tags,
        metafields: toMetafieldInputs(customer.metafields),
      };
      const { data, requestId } = await client.run(createCustomer, { input }, options);
      const { customer: made, userErrors } = data.customerCreate;
      if (made !== null && userErrors.length === 0) return { created: true, customerId: made.id };
      const rejections = userErrors.map((error) => toRejection(error, requestId));
      refuseMetafields(rejections, requestId);
      return { created: false, rejections };
    },

    async write(customerId, steps, options) {
      const kinds = steps.map((step) => step.kind);
      const operation = writeOperation(kinds, options.askConsents);
      const { data, requestId } = await client.run(operation, writeVariables(customerId, steps), options);
      const results = steps.map((_, index) => toResult(data, index, requestId));
      for (const result of results) refuseMetafields(result.rejections, requestId);
      const customer = options.askConsents ? data.s0?.customer : undefined;
      return { results, consents: customer == null ? null : toConsents(customer) };
    },

    readByLink: (linkId, options) =>
      read({ customId: { namespace: '$app', key: 'link_id', value: linkId } }, options),

    async findByEmail(emailAddress, options) {
      const { data } = await client.run(findCustomer, { identifier: { emailAddress } }, options);
      return data.customerByIdentifier === null ? null : toFound(data.customerByIdentifier);
    },

    async readLeaver(id, options) {
      const { data, requestId } = await client.run(readLeaver, { id }, options);
      return { customer: data.customer && toLeaver(data.customer), requestId };
    },

    read: (customerId, options) => read({ id: customerId }, options),

    async readMany(customerIds, options) {
      const found: (CustomerSnapshot | null)[] = [];
      for (let start = 0; start < customerIds.length; start += READ_AT_ONCE) {
        const ids = customerIds.slice(start, start + READ_AT_ONCE);
        const variables = Object.fromEntries(ids.map((id, index) => [`c${index}`, { id }]));
        const { data } = await client.run(readCustomers(ids.length), variables, options);
        found.push(...ids.map((_, index) => toSnapshotOrNull(data[`c${index}`])));
      }
      return found;
    },

    bucket: () => JSON.stringify(client.status()),
  };
}

function toResult(payloads: WritePayloads, index: number, requestId: string | null): StepResult {
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
  return {
    rejections: payload.userErrors.map((error) => toRejection(error, requestId)),
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
  ];
  return {
    id: customer.id,
    fields: withValues(fields),
    tags: customer.tags,
    verifiedEmail: customer.verifiedEmail,
    consents: toConsents(customer),
    linkId: customer.linkId?.value ?? null,
  };
}

function toSnapshotOrNull(customer: ReadAnswer | null | undefined): CustomerSnapshot | null {
  return customer == null ? null : toSnapshot(customer);
}

function toSnapshot(customer: ReadAnswer): CustomerSnapshot {
  const ours = customer.metafields.nodes.filter((node): node is { key: MetafieldKey; value: string } =>
    (METAFIELD_KEYS as readonly string[]).includes(node.key),
  );
  return {
    ...toFound(customer),
    metafields: Object.fromEntries(ours.map(({ key, value }) => [key, value])),
    addresses: customer.addressesV2.nodes.map(({ id, countryCodeV2, ...parts }) => ({
      id,
      address: withValues<keyof Address>([
        ...(Object.entries(parts) as [keyof Address, string | null][]),
        ['countryCode', countryCodeV2],
      ]),
    })),
  };
}

function toLeaver(customer: LeaverAnswer): LeaverReading['customer'] {
  const { tags, state, active } = customer;
  return { tags, state, active: active?.value ?? null, consents: toConsents(customer) };
}

function toConsents(customer: Pick<FoundAnswer, 'defaultEmailAddress' | 'defaultPhoneNumber'>): Consents {
  const { defaultEmailAddress: email, defaultPhoneNumber: phone } = customer;
  const sms = phone?.smsMarketingConsent;
  return {
    email: email === null ? null : { state: email.marketingState, level: email.marketingOptInLevel },
    sms: sms == null ? null : { state: sms.state, level: sms.optInLevel },
  };
}

function withValues<K extends string>(
  entries: readonly (readonly [K, string | null | undefined])[],
): Partial<Record<K, string>> {
  return Object.fromEntries(entries.filter(([, value]) => value != null)) as Partial<Record<K, string>>;
}
