// Fetches addresses that somebody else chose (a receiver of alerts, a tenant's keys) without reaching into the network
// that Rollcall stands in: https alone, public addresses alone, no redirects, bounded in time and size.
import { lookup as systemLookup } from 'node:dns';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { say } from './notices/notices.ts';

export type OutboundCode =
  | 'url_refused'
  | 'address_refused'
  | 'name_unknown'
  | 'no_answer'
  | 'timeout'
  | 'answer_too_large';

/** Says what was refused or went wrong, and holds nothing of what was sent. */
export class OutboundError extends Error {
  readonly code: OutboundCode;
  constructor(code: OutboundCode, message: string) {
    super(message);
    this.name = 'OutboundError';
    this.code = code;
  }
}

export interface OutboundInit {
  readonly method?: string;
  readonly headers?: Headers | Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal | undefined;
  /** From the first step to the last byte, 10 s if absent. */
  readonly timeoutMs?: number;
  /** The longest answer that is read, 1 MiB if absent. */
  readonly maxBytes?: number;
}

/**
 * Has the form of `fetch`, with a body of text. A redirect is an answer like any other, and is not followed.
 * @throws OutboundError
 */
export type OutboundFetch = (url: string | URL, init?: OutboundInit) => Promise<Response>;

export interface OutboundOptions {
  /** Hosts that may have private addresses and plain http, as a receiver on the same machine has. */
  readonly privateHosts?: readonly string[];
  /** As `dns.lookup`, which it is if absent. */
  readonly lookup?: LookupFunction;
}

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 1024 * 1024;
/** All that is given out of IPv6; beyond it lies, among others, what once wrapped an IPv4 address (`::/96`). */
const GLOBAL_UNICAST = ipaddr.parseCIDR('2000::/3');
/** Public by its number, and inside of every machine of Azure's: https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16 */
const AZURE_PLATFORM = '168.63.129.16';
/** Statuses whose answers have no body, which a Response insists on. */
const BODILESS = new Set([204, 205, 304]);

/**
 * @example
 * const send = createOutboundFetch({ privateHosts: ['hooks.internal'] });
 * await send('https://example.com/alerts', { method: 'POST', body: '{}' });
 */
export function createOutboundFetch(options: OutboundOptions = {}): OutboundFetch {
  const { privateHosts = [], lookup = systemLookup as LookupFunction } = options;
  const publicLookup = refusePrivate(lookup);

  return async (address, init = {}) => {
    const fault = findUrlFault(address, privateHosts);
    if (fault !== undefined) throw new OutboundError('url_refused', fault);
    const url = new URL(address);
    const timeout = AbortSignal.timeout(init.timeoutMs ?? TIMEOUT_MS);
    const signal = init.signal == null ? timeout : AbortSignal.any([timeout, init.signal]);
    try {
      const answer = await exchange(url, init, {
        signal,
        lookup: privateHosts.includes(hostOf(url)) ? lookup : publicLookup,
      });
      return await toResponse(answer, init.maxBytes ?? MAX_BYTES);
    } catch (error) {
      throw error instanceof OutboundError ? error : toOutboundError(error, url, timeout.aborted);
    }
  };
}

/**
 * What is wrong with an address, in a sentence for whoever entered it; undefined if nothing is. A name's addresses are
 * looked at when it is called.
 */
export function findUrlFault(
  address: string | URL,
  privateHosts: readonly string[] = [],
): string | undefined {
  if (!URL.canParse(String(address))) return say('no_url');
  const url = new URL(address);
  const host = hostOf(url);
  if (url.username !== '' || url.password !== '') return say('url_with_password');
  if (privateHosts.includes(host) && url.protocol === 'http:') return undefined;
  if (url.protocol !== 'https:') return say('url_not_https');
  if (privateHosts.includes(host) || isIP(host) === 0 || isPublicAddress(host)) return undefined;
  return say('url_not_public', { host });
}

/** Whether anybody may be reached there: neither private, loopback, link-local, metadata, multicast nor reserved. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address) || address === AZURE_PLATFORM) return false;
  // One that wraps an IPv4 address (mapped, NAT64, 6to4, Teredo) has a range of its own name, or is unwrapped.
  const parsed = ipaddr.process(address);
  return parsed.range() === 'unicast' && (parsed.kind() === 'ipv4' || parsed.match(GLOBAL_UNICAST));
}

/** Without the brackets of an IPv6 address and the dot of a root. */
function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$|\.$/g, '');
}

/**
 * Every address of a name must be public, and the connection goes to those that were looked at: asked again, the name
 * might have another one.
 */
function refusePrivate(lookup: LookupFunction): LookupFunction {
  return (name, options, done) => {
    lookup(name, { ...options, all: true }, (error, found) => {
      if (error) return done(error, '');
      const addresses = typeof found === 'string' ? [{ address: found, family: isIP(found) }] : found;
      const [first] = addresses;
      if (first === undefined || !addresses.every(({ address }) => isPublicAddress(address))) {
        const message = say('host_not_public', { host: name });
        return done(new OutboundError('address_refused', message), '');
      }
      if (options.all) done(null, [...addresses]);
      else done(null, first.address, first.family);
    });
  };
}

function exchange(
  url: URL,
  { method = 'GET', headers, body }: OutboundInit,
  { signal, lookup }: { readonly signal: AbortSignal; readonly lookup: LookupFunction },
): Promise<IncomingMessage> {
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const sent = { ...Object.fromEntries(new Headers(headers)), 'accept-encoding': 'identity' };
    // A connection of its own: one that is kept might lead to where the name no longer does.
    const outgoing = request(url, { method, headers: sent, signal, lookup, agent: false });
    outgoing.on('response', resolve).on('error', reject);
    outgoing.end(body);
  });
}

async function toResponse(incoming: IncomingMessage, maxBytes: number): Promise<Response> {
  const { statusCode: status = 0 } = incoming;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Left early, the loop ends the connection.
  for await (const chunk of incoming) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) {
      throw new OutboundError('answer_too_large', say('receiver_too_long', { limit: maxBytes }));
    }
    chunks.push(chunk);
  }
  const headers = new Headers();
  for (const [name, values] of Object.entries(incoming.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  return new Response(BODILESS.has(status) ? null : Buffer.concat(chunks), { status, headers });
}

/** Only the code of a network error is told: its text may quote what was sent. */
function toOutboundError(error: unknown, { host }: URL, timedOut: boolean): OutboundError {
  if (timedOut) return new OutboundError('timeout', say('receiver_silent', { host }));
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return new OutboundError('name_unknown', say('receiver_unknown', { host }));
  }
  const broken =
    typeof code === 'string'
      ? say('receiver_broken_by', { host, status: code })
      : say('receiver_broken', { host });
  return new OutboundError('no_answer', broken);
}
