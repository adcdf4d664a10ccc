// A client of a simulated store, for tests of the gateway and what is under it.
import { createCostBucket } from '../../src/shopify/bucket.ts';
import { type AdminClient, createAdminClient } from '../../src/shopify/client.ts';
import { sleep } from '../../src/shopify/sleep.ts';
import { fixedToken, type TokenProvider } from '../../src/shopify/tokens.ts';
import {
  type ShopifySimulator,
  type ShopifySimulatorOptions,
  startShopifySimulator,
} from '../../src/simulators/shopify/index.ts';

export const ACCESS_TOKEN = 'shpat_of_the_shopify_tests';

export interface StoreOptions {
  readonly simulator?: Partial<ShopifySimulatorOptions>;
  readonly tokens?: (simulator: ShopifySimulator) => TokenProvider;
  readonly timeoutMs?: number;
  readonly sleep?: (ms: number) => Promise<void>;
}

export interface CostSeen {
  readonly operationName: string;
  readonly requestedQueryCost: number;
}

export async function startStore(options: StoreOptions = {}) {
  const simulator = await startShopifySimulator({
    accessToken: ACCESS_TOKEN,
    plan: 'plus',
    hangMs: 50,
    ...options.simulator,
  });
  /** What Shopify said each call costs, in order. */
  const costs: CostSeen[] = [];

  async function watch(input: Parameters<typeof fetch>[0], init?: RequestInit): Promise<Response> {
    const response = await fetch(input, init);
    const answer = (await response
      .clone()
      .json()
      .catch(() => undefined)) as { extensions?: { cost?: { requestedQueryCost: number } } } | undefined;
    const requestedQueryCost = answer?.extensions?.cost?.requestedQueryCost;
    if (requestedQueryCost !== undefined) {
      const { operationName } = JSON.parse(String(init?.body)) as { operationName: string };
      costs.push({ operationName, requestedQueryCost });
    }
    return response;
  }

  const client: AdminClient = createAdminClient({
    adminOrigin: simulator.url,
    apiVersion: '2026-10',
    tokens: options.tokens?.(simulator) ?? fixedToken(ACCESS_TOKEN),
    bucket: createCostBucket({ now: Date.now, sleep }),
    fetch: watch as typeof fetch,
    sleep: options.sleep ?? sleep,
    timeoutMs: options.timeoutMs ?? 5_000,
  });

  async function sim(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${simulator.url}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }

  return { simulator, client, costs, sim, close: () => simulator.close() };
}
