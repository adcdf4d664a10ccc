// Request in, Response out: SCIM, the admin API, the status page and health, on one fetch.
import { Hono } from 'hono';
import type { Logger } from 'pino';
import {
  badRequest,
  internal,
  joinSlashes,
  notFound,
  ScimError,
  stripEntraFlag,
  unavailable,
} from '../protocol/index.ts';
import type { ScimCall } from '../telemetry/metrics.ts';
import { ADMIN_ROOT, type AdminDependencies, createAdminRoutes } from './admin/admin.ts';
import { type CallNote, noteOf, recordCall } from './call-log.ts';
import { clientAddress, createAddressList } from './client-address.ts';
import { errorResponse } from './error-response.ts';
import { createHealthRoutes, type HealthDependencies } from './health.ts';
import { onlyBy } from './methods.ts';
import { createOAuthRoutes, type OAuthDependencies } from './oauth.ts';
import { createScimRoutes, type ScimDependencies } from './scim.ts';
import { createScreens, SCREENS_ROOT, type ScreensDependencies } from './screens/screens.ts';
import { createShopifyRoutes, SHOPIFY_ROOT, type ShopifyDependencies } from './shopify.ts';
import { createStatusPage, type StatusPageDependencies } from './status-route.ts';

const SCIM_ROOT = '/scim/v2';
const HEALTH = /^[a-z]+:\/\/[^/]+\/(healthz|readyz|metrics)$/;
const OTHER_VERSION = /^\/scim\/v[013-9]/;
/** The query key by which an Entra admin chooses a PATCH dialect; it may end up anywhere in the URL. */
const ENTRA_FLAG = 'aadOptscim062020';
/** Behind the slashes of the scheme. */
const ORIGIN_AT = 'https://'.length;

export interface AppDependencies
  extends Omit<ScimDependencies, 'root' | 'baseUrl'>,
    Omit<OAuthDependencies, 'grants'>,
    AdminDependencies,
    StatusPageDependencies,
    ScreensDependencies,
    HealthDependencies,
    ShopifyDependencies {
  readonly newId: () => string;
  /** Networks of proxies whose word on a caller's address is taken. */
  readonly trustedProxies: readonly string[];
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: Logger;
  /** Is told of every SCIM call. */
  readonly observe: (call: ScimCall) => void;
  /** Whether an error says that the database is not to be had: no fault of the call's. */
  readonly isOutage: (error: unknown) => boolean;
  /** Why nothing may be answered but health; undefined while all may be. */
  readonly outage: () => string | undefined;
}

/**
 * Answers a request. The id is what its answer says to ask by, a new one if absent; `peer` is the address of whose
 * connection the request came by, and `outgoing` is ended where an answer breaks off.
 */
export type Answer = (
  request: Request,
  requestId?: string,
  peer?: string,
  outgoing?: { destroy(): unknown },
) => Promise<Response>;

