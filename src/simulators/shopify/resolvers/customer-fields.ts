// A customer's fields as the API shows them, computed from the stored record.
import { formatArea } from '../rules/addresses.ts';
import { toJsonValue } from '../rules/metafield-values.ts';
import { digestOf } from '../rules/metafields.ts';
import { isForeignNamespace, resolveNamespace } from '../rules/namespaces.ts';
import {
  type AddressRecord,
  type CustomerRecord,
  displayName,
  type MetafieldRecord,
} from '../state/records.ts';
import { type PageArguments, paginate } from './connections.ts';
import { type Context, findCustomer, formatTime, type Resolvers } from './context.ts';

/** Shopify calls the same state by another name in the newer SMS type. */
const newConsentState = (state: string) => (state === 'NOT_SUBSCRIBED' ? 'NEVER_SUBSCRIBED' : state);

function describeEmail({ email, emailConsent }: CustomerRecord) {
  if (email === null) return null;
  return {
    emailAddress: email,
    validFormat: true,
    marketingState: emailConsent.state,
    marketingOptInLevel: emailConsent.optInLevel,
    marketingUpdatedAt: emailConsent.updatedAt,
  };
}

function describePhone({ phone, smsConsent }: CustomerRecord) {
  if (phone === null) return null;
  return {
    phoneNumber: phone,
    marketingState: smsConsent.state,
    marketingOptInLevel: smsConsent.optInLevel,
    marketingUpdatedAt: smsConsent.updatedAt,
    marketingCollectedFrom: smsConsent.collectedFrom,
    smsMarketingConsent: {
      state: newConsentState(smsConsent.state),
      optInLevel: smsConsent.optInLevel,
      updatedAt: smsConsent.updatedAt,
      collectedFrom: smsConsent.collectedFrom,
    },
  };
}

/** Metafields that the app may see: other apps' namespaces are hidden from it. */
function visibleMetafields(
  { metafields }: CustomerRecord,
  { namespace, keys }: { namespace?: string | null; keys?: string[] | null },
): MetafieldRecord[] {
  const wanted = keys?.map((name) => {
    const dot = name.lastIndexOf('.');
    return dot < 0
      ? `${resolveNamespace(namespace)}.${name}`
      : `${resolveNamespace(name.slice(0, dot))}.${name.slice(dot + 1)}`;
  });
  return [...metafields]
    .filter(([, metafield]) => !isForeignNamespace(metafield.namespace))
    .filter(([, metafield]) => namespace == null || metafield.namespace === resolveNamespace(namespace))
    .filter(([fullKey]) => !wanted || wanted.includes(fullKey))
    .map(([, metafield]) => metafield);
}

export const customerFieldResolvers: Resolvers = {
  Customer: {
    legacyResourceId: ({ number }: CustomerRecord) => String(number),
    createdAt: ({ createdAt }: CustomerRecord) => formatTime(createdAt),
    updatedAt: ({ updatedAt }: CustomerRecord) => formatTime(updatedAt),
    displayName,
    canDelete: ({ orders }: CustomerRecord) => orders === 0,
    numberOfOrders: ({ orders }: CustomerRecord) => String(orders),
    validEmailAddress: ({ email }: CustomerRecord) => email !== null,
    dataSaleOptOut: () => false,
    defaultEmailAddress: describeEmail,
    defaultPhoneNumber: describePhone,
    emailMarketingConsent: ({ email, emailConsent }: CustomerRecord) =>
      email === null
        ? null
        : {
            marketingState: emailConsent.state,
            marketingOptInLevel: emailConsent.optInLevel,
            consentUpdatedAt: emailConsent.updatedAt,
          },
    smsMarketingConsent: ({ phone, smsConsent }: CustomerRecord) =>
      phone === null
        ? null
        : {
            marketingState: smsConsent.state,
            marketingOptInLevel: smsConsent.optInLevel,
            consentUpdatedAt: smsConsent.updatedAt,
            consentCollectedFrom: smsConsent.collectedFrom,
          },
    addresses: ({ addresses }: CustomerRecord, { first }: { first?: number | null }) =>
      addresses.slice(0, first ?? undefined),
    addressesV2: ({ addresses }: CustomerRecord, page: PageArguments, context: Context) =>
      paginate(addresses, page, context),
    defaultAddress: ({ addresses, defaultAddressId }: CustomerRecord) =>
      addresses.find(({ id }) => id === defaultAddressId) ?? null,
    metafield: ({ metafields }: CustomerRecord, args: { namespace?: string | null; key: string }) => {
      const namespace = resolveNamespace(args.namespace);
      if (isForeignNamespace(namespace)) return null;
      return metafields.get(`${namespace}.${args.key}`) ?? null;
    },
    metafields: (
      customer: CustomerRecord,
      args: PageArguments & { namespace?: string | null; keys?: string[] | null },
      context: Context,
    ) => paginate(visibleMetafields(customer, args), args, context),
  },
  MailingAddress: {
    name: ({ firstName, lastName }: AddressRecord) => [firstName, lastName].filter(Boolean).join(' ') || null,
    formattedArea: formatArea,
  },
  Metafield: {
    jsonValue: ({ type, value }: MetafieldRecord) => toJsonValue(type, value),
    compareDigest: digestOf,
    createdAt: ({ createdAt }: MetafieldRecord) => formatTime(createdAt),
    updatedAt: ({ updatedAt }: MetafieldRecord) => formatTime(updatedAt),
    ownerType: ({ ownerId }: MetafieldRecord) =>
      ownerId.includes('/Validation/') ? 'VALIDATION' : 'CUSTOMER',
    owner: ({ ownerId }: MetafieldRecord, _args: unknown, { store }: Context) => findCustomer(store, ownerId),
    definition: ({ namespace, key }: MetafieldRecord, _args: unknown, { store }: Context) =>
      store.definition('CUSTOMER', `${namespace}.${key}`) ?? null,
  },
};
