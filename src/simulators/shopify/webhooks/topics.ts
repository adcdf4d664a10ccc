// Webhook topics as the schema and as the headers write them, and the scope that each needs.

/** Topics that the app's configuration alone can subscribe to. */
export const complianceTopics = ['customers/data_request', 'customers/redact', 'shop/redact'] as const;

/** Where the header differs from the rule that the last word follows a slash. */
const irregular: Record<string, string> = {
  CUSTOMER_TAGS_ADDED: 'customer.tags_added',
  CUSTOMER_TAGS_REMOVED: 'customer.tags_removed',
  CUSTOMERS_EMAIL_MARKETING_CONSENT_UPDATE: 'customers_email_marketing_consent/update',
  CUSTOMERS_MARKETING_CONSENT_UPDATE: 'customers_marketing_consent/update',
  APP_SCOPES_UPDATE: 'app/scopes_update',
};

/** CUSTOMERS_UPDATE → customers/update. A topic that is written so already stays. */
export function toHeader(topic: string): string {
  return irregular[topic] ?? topic.toLowerCase().replace(/^(\w+)_([a-z]+)$/, '$1/$2');
}

/** The scope without which a topic cannot be subscribed to. */
export function scopeOf(header: string): string | undefined {
  if (header === 'customers/merge') return 'read_customer_merge';
  return header.startsWith('customer') ? 'read_customers' : undefined;
}
