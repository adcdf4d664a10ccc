// Makes the customer gateway of a shop from the configuration: its token, its bucket, its client.
import { z } from 'zod';
import type { ShopifyConfig } from '../config.ts';
import type { ShopGateway } from '../sync/ports.ts';
import { createCostBucket, type ThrottleStatus } from './bucket.ts';
import { type AdminClient, createAdminClient } from './client.ts';
import { ShopifyError } from './errors.ts';
import { createCustomerGateway } from './gateway.ts';
import { sleep } from './sleep.ts';
import { clientCredentials, fixedToken, type TokenProvider } from './tokens.ts';

/** The Admin API version that every operation is written and tested for. */
const API_VERSION = '2026-10';

export interface GatewayDependencies {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Where Shopify is to send webhooks; left out where it cannot reach us. */
  readonly webhookUri?: string;
}

/**
 * Gives a shop's gateway; `bucket` is what `ShopGateway.bucket` once said, if anything.
 * @throws ShopifyError unauthorized for a shop that is not configured.
 */
export type GatewayFor = (shop: string, bucket: string | null) => ShopGateway;

export function createShopifyGateways(config: ShopifyConfig, dependencies: GatewayDependencies): GatewayFor {
  const { now, webhookUri = null } = dependencies;
  const tokens = createTokens(config, now);
  return (shop, bucket) => {
    if (shop !== config.shop) {
      throw new ShopifyError({
        kind: 'unauthorized',
        code: 'shop_not_configured',
        message: `There are no credentials for ${shop}.`,
      });
    }
    return createCustomerGateway(createClient(config, tokens, now, bucket), webhookUri);
  };
}

/** A client of the configured shop, for commands such as `doctor`. */
export function createShopifyClient(config: ShopifyConfig, { now }: GatewayDependencies): AdminClient {
  return createClient(config, createTokens(config, now), now, null);
}

function createClient(
  { adminOrigin }: ShopifyConfig,
  tokens: TokenProvider,
  now: () => number,
  bucket: string | null,
): AdminClient {
  const initial = bucket === null ? undefined : parseStatus(bucket);
  return createAdminClient({
    adminOrigin,
    apiVersion: API_VERSION,
    tokens,
    fetch,
    sleep,
    bucket: createCostBucket({ now, sleep, ...(initial === undefined ? {} : { initial }) }),
  });
}

function createTokens({ adminOrigin, credentials }: ShopifyConfig, now: () => number): TokenProvider {
  return credentials.kind === 'token'
    ? fixedToken(credentials.accessToken)
    : clientCredentials({ ...credentials, adminOrigin, fetch, now });
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
