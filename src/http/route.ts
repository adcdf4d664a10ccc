// What a row of the protocol's table is, and how it answers.
import type { Context } from 'hono';
import type { Target } from '../directory/ports.ts';
import type { Text } from '../directory/representation.ts';
import { resourceTypesWith } from '../protocol/index.ts';
import type { Connection } from '../tenants/ports.ts';
import type { Query } from './query.ts';

/** A request that was let in. */
export interface Incoming {
  readonly c: Context;
  readonly connection: Connection;
  readonly query: Query;
}

export type Route = readonly [
  method: string,
  path: string,
  handler: (incoming: Incoming) => Response | Promise<Response>,
];

/** What a use case needs to know of the connection that a request is for. */
export function targetOf({ shop, id, strict, schemas }: Connection): Target {
  return { shop, connection: id, strict, types: resourceTypesWith(schemas) };
}

/** The id at the end of a resource's address. */
export function idIn(location: string): string {
  return location.slice(location.lastIndexOf('/') + 1);
}

/** Headers as plain objects: the server then sends them without building a Headers. */
const JSON_HEADERS = { 'content-type': 'application/scim+json' };

export function reply(text: Text, status = 200, headers?: Record<string, string>): Response {
  return new Response(typeof text === 'string' ? text : ReadableStream.from(encode(text)), {
    status,
    headers: headers === undefined ? JSON_HEADERS : { ...JSON_HEADERS, ...headers },
  });
}

async function* encode(pieces: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const piece of pieces) yield encoder.encode(piece);
}
