// The admin API: one table of routes, behind the admin's token or Shopify's ID tokens, and the document that describes it.
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import type { Principal } from '../../access/principal.ts';
import { isText } from '../../protocol/index.ts';
import type { Tenants } from '../../tenants/tenants.ts';
import { MAX_BODY_BYTES } from '../body.ts';
import { createAllowedMethods } from '../methods.ts';
import { ENCODED_BODY, isEncoded } from '../negotiation.ts';
import { servePage } from '../page.ts';
import { streamed } from '../streamed.ts';
import { type AccessRouteDependencies, accessRoutes } from './access.ts';
import { type AdminVariables, type AdmissionDependencies, admit } from './admission.ts';
import { type AlertRouteDependencies, alertRoutes } from './alerts.ts';
import { type AuditRouteDependencies, auditRoutes } from './audit.ts';
import { type Auditor, createAuditor } from './auditor.ts';
import { type CertificateRouteDependencies, certificateRoutes } from './certificates.ts';
import { type ClientSecretRouteDependencies, clientSecretRoutes } from './client-secrets.ts';
import { type ConnectionRouteDependencies, connectionRoutes } from './connections.ts';
import { type DriftRouteDependencies, driftRoutes } from './drift.ts';
import { type EndingRouteDependencies, endingRoutes } from './endings.ts';
import { type GuardRouteDependencies, guardRoutes } from './guard.ts';
import { type HealthRouteDependencies, healthRoutes } from './health.ts';
import { type MappingRouteDependencies, mappingRoutes } from './mapping.ts';
import { toNotice } from './notice.ts';
import { describeAdminApi } from './openapi.ts';
import { type PeopleRouteDependencies, peopleRoutes } from './people.ts';
import { type PrivacyRouteDependencies, privacyRoutes } from './privacy.ts';
import { type RehearsalRouteDependencies, rehearsalRoutes } from './rehearsals.ts';
import { type ReviewRouteDependencies, reviewRoutes } from './reviews.ts';
import { AdminError, type AdminRoute, noSuchConnection, OF_CONNECTION } from './route.ts';
import { type SurveyRouteDependencies, surveyRoutes } from './surveys.ts';
import { type TimelineRouteDependencies, timelineRoutes } from './timeline.ts';
import { type TokenRouteDependencies, tokenRoutes } from './tokens.ts';

export interface AdminDependencies
  extends ConnectionRouteDependencies,
    AlertRouteDependencies,
    AuditRouteDependencies,
    PrivacyRouteDependencies,
    TokenRouteDependencies,
    ClientSecretRouteDependencies,
    EndingRouteDependencies,
    CertificateRouteDependencies,
    GuardRouteDependencies,
    RehearsalRouteDependencies,
    ReviewRouteDependencies,
    MappingRouteDependencies,
    PeopleRouteDependencies,
    HealthRouteDependencies,
    TimelineRouteDependencies,
    SurveyRouteDependencies,
    DriftRouteDependencies,
    AccessRouteDependencies,
    AdmissionDependencies {
  /** Origin by which clients reach us, without a slash at the end. */
  readonly publicUrl: string;
}

export const ADMIN_ROOT = '/admin/api';

/** The table. No row's type is written down, so that the admin's screens are held to each. */
function tableOf(dependencies: AdminDependencies) {
  return [
    ...connectionRoutes(dependencies),
    ...tokenRoutes(dependencies),
    ...clientSecretRoutes(dependencies),
    ...endingRoutes(dependencies),
    ...rehearsalRoutes(dependencies),
    ...reviewRoutes(dependencies),
    ...mappingRoutes(dependencies),
    ...peopleRoutes(dependencies),
    ...healthRoutes(dependencies),
    ...timelineRoutes(dependencies),
    ...certificateRoutes(dependencies),
    ...driftRoutes(dependencies),
    ...guardRoutes(dependencies),
    ...accessRoutes(dependencies),
    ...surveyRoutes(dependencies),
    ...alertRoutes(dependencies),
    ...auditRoutes(dependencies),
    ...privacyRoutes(dependencies),
  ];
}

/**
 * What may be asked of each route, and what it answers. The screens are held to it, by its declarations alone.
 * @public
 */
export type AdminApi = NonNullable<ReturnType<typeof tableOf>[number]['types']>;

