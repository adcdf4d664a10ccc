// What the app wants to be told of a shop by webhooks, by Shopify's names.

/** Of customers, and of the app itself: in the app's configuration, or subscribed to in one shop. */
export const CUSTOMER_TOPICS = [
  'customers/create',
  'customers/update',
  'customers/delete',
  'customer.tags_added',
  'customer.tags_removed',
] as const;

/** It needs an optional scope, so that only those shops are subscribed that granted it. */
export const MERGE_TOPIC = 'customers/merge';

/** Only an app that any shop may install needs them. */
export const APP_TOPICS = ['app/uninstalled', 'app/scopes_update'] as const;

export const COMPLIANCE_TOPICS = ['customers/data_request', 'customers/redact', 'shop/redact'] as const;

/** As GraphQL names a topic: `CUSTOMERS_CREATE`. */
export function toTopicName(topic: string): string {
  return topic.toUpperCase().replaceAll(/[/.]/g, '_');
}
