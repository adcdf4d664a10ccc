// What a row of the protocol's table is, and how it answers.
import type { Context } from 'hono';
import type { Target } from '../directory/ports.ts';
import type { Text } from '../directory/representation.ts';
import { resourceTypesWith } from '../protocol/index.ts';
import type { Connection } from '../tenants/ports.ts';
import type { Query } from './query.ts';
import { streamed } from './streamed.ts';

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

export function reply(text: string, status = 200, headers?: Record<string, string>): Response {
  return new Response(text, withHeaders(status, headers));
}

/** The same for a text that may come in pieces. */
export function replyInPieces(
  c: Context,
  text: Text,
  status = 200,
  headers?: Record<string, string>,
): Response | Promise<Response> {
  if (typeof text === 'string') return reply(text, status, headers);
  return streamed(c, text).then((stream) => new Response(stream, withHeaders(status, headers)));
}

function withHeaders(status: number, headers: Record<string, string> | undefined) {
  return { status, headers: headers === undefined ? JSON_HEADERS : { ...JSON_HEADERS, ...headers } };
}
