// Which part of a query an index answers; what is left over is for `matchFilter`, which is always the truth.
import type { KindQuery, ResourceKind } from '../directory/ports.ts';
import {
  type AttributePath,
  type CompareValue,
  type Filter,
  foldCase,
  matchesNothing,
  parseDateTime,
  type Sort,
} from '../protocol/index.ts';
import type { SqlValue } from './statement.ts';

/** What a comparison is looked up in: columns, and the tables beside of members, of memberships and of addresses. */
export type IndexedColumn =
  | 'id'
  | 'name_key'
  | 'display_key'
  | 'external_id'
  | 'active'
  | 'modified_at'
  | 'member'
  | 'group'
  | 'email';

export type SqlOperator = '=' | '>' | '>=' | '<' | '<=';

export interface Condition {
  readonly column: IndexedColumn;
  readonly operator: SqlOperator;
  readonly value: SqlValue;
}

/** Columns that a list can be read in the order of, an index each. */
export type OrderColumn = 'seq' | 'id' | 'name_key' | 'display_key' | 'modified_at';

export interface QueryPlan {
  readonly kind: ResourceKind;
  /** Sets of conditions: what satisfies one of them may match, nothing else does. None: nothing matches. */
  readonly alternatives: readonly (readonly Condition[])[];
  /** What the conditions do not decide; undefined if they decide everything. */
  readonly rest: Filter | undefined;
  /** The order that an index gives. */
  readonly walk: OrderColumn;
  /** What must be sorted in memory, because `walk` is not the order that is asked for. */
  readonly sort: Sort | undefined;
}

/** Columns of which few resources have the same value, so that reading them all costs little. */
const LOOKUPS: ReadonlySet<IndexedColumn> = new Set([
  'id',
  'name_key',
  'display_key',
  'external_id',
  'member',
  'group',
  'email',
]);

export function planQuery({ kind, filter, sort }: KindQuery): QueryPlan {
  const { conditions, rest } = splitFilter(kind, filter);
  const united = conditions.length === 0 && rest?.kind === 'or' ? unite(kind, rest.filters) : undefined;
  const alternatives = isNever(rest) ? [] : (united ?? [conditions]);
  const sorted = sort ? orderOf(kind, sort) : undefined;
  if (sorted !== undefined && canWalk(sorted, conditions, united)) {
    return { kind, alternatives, rest, walk: sorted, sort: undefined };
  }
  // Whoever asks what changed since then reads on from there: this is the order of the index that answers.
  const asksSince = sort !== null && conditions.some(isInstant) && !conditions.some(isLookup);
  const walk = asksSince ? 'modified_at' : 'seq';
  return { kind, alternatives, rest, walk, sort: sort ?? undefined };
}

/** An `or` of which every part is a look-up is as many look-ups. */
function unite(kind: ResourceKind, parts: readonly Filter[]): readonly (readonly Condition[])[] | undefined {
  const found = parts.map((part) => splitFilter(kind, part).conditions);
  return found.every((conditions) => conditions.some(isLookup)) ? found : undefined;
}

export function isLookup({ column, operator }: Condition): boolean {
  return operator === '=' && LOOKUPS.has(column);
}

function isInstant({ column }: Condition): boolean {
  return column === 'modified_at';
}

/** The column whose index has the order; undefined where none has. */
function orderOf(kind: ResourceKind, { path: { urn, attribute, sub } }: Sort): OrderColumn | undefined {
  if (urn !== undefined) return undefined;
  const name = sub === undefined ? attribute : `${attribute}.${sub}`;
  // Places in the list are given in the order of creation.
  if (name === 'meta.created') return 'seq';
  if (name === 'meta.lastModified') return 'modified_at';
  if (name === 'id') return 'id';
  if (name === 'displayName') return 'display_key';
  return kind === 'User' && name === 'userName' ? 'name_key' : undefined;
}

/** Whether walking along an order meets enough of what is looked for: few resources satisfy most conditions. */
function canWalk(order: OrderColumn, conditions: readonly Condition[], united: unknown): boolean {
  if (order === 'seq') return true;
  return united === undefined && conditions.every(({ column, value }) => column === 'active' && value === 1);
}

