// What the API's resolvers need of webhook subscriptions, and the records they show.
import type { UserError } from '../rules/user-errors.ts';
import type { CustomerRecord } from '../state/records.ts';

export type SubscriptionRecord = {
  number: number;
  id: string;
  /** As in the schema, such as CUSTOMERS_UPDATE. */
  topic: string;
  uri: string;
  format: string;
  filter: string | null;
  includeFields: readonly string[];
  metafieldNamespaces: readonly string[];
  name: string | null;
  /** Those of the app's configuration are not seen through the API, and outlive failures. */
  origin: 'api' | 'configuration';
  createdAt: number;
  updatedAt: number;
};

export type SubscriptionInput = {
  callbackUrl?: string | null;
  uri?: string | null;
  format?: string | null;
  filter?: string | null;
  includeFields?: string[] | null;
  metafieldNamespaces?: string[] | null;
  name?: string | null;
};

export type WebhookDesk = {
  subscriptions(): SubscriptionRecord[];
  subscribe(topic: string, input: SubscriptionInput): SubscriptionRecord | UserError[];
  update(record: SubscriptionRecord, input: SubscriptionInput): SubscriptionRecord | UserError[];
  unsubscribe(record: SubscriptionRecord): void;
  /** Asks the app to forget a customer, or to say what it knows of one. */
  sendPrivacyRequest(topic: 'customers/data_request' | 'customers/redact', customer: CustomerRecord): void;
};
