// The admin API and the plain status page; neither is served without the admin's token, but in the demo.
import { type Context, type Handler, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import type { StatusStore, UserStatus } from '../status/ports.ts';
import { type Connection, LINK_POLICIES } from '../tenants/ports.ts';
import { settingsInput } from '../tenants/settings.ts';
import type { Tenants } from '../tenants/tenants.ts';
import { isAdmin } from './auth.ts';
import { MAX_BODY_BYTES } from './body.ts';
import type { CallLog } from './call-log.ts';
import { schemasInput } from './schema-input.ts';
import { renderStatusPage } from './status-page.ts';

/** Users of each connection on the status page. */
const SHOWN_USERS = 100;

export interface AdminDependencies {
  readonly tenants: Tenants;
  readonly status: StatusStore;
  readonly callLog: CallLog;
  readonly adminToken: string;
  /** The demo shows its status page to anybody on the machine. */
  readonly openStatusPage: boolean;
  /** Told after a change, so that the sync looks at it at once. */
  readonly onConnectionChange: (shop: string) => void;
}

const domain = z
  .string()
  .regex(/^(\*|[a-z0-9-]+(\.[a-z0-9-]+)+)$/i, 'must be a domain such as example.com, or *');

const connectionChanges = z
  .strictObject({
    scimProvisioning: z.boolean(),
    newCustomerCreation: z.boolean(),
    linkPolicy: z.enum(LINK_POLICIES),
    domains: z.array(domain).max(1000),
    strict: z.boolean(),
    settings: settingsInput,
  })
  .partial();

export function createAdminRoutes(dependencies: AdminDependencies): Hono {
  const { tenants, adminToken, onConnectionChange } = dependencies;
  const app = new Hono();

  app.use('*', async (c, next) => {
    if (!isAdmin(c, adminToken)) return unauthorized(c, 'Send the admin token as "Authorization: Bearer …".');
    return next();
  });

  app.use(
    '*',
    bodyLimit({
      maxSize: MAX_BODY_BYTES,
      onError: (c) => {
        c.header('connection', 'close');
        return failure(c, 413, 'body_too_large', `The body is larger than ${MAX_BODY_BYTES} bytes.`);
      },
    }),
  );

  app.get('/connections', async (c) => c.json((await tenants.connections()).map(toJson)));

  app.patch('/connections/:id', async (c) => {
    const parsed = connectionChanges.safeParse(await c.req.json().catch(() => undefined));
    if (!parsed.success) return failure(c, 400, 'invalid_body', z.prettifyError(parsed.error));
    // Only what was sent: a key left out is a setting left alone.
    const changes = Object.fromEntries(
      Object.entries(parsed.data).filter(([, value]) => value !== undefined),
    );
    const connection = await tenants.updateConnection(c.req.param('id'), changes);
    if (connection === undefined) return noSuchConnection(c);
    onConnectionChange(connection.shop);
    return c.json(toJson(connection));
  });

  app.get('/connections/:id/schemas', async (c) => {
    const id = c.req.param('id');
    const connection = (await tenants.connections()).find((candidate) => candidate.id === id);
    return connection === undefined ? noSuchConnection(c) : c.json(connection.schemas);
  });

  // The whole list is replaced. What resources hold under a schema that goes stays until they are written again.
  app.put('/connections/:id/schemas', async (c) => {
    const parsed = schemasInput.safeParse(await c.req.json().catch(() => undefined));
    if (!parsed.success) return failure(c, 400, 'invalid_body', z.prettifyError(parsed.error));
    const connection = await tenants.updateConnection(c.req.param('id'), { schemas: parsed.data });
    return connection === undefined ? noSuchConnection(c) : c.json(connection.schemas);
  });

  return app;
}

export function createStatusPage(dependencies: AdminDependencies): Handler {
  const { tenants, status, callLog, adminToken, openStatusPage } = dependencies;
  return async (c) => {
    if (!openStatusPage && !isAdmin(c, adminToken)) {
      c.header('www-authenticate', 'Basic realm="Rollcall"');
      return c.text('Log in with the admin token as the password.', 401);
    }
    const connections = await tenants.connections();
    const users: UserStatus[] = [];
    for (const { shop, id } of connections) users.push(...(await status.recentUsers(shop, id, SHOWN_USERS)));
    const page = await renderStatusPage({
      connections,
      shops: await status.shops(),
      users,
      calls: callLog.recent(),
    });
    c.header(
      'content-security-policy',
      "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    );
    c.header('cache-control', 'no-store');
    return c.html(page);
  };
}

function toJson(connection: Connection) {
  const { id, shop, name, scimProvisioning, newCustomerCreation, linkPolicy, domains, strict, settings } =
    connection;
  const schemas = connection.schemas.map((schema) => schema.id);
  return {
    id,
    shop,
    name,
    scimProvisioning,
    newCustomerCreation,
    linkPolicy,
    domains,
    strict,
    schemas,
    settings,
  };
}

function noSuchConnection(c: Context): Response {
  return failure(c, 404, 'no_such_connection', 'GET /admin/api/connections lists the connections.');
}

function unauthorized(c: Context, message: string): Response {
  c.header('www-authenticate', 'Bearer');
  return failure(c, 401, 'unauthorized', message);
}

function failure(c: Context, status: 400 | 401 | 404 | 413, code: string, message: string): Response {
  return c.json({ error: { code, message } }, status);
}
