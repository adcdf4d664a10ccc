// The use case behind every query: lists of one type or of all, by index or by cursor, ready to send.
import {
  badRequest,
  checkFilter,
  type Filter,
  LIST_RESPONSE,
  type Projection,
  parseFilter,
  parseSort,
  printFilter,
  type ResourceType,
  type Sort,
} from '../protocol/index.ts';
import type { Cursors } from './cursor.ts';
import type { Addressed, DirectoryStore, KindQuery, Listed, PageStart, ResourceKind } from './ports.ts';
import { represent, type Text } from './representation.ts';

/** Who asks for which kinds of resource, and in which form the answer is wanted. */
export interface ListCall extends Addressed {
  readonly kinds: readonly ResourceKind[];
  readonly projectionOf: (kind: ResourceKind) => Projection | undefined;
}

export interface ListParameters {
  readonly filter: string | undefined;
  readonly sortBy: string | undefined;
  readonly descending: boolean;
  readonly count: number;
  /** 1-based; ignored where there is a cursor. */
  readonly startIndex: number;
  /** Empty for the first page (RFC 9865 §2); undefined where pages go by index. */
  readonly cursor: string | undefined;
}

export interface ListDependencies {
  readonly store: DirectoryStore;
  readonly cursors: Cursors;
}

/** JSON text of a ListResponse (RFC 7644 §3.4.2, RFC 9865 §2). */
export async function list(
  { store, cursors }: ListDependencies,
  call: ListCall,
  parameters: ListParameters,
): Promise<Text> {
  const { count, startIndex, cursor } = parameters;
  const kinds = readQueries(call, parameters);
  // Unsorted lists have one order; what `sortOrder` says of it does not matter.
  const descending = parameters.sortBy !== undefined && parameters.descending;
  const name = () => nameOf(kinds, descending);
  const start: PageStart =
    cursor === undefined
      ? { startIndex }
      : cursor === ''
        ? { after: undefined }
        : cursors.open(call, name(), cursor);
  const page = await store.list(call, { kinds, descending, start, count, name });
  const texts = await representPage(store, call, page.resources);
  const lead =
    cursor === undefined
      ? `,"startIndex":${startIndex}`
      : [
          page.previous && `,"previousCursor":"${cursors.seal(call, name(), { before: page.previous })}"`,
          page.next && `,"nextCursor":"${cursors.seal(call, name(), { after: page.next })}"`,
        ].join('');
  const head = `{"schemas":["${LIST_RESPONSE}"],"totalResults":${page.totalResults}${lead},"itemsPerPage":${texts.length},"Resources":[`;
  return texts.every((text) => typeof text === 'string')
    ? `${head}${texts.join()}]}`
    : inPieces(head, texts, ']}');
}

async function* inPieces(head: string, texts: readonly Text[], tail: string): AsyncGenerator<string> {
  yield head;
  for (const [n, text] of texts.entries()) {
    if (n > 0) yield ',';
    if (typeof text === 'string') yield text;
    else yield* text;
  }
  yield tail;
}

/** @throws ScimError 400 invalidFilter, invalidPath or invalidValue. */
function readQueries(call: ListCall, { filter: filterText, sortBy }: ListParameters): readonly KindQuery[] {
  const filter = filterText === undefined ? undefined : parseFilter(filterText, call);
  const types = call.kinds.map((kind) => call.types[kind]);
  const sorts = sortBy === undefined ? undefined : readSorts(types, sortBy);
  return call.kinds.map((kind, n) => ({
    kind,
    type: types[n] as ResourceType,
    filter: filter && checkFor(types[n] as ResourceType, filter, types, call),
    sort: sorts && (sorts[n] ?? null),
  }));
}

function checkFor(
  type: ResourceType,
  filter: Filter,
  types: readonly ResourceType[],
  call: ListCall,
): Filter {
  const others = types.filter((other) => other !== type);
  return checkFilter(type, filter, call, others);
}

function readSorts(types: readonly ResourceType[], sortBy: string): readonly (Sort | undefined)[] {
  const sorts = types.map((type) => parseSort(type, sortBy));
  if (sorts.every((sort) => sort === undefined)) {
    throw badRequest('invalidValue', 'sortBy names an attribute that is not known here.');
  }
  return sorts;
}

/** The same for every page of one query: spelling and letter case of names make no difference. */
function nameOf(kinds: readonly KindQuery[], descending: boolean): string {
  return JSON.stringify([
    descending,
    ...kinds.map(({ kind, filter, sort }) => [kind, filter && printFilter(filter), sort?.path]),
  ]);
}

/** In the order of the page; what is computed is read once for each kind. */
function representPage(
  store: DirectoryStore,
  call: ListCall,
  page: readonly Listed[],
): readonly Text[] | Promise<readonly Text[]> {
  const [only] = call.kinds;
  return only !== undefined && call.kinds.length === 1
    ? representKind(store, call, only, page)
    : representKinds(store, call, page);
}

function representKind(store: DirectoryStore, call: ListCall, kind: ResourceKind, page: readonly Listed[]) {
  const view = { baseUrl: call.baseUrl, types: call.types, projection: call.projectionOf(kind) };
  const resources = page.map(({ stored }) => stored);
  return represent(store, call, kind, resources, view);
}

async function representKinds(
  store: DirectoryStore,
  call: ListCall,
  page: readonly Listed[],
): Promise<readonly Text[]> {
  const texts = new Map<string, Text>();
  for (const kind of call.kinds) {
    const resources = page.filter((listed) => listed.kind === kind);
    const represented = await representKind(store, call, kind, resources);
    for (const [n, { stored }] of resources.entries()) {
      texts.set(`${kind} ${stored.id}`, represented[n] as Text);
    }
  }
  return page.map(({ kind, stored }) => texts.get(`${kind} ${stored.id}`) as Text);
}
