// Serves a fetch over HTTP, and ends without cutting off answers that are under way.
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';

/** How long calls under way may take to finish once closing has begun. */
const GRACE_MS = 2000;

export interface Listener {
  readonly port: number;
  close(): Promise<void>;
}

/** Resolves once connections are accepted; rejects with the system's error if the port cannot be had. */
export function listen(options: {
  readonly fetch: (request: Request) => Response | Promise<Response>;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
}): Promise<Listener> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: options.fetch, hostname: options.host, port: options.port }, (address) => {
      server.off('error', reject);
      resolve({ port: (address as AddressInfo).port, close });
    });
    server.once('error', reject);

    function close(): Promise<void> {
      return new Promise((closed) => {
        const cut = setTimeout(
          () => 'closeAllConnections' in server && server.closeAllConnections(),
          GRACE_MS,
        );
        server.close(() => {
          clearTimeout(cut);
          closed();
        });
        if ('closeIdleConnections' in server) server.closeIdleConnections();
      });
    }
  });
}
