// What every resolver is given, and the words in which a resolver refuses a whole request.
import { GraphQLError, type GraphQLFieldResolver, type GraphQLResolveInfo } from 'graphql';
import type { BulkDesk } from '../bulk/port.ts';
import type { Clock } from '../clock.ts';
import type { MergeDesk } from '../customers/merge-port.ts';
import type { SimulatorSettings } from '../options.ts';
import type { SearchIndex } from '../search/search-index.ts';
import { compileSearch, type SearchSyntax, type SearchWarning } from '../search/search-query.ts';
import type { ShopState } from '../shop/shop-state.ts';
import type { CustomerRecord } from '../state/records.ts';
import type { Store } from '../state/store.ts';
import type { WebhookDesk } from '../webhooks/port.ts';

/** An entry of extensions.search. */
export type SearchNotice = { path: string[]; query: string; parsed: unknown; warnings: SearchWarning[] };

export type Context = {
  store: Store;
  clock: Clock;
  settings: SimulatorSettings;
  shop: ShopState;
  bulk: BulkDesk;
  webhooks: WebhookDesk;
  merges: MergeDesk;
  /** Set within a bulk operation, which reads lists as a whole. */
  wholeLists: boolean;
  /** Collects the search warnings of one request. */
  notices: SearchNotice[];
};

/** Resolvers by type and field. Arguments have been checked against the schema when a resolver gets them. */
export type Resolvers = Record<string, Record<string, GraphQLFieldResolver<never, Context, never>>>;

/** The number of a global id of the given type; an id of another type or form is refused as Shopify does. */
export function parseId(typeName: string, id: string): number {
  const match = /^gid:\/\/shopify\/(\w+)\/(\d+)(?:\?.*)?$/.exec(id);
  if (!match) {
    throw new GraphQLError(`Invalid global id '${id}'`, {
      extensions: { code: 'argumentLiteralsIncompatible', typeName: 'CoercionError' },
    });
  }
  if (match[1] !== typeName) {
    throw new GraphQLError(`Invalid id: ${id}`, { extensions: { code: 'RESOURCE_NOT_FOUND' } });
  }
  return Number(match[2]);
}

/** The customer with this global id, if there is one. */
export function findCustomer(store: Store, id: string): CustomerRecord | undefined {
  return store.customer(parseId('Customer', id));
}

/** The records that a query fits; warnings about ignored terms go into the answer's extensions. */
export function filterRecords<T>(
  query: string,
  syntax: SearchSyntax<T>,
  records: Iterable<T>,
  { notices }: Context,
  info: GraphQLResolveInfo,
  unknownKeys: readonly string[] = [],
): T[] {
  const { matches, warnings, parsed } = compileSearch(query, syntax, unknownKeys);
  if (warnings.length > 0) notices.push({ path: [String(info.path.key)], query, parsed, warnings });
  return [...records].filter(matches);
}

/** What an index finds. */
export function searchRecords<T>(
  query: string,
  syntax: SearchSyntax<T>,
  index: SearchIndex<T>,
  context: Context,
  info: GraphQLResolveInfo,
  unknownKeys?: readonly string[],
): T[] {
  return filterRecords(query, syntax, index.documents(), context, info, unknownKeys);
}

/** Milliseconds of simulator time as Shopify writes times: UTC, without fractions. */
export function formatTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
