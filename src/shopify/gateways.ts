// Makes the customer gateway of a shop: its token, its bucket, its client.
import { z } from 'zod';
import type { ShopGateway, ShopifyCall } from '../sync/ports.ts';
import { createCostBucket, type ThrottleStatus } from './bucket.ts';
import { type AdminClient, createAdminClient } from './client.ts';
import { createCustomerGateway } from './gateway.ts';
import { sleep } from './sleep.ts';
import type { WantedWebhooks } from './subscriptions.ts';
import type { TokenProvider } from './tokens.ts';

/** The Admin API version that every operation is written and tested for. */
const API_VERSION = '2026-10';

export interface GatewayDependencies {
  /** The origin of a shop's admin, e.g. `https://example.myshopify.com`. */
  readonly originOf: (shop: string) => string;
  readonly tokensOf: (shop: string) => TokenProvider;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Is told of every exchange. */
  readonly observe?: (call: ShopifyCall) => void;
  /** What each shop is subscribed to, beside what the app's configuration says; left out where Shopify cannot reach us. */
  readonly webhooks?: WantedWebhooks;
}

/** Gives a shop's gateway; `bucket` is what `ShopGateway.bucket` once said, if anything. */
export type GatewayFor = (shop: string, bucket: string | null) => ShopGateway;

export function createShopifyGateways(dependencies: GatewayDependencies): GatewayFor {
  return (shop, bucket) =>
    createCustomerGateway(createShopifyClient(dependencies, shop, bucket), dependencies.webhooks);
}

/** A client of one shop. */
export function createShopifyClient(
  { originOf, tokensOf, now, observe }: GatewayDependencies,
  shop: string,
  bucket: string | null,
): AdminClient {
  const initial = bucket === null ? undefined : parseStatus(bucket);
  return createAdminClient({
    adminOrigin: originOf(shop),
    apiVersion: API_VERSION,
    tokens: tokensOf(shop),
    fetch,
    sleep,
    observe,
    bucket: createCostBucket({ now, sleep, ...(initial === undefined ? {} : { initial }) }),
  });
}

const statusSchema = z.object({
  maximumAvailable: z.number().positive(),
  currentlyAvailable: z.number(),
  restoreRate: z.number().positive(),
});

function parseStatus(text: string): ThrottleStatus | undefined {
  try {
    return statusSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
