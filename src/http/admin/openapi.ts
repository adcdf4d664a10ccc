// The OpenAPI 3.1 document of the admin API, made from the schemas that check its requests.
import { z } from 'zod';
import { notice } from './notice.ts';
import type { AdminRoute } from './route.ts';

export const errorAnswer = z.strictObject({
  error: z.strictObject({
    code: z.string(),
    message: z.string(),
    notice: notice.optional(),
    at: z.array(z.string()).optional().describe('The paths of what does not fit.'),
  }),
});

/** @param root of the admin API, such as `https://rollcall.example/admin/api` */
export function describeAdminApi(routes: readonly AdminRoute[], root: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: describeRoute(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Rollcall admin API',
      version: '1',
      description: 'What a merchant sees and sets. Times are milliseconds since the epoch.',
    },
    servers: [{ url: root }],
    security: [{ adminToken: [] }, { idToken: [] }],
    paths,
    components: {
      schemas: { Error: toJsonSchema(errorAnswer, 'output') },
      securitySchemes: {
        adminToken: { type: 'http', scheme: 'bearer', description: 'ROLLCALL_ADMIN_TOKEN: all shops' },
        idToken: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'An ID token of Shopify’s, as App Bridge gives it: the shop that it was made for',
        },
      },
      responses: {
        Error: {
          description: 'The request was refused; `code` is stable, `message` says what to do.',
          content: json({ $ref: '#/components/schemas/Error' }),
        },
      },
    },
  };
}

function describeRoute(route: AdminRoute): object {
  const { method, path, summary, description, query, body, answer } = route;
  return {
    operationId: operationIdOf(method, path),
    summary,
    ...(description !== undefined && { description }),
    ...(route.audience === 'operator' && { security: [{ adminToken: [] }] }),
    parameters: [...pathParameters(path), ...(query === undefined ? [] : queryParameters(query))],
    ...(body !== undefined && {
      requestBody: { required: true, content: json(toJsonSchema(body, 'input')) },
    }),
    responses: {
      200: { description: 'Done.', content: contentOf(route, toJsonSchema(answer, 'output')) },
      default: { $ref: '#/components/responses/Error' },
    },
  };
}

/** `GET /connections/:id/schemas` becomes `getConnectionsByIdSchemas`: unique, as method and path are. */
function operationIdOf(method: string, path: string): string {
  const words = path
    .split('/')
    .filter(Boolean)
    .map((segment) => capitalise(segment.replace(/^:/, 'by-')));
  return method.toLowerCase() + words.join('');
}

function capitalise(text: string): string {
  return text.replaceAll(/(?:^|[-.])(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function pathParameters(path: string): object[] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}

function queryParameters(query: z.ZodObject): object[] {
  const { properties = {}, required = [] } = toJsonSchema(query, 'input') as {
    properties?: Record<string, { description?: string }>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    ...(description !== undefined && { description }),
    schema,
  }));
}

/** https://github.com/ndjson/ndjson-spec */
function contentOf({ isStream }: AdminRoute, schema: object): object {
  return isStream ? { 'application/x-ndjson': { schema } } : json(schema);
}

function json(schema: object): object {
  return { 'application/json': { schema } };
}

function toJsonSchema(schema: z.ZodType, io: 'input' | 'output'): object {
  // A transform ends in a shape that only TypeScript knows; what it begins from is documented then.
  const { $schema: _, ...described } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return described;
}
