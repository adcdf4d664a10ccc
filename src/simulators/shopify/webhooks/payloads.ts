// The bodies of webhooks: the older API's snake_case, without tags and consents since 2025-01.
import type { BulkOperationRecord } from '../bulk/port.ts';
import type { ShopState } from '../shop/shop-state.ts';
import type { AddressRecord, CustomerRecord } from '../state/records.ts';

export type Payload = Record<string, unknown>;

const isoTime = (ms: number) => new Date(ms).toISOString();
const addressNumber = ({ id }: AddressRecord) => Number(/\/(\d+)/.exec(id)?.[1]);

function describeAddress(address: AddressRecord, { number, defaultAddressId }: CustomerRecord): Payload {
  return {
    id: addressNumber(address),
    customer_id: number,
    first_name: address.firstName,
    last_name: address.lastName,
    company: address.company,
    address1: address.address1,
    address2: address.address2,
    city: address.city,
    province: address.province,
    country: address.country,
    zip: address.zip,
    phone: address.phone,
    name: [address.firstName, address.lastName].filter(Boolean).join(' '),
    province_code: address.provinceCode,
    country_code: address.countryCodeV2,
    country_name: address.country,
    default: address.id === defaultAddressId,
  };
}

/** A customer as customers/create and its like send it; what the app is not approved for is blank. */
export function describeCustomer(customer: CustomerRecord, { hiddenContents }: ShopState): Payload {
  const hidden = (content: ShopState['hiddenContents'][number]) => hiddenContents.includes(content);
  const addresses = hidden('address')
    ? []
    : customer.addresses.map((address) => describeAddress(address, customer));
  const preferred = addresses.find((address) => address.default);
  return {
    id: customer.number,
    created_at: isoTime(customer.createdAt),
    updated_at: isoTime(customer.updatedAt),
    first_name: hidden('name') ? null : customer.firstName,
    last_name: hidden('name') ? null : customer.lastName,
    state: customer.state.toLowerCase(),
    note: customer.note,
    verified_email: customer.verifiedEmail,
    multipass_identifier: null,
    tax_exempt: customer.taxExempt,
    email: hidden('email') ? null : customer.email,
    phone: hidden('phone') ? null : customer.phone,
    currency: 'USD',
    addresses,
    tax_exemptions: [],
    admin_graphql_api_id: customer.id,
    ...(preferred && { default_address: preferred }),
  };
}

/** A customer's metafields of some namespaces, which a subscription can ask for beside the customer. */
export function describeMetafields({ metafields, number }: CustomerRecord, namespaces: readonly string[]) {
  return [...metafields.values()]
    .filter(({ namespace }) => namespaces.includes(namespace))
    .map(({ id, namespace, key, value, type, createdAt, updatedAt }) => ({
      id: Number(id.split('/').at(-1)),
      namespace,
      key,
      value,
      type,
      description: null,
      owner_id: number,
      owner_resource: 'customer',
      created_at: isoTime(createdAt),
      updated_at: isoTime(updatedAt),
      admin_graphql_api_id: id,
    }));
}

export const describeDeletion = ({ number, id }: CustomerRecord): Payload => ({
  id: number,
  tax_exemptions: [],
  admin_graphql_api_id: id,
});

export const describeTags = ({ id }: CustomerRecord, tags: readonly string[], now: number): Payload => ({
  customerId: id,
  tags,
  occurredAt: isoTime(now),
});

export function describeEmailConsent({ number, email, emailConsent }: CustomerRecord): Payload {
  return {
    customer_id: number,
    email_address: email,
    email_marketing_consent: {
      state: emailConsent.state.toLowerCase(),
      opt_in_level: emailConsent.optInLevel.toLowerCase(),
      consent_updated_at: emailConsent.updatedAt,
    },
  };
}

export function describeSmsConsent({ number, phone, smsConsent }: CustomerRecord): Payload {
  return {
    id: number,
    phone,
    sms_marketing_consent: {
      state: smsConsent.state.toLowerCase(),
      opt_in_level: smsConsent.optInLevel.toLowerCase(),
      consent_updated_at: smsConsent.updatedAt,
      consent_collected_from: smsConsent.collectedFrom?.toLowerCase() ?? null,
    },
  };
}

export const describeBulkOperation = (record: BulkOperationRecord): Payload => ({
  admin_graphql_api_id: record.id,
  completed_at: record.completedAt === null ? null : isoTime(record.completedAt),
  created_at: isoTime(record.createdAt),
  error_code: record.errorCode?.toLowerCase() ?? null,
  status: record.status.toLowerCase(),
  type: record.type.toLowerCase(),
});

export function describeMerge(
  kept: string,
  deleted: string,
  job: string | null,
  errors: readonly { customer_ids: number[]; field: string; message: string }[],
): Payload {
  return {
    admin_graphql_api_customer_kept_id: kept,
    admin_graphql_api_customer_deleted_id: deleted,
    admin_graphql_api_job_id: job,
    status: errors.length > 0 ? 'failed' : 'completed',
    errors,
  };
}