interface Split {
  /** All must hold; at most one of each column and operator. */
  readonly conditions: readonly Condition[];
  readonly rest: Filter | undefined;
}

function splitFilter(kind: ResourceKind, filter: Filter | undefined): Split {
  if (filter === undefined) return { conditions: [], rest: undefined };
  const conditions: Condition[] = [];
  const rest: Filter[] = [];
  for (const part of filter.kind === 'and' ? filter.filters : [filter]) {
    const condition = toCondition(kind, part);
    const known = conditions.some(
      ({ column, operator }) => column === condition?.column && operator === condition.operator,
    );
    if (condition !== undefined && !known) conditions.push(condition);
    // An address says nothing of the other sub-attributes that the same part may ask for.
    if (condition === undefined || known || condition.column === 'email') rest.push(part);
  }
  const [only] = rest;
  return { conditions, rest: rest.length > 1 ? { kind: 'and', filters: rest } : only };
}

function toCondition(kind: ResourceKind, filter: Filter): Condition | undefined {
  if (filter.kind === 'valuePath') return toValueCondition(kind, filter.path, filter.filter);
  if (filter.kind !== 'compare' || filter.path.urn !== undefined || filter.path.foreign) return undefined;
  const column = columnOf(kind, filter.path);
  return column && compare(column, filter.operator, filter.value);
}

/** members[value eq "x"] and members.value eq "x" ask the same; emails[type eq "work" and value eq "x"] asks more. */
function toValueCondition(kind: ResourceKind, path: AttributePath, inner: Filter): Condition | undefined {
  if (path.urn !== undefined || path.foreign) return undefined;
  const column = columnOf(kind, { ...path, sub: 'value' });
  if (column === undefined) return undefined;
  const parts = inner.kind === 'and' && column === 'email' ? inner.filters : [inner];
  for (const part of parts) {
    if (part.kind === 'compare' && part.path.attribute === 'value') {
      const condition = compare(column, part.operator, part.value);
      if (condition !== undefined) return condition;
    }
  }
  return undefined;
}

const COMMON_COLUMNS: Readonly<Record<string, IndexedColumn>> = {
  id: 'id',
  externalId: 'external_id',
  displayName: 'display_key',
  'meta.lastModified': 'modified_at',
};

const COLUMNS: Readonly<Record<ResourceKind, Readonly<Record<string, IndexedColumn>>>> = {
  User: {
    ...COMMON_COLUMNS,
    userName: 'name_key',
    active: 'active',
    'emails.value': 'email',
    'groups.value': 'group',
  },
  Group: { ...COMMON_COLUMNS, 'members.value': 'member' },
};

function columnOf(kind: ResourceKind, { attribute, sub }: AttributePath): IndexedColumn | undefined {
  return COLUMNS[kind][sub === undefined ? attribute : `${attribute}.${sub}`];
}

const OPERATORS: Readonly<Record<string, SqlOperator>> = { eq: '=', gt: '>', ge: '>=', lt: '<', le: '<=' };

function compare(column: IndexedColumn, operator: string, value: CompareValue): Condition | undefined {
  const sql = OPERATORS[operator];
  if (sql === undefined || value === null) return undefined;
  if (column === 'modified_at') {
    const at = parseDateTime(String(value));
    return at === undefined ? undefined : { column, operator: sql, value: at };
  }
  if (sql !== '=') return undefined;
  if (column === 'active') return { column, operator: sql, value: value === true ? 1 : 0 };
  const isFolded = column === 'name_key' || column === 'display_key' || column === 'email';
  return { column, operator: sql, value: isFolded ? foldCase(String(value)) : String(value) };
}

/** Whether a filter cannot match: it compares, among others, what this kind of resource does not have. */
function isNever(filter: Filter | undefined): boolean {
  if (filter === undefined) return false;
  if (filter.kind === 'and') return filter.filters.some(isNever);
  if (filter.kind === 'or') return filter.filters.every(isNever);
  return 'path' in filter && filter.path.foreign === true && !matchesNothing(filter);
}
