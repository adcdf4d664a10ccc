// The discovery endpoints (RFC 7644 §4): what this provider is able to do. Paging is ignored there, filters are refused.
import { CURSOR_TIMEOUT } from '../directory/cursor.ts';
import {
  forbidden,
  type JsonObject,
  listResponse,
  notFound,
  resourceTypeDocuments,
  schemaDocuments,
  serviceProviderConfig,
} from '../protocol/index.ts';
import { DEFAULT_COUNT, MAX_COUNT } from './list-parameters.ts';
import type { Query } from './query.ts';
import { type Route, reply } from './route.ts';

export function discoveryRoutes({ baseUrl }: { readonly baseUrl: string }): readonly Route[] {
  const pages = { defaultPageSize: DEFAULT_COUNT, maxPageSize: MAX_COUNT, cursorTimeout: CURSOR_TIMEOUT };
  const config = JSON.stringify(serviceProviderConfig({ baseUrl, ...pages }));
  return [
    ['GET', '/ServiceProviderConfig', ({ query }) => reply(unfiltered(query, config))],
    ...documentRoutes('/ResourceTypes', resourceTypeDocuments(baseUrl)),
    ...documentRoutes('/Schemas', schemaDocuments(baseUrl)),
  ];
}

function documentRoutes(path: string, documents: readonly JsonObject[]): readonly Route[] {
  const list = listResponse({
    totalResults: documents.length,
    startIndex: 1,
    itemsPerPage: documents.length,
    resources: documents,
  });
  const listText = JSON.stringify(list);
  const byId = new Map(documents.map((document) => [String(document.id), JSON.stringify(document)]));
  return [
    ['GET', path, ({ query }) => reply(unfiltered(query, listText))],
    [
      'GET',
      `${path}/:id`,
      ({ c, query }) => {
        const text = byId.get(c.req.param('id') ?? '');
        if (text === undefined) throw notFound(`There is no such document under ${path}.`);
        return reply(unfiltered(query, text));
      },
    ],
  ];
}

function unfiltered({ filter }: Query, text: string): string {
  if (filter !== undefined) {
    throw forbidden('Discovery documents cannot be filtered (RFC 7644 section 4). Leave the filter out.');
  }
  return text;
}
