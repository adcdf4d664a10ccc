// Puts the parts of one simulated store together, and leads each request to the part that answers it.
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { adminPath, createAdminPage } from './admin/admin-page.ts';
import { createBucket } from './bucket.ts';
import { createBulkDesk } from './bulk/desk.ts';
import { createResults, resultPath } from './bulk/results.ts';
import { createUploads, uploadPath } from './bulk/uploads.ts';
import { createClock } from './clock.ts';
import { createMergeDesk } from './customers/merge-desk.ts';
import { createFaultInjector } from './faults.ts';
import { createDocumentCache } from './graphql/documents.ts';
import type { Services } from './graphql/execute.ts';
import { createAdminApi, type Stats } from './http/admin-api.ts';
import { createCallLog } from './http/call-log.ts';
import { createControl } from './http/control.ts';
import { sendHtml, sendJson } from './http/messages.ts';
import { renderPage } from './http/page.ts';
import { createPlatformControl } from './http/platform-control.ts';
import { createTokenDesk } from './oauth/desk.ts';
import type { SimulatorSettings } from './options.ts';
import { listScopes, openShop, type ShopState } from './shop/shop-state.ts';
import { createStore } from './state/store.ts';
import { createCourier } from './webhooks/delivery.ts';
import { type AppTopics, createWebhooks } from './webhooks/desk.ts';
import { describeBulkOperation, describeMerge } from './webhooks/payloads.ts';

export type Simulation = {
  answer(request: IncomingMessage, response: ServerResponse): Promise<void>;
  close(): void;
};

const zero: Stats = { points: 0, calls: 0, throttled: 0, bulkOperations: 0 };

/** `origin` is asked only once the server listens. */
export function createSimulation(
  settings: SimulatorSettings,
  closing: AbortSignal,
  origin: () => string,
  appTopics: AppTopics,
): Simulation {
  const clock = createClock(settings.speed);
  const store = createStore(clock, settings.searchLagMs);
  const faults = createFaultInjector(settings.seed);
  const shop = openShop(settings);
  const tokens = createTokenDesk(settings, shop, clock);
  const admin = createAdminPage(settings);
  const uploads = createUploads(clock, faults, origin);
  const results = createResults(clock, origin);
  const prepare = createDocumentCache();
  const stats = { ...zero };
  const calls = createCallLog();
  let bucket = createBucket(shop.plan, clock);
  const courier = createCourier({
    clock,
    settings,
    faults,
    closing,
    onGivenUp: (subscription) => {
      if (subscription.origin === 'api') webhooks.unsubscribe(subscription);
    },
  });
  const webhooks = createWebhooks({
    clock,
    settings,
    shop,
    courier,
    appTopics,
    isInstalled: tokens.isInstalled,
    nextNumber: store.nextNumber,
  });
  store.watch(webhooks.announce);
  const bulk = createBulkDesk({
    clock,
    settings,
    faults,
    uploads,
    results,
    nextNumber: store.nextNumber,
    prepare: (text) => prepare(text, undefined),
    services: () => services,
    onStart: () => {
      stats.bulkOperations += 1;
    },
    onFinish: (record) => webhooks.emit('bulk_operations/finish', describeBulkOperation(record)),
  });
  const merges = createMergeDesk({
    clock,
    store,
    onEnd: (...merge) => webhooks.emit('customers/merge', describeMerge(...merge)),
  });
  const services: Services = { store, clock, settings, shop, bulk, webhooks, merges };

  /** A shop that changes its plan gets the bucket of the new one. */
  function changeShop(change: Partial<ShopState>) {
    const { plan } = shop;
    const previous = listScopes(shop);
    Object.assign(shop, change);
    if (change.scopes) {
      const current = listScopes(shop);
      webhooks.emit('app/scopes_update', { id: 1, previous, current, updated_at: new Date(clock.now()) });
    }
    if (shop.plan !== plan) bucket = createBucket(shop.plan, clock);
  }

  function clear() {
    clock.cancelAll();
    bulk.clear();
    uploads.clear();
    results.clear();
    merges.clear();
    webhooks.clear();
    courier.clear();
    tokens.restore();
    store.clear();
    faults.reset();
  }

  const adminApi = createAdminApi({
    settings,
    shop,
    faults,
    tokens,
    stats,
    calls,
    closing,
    bucket: () => bucket,
    services: () => services,
    prepare,
  });
  const control = createControl({
    settings,
    clock,
    store,
    shop,
    changeShop,
    faults,
    stats,
    calls,
    merges,
    platform: createPlatformControl({ clock, settings, store, webhooks, courier, tokens, admin }),
    resetStats: () => Object.assign(stats, zero),
    reset() {
      clear();
      Object.assign(shop, openShop(settings));
      bucket = createBucket(shop.plan, clock);
      Object.assign(stats, zero);
      calls.clear();
    },
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    if (path.startsWith('/_sim/')) return control(request, response, path);
    if (path.startsWith(adminPath)) return admin.answer(path, response);
    // Shopify gives one with every answer, for its support.
    response.setHeader('x-request-id', randomUUID());
    if (path.startsWith(uploadPath)) return uploads.receive(request, response);
    if (path.startsWith(resultPath)) return results.send(path, response);
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
  }

  return { answer, close: clear };
}
