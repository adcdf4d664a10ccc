// Where the resources of one kind come from in a list: straight from an index, or collected by a bounded scan.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { filteredParts, readComputed } from '../directory/computed.ts';
import type {
  ComputedReader,
  DirectoryReader,
  KindQuery,
  Position,
  ResourceKind,
  Scope,
} from '../directory/ports.ts';
import { readAllMembers, toObject } from '../directory/representation.ts';
import {
  badRequest,
  compareSortKeys,
  type Filter,
  matchFilter,
  namesAttribute,
  type SortKey,
  sortKeyOf,
} from '../protocol/index.ts';
import type { Session } from './engine.ts';
import {
  countStatement,
  type ListRow,
  pageStatement,
  placeStatement,
  valuesOf,
  type Walk,
} from './list-statements.ts';
import type { Condition, QueryPlan } from './query-plan.ts';
import { type StoredRow, toStored } from './resource-statements.ts';

/** Rows that a query may read when no index decides it. */
export const SCAN_LIMIT = 100_000;
/** Rows read between two turns of the event loop. */
const SCAN_CHUNK = 500;
/** Hits whose rows are kept: a page's worth, where there are few. */
const KEPT_ROWS = 1000;

/** A resource in its place. */
export interface Hit {
  readonly kind: ResourceKind;
  readonly position: Position;
  /** Undefined where only the place was kept: it is read again by its id. */
  readonly row: StoredRow | undefined;
  readonly id: string;
}

export interface Source {
  /** The hits behind a place in the given direction, or from the end that the direction starts at. */
  take(behind: Position | undefined, descending: boolean, limit: number): Promise<readonly Hit[]>;
  count(): Promise<number>;
  /** The place that comes `offset` places after the first. */
  place(offset: number, descending: boolean): Promise<Position | undefined>;
}

export type Reader = Pick<DirectoryReader, 'members'> & ComputedReader;

export interface SourceDependencies {
  readonly session: Session;
  readonly scope: Scope;
  readonly reader: Reader;
  /** How many of the kind there are; kept by the writes. */
  readonly total: (kind: ResourceKind) => Promise<number>;
}

/** Answered by an index alone. */
export function createIndexSource(
  plan: QueryPlan,
  isSortedElsewhere: boolean,
  { session, scope, total }: SourceDependencies,
): Source {
  const { kind, walk: order } = plan;
  const conditions = plan.alternatives[0] as readonly Condition[];
  const isKeyed = order !== 'seq' && !isSortedElsewhere;
  const walk = (descending: boolean): Walk => ({ kind, conditions, order, descending });
  const values = valuesOf(scope, walk(false));
  const positionOf = ({ key, seq }: Pick<ListRow, 'key' | 'seq'>): Position => ({
    key: isKeyed ? key : null,
    seq,
  });

  return {
    async take(behind, descending, limit) {
      const place = bound(behind, isKeyed, descending);
      if (place === 'nothing' || limit === 0) return [];
      const statement = pageStatement(walk(descending), place !== 'everything');
      const from = place === 'everything' ? {} : { key: place.key, seq: place.seq };
      const rows = await session.all(statement, { ...values, ...from, limit });
      return rows.map((row) => ({ kind, position: positionOf(row), row, id: row.id }));
    },
    async count() {
      if (conditions.length === 0) return total(kind);
      return Number((await session.first(countStatement(walk(false)), values))?.total ?? 0);
    },
    async place(offset, descending) {
      const row = await session.first(placeStatement(walk(descending)), { ...values, offset });
      return row && positionOf(row);
    },
  };
}

/**
 * Where a place of the whole list lies for a source. A key that others have and these do not comes before all of
 * them, and the other way about.
 */
function bound(
  behind: Position | undefined,
  isKeyed: boolean,
  descending: boolean,
): Position | 'everything' | 'nothing' {
  if (behind === undefined) return 'everything';
  if ((behind.key !== null) === isKeyed) return behind;
  return (behind.key === null) === descending ? 'everything' : 'nothing';
}

