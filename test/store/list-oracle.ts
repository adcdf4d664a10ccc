// What a list must be, by the protocol's own functions over everything there is: the measure for every store.
import type { KindQuery, PageStart, ResourceKind, Scope } from '../../src/directory/ports.ts';
import {
  checkFilter,
  compareSortKeys,
  type JsonObject,
  matchFilter,
  parseFilter,
  parseSort,
  resourceTypesWith,
  sortKeyOf,
} from '../../src/protocol/index.ts';
import { DEFAULT_SETTINGS } from '../../src/tenants/settings.ts';

const TYPES = resourceTypesWith([]);

/** A connection that writes and queries are for. */
export function targetOf(scope: Scope) {
  return { ...scope, strict: false, types: TYPES, baseUrl: 'https://x.example/scim/v2' };
}

/** What a store needs to know of a connection. */
export const CONNECTION = {
  name: 'Entra',
  provider: 'entra',
  rank: 1,
  ending: null,
  scimProvisioning: false,
  newCustomerCreation: false,
  linkPolicy: 'link',
  domains: [],
  strict: false,
  schemas: [],
  settings: DEFAULT_SETTINGS,
} as const;

export interface Asked {
  readonly filter?: string;
  readonly sortBy?: string;
  readonly descending?: boolean;
  readonly start?: PageStart;
  readonly count?: number;
}

/** A resource as a client would see it. */
export interface Whole {
  readonly kind: ResourceKind;
  readonly id: string;
  readonly resource: JsonObject;
}

export function queryOf(
  kind: ResourceKind,
  kinds: readonly ResourceKind[],
  { filter, sortBy }: Asked,
): KindQuery {
  const type = TYPES[kind];
  const others = kinds.filter((other) => other !== kind).map((other) => TYPES[other]);
  return {
    kind,
    type,
    filter:
      filter === undefined ? undefined : checkFilter(type, parseFilter(filter), { strict: false }, others),
    sort: sortBy === undefined ? undefined : (parseSort(type, sortBy) ?? null),
  };
}

/** The ids of what is asked for, in order. @param everything in the order of creation */
export function expectedIds(
  everything: readonly Whole[],
  kinds: readonly ResourceKind[],
  asked: Asked,
): string[] {
  const found: { id: string; place: number; key: ReturnType<typeof sortKeyOf> }[] = [];
  for (const [place, { kind, id, resource }] of everything.entries()) {
    if (!kinds.includes(kind)) continue;
    const { filter, sort } = queryOf(kind, kinds, asked);
    if (filter !== undefined && !matchFilter(TYPES[kind], filter, resource)) continue;
    found.push({ id, place, key: sort ? sortKeyOf(sort, resource) : null });
  }
  found.sort((a, b) => compareSortKeys(a.key, b.key) || a.place - b.place);
  if (asked.descending) found.reverse();
  return found.map(({ id }) => id);
}
