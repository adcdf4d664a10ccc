// Shopify's end: access to each shop and how it is kept, the gateways through which it is used, and whose word is Shopify's.
import { createInstallations, type Installations } from '../access/installations.ts';
import { createRenewal, type Renewal } from '../access/renewal.ts';
import type { Config } from '../config.ts';
import { newId } from '../ids.ts';
import { createShopifyAccess } from '../shopify/access.ts';
import { createShopifyGateways, type GatewayFor } from '../shopify/gateways.ts';
import { createSignatures, type Signatures } from '../shopify/signatures.ts';
import type { WantedWebhooks } from '../shopify/subscriptions.ts';
import { CUSTOMER_TOPICS, MERGE_TOPIC } from '../shopify/topics.ts';
import { createInstallationStore } from '../store/installation-store.ts';
import type { ShopGateway } from '../sync/ports.ts';
import type { Ground } from './ground.ts';
import { nameOf } from './log.ts';
import type { TelemetryParts } from './telemetry.ts';
import type { Tenancy } from './tenants.ts';

export interface ShopifyParts {
  readonly gatewayFor: GatewayFor;
  /** For whatever is not the sync, and so has no bucket to hand on. */
  readonly gatewayOf: (shop: string) => ShopGateway;
  readonly signatures: Signatures;
  /** Undefined unless any shop may install the app. */
  readonly installations: Installations | undefined;
  readonly renewal: Renewal | undefined;
}

export function composeShopify(
  { config, engine, vault, news, now, log }: Ground,
  { tenants, observeShopify: observe }: Pick<Tenancy, 'tenants'> & Pick<TelemetryParts, 'observeShopify'>,
): ShopifyParts {
  const { shopify } = config;
  const store = createInstallationStore(engine, vault);
  const access = createShopifyAccess(shopify, { store, owner: newId(), now });
  const { installable } = access;
  const gatewayFor = oncePerShop(createShopifyGateways({ ...access, now, observe, ...webhooksOf(config) }));
  return {
    gatewayFor,
    gatewayOf: (shop) => gatewayFor(shop, null),
    signatures: createSignatures({
      clientId: shopify.credentials.kind === 'client' ? shopify.credentials.clientId : null,
      secrets: shopify.webhookSecrets ?? [],
      shop: shopify.shop,
    }),
    installations:
      installable &&
      createInstallations({
        store,
        endpoint: installable.endpoint,
        now,
        async onInstalled(shop) {
          await tenants.ensureConnection(shop);
          news.tell('access', shop);
        },
      }),
    renewal:
      installable &&
      createRenewal({
        store,
        renew: installable.renew,
        now,
        onFailure: (shop, error) =>
          log.warn({ shop, ...nameOf(error) }, 'the tokens of an idle shop could not be renewed'),
      }),
  };
}

/**
 * Shopify sends webhooks to public addresses alone, and only over TLS. An app that any shop may install has most of its
 * subscriptions in its configuration (shopify.app.toml).
 */
function webhooksOf({ publicUrl, shopify }: Config): { webhooks: WantedWebhooks } | undefined {
  const isPublic = publicUrl.startsWith('https://') && new URL(publicUrl).hostname !== 'localhost';
  if (!isPublic || (shopify.webhookSecrets ?? []).length === 0) return undefined;
  const topics = shopify.shop === undefined ? [MERGE_TOPIC] : [...CUSTOMER_TOPICS, MERGE_TOPIC];
  return { webhooks: { uri: `${publicUrl}/shopify/webhooks`, topics } };
}

/** Whatever reads a shop in this process draws on one bucket. */
function oncePerShop(gatewayFor: GatewayFor): GatewayFor {
  const made = new Map<string, ShopGateway>();
  return (shop, bucket) => {
    const gateway = made.get(shop) ?? gatewayFor(shop, bucket);
    made.set(shop, gateway);
    return gateway;
  };
}