/** Collected: `matchFilter` decides, or an order that no index has. */
export async function collectSource(
  query: KindQuery,
  plan: QueryPlan,
  dependencies: SourceDependencies,
): Promise<Source> {
  const hits = await collect(query, plan, dependencies);
  hits.sort((left, right) => comparePositions(left.position, right.position));
  const backwards = hits.toReversed();
  return {
    async take(behind, descending, limit) {
      const inOrder = descending ? backwards : hits;
      const start = behind === undefined ? 0 : firstBehind(inOrder, behind, descending);
      return inOrder.slice(start, start + limit);
    },
    count: async () => hits.length,
    place: async (offset, descending) => (descending ? backwards : hits)[offset]?.position,
  };
}

/** Ascending. */
export function comparePositions(left: Position, right: Position): number {
  return compareSortKeys(left.key, right.key) || left.seq - right.seq;
}

function firstBehind(hits: readonly Hit[], place: Position, descending: boolean): number {
  const at = hits.findIndex(({ position }) => {
    const order = comparePositions(position, place);
    return descending ? order < 0 : order > 0;
  });
  return at === -1 ? hits.length : at;
}

async function collect(
  query: KindQuery,
  plan: QueryPlan,
  { session, scope, reader }: SourceDependencies,
): Promise<Hit[]> {
  const { kind, filter, sort } = query;
  const hits = new Map<string, Hit>();
  const matches = createMatcher(scope, query, plan.rest, reader);
  let read = 0;
  for (const conditions of plan.alternatives) {
    const walk: Walk = { kind, conditions, order: plan.walk, descending: false };
    const values = valuesOf(scope, walk);
    let last: ListRow | undefined;
    do {
      const from = last === undefined ? {} : { key: last.key, seq: last.seq };
      const statement = pageStatement(walk, last !== undefined);
      const rows: readonly ListRow[] = await session.all(statement, {
        ...values,
        ...from,
        limit: SCAN_CHUNK,
      });
      for (const row of rows) {
        if (hits.has(row.id) || !(await matches(row))) continue;
        const position = { key: keyOf(row), seq: row.seq };
        hits.set(row.id, { kind, position, row: hits.size < KEPT_ROWS ? row : undefined, id: row.id });
      }
      read += rows.length;
      last = rows.length < SCAN_CHUNK ? undefined : rows.at(-1);
      if (last !== undefined) {
        if (read >= SCAN_LIMIT) throw tooMany(filter);
        // A long scan must not keep other calls waiting.
        await nextTurn();
      }
    } while (last !== undefined);
  }
  return [...hits.values()];

  function keyOf(row: ListRow): SortKey {
    if (plan.sort !== undefined) return sortKeyOf(plan.sort, toObject(kind, toStored(row), ''));
    return plan.walk === 'seq' || sort === null ? null : row.key;
  }
}

/** Whether a row matches what the conditions leave over. */
export function createMatcher(
  scope: Scope,
  { kind, type }: KindQuery,
  filter: Filter | undefined,
  reader: Reader,
): (row: StoredRow) => boolean | Promise<boolean> {
  if (filter === undefined) return () => true;
  const withMembers = kind === 'Group' && namesAttribute(filter, 'members');
  const parts = filteredParts(kind, filter);
  return async (row) => {
    const stored = toStored(row);
    const edges = withMembers ? await readAllMembers(reader, scope, row.id) : undefined;
    const computed = (await readComputed(reader, scope, [stored], parts)).get(row.id);
    return matchFilter(type, filter, toObject(kind, stored, '', { ...computed, ...(edges && { edges }) }));
  };
}

/** 400: the answer would take more reading than one request may cause. */
export function tooMany(filter: Filter | undefined) {
  const what = filter === undefined ? 'The list' : 'The filter';
  return badRequest(
    'tooMany',
    `${what} would read more than ${SCAN_LIMIT} resources. Add "and" with an equality on id, userName, externalId or emails.value.`,
  );
}
