// Webhook subscriptions, and the events of the store that are sent to them.
import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { SimulatorSettings } from '../options.ts';
import { resolveNamespace } from '../rules/namespaces.ts';
import { prefixErrors, type UserError } from '../rules/user-errors.ts';
import { hasScope, type ShopState } from '../shop/shop-state.ts';
import type { CustomerRecord } from '../state/records.ts';
import type { CustomerChange } from '../state/store.ts';
import { findAddressFault } from './address-checks.ts';
import type { Courier } from './delivery.ts';
import {
  describeCustomer,
  describeDeletion,
  describeEmailConsent,
  describeMetafields,
  describeSmsConsent,
  describeTags,
  type Payload,
} from './payloads.ts';
import type { SubscriptionInput, SubscriptionRecord, WebhookDesk } from './port.ts';
import { complianceTopics, scopeOf, toHeader } from './topics.ts';

/** What the app's configuration subscribes to: the same in every store. */
export type AppTopics = { topic: string; uri: string }[];

export type WebhookParts = {
  clock: Clock;
  settings: SimulatorSettings;
  shop: ShopState;
  courier: Courier;
  appTopics: AppTopics;
  /** A store is told nothing of that has no app to be told. */
  isInstalled(): boolean;
  nextNumber(): number;
};

export type Webhooks = WebhookDesk & {
  /** A subscription of the app's configuration, which may have any address, and holds in every store. */
  configure(topic: string, uri: string): void;
  /** Sends an event to all that subscribed to its topic, which is given as in the header. */
  emit(topic: string, payload: Payload, customer?: CustomerRecord): void;
  /** Sends what a customer's change means. */
  announce(change: CustomerChange): void;
  /** Forgets the subscriptions that were made through the API. */
  dropApiSubscriptions(): void;
  clear(): void;
};

export function createWebhooks(parts: WebhookParts): Webhooks {
  const { clock, settings, shop, courier, appTopics, isInstalled, nextNumber } = parts;
  const subscriptions = new Map<number, SubscriptionRecord>();

  function all(): SubscriptionRecord[] {
    const known = [...subscriptions.values()];
    for (const { topic, uri } of appTopics) {
      if (known.some((one) => one.origin === 'configuration' && one.topic === topic && one.uri === uri))
        continue;
      const record = make(topic, uri, 'configuration');
      subscriptions.set(record.number, record);
      known.push(record);
    }
    return known;
  }

  /** Of customers an app is told that is installed, and may read what the topic tells. */
  function mayTell(topic: string): boolean {
    const scope = scopeOf(topic);
    if (scope === undefined || complianceTopics.some((one) => one === topic)) return true;
    return isInstalled() && hasScope(shop, scope);
  }

  function make(topic: string, uri: string, origin: SubscriptionRecord['origin']): SubscriptionRecord {
    const number = nextNumber();
    return {
      number,
      id: `gid://shopify/WebhookSubscription/${number}`,
      topic,
      uri,
      format: 'JSON',
      filter: null,
      includeFields: [],
      metafieldNamespaces: [],
      name: null,
      origin,
      createdAt: clock.now(),
      updatedAt: clock.now(),
    };
  }

  /** Lays an input over a subscription and stores it, if nothing speaks against that. */
  function save(base: SubscriptionRecord, input: SubscriptionInput): SubscriptionRecord | UserError[] {
    const given = input.uri ?? input.callbackUrl;
    const record: SubscriptionRecord = {
      ...base,
      uri: given === undefined || given === null ? base.uri : given.trim(),
      format: input.format ?? base.format,
      filter: input.filter === undefined ? base.filter : input.filter,
      includeFields: input.includeFields ?? base.includeFields,
      metafieldNamespaces: input.metafieldNamespaces?.map(resolveNamespace) ?? base.metafieldNamespaces,
      name: input.name === undefined ? base.name : input.name,
      updatedAt: clock.now(),
    };
    const others = all().filter(({ number, origin }) => number !== base.number && origin === 'api');
    const errors = [
      ...findAddressFault(record.uri, record.format),
      ...findNameFault(record, others),
      ...findFilterFault(record.filter),
      ...findTopicFault(record, shop),
    ];
    if (errors.length === 0 && others.some((other) => isSame(other, record))) {
      errors.push({ field: ['callbackUrl'], message: 'Address for this topic has already been taken' });
    }
    if (errors.length > 0) return prefixErrors(errors, 'webhookSubscription');
    subscriptions.set(record.number, record);
    return record;
  }

  function emit(topic: string, payload: Payload, customer?: CustomerRecord) {
    if (!mayTell(topic)) return;
    const event = { id: randomUUID(), at: clock.now() };
    for (const subscription of all()) {
      if (toHeader(subscription.topic) !== topic) continue;
      const { includeFields, metafieldNamespaces } = subscription;
      const chosen =
        includeFields.length === 0
          ? payload
          : Object.fromEntries(Object.entries(payload).filter(([name]) => includeFields.includes(name)));
      const metafields = customer && describeMetafields(customer, metafieldNamespaces);
      const body = { ...chosen, ...(metafieldNamespaces.length > 0 && { metafields }) };
      courier.send(subscription, JSON.stringify(body), event);
    }
  }

  function announce({ before, after }: CustomerChange) {
    if (all().length === 0) return;
    if (!after) {
      if (before) emit('customers/delete', describeDeletion(before));
      return;
    }
    emit(before ? 'customers/update' : 'customers/create', describeCustomer(after, shop), after);
    const had = before?.tags ?? [];
    const added = after.tags.filter((tag) => !had.includes(tag));
    const removed = had.filter((tag) => !after.tags.includes(tag));
    if (added.length > 0) emit('customer.tags_added', describeTags(after, added, clock.now()));
    if (removed.length > 0) emit('customer.tags_removed', describeTags(after, removed, clock.now()));
    if (before && before.emailConsent !== after.emailConsent) {
      emit('customers_email_marketing_consent/update', describeEmailConsent(after));
    }
    if (before && before.smsConsent !== after.smsConsent) {
      emit('customers_marketing_consent/update', describeSmsConsent(after));
    }
    if (before && before.state !== after.state && (after.state === 'ENABLED' || after.state === 'DISABLED')) {
      emit(`customers/${after.state === 'ENABLED' ? 'enable' : 'disable'}`, describeCustomer(after, shop));
    }
  }

  return {
    subscriptions: all,
    subscribe: (topic, input) => save(make(topic, '', 'api'), input),
    update: save,
    unsubscribe: ({ number }) => {
      subscriptions.delete(number);
    },
    configure(topic, uri) {
      if (!appTopics.some((one) => one.topic === topic && one.uri === uri)) appTopics.push({ topic, uri });
    },
    emit,
    sendPrivacyRequest(topic, { number: id, email, phone }) {
      const orders =
        topic === 'customers/redact'
          ? { orders_to_redact: [] }
          : { orders_requested: [], data_request: { id } };
      emit(topic, { shop_id: 1, shop_domain: settings.shop, customer: { id, email, phone }, ...orders });
    },
    announce,
    dropApiSubscriptions() {
      for (const { number, origin } of all()) if (origin === 'api') subscriptions.delete(number);
    },
    clear() {
      appTopics.length = 0;
      subscriptions.clear();
    },
  };
}