export function createApp(dependencies: AppDependencies): Answer {
  const { publicUrl, timeline, log, newId, now, observe, outage, isOutage } = dependencies;
  const isTrusted = createAddressList(dependencies.trustedProxies);

  const scim = createScimRoutes({ ...dependencies, root: SCIM_ROOT, baseUrl: publicUrl + SCIM_ROOT });
  // Apart from the rest, whose many patterns a call would else be matched against.
  const scimApp = createFrame().route(SCIM_ROOT, scim.app);
  const app = createFrame();
  app.route(SHOPIFY_ROOT, createShopifyRoutes(dependencies));
  app.route(ADMIN_ROOT, createAdminRoutes(dependencies));
  app.route(SCREENS_ROOT, createScreens(dependencies));
  app.route('/', createOAuthRoutes({ ...dependencies, grants: dependencies.tenants.grants }));
  app.get('/', createStatusPage(dependencies)).all(onlyBy('GET, HEAD'));
  app.route('/', createHealthRoutes(dependencies));

  /** An app without routes, and its answers to what has none and to errors. */
  function createFrame(): Hono {
    // A slash at the end of a path makes no difference: clients put one there.
    const frame = new Hono({ strict: false });
    frame.notFound(({ req: { path } }) => {
      const refusal = path.startsWith(SCIM_ROOT) && scim.refuseMethod(path.slice(SCIM_ROOT.length));
      if (OTHER_VERSION.test(path)) {
        // RFC 7644 §3.13, and table 9: a version that is not supported is said to be just that.
        return errorResponse(badRequest('invalidVers', `Only SCIM 2.0 is spoken here, at ${SCIM_ROOT}.`));
      }
      return refusal || errorResponse(notFound(`Nothing is served here. The SCIM endpoint is ${SCIM_ROOT}.`));
    });
    frame.onError((error, c) => {
      const { requestId = '' } = noteOf(c);
      if (error instanceof ScimError) {
        noteOf(c).fault = error;
        return errorResponse(error);
      }
      // What went wrong stays in the log: a client gets an id to ask by.
      logFailure(requestId, error, 'request failed');
      const isOut = isOutage(error);
      const fault = isOut
        ? unavailable(
            'The database does not answer, or cannot store anything just now. Try again in a moment.',
          )
        : internal(`Something went wrong here. The log has it under request id ${requestId}.`);
      const headers = isOut ? { 'retry-after': '10' } : {};
      if (!c.req.path.startsWith(ADMIN_ROOT)) return errorResponse(fault, headers);
      const code = isOut ? 'unavailable' : 'internal';
      return Response.json({ error: { code, message: fault.message } }, { status: fault.status, headers });
    });
    return frame;
  }

  function logFailure(requestId: string, error: unknown, message: string): void {
    const { name, stack } = error instanceof Error ? error : new Error();
    log.error({ requestId, error: name, stack: linesOf(stack) }, message);
  }

  // Noted here and not in a middleware: a route without one is dispatched without a chain of promises.
  return async (request, requestId = newId(), peer, outgoing) => {
    const at = now();
    const { url, method } = request;
    // No Request can be made anew with TRACE (Fetch standard), which nothing here answers anyway.
    const isOdd = (url.includes(ENTRA_FLAG) || url.includes('//', ORIGIN_AT)) && method !== 'TRACE';
    const plain = isOdd ? asMeant(request) : request;
    const reason = outage();
    if (reason !== undefined && !HEALTH.test(url)) {
      return errorResponse(unavailable(reason), { 'retry-after': '10' });
    }
    const address = () => clientAddress(peer, request.headers.get('x-forwarded-for'), isTrusted);
    const cutOff =
      outgoing &&
      ((error: unknown) => {
        logFailure(requestId, error, 'answer was cut off');
        outgoing.destroy();
      });
    const note: CallNote = { requestId, address, cutOff };
    const ofScim = isScim(plain.url);
    const response = await (ofScim ? scimApp : app).fetch(plain, note);
    if (isOdd && !plain.bodyUsed) void readOff(plain);
    const { status } = response;
    const durationMs = now() - at;
    const call = { at, method, status, durationMs };
    if (ofScim) {
      recordCall(timeline, SCIM_ROOT, note, call);
      const { connection, route } = note;
      const provider = connection?.rehearses === undefined ? connection?.provider : 'rehearsal';
      const path = route?.pattern ?? 'other';
      observe({ provider: provider ?? 'nobody', method, path, status, durationMs });
    }
    if (log.isLevelEnabled('debug')) log.debug({ requestId, ...about(note), ...call }, 'answered');
    return response;
  };
}

/** What the log may know of a call: ids, and the pattern of its path. */
function about({ connection, route, subject, clientRequestId }: CallNote): object {
  const path = route?.pattern;
  return { shop: connection?.shop, connection: connection?.id, path, subject, clientRequestId };
}

/** Whether an absolute URL is one of the SCIM endpoint. */
function isScim(url: string): boolean {
  return url.startsWith(SCIM_ROOT, url.indexOf('/', url.indexOf('//') + 2));
}

/** The request under the path that its client means. */
function asMeant(request: Request): Request {
  const { origin, pathname, search } = new URL(request.url);
  return new Request(origin + joinSlashes(stripEntraFlag(pathname + search)), request);
}

/**
 * A Request that was made anew holds back the body of the first: what no route has read would stand in the connection,
 * which Hono's server then closes although the answer promised to keep it.
 */
async function readOff({ body }: Request): Promise<void> {
  try {
    for await (const _ of body ?? []);
  } catch {
    // The client went away; the answer was ready before.
  }
}

/** Where it happened, without the message: that may quote what a client sent. */
function linesOf(stack = ''): string[] {
  return stack.split('\n').filter((line) => /^\s+at /.test(line));
}
