// Serves a fetch over HTTP, and ends without cutting off answers that are under way.
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { serve } from '@hono/node-server';
import { ERROR } from '../protocol/index.ts';

/** How long calls under way may take to finish once closing has begun. */
const GRACE_MS = 2000;
/** A filter travels in the URL: room for one that is far too long, so that it is refused by name. */
const MAX_HEADER_BYTES = 128 * 1024;

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
    const { fetch, host, port } = options;
    const serverOptions = { maxHeaderSize: MAX_HEADER_BYTES };
    const server = serve({ fetch, hostname: host, port, serverOptions }, (address) => {
      server.off('error', reject);
      resolve({ port: (address as AddressInfo).port, close });
    });
    server.once('error', reject);
    server.on('clientError', refuseUnparsed);

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

/** Answers what the HTTP parser gave up on, before any route could. */
function refuseUnparsed(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable) return;
  const tooLong = error.code === 'HPE_HEADER_OVERFLOW';
  const status = tooLong ? '431' : '400';
  const detail = tooLong
    ? `The URL and headers together are longer than ${MAX_HEADER_BYTES} bytes. Shorten the filter.`
    : 'This is not an HTTP request.';
  const body = JSON.stringify({ schemas: [ERROR], status, detail });
  const head = [
    `HTTP/1.1 ${status} ${tooLong ? 'Request Header Fields Too Large' : 'Bad Request'}`,
    'content-type: application/scim+json',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
