// Serves a fetch over HTTP, and ends without cutting off answers that are under way.
import {
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  ServerResponse,
  STATUS_CODES,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { getRequestListener, RequestError } from '@hono/node-server';
import { newRequestId } from '../ids.ts';
import { badRequest, ERROR, internal } from '../protocol/index.ts';
import { errorResponse } from './error-response.ts';

/** How long calls under way may take to finish once closing has begun. */
const GRACE_MS = 2000;
/** For the headers, and for the whole of a request: whoever sends slower than this holds a connection for nothing. */
const HEADERS_MS = 10_000;
const REQUEST_MS = 60_000;
/** How often it is looked for requests that are late. */
const LATE_MS = 5_000;
/** Connections, and requests under way: beyond it, waiting would only make all of them late. */
const MAX_CONNECTIONS = 8192;
const MAX_UNDER_WAY = 1024;
/** Answers that are written together: they may be large, and wait in memory. */
const MAX_TOGETHER = 16;
/** For answers of every kind; pages have a policy of their own beside it. What an answer says itself goes before. */
const HEADERS = {
  'cache-control': 'private, no-cache',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};
/** A filter travels in the URL: room for one that is far too long, so that it is refused by name. */
const MAX_HEADER_BYTES = 128 * 1024;

const REQUEST_ID = 'x-request-id';
const HOST = 'host';
const LIMITS = {
  maxUnderWay: MAX_UNDER_WAY,
  maxHeaderSize: MAX_HEADER_BYTES,
  // Without a body, as Node would answer it, the refusal would be no SCIM error.
  requireHostHeader: false,
  headersTimeout: HEADERS_MS,
  requestTimeout: REQUEST_MS,
  connectionsCheckingInterval: LATE_MS,
};

/**
 * Joins the headers that every answer has to its own as they are written. Set before that by `setHeader`, each header of
 * both would go a slower way: a twentieth of what a read costs (measured). Node takes no other form of it than a class.
 */
class Answer extends ServerResponse {
  added: OutgoingHttpHeaders = {};

  override writeHead(status: number, ...rest: unknown[]): this {
    // Behind a status text, if there is one.
    const own = rest.find((part): part is OutgoingHttpHeaders => typeof part === 'object');
    return super.writeHead(status, { ...this.added, ...own });
  }
}

export interface Listener {
  readonly port: number;
  close(): Promise<void>;
}

/** Resolves once connections are accepted; rejects with the system's error if the port cannot be had. */
export function listen(options: {
  /** Is given the id that the answer bears, for the log, the address of whose connection the request came by, and by what to cut that off. */
  readonly fetch: (
    request: Request,
    requestId: string,
    peer?: string,
    outgoing?: { destroy(): unknown },
  ) => Response | Promise<Response>;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Clients come over TLS, which ends before us. */
  readonly isSecure?: boolean;
  /** Others than the usual, in part. */
  readonly limits?: Partial<typeof LIMITS>;
}): Promise<Listener> {
  return new Promise((resolve, reject) => {
    const { fetch, host, port, isSecure = false } = options;
    const limits = { ...LIMITS, ...options.limits };
    const headers = isSecure ? { ...HEADERS, 'strict-transport-security': 'max-age=31536000' } : HEADERS;
    let requestId = '';
    const turnEnd = createTurnEnd();
    // Called while `serve` is: no other request comes between.
    const serve = getRequestListener(
      async (request, { incoming, outgoing }) => {
        const peer = (incoming as IncomingMessage).socket.remoteAddress;
        const response = await fetch(request, requestId, peer, outgoing as ServerResponse);
        await turnEnd();
        return response;
      },
      { hostname: host, errorHandler },
    );
    let underWay = 0;
    const leave = () => {
      underWay -= 1;
    };
    const server = createServer({ ...limits, ServerResponse: Answer }, (incoming, outgoing) => {
      // Set here, they need no headers of the answer to be built.
      requestId = newRequestId();
      outgoing.added = { ...headers, [REQUEST_ID]: requestId };
      if (!hasOneHost(incoming)) return refuse(outgoing, 400, 'The request must have one Host header.');
      if (underWay >= limits.maxUnderWay) return refuseForNow(outgoing);
      underWay += 1;
      outgoing.on('close', leave);
      void serve(incoming, outgoing);
    });
    server.maxConnections = MAX_CONNECTIONS;
    server.once('error', reject);
    server.on('clientError', refuseUnparsed);
    server.on('checkExpectation', refuseExpectation);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve({ port: (server.address() as AddressInfo).port, close });
    });

    function close(): Promise<void> {
      return new Promise((closed) => {
        const cut = setTimeout(() => server.closeAllConnections(), GRACE_MS);
        server.close(() => {
          clearTimeout(cut);
          closed();
        });
        server.closeIdleConnections();
      });
    }
  });
}

/**
 * Resolves at the end of this turn of the event loop, for all who ask in it, or once they are as many as may be kept. A
 * write wakes whoever waits for it, which costs more than the write; who is up already, because the answers come one
 * right after another, need not be woken.
 */
function createTurnEnd(): () => Promise<void> {
  let waiting: (() => void)[] = [];
  function release(): void {
    const answers = waiting;
    waiting = [];
    for (const send of answers) send();
  }
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      if (waiting.length === 1) setImmediate(release);
      else if (waiting.length === MAX_TOGETHER) release();
    });
}

/** What could not become a Request, such as a URL that is none. */
function errorHandler(error: unknown): Response {
  return errorResponse(
    error instanceof RequestError
      ? badRequest('invalidSyntax', `The request cannot be read: ${error.message}.`)
      : internal('Something went wrong here.'),
  );
}

/** RFC 9112 §3.2: a server must refuse others. HTTP/1.0, as some load balancers still probe with, may have none. */
function hasOneHost({ httpVersion, rawHeaders, headers }: IncomingMessage): boolean {
  if (headers.host === undefined) return httpVersion !== '1.1';
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at];
    if (name?.length === HOST.length && name.toLowerCase() === HOST) hosts += 1;
  }
  return hosts === 1;
}

function refuseForNow(outgoing: ServerResponse): void {
  outgoing.setHeader('retry-after', '1');
  refuse(outgoing, 503, 'Too many requests are under way. Try again in a moment.');
}

function refuseExpectation(_incoming: IncomingMessage, outgoing: ServerResponse): void {
  refuse(outgoing, 417, 'Only 100-continue can be expected.');
}

function refuse(outgoing: ServerResponse, status: number, detail: string): void {
  outgoing.writeHead(status, { 'content-type': 'application/scim+json', connection: 'close' });
  outgoing.end(errorText(status, detail));
}

/** Answers what the HTTP parser gave up on, before any route could. */
function refuseUnparsed(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable) return;
  const [status, detail] = faultOf(error.code);
  const body = errorText(status, detail);
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'content-type: application/scim+json',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

function faultOf(code: string | undefined): readonly [status: number, detail: string] {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return [
        431,
        `The URL and headers together are longer than ${MAX_HEADER_BYTES} bytes. Shorten the filter.`,
      ];
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return [408, 'The request did not arrive in time.'];
    default:
      return [400, 'This is not an HTTP request.'];
  }
}

function errorText(status: number, detail: string): string {
  const scimType = status === 400 && { scimType: 'invalidSyntax' };
  return JSON.stringify({ schemas: [ERROR], status: String(status), ...scimType, detail });
}
