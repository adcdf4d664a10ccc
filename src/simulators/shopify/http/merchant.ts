// A customer as /_sim shows it, and the changes a merchant makes in the admin, with the admin's freedom.
import type { AddressInput } from '../rules/addresses.ts';
import { applyCustomerFields, type CustomerFieldsInput } from '../rules/customer-input.ts';
import { shortKey, splitShortKey } from '../rules/namespaces.ts';
import type { UserError } from '../rules/user-errors.ts';
import { blankCustomer, type ConsentRecord, type CustomerRecord } from '../state/records.ts';
import type { Store } from '../state/store.ts';
import { type MerchantParts, showCompaniesOf } from './merchant-companies.ts';
import { HttpFault } from './messages.ts';
import { readChoice, readTexts } from './read-value.ts';

const customerStates = ['DECLINED', 'DISABLED', 'ENABLED', 'INVITED'] as const;
const consentStates = ['NOT_SUBSCRIBED', 'PENDING', 'SUBSCRIBED', 'UNSUBSCRIBED'] as const;
const texts = ['firstName', 'lastName', 'email', 'phone', 'locale', 'note'] as const;

/** The record in the shape of GET /_sim/customers. */
export function showCustomer(customer: CustomerRecord, store: Store) {
  const { id, email, phone, firstName, lastName, tags, state, verifiedEmail, locale, note, orders } =
    customer;
  const metafields = [...customer.metafields.values()].map(
    ({ namespace, key, value }) => [shortKey(namespace, key), value] as const,
  );
  return {
    id,
    email,
    phone,
    firstName,
    lastName,
    tags,
    metafields: Object.fromEntries(metafields),
    state,
    emailMarketingState: customer.emailConsent.state,
    createdAt: new Date(customer.createdAt).toISOString(),
    smsMarketingState: customer.smsConsent.state,
    addresses: customer.addresses,
    locale,
    note,
    orders,
    verifiedEmail,
    companies: showCompaniesOf(customer.number, store),
  };
}

/** Makes a customer from any of the shown fields. */
export function createAsMerchant(body: Record<string, unknown>, parts: MerchantParts): CustomerRecord {
  return applyMerchantEdit(blankCustomer(parts.store.nextNumber(), parts.clock.now()), body, parts);
}

/** Lays any of the shown fields over a customer and stores it; what the store refuses is a 422. */
export function applyMerchantEdit(
  base: CustomerRecord,
  body: Record<string, unknown>,
  { store, clock, settings }: MerchantParts,
): CustomerRecord {
  const now = clock.now();
  const { customer, errors } = applyCustomerFields(base, readFields(body), {
    store,
    country: settings.country,
  });
  if (errors.length > 0) throw new HttpFault(422, errors.map(describe).join('; '));
  const edited: CustomerRecord = { ...customer, updatedAt: now };
  if (body.state !== undefined) edited.state = readChoice('state', body.state, customerStates);
  if (body.verifiedEmail !== undefined) edited.verifiedEmail = body.verifiedEmail === true;
  if (body.giftCards !== undefined) edited.giftCards = body.giftCards === true;
  if (body.orders !== undefined) edited.orders = Number(body.orders) || 0;
  if (body.emailMarketingState !== undefined) {
    edited.emailConsent = readConsent('emailMarketingState', body.emailMarketingState, now);
  }
  if (body.smsMarketingState !== undefined) {
    edited.smsConsent = readConsent('smsMarketingState', body.smsMarketingState, now);
  }
  if (body.metafields !== undefined) edited.metafields = editMetafields(edited, body.metafields, store, now);
  store.putCustomer(edited);
  return edited;
}

function readFields(body: Record<string, unknown>): CustomerFieldsInput {
  const fields: CustomerFieldsInput = {};
  for (const name of texts) {
    const value = body[name];
    if (value === undefined) continue;
    if (value !== null && typeof value !== 'string')
      throw new HttpFault(400, `${name} must be a text or null`);
    fields[name] = value;
  }
  if (body.tags !== undefined) fields.tags = readTexts('tags', body.tags);
  if (Array.isArray(body.addresses)) {
    fields.addresses = body.addresses.map(readAddress);
  }
  return fields;
}

/** Only texts are taken over; an id would name an address that a new customer cannot have. */
function readAddress(address: unknown): AddressInput {
  const entries = Object.entries(Object(address)).filter(([, value]) => typeof value === 'string');
  return Object.fromEntries(entries.filter(([name]) => name !== 'id'));
}

/** A value of null removes the metafield; a text sets it, with the type it has, is defined with, or plain text. */
function editMetafields(customer: CustomerRecord, edits: unknown, store: Store, now: number) {
  const metafields = new Map(customer.metafields);
  for (const [name, value] of Object.entries(Object(edits))) {
    const { namespace, key } = splitShortKey(name);
    const fullKey = `${namespace}.${key}`;
    const existing = metafields.get(fullKey);
    if (value === null) {
      metafields.delete(fullKey);
      continue;
    }
    const defined = store.definition('CUSTOMER', fullKey)?.type;
    metafields.set(fullKey, {
      id: existing?.id ?? `gid://shopify/Metafield/${store.nextNumber()}`,
      namespace,
      key,
      type: existing?.type ?? defined ?? 'single_line_text_field',
      value: String(value),
      ownerId: customer.id,
      createdAt: existing?.createdAt ?? now,
      updatedAt: now,
    });
  }
  return metafields;
}

function readConsent(name: string, value: unknown, now: number): ConsentRecord {
  return {
    state: readChoice(name, value, consentStates),
    optInLevel: 'SINGLE_OPT_IN',
    updatedAt: new Date(now).toISOString(),
    collectedFrom: 'SHOPIFY',
  };
}

const describe = ({ field, message }: UserError) => (field ? `${field.join('.')}: ${message}` : message);
