// Holds every answer of the admin API that a test sees against the API's own OpenAPI document.
import assert from 'node:assert/strict';
import { z } from 'zod';

/** As much of an OpenAPI document as is looked at. */
export interface AdminDocument {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedRoute>>>>;
  readonly components: { readonly schemas: { readonly Error: JsonSchema } };
}

export interface DocumentedRoute {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters: readonly { readonly name: string; readonly in: string }[];
  readonly responses: {
    readonly 200: { readonly content: { readonly 'application/json': { readonly schema: JsonSchema } } };
  };
}

type JsonSchema = Parameters<typeof z.fromJSONSchema>[0];

export interface Contract {
  /** @throws AssertionError */
  check(method: string, path: string, answer: { status: number; body: unknown }): Promise<void>;
}

/** The same of every harness of a process, which need not each describe its whole API. */
let known: AdminDocument | undefined;

export function createContract(fetchDocument: () => Promise<AdminDocument>): Contract {
  return {
    async check(method, path, { status, body }) {
      known ??= await fetchDocument();
      const document = known;
      const bare = path.split('?')[0] as string;
      const route = Object.entries(document.paths).find(([template]) => matches(template, bare))?.[1];
      const documented = route?.[method.toLowerCase()];
      if (status !== 200) return conform(document.components.schemas.Error, body, `${status} to ${path}`);
      assert.ok(documented, `${method} ${bare} is answered, and not documented`);
      conform(documented.responses[200].content['application/json'].schema, body, `${method} ${bare}`);
    },
  };
}

function matches(template: string, path: string): boolean {
  return new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}/?$`).test(path);
}

/** Made once of each schema: a test may ask the same route a hundred times until something comes. */
const readers = new WeakMap<object, z.ZodType>();

function readerOf(schema: JsonSchema): z.ZodType {
  const known = readers.get(schema as object) ?? z.fromJSONSchema(schema);
  readers.set(schema as object, known);
  return known;
}

function conform(schema: JsonSchema, body: unknown, what: string): void {
  const parsed = readerOf(schema).safeParse(body);
  assert.ok(parsed.success, `${what} is not as documented: ${parsed.error && z.prettifyError(parsed.error)}`);
}
