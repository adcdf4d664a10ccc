// The protocol as one table: method, path, and the use case that answers.
import { type Context, Hono } from 'hono';
import type { Answer, Bare, Call, Directory } from '../directory/directory.ts';
import type { ResourceKind } from '../directory/ports.ts';
import { resourceTypeOf } from '../directory/representation.ts';
import {
  forbidden,
  isText,
  notFound,
  notImplemented,
  parsePatch,
  parseProjection,
} from '../protocol/index.ts';
import type { Failures } from '../tenants/failures.ts';
import type { Connection } from '../tenants/ports.ts';
import type { Tenants } from '../tenants/tenants.ts';
import { authenticateProvider } from './auth.ts';
import { readJson } from './body.ts';
import { bulkRoute } from './bulk.ts';
import { noteOf, noteWrite, type RouteName } from './call-log.ts';
import { discoveryRoutes } from './discovery.ts';
import { errorResponse, WrongMethod } from './error-response.ts';
import { listRoutes, SEARCH } from './list-routes.ts';
import { createAllowedMethods } from './methods.ts';
import { requireAcceptable } from './negotiation.ts';
import { readPreconditions } from './preconditions.ts';
import { readQuery } from './query.ts';
import { type Incoming, type Route, replyInPieces, targetOf } from './route.ts';

export interface ScimDependencies {
  readonly tenants: Tenants;
  readonly failures: Failures;
  readonly directory: Directory;
  /** Path of the SCIM endpoint here, without a slash at the end. */
  readonly root: string;
  /** The same as clients see it: a URL. */
  readonly baseUrl: string;
}

export interface ScimRoutes {
  /** The routes below the SCIM root. */
  readonly app: Hono;
  /** The refusal of a method on a path that has others; undefined for a path that has none. */
  refuseMethod(path: string): Response | undefined;
}

export function createScimRoutes(dependencies: ScimDependencies): ScimRoutes {
  const app = new Hono();
  const routes: readonly Route[] = [
    ...listRoutes(dependencies),
    ...resourceRoutes('User', dependencies),
    ...resourceRoutes('Group', dependencies),
    bulkRoute(dependencies),
    ...discoveryRoutes(dependencies),
  ];
  const nameOf = (pattern: string): RouteName => ({ pattern, path: dependencies.root + pattern });
  const admit = async (c: Context, route: RouteName): Promise<Connection> => {
    const note = noteOf(c);
    note.route = route;
    const connection = await authenticateProvider(c, dependencies);
    note.connection = connection;
    requireProvisioning(connection);
    return connection;
  };
  for (const [method, pattern, handler] of routes) {
    const route = nameOf(pattern);
    app.on(method, pattern, async (c) => {
      const connection = await admit(c, route);
      requireAcceptable(c.req.header('accept'));
      return handler({ c, connection, query: readQuery(c.req.url) });
    });
  }
  // RFC 7644 §3.11 lets a provider say that it does not have it.
  const me = nameOf('/Me');
  app.all(me.pattern, async (c) => {
    await admit(c, me);
    throw notImplemented('An identity provider is not a user here, so /Me has no meaning. Use /Users.');
  });
  return { app, refuseMethod: createMethodRefusal(routes) };
}

function resourceRoutes(kind: ResourceKind, { directory, baseUrl }: ScimDependencies): readonly Route[] {
  const collection = resourceTypeOf(kind).endpoint;
  const single = `${collection}/:id`;

  const callOf = ({ connection, query: { attributes, excludedAttributes } }: Incoming): Call => {
    const target = targetOf(connection);
    const projection =
      attributes === undefined && excludedAttributes === undefined
        ? undefined
        : parseProjection(target.types[kind], { attributes, excludedAttributes });
    return { ...target, kind, baseUrl, projection };
  };
  const idOf = ({ c }: Incoming) => {
    const id = c.req.param('id') ?? '';
    // RFC 7644 §3.4.3: this is no resource, whatever its address looks like. A route for it beside those of resources
    // would have the router match all of them the slow way.
    if (id === SEARCH) throw new WrongMethod('POST');
    // PostgreSQL does not take every string for text.
    if (!isText(id)) throw notFound(`There is no ${kind} with such an id.`);
    return id;
  };

  return [
    [
      'POST',
      collection,
      async (incoming) => {
        const body = await readJson(incoming.c);
        noteWrite(incoming.c, undefined, body);
        const { id, text, location, etag } = await directory.create(callOf(incoming), body);
        noteOf(incoming.c).subject = id;
        return replyInPieces(incoming.c, text, 201, { location, etag });
      },
    ],
    [
      'GET',
      single,
      async (incoming) =>
        send(
          incoming.c,
          await directory.get(callOf(incoming), idOf(incoming), readPreconditions(incoming.c)),
          304,
        ),
    ],
    [
      'PUT',
      single,
      async (incoming) => {
        const id = idOf(incoming);
        const preconditions = readPreconditions(incoming.c);
        const body = await readJson(incoming.c);
        noteWrite(incoming.c, id, body);
        const { text, etag } = await directory.replace(callOf(incoming), id, body, preconditions);
        return replyInPieces(incoming.c, text, 200, { etag });
      },
    ],
    [
      'PATCH',
      single,
      async (incoming) => {
        const id = idOf(incoming);
        const call = callOf(incoming);
        const preconditions = readPreconditions(incoming.c);
        const body = await readJson(incoming.c);
        noteWrite(incoming.c, id, body);
        const operations = parsePatch(call.types[kind], body, call);
        // A group's answer would list its members: it has one only if attributes are asked for
        // (RFC 7644 §3.5.2 allows 204; Microsoft's tutorial advises it).
        const answered = kind === 'User' || call.projection !== undefined;
        return send(incoming.c, await directory.patch(call, id, operations, answered, preconditions), 204);
      },
    ],
    [
      'DELETE',
      single,
      async (incoming) => {
        const id = idOf(incoming);
        noteWrite(incoming.c, id);
        await directory.remove(callOf(incoming), id, readPreconditions(incoming.c));
        return new Response(null, { status: 204 });
      },
    ],
  ];
}

/** Not a route, which every request would have to pass. */
function createMethodRefusal(routes: readonly Route[]): ScimRoutes['refuseMethod'] {
  const allowedMethods = createAllowedMethods(routes);
  return (path) => {
    const allow = allowedMethods(path);
    if (allow === undefined) return undefined;
    // What resources allow does not hold, though their pattern fits.
    return errorResponse(new WrongMethod(path.split('/').includes(SEARCH) ? 'POST' : allow));
  };
}

function requireProvisioning(connection: Connection): void {
  if (connection.scimProvisioning) return;
  throw forbidden(
    'SCIM Provisioning is switched off for this connection. Switch it on in Rollcall, then start provisioning again.',
  );
}

/** `bareStatus` is for an answer without a body. */
function send(
  c: Context,
  { text, etag }: Answer | Bare,
  bareStatus: 204 | 304,
): Response | Promise<Response> {
  if (text === undefined) return new Response(null, { status: bareStatus, headers: { etag } });
  return replyInPieces(c, text, 200, { etag });
}
