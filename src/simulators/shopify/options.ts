// What can be chosen when a Shopify simulator is started, and what holds when nothing is said.

/** Shopify's plans, which differ in the rate limit: points restored per second, per app and store. */
export type Plan = 'standard' | 'advanced' | 'plus';

export const restoreRates: Record<Plan, number> = { standard: 100, advanced: 200, plus: 1000 };

export type ShopifySimulatorOptions = {
  /** The Admin API token that is accepted from the start (X-Shopify-Access-Token). */
  accessToken: string;
  /** Port to listen on; 0 (the default) takes any free one. */
  port?: number;
  host?: string;
  plan?: Plan;
  /** How many times faster than real time the cost bucket, search lag and token expiry run. Default 1. */
  speed?: number;
  /** Delay between a write and its appearance in searches, in milliseconds of simulator time. Default 2000. */
  searchLagMs?: number;
  /** The app's credentials at POST /admin/oauth/access_token. Default simulated-app. */
  clientId?: string;
  /** It signs ID tokens as well. Default shpss_simulated. */
  clientSecret?: string;
  /** Key of the webhooks' signatures. Default: the client secret. */
  webhookSecret?: string;
  /** The store's own domain. Default example.myshopify.com. */
  shop?: string;
  /** Country of the store's address, as ISO 3166 code: completes national phone numbers. Default US. */
  country?: string;
  /** Seed of the fault injector's random numbers. Default 1. */
  seed?: number;
  /** Rows a second that one bulk mutation works through; Shopify states no figure, 50 is assumed. */
  bulkRowsPerSecond?: number;
  /** Objects a second that one bulk query reads; Shopify states no figure, 1000 is assumed. */
  bulkObjectsPerSecond?: number;
  /** How long a faulty request hangs before its connection is dropped, in real milliseconds. Default 10000. */
  hangMs?: number;
};

export type SimulatorSettings = Required<ShopifySimulatorOptions>;

const simulatedSecret = 'shpss_simulated';

/** Fills in what was left out. */
export function completeOptions(options: ShopifySimulatorOptions): SimulatorSettings {
  return {
    accessToken: options.accessToken,
    port: options.port ?? 0,
    host: options.host ?? '127.0.0.1',
    plan: options.plan ?? 'standard',
    speed: options.speed ?? 1,
    searchLagMs: options.searchLagMs ?? 2000,
    clientId: options.clientId ?? 'simulated-app',
    clientSecret: options.clientSecret ?? simulatedSecret,
    webhookSecret: options.webhookSecret ?? options.clientSecret ?? simulatedSecret,
    shop: options.shop ?? 'example.myshopify.com',
    country: options.country ?? 'US',
    seed: options.seed ?? 1,
    bulkRowsPerSecond: options.bulkRowsPerSecond ?? 50,
    bulkObjectsPerSecond: options.bulkObjectsPerSecond ?? 1000,
    hangMs: options.hangMs ?? 10_000,
  };
}