const isSame = (left: SubscriptionRecord, right: SubscriptionRecord) =>
  left.topic === right.topic &&
  left.uri === right.uri &&
  left.format === right.format &&
  left.filter === right.filter;

function findNameFault({ name }: SubscriptionRecord, others: readonly SubscriptionRecord[]): UserError[] {
  const refuse = (message: string) => [{ field: ['name'], message: `Name ${message}` }];
  if (name === null) return [];
  if (name === '') return refuse('is too short (minimum is 1 character)');
  if (!/^[\w-]+$/.test(name)) {
    return refuse('name field can only contain alphanumeric characters, underscores, and hyphens');
  }
  return others.some((other) => other.name === name) ? refuse('already exists, no duplicate allowed') : [];
}

/** A filter is kept and shown, and nothing is filtered by it. */
function findFilterFault(filter: string | null): UserError[] {
  if (!filter) return [];
  const refuse = (message: string) => [{ field: [], message }];
  if (Buffer.byteLength(filter) > 65_535)
    return refuse('The specified filter exceeds the maximum allowed size.');
  return /[\w.]+:/.test(filter)
    ? []
    : refuse(
        'The specified filter is invalid, please ensure you specify the field(s) you wish to filter on.',
      );
}

function findTopicFault({ topic, format }: SubscriptionRecord, shop: ShopState): UserError[] {
  const header = toHeader(topic);
  const scope = scopeOf(header);
  if (scope && !hasScope(shop, scope)) {
    // Assumed wording: no subscription without its scope was recorded.
    const message = 'You cannot create a webhook subscription with the specified topic';
    return [{ field: [], message }];
  }
  if (scope && !shop.customerData) {
    const message =
      'This app is not approved to subscribe to webhook topics containing protected customer data.';
    return [{ field: [], message }];
  }
  // Topics of the newer kind, which are written with a dot, know JSON alone.
  return format === 'XML' && header.includes('.')
    ? [
        {
          field: ['format'],
          message: "Format 'xml' is invalid for this webhook topic. Allowed formats: json",
        },
      ]
    : [];
}
