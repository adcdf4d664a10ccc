// The public face of the Shopify simulator: an HTTP server that behaves like a store's Admin API, or like many stores'.
import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerFailure } from './http/answer-failure.ts';
import { completeOptions, type ShopifySimulatorOptions, type SimulatorSettings } from './options.ts';
import { createSimulation, type Simulation } from './simulation.ts';
import type { AppTopics } from './webhooks/desk.ts';

export type { ShopifySimulatorOptions } from './options.ts';

export type ShopifySimulator = {
  /** Where it listens, such as http://127.0.0.1:4010. */
  url: string;
  settings: SimulatorSettings;
  /** Ends open and hanging connections at once. */
  close(): Promise<void>;
};

/** Another store's paths stand behind its domain; it is there, and empty, as soon as somebody asks for it. */
const ofOtherShop = /^\/([a-z0-9][a-z0-9-]*\.myshopify\.com)(\/.*)$/;

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
  let url = '';
  const appTopics: AppTopics = [];
  const first = createSimulation(settings, closing.signal, () => url, appTopics);
  const simulations = new Map([[settings.shop, first]]);

  function simulationOf(shop: string): Simulation {
    let simulation = simulations.get(shop);
    if (!simulation) {
      // The token that is known from the start is the first store's.
      const others = { ...settings, shop, accessToken: randomUUID() };
      simulation = createSimulation(others, closing.signal, () => `${url}/${shop}`, appTopics);
      simulations.set(shop, simulation);
    }
    return simulation;
  }

  const server = createServer((request, response) => {
    const [, shop = settings.shop, path = request.url] = ofOtherShop.exec(request.url ?? '') ?? [];
    request.url = path;
    simulationOf(shop)
      .answer(request, response)
      .catch((error: unknown) => answerFailure(error, response));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(settings.port, settings.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  url = `http://${settings.host}:${port}`;
  return {
    url,
    settings: { ...settings, port },
    close: () =>
      new Promise((resolve) => {
        closing.abort();
        for (const simulation of simulations.values()) simulation.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
