// The app's webhook subscriptions in one shop: what is missing is made, so that Shopify tells us of customers.
import { z } from 'zod';
import type { AdminClient, Operation, RunOptions } from './client.ts';
import { ShopifyError } from './errors.ts';
import { userErrorsSchema } from './operations.ts';
import { toTopicName } from './topics.ts';

export interface WantedWebhooks {
  /** Where Shopify is to send them. */
  readonly uri: string;
  /** By their names in the app's configuration, such as `customers/create`. */
  readonly topics: readonly string[];
}

/** A connection of twenty: 2 + ⌊2·ln 20⌋ × 1. */
export const readSubscriptions = {
  name: 'ReadSubscriptions',
  text: `query ReadSubscriptions($uri: String!) {
  webhookSubscriptions(first: 20, uri: $uri) { nodes { topic } }
}`,
  cost: 7,
  answer: z.object({
    webhookSubscriptions: z.object({ nodes: z.array(z.object({ topic: z.string() })) }),
  }),
} satisfies Operation<unknown>;

export const createSubscription = {
  name: 'CreateSubscription',
  text: `mutation CreateSubscription($topic: WebhookSubscriptionTopic!, $uri: String!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: { uri: $uri, format: JSON }) {
    userErrors { field message }
  }
}`,
  cost: 10,
  answer: z.object({ webhookSubscriptionCreate: z.object({ userErrors: userErrorsSchema }) }),
} satisfies Operation<unknown>;

/**
 * Subscribes to what is not subscribed to yet. Webhooks are only ever the quicker way to what reconciling finds out as
 * well: what Shopify refuses, such as a topic whose scope the app lacks, is left alone.
 * @throws ShopifyError where nothing was answered
 */
export async function ensureSubscriptions(
  client: AdminClient,
  { uri, topics }: WantedWebhooks,
  options: RunOptions,
): Promise<void> {
  const answer = await unlessRefused(client.run(readSubscriptions, { uri }, options));
  if (answer === undefined) return;
  const present = new Set(answer.data.webhookSubscriptions.nodes.map(({ topic }) => topic));
  for (const topic of topics.map(toTopicName)) {
    if (!present.has(topic)) await unlessRefused(client.run(createSubscription, { topic, uri }, options));
  }
}

async function unlessRefused<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ShopifyError && REFUSALS.has(error.kind)) return undefined;
    throw error;
  }
}

const REFUSALS: ReadonlySet<ShopifyError['kind']> = new Set(['unauthorized', 'misconfigured', 'rejected']);
