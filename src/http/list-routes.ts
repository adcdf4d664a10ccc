// Queries (RFC 7644 §3.4.2 and §3.4.3): over one type or, at the root, over all; by URL or as a search.
import type { Context } from 'hono';
import type { Directory } from '../directory/directory.ts';
import type { ListCall } from '../directory/list.ts';
import type { ResourceKind } from '../directory/ports.ts';
import { resourceTypeOf } from '../directory/representation.ts';
import { parseProjection, readSearch } from '../protocol/index.ts';
import type { Connection } from '../tenants/ports.ts';
import { readJson } from './body.ts';
import { readListParameters } from './list-parameters.ts';
import type { Query } from './query.ts';
import { type Incoming, type Route, replyInPieces, targetOf } from './route.ts';

/** RFC 7644 §3.4.3: the last part of an address that takes searches. */
export const SEARCH = '.search';

export interface ListDependencies {
  readonly directory: Directory;
  /** Root of the SCIM endpoint as clients see it, without a slash at the end. */
  readonly baseUrl: string;
}

export function listRoutes(dependencies: ListDependencies): readonly Route[] {
  const everything = ['User', 'Group'] as const;
  return [
    ...routesAt('/', `/${SEARCH}`, everything, dependencies),
    ...everything.flatMap((kind) => {
      const { endpoint } = resourceTypeOf(kind);
      return routesAt(endpoint, `${endpoint}/${SEARCH}`, [kind], dependencies);
    }),
  ];
}

function routesAt(
  path: string,
  searchPath: string,
  kinds: readonly ResourceKind[],
  { directory, baseUrl }: ListDependencies,
): readonly Route[] {
  async function answer(c: Context, connection: Connection, query: Query): Promise<Response> {
    const call = toCall(connection, kinds, baseUrl, query);
    return replyInPieces(c, await directory.list(call, readListParameters(query)));
  }
  return [
    ['GET', path, ({ c, connection, query }: Incoming) => answer(c, connection, query)],
    [
      'POST',
      searchPath,
      async ({ connection, c }) => answer(c, connection, readSearch(await readJson(c), connection)),
    ],
  ];
}

function toCall(
  connection: Connection,
  kinds: readonly ResourceKind[],
  baseUrl: string,
  { attributes, excludedAttributes }: Query,
): ListCall {
  const hasProjection = attributes !== undefined || excludedAttributes !== undefined;
  const target = targetOf(connection);
  return {
    ...target,
    kinds,
    baseUrl,
    projectionOf: (kind) =>
      hasProjection ? parseProjection(target.types[kind], { attributes, excludedAttributes }) : undefined,
  };
}
