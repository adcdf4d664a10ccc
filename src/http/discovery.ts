// The discovery endpoints (RFC 7644 §4): what this provider is able to do. Paging is ignored there, filters are refused.
import { CURSOR_TIMEOUT } from '../directory/cursor.ts';
import {
  forbidden,
  type JsonObject,
  listResponse,
  notFound,
  type ResourceTypes,
  resourceTypeDocuments,
  resourceTypesWith,
  schemaDocuments,
  serviceProviderConfig,
} from '../protocol/index.ts';
import type { Connection } from '../tenants/ports.ts';
import { DEFAULT_COUNT, MAX_COUNT } from './list-parameters.ts';
import type { Query } from './query.ts';
import { type Route, reply } from './route.ts';

export function discoveryRoutes({ baseUrl }: { readonly baseUrl: string }): readonly Route[] {
  const pages = { defaultPageSize: DEFAULT_COUNT, maxPageSize: MAX_COUNT, cursorTimeout: CURSOR_TIMEOUT };
  const config = JSON.stringify(serviceProviderConfig({ baseUrl, ...pages }));
  return [
    ['GET', '/ServiceProviderConfig', ({ query }) => reply(unfiltered(query, config))],
    ...documentRoutes('/ResourceTypes', baseUrl, resourceTypeDocuments),
    ...documentRoutes('/Schemas', baseUrl, schemaDocuments),
  ];
}

type Documents = (baseUrl: string, types: ResourceTypes, connection: Connection) => readonly JsonObject[];

/** The documents of an endpoint as text. */
interface Published {
  readonly list: string;
  /** By id in lower case: RFC 7644 §3.10 reads URNs without regard to case wherever they stand. */
  readonly byId: ReadonlyMap<string, string>;
}

/** Written once for all connections that declare the same and are read alike. */
function documentRoutes(path: string, baseUrl: string, documents: Documents): readonly Route[] {
  const lenient = new WeakMap<ResourceTypes, Published>();
  const strict = new WeakMap<ResourceTypes, Published>();
  const publishedFor = (connection: Connection): Published => {
    const published = connection.strict ? strict : lenient;
    const types = resourceTypesWith(connection.schemas);
    let known = published.get(types);
    if (known === undefined) {
      known = publish(documents(baseUrl, types, connection));
      published.set(types, known);
    }
    return known;
  };
  return [
    ['GET', path, ({ connection, query }) => reply(unfiltered(query, publishedFor(connection).list))],
    [
      'GET',
      `${path}/:id`,
      ({ c, connection, query }) => {
        const text = publishedFor(connection).byId.get(c.req.param('id')?.toLowerCase() ?? '');
        if (text === undefined) throw notFound(`There is no such document under ${path}.`);
        return reply(unfiltered(query, text));
      },
    ],
  ];
}

function publish(documents: readonly JsonObject[]): Published {
  const total = documents.length;
  const list = listResponse({
    totalResults: total,
    startIndex: 1,
    itemsPerPage: total,
    resources: documents,
  });
  return {
    list: JSON.stringify(list),
    byId: new Map(documents.map((document) => [String(document.id).toLowerCase(), JSON.stringify(document)])),
  };
}

function unfiltered({ filter }: Query, text: string): string {
  if (filter !== undefined) {
    throw forbidden('Discovery documents cannot be filtered (RFC 7644 section 4). Leave the filter out.');
  }
  return text;
}
