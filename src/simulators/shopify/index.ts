// The public face of the Shopify simulator: an HTTP server that behaves like one store's Admin API.
import { setMaxListeners } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerFailure } from './http/answer-failure.ts';
import { completeOptions, type ShopifySimulatorOptions, type SimulatorSettings } from './options.ts';
import { createSimulation } from './simulation.ts';

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
  let url = '';
  const simulation = createSimulation(settings, closing.signal, () => url);
  const server = createServer((request, response) => {
    simulation.answer(request, response).catch((error: unknown) => answerFailure(error, response));
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
        simulation.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
