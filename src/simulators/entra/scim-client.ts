// Speaks HTTP to the SCIM endpoint the way Entra does: bearer token, SCIM media type and no User-Agent at all.

import type { IncomingMessage } from 'node:http';
import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { text } from 'node:stream/consumers';
import type { TokenSource } from './access-token.ts';
import type { Clock } from './clock.ts';
import { failureOfAnswer, incompatible, ProvisioningFailure } from './failures.ts';
import { createPacer } from './pacer.ts';
import type { ScimResource } from './target-path.ts';
import { asObject } from './target-path.ts';

export type Call = {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Path below the Tenant URL, ids already encoded: `/Users/2819c223`. */
  readonly path: string;
  readonly query?: readonly (readonly [key: string, value: string])[];
  readonly body?: unknown;
};

export type ScimClient = {
  /** The parsed body of a 2xx answer, undefined when it is empty. Throws `ProvisioningFailure`. */
  send(call: Call): Promise<unknown>;
  /** The resources of a ListResponse. Throws `ProvisioningFailure`. */
  list(path: string, filter: string, query?: Call['query']): Promise<ScimResource[]>;
  close(): void;
};

export type ScimClientOptions = {
  /** The Tenant URL, with the dialect flag in its query where an administrator put it. */
  readonly tenantUrl: string;
  readonly token: TokenSource;
  readonly concurrency: number;
  readonly requestsPerSecond: number;
  readonly timeoutMs: number;
  readonly clock: Clock;
};

type Answer = { status: number; retryAfter: string | undefined; body: unknown };

const THROTTLE_TRIES = 5;

/** Creates the client. It opens no connection before the first call; `close` ends the idle ones. */
export function createScimClient(options: ScimClientOptions): ScimClient {
  const secure = new URL(options.tenantUrl).protocol === 'https:';
  const agentOptions = { keepAlive: true, maxSockets: options.concurrency };
  const agent = secure ? new HttpsAgent(agentOptions) : new HttpAgent(agentOptions);
  const pacer = createPacer(options.requestsPerSecond, options.clock);

  const exchange = async (call: Call): Promise<Answer> => {
    const token = await options.token();
    const payload = call.body === undefined ? undefined : Buffer.from(JSON.stringify(call.body));
    return new Promise((resolve, reject) => {
      const request = (secure ? httpsRequest : httpRequest)(
        combineUrl(options.tenantUrl, call.path, call.query),
        {
          method: call.method,
          agent,
          headers: headersFor(token, payload),
          timeout: options.timeoutMs,
        },
        (response) =>
          readAnswer(response).then(resolve, (error) => reject(unreachable(error, options.tenantUrl))),
      );
      request.on('timeout', () =>
        request.destroy(new ProvisioningFailure('Timeout', timeoutReason(options))),
      );
      request.on('error', (error: Error) => {
        // A kept-alive socket that the server closed meanwhile; a read can be repeated without harm.
        if (request.reusedSocket && call.method === 'GET') exchange(call).then(resolve, reject);
        else reject(error instanceof ProvisioningFailure ? error : unreachable(error, options.tenantUrl));
      });
      request.end(payload);
    });
  };

  const send = async (call: Call): Promise<unknown> => {
    const named = `${call.method} ${call.path}`;
    for (let tries = 1; ; tries++) {
      await pacer.turn();
      const { status, retryAfter, body } = await exchange(call);
      if (status >= 200 && status < 300) return body;
      const wait = waitAsked(status, retryAfter, tries, options.clock);
      if (wait === undefined || tries === THROTTLE_TRIES) throw failureOfAnswer(status, body, named);
      pacer.pause(wait);
    }
  };

  return {
    send,
    async list(path, filter, query = []) {
      const body = await send({ method: 'GET', path, query: [...query, ['filter', filter]] });
      const resources = asObject(body)?.Resources ?? (asObject(body)?.totalResults === 0 ? [] : undefined);
      if (!Array.isArray(resources) || !resources.every((each) => asObject(each) !== undefined)) {
        throw incompatible(`GET ${path}`, 'a query needs a ListResponse with Resources.');
      }
      return resources as ScimResource[];
    },
    close: () => agent.destroy(),
  };
}

/**
 * Puts a resource path and its query into the Tenant URL. A query of the Tenant URL itself, such as
 * `?aadOptscim062020`, is kept as it was written and stays in front.
 */
export function combineUrl(tenantUrl: string, path: string, query: Call['query'] = []): URL {
  const url = new URL(tenantUrl);
  const pairs = query.map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
  url.pathname = url.pathname.replace(/\/+$/, '') + path;
  url.search = [url.search.slice(1), ...pairs].filter((part) => part !== '').join('&');
  return url;
}

function headersFor(token: string, payload: Buffer | undefined): Record<string, string | number> {
  return {
    Authorization: `Bearer ${token}`,
    Accept: 'application/scim+json',
    ...(payload && {
      'Content-Type': 'application/scim+json; charset=utf-8',
      'Content-Length': payload.length,
    }),
  };
}

async function readAnswer(response: IncomingMessage): Promise<Answer> {
  const raw = await text(response);
  return { status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'], body: parse(raw) };
}

function parse(raw: string): unknown {
  if (raw === '') return undefined;
  try {
    return JSON.parse(raw);
  } catch {
    return raw;
  }
}

/** Milliseconds to wait before this answer's call is tried again, or undefined when it is final. */
function waitAsked(status: number, retryAfter: string | undefined, tries: number, clock: Clock) {
  if (status !== 429 && !(status === 503 && retryAfter !== undefined)) return undefined;
  if (retryAfter === undefined) return 1000 * 2 ** (tries - 1);
  const seconds = Number(retryAfter);
  const ms = Number.isNaN(seconds) ? Date.parse(retryAfter) - clock.now() : seconds * 1000;
  return Number.isNaN(ms) ? 1000 : Math.max(0, ms);
}

function unreachable(error: Error, tenantUrl: string): ProvisioningFailure {
  const code = 'code' in error ? String(error.code) : error.message;
  return new ProvisioningFailure(
    'WebExceptionProtocolError',
    `${new URL(tenantUrl).origin} cannot be reached: ${code}`,
  );
}

function timeoutReason(options: ScimClientOptions): string {
  return `The endpoint gave no answer within ${options.timeoutMs / 1000} seconds.`;
}