export function createAdminRoutes(dependencies: AdminDependencies): Hono<AdminVariables> {
  const { publicUrl, tenants } = dependencies;
  const routes: readonly AdminRoute[] = tableOf(dependencies);
  const app = new Hono<AdminVariables>();

  // Open to anybody: it says nothing of this installation.
  let description: object | undefined;
  app.get('/openapi.json', (c) => {
    description ??= describeAdminApi(routes, publicUrl + ADMIN_ROOT);
    return c.json(description);
  });

  app.use('*', admit(dependencies, refuse));

  app.use(
    '*',
    bodyLimit({
      maxSize: MAX_BODY_BYTES,
      onError: (c) => {
        c.header('connection', 'close');
        const message = `The body is larger than ${MAX_BODY_BYTES} bytes.`;
        return refuse(c, new AdminError(413, 'body_too_large', message));
      },
    }),
  );

  app.use('*', async (c, next) => {
    if (!isEncoded(c.req.header('content-encoding'))) return next();
    c.header('accept-encoding', ENCODED_BODY.headers['accept-encoding']);
    return refuse(c, new AdminError(415, 'encoded_body', ENCODED_BODY.message));
  });

  const auditor = createAuditor(routes, dependencies);
  for (const route of routes) app.on(route.method, route.path, (c) => answer(c, route, tenants, auditor));
  const allowedMethods = createAllowedMethods([
    ['GET', '/openapi.json'],
    ...routes.map(({ method, path }) => [method, path] as const),
  ]);
  app.all('*', (c) => {
    const allow = allowedMethods(c.req.path.slice(ADMIN_ROOT.length));
    if (allow === undefined) {
      const message = `There is no such route. GET ${ADMIN_ROOT}/openapi.json lists them.`;
      return refuse(c, new AdminError(404, 'no_such_route', message));
    }
    c.header('allow', allow);
    return refuse(c, new AdminError(405, 'no_such_method', `Only ${allow} is possible on this path.`));
  });
  return app;
}

async function answer(
  c: Context<AdminVariables>,
  route: AdminRoute,
  tenants: Tenants,
  auditor: Auditor,
): Promise<Response> {
  try {
    const principal = c.get('principal');
    const parameters = c.req.param();
    if (!isAllText(parameters)) throw new AdminError(404, 'not_found', 'There is nothing of this id.');
    await requireReach(principal, route, parameters.id, tenants);
    const sent = route.body && (await c.req.json().catch(() => undefined));
    const read = () => ({
      parameters,
      query: parse(route.query, c.req.query(), 'invalid_query'),
      body: parse(route.body, sent, 'invalid_body'),
      principal,
    });
    const answered = route.audited
      ? await auditor.carryOut(route, { parameters, principal, sent }, read)
      : await route.handle(read());
    if (route.isStream) return await answerLines(c, answered as AsyncIterable<object>);
    if (route.page === undefined || !/\btext\/html\b/.test(c.req.header('accept') ?? '')) {
      return c.json(answered as object);
    }
    return servePage(c, await route.page(answered as never, c.req.header('accept-language') ?? ''));
  } catch (error) {
    if (error instanceof AdminError) return refuse(c, error);
    throw error;
  }
}

async function answerLines(c: Context, lines: AsyncIterable<object>): Promise<Response> {
  async function* texts() {
    for await (const line of lines) yield `${JSON.stringify(line)}\n`;
  }
  return c.body(await streamed(c, texts()), 200, { 'content-type': 'application/x-ndjson' });
}

/** @throws AdminError where the principal may not call the route, or the connection that is named is another shop's */
async function requireReach(
  principal: Principal,
  { audience, path }: AdminRoute,
  id: string | undefined,
  tenants: Tenants,
): Promise<void> {
  if (principal.kind === 'operator') return;
  if (audience === 'operator') {
    throw new AdminError(403, 'operator_only', 'Only whoever holds the admin token may do this.');
  }
  if (!path.startsWith(OF_CONNECTION)) return;
  const own = await tenants.connections(principal.shop);
  // Of another shop's connection not even that it exists is told.
  if (!own.some((connection) => connection.id === id)) throw noSuchConnection();
}

function parse(schema: z.ZodType | undefined, given: unknown, code: string): unknown {
  if (schema === undefined) return undefined;
  if (!isAllText(given)) {
    throw new AdminError(400, code, 'A text holds a character that is none (NUL or half a surrogate pair).');
  }
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const at = parsed.error.issues.map(({ path }) => z.core.toDotPath(path));
  throw new AdminError(400, code, z.prettifyError(parsed.error), [...new Set(at)].filter(Boolean));
}

/** Whether every string in a value is one that each database gives back as it came. */
function isAllText(value: unknown): boolean {
  if (typeof value === 'string') return isText(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([key, part]) => isText(key) && isAllText(part));
}

function refuse(c: Context, { status, code, message, at }: AdminError): Response {
  const notice = toNotice(message);
  return c.json({ error: { code, message, ...(notice && { notice }), ...(at && { at }) } }, status);
}
