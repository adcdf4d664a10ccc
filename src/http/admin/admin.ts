// The admin API: one table of routes, behind the admin's token, and the document that describes it.
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import { isAdmin } from '../auth.ts';
import { MAX_BODY_BYTES } from '../body.ts';
import { servePage } from '../page.ts';
import { type CertificateRouteDependencies, certificateRoutes } from './certificates.ts';
import { type ConnectionRouteDependencies, connectionRoutes } from './connections.ts';
import { type DriftRouteDependencies, driftRoutes } from './drift.ts';
import { type GuardRouteDependencies, guardRoutes } from './guard.ts';
import { type MappingRouteDependencies, mappingRoutes } from './mapping.ts';
import { describeAdminApi } from './openapi.ts';
import { type PeopleRouteDependencies, peopleRoutes } from './people.ts';
import { type ReviewRouteDependencies, reviewRoutes } from './reviews.ts';
import { AdminError, type AdminRoute } from './route.ts';
import { type SurveyRouteDependencies, surveyRoutes } from './surveys.ts';
import { type TimelineRouteDependencies, timelineRoutes } from './timeline.ts';

export interface AdminDependencies
  extends ConnectionRouteDependencies,
    CertificateRouteDependencies,
    GuardRouteDependencies,
    ReviewRouteDependencies,
    MappingRouteDependencies,
    PeopleRouteDependencies,
    TimelineRouteDependencies,
    SurveyRouteDependencies,
    DriftRouteDependencies {
  readonly adminToken: string;
  /** Origin by which clients reach us, without a slash at the end. */
  readonly publicUrl: string;
}

export const ADMIN_ROOT = '/admin/api';

export function createAdminRoutes(dependencies: AdminDependencies): Hono {
  const { adminToken, publicUrl } = dependencies;
  const routes: readonly AdminRoute[] = [
    ...connectionRoutes(dependencies),
    ...reviewRoutes(dependencies),
    ...mappingRoutes(dependencies),
    ...peopleRoutes(dependencies),
    ...timelineRoutes(dependencies),
    ...certificateRoutes(dependencies),
    ...driftRoutes(dependencies),
    ...guardRoutes(dependencies),
    ...surveyRoutes(dependencies),
  ];
  const app = new Hono();

  // Open to anybody: it says nothing of this installation.
  let description: object | undefined;
  app.get('/openapi.json', (c) => {
    description ??= describeAdminApi(routes, publicUrl + ADMIN_ROOT);
    return c.json(description);
  });

  app.use('*', async (c, next) => {
    if (isAdmin(c, adminToken)) return next();
    c.header('www-authenticate', 'Bearer');
    return refuse(
      c,
      new AdminError(401, 'unauthorized', 'Send the admin token as "Authorization: Bearer …".'),
    );
  });

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

  for (const route of routes) app.on(route.method, route.path, (c) => answer(c, route));
  return app;
}

async function answer(c: Context, route: AdminRoute): Promise<Response> {
  try {
    const query = parse(route.query, c.req.query(), 'invalid_query');
    const body = parse(route.body, route.body && (await c.req.json().catch(() => undefined)), 'invalid_body');
    const answered = await route.handle({ parameters: c.req.param(), query, body });
    if (route.page === undefined || !/\btext\/html\b/.test(c.req.header('accept') ?? '')) {
      return c.json(answered as object);
    }
    return servePage(c, await route.page(answered as never));
  } catch (error) {
    if (error instanceof AdminError) return refuse(c, error);
    throw error;
  }
}

function parse(schema: z.ZodType | undefined, given: unknown, code: string): unknown {
  if (schema === undefined) return undefined;
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new AdminError(400, code, z.prettifyError(parsed.error));
}

function refuse(c: Context, { status, code, message }: AdminError): Response {
  return c.json({ error: { code, message } }, status);
}
