// The public face of the Shopify simulator: an HTTP server that behaves like one store's Admin API.
import { setMaxListeners } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createBucket } from './bucket.ts';
import { createClock } from './clock.ts';
import { createFaultInjector } from './faults.ts';
import { createAdminApi, type Stats } from './http/admin-api.ts';
import { createControl } from './http/control.ts';
import { HttpFault, sendHtml, sendJson } from './http/messages.ts';
import { renderPage } from './http/page.ts';
import { createTokenDesk } from './http/tokens.ts';
import { completeOptions, type ShopifySimulatorOptions, type SimulatorSettings } from './options.ts';
import { openShop, type ShopState } from './shop/shop-state.ts';
import { createStore } from './state/store.ts';

export type { ShopifySimulatorOptions } from './options.ts';

export type ShopifySimulator = {
  /** Where it listens, such as http://127.0.0.1:4010. */
  url: string;
  settings: SimulatorSettings;
  /** Ends open and hanging connections at once. */
  close(): Promise<void>;
};

/**
 * Starts a simulated store. Nothing is kept when it closes.
 *
 * @example
 * const shopify = await startShopifySimulator({ accessToken: 'shpat_test', speed: 60 });
 * await fetch(`${shopify.url}/admin/api/2026-10/graphql.json`, { … });
 * await shopify.close();
 */
export async function startShopifySimulator(options: ShopifySimulatorOptions): Promise<ShopifySimulator> {
  const settings = completeOptions(options);
  const closing = new AbortController();
  // Every hanging request listens, and there may be any number of them.
  setMaxListeners(0, closing.signal);
  const route = createRouter(settings, closing.signal);
  const server = createServer((request, response) => {
    route(request, response).catch((error: unknown) => answerFailure(error, response));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(settings.port, settings.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${settings.host}:${port}`,
    settings: { ...settings, port },
    close: () =>
      new Promise((resolve) => {
        closing.abort();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function createRouter(settings: SimulatorSettings, closing: AbortSignal) {
  const clock = createClock(settings.speed);
  const store = createStore(clock, settings.searchLagMs);
  const faults = createFaultInjector(settings.seed);
  const shop = openShop(settings);
  const tokens = createTokenDesk(settings, shop, clock);
  const stats: Stats = { points: 0, calls: 0, throttled: 0, bulkOperations: 0 };
  let bucket = createBucket(shop.plan, clock);

  function resetStats() {
    Object.assign(stats, { points: 0, calls: 0, throttled: 0, bulkOperations: 0 });
  }

  /** A shop that changes its plan gets the bucket of the new one. */
  function changeShop(change: Partial<ShopState>) {
    const { plan } = shop;
    Object.assign(shop, change);
    if (shop.plan !== plan) bucket = createBucket(shop.plan, clock);
  }

  function reset() {
    clock.cancelAll();
    store.clear();
    faults.reset();
    Object.assign(shop, openShop(settings));
    bucket = createBucket(shop.plan, clock);
    resetStats();
  }

  const adminApi = createAdminApi({
    settings,
    clock,
    store,
    shop,
    faults,
    tokens,
    stats,
    closing,
    bucket: () => bucket,
  });
  const control = createControl({
    settings,
    clock,
    store,
    shop,
    changeShop,
    faults,
    stats,
    reset,
    resetStats,
  });

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    if (path.startsWith('/_sim/')) return control(request, response, path);
    switch (`${request.method} ${path}`) {
      case 'POST /admin/api/2026-10/graphql.json':
        return adminApi(request, response);
      case 'POST /admin/oauth/access_token':
        return tokens.grant(request, response);
      case 'GET /':
        return sendHtml(response, 200, renderPage(settings, [...store.customers()]));
      default:
        return sendJson(response, 404, { errors: 'Not Found' });
    }
  };
}

/** A caller's fault gets its own status; anything else is a fault of the simulator and must not end it. */
function answerFailure(error: unknown, response: ServerResponse) {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  if (error instanceof HttpFault) {
    // Closing the connection spares reading the rest of an over-long body.
    if (error.status === 413) response.setHeader('connection', 'close');
    sendJson(response, error.status, { errors: error.message });
    return;
  }
  if (error instanceof RangeError) {
    // Input nested so deeply that it exhausts the stack.
    sendJson(response, 400, { errors: 'Required parameter missing or invalid: nested too deeply' });
    return;
  }
  sendJson(response, 500, { errors: error instanceof Error ? error.message : String(error) });
}
