// Which part of a filter an index answers; what is left over is for `matchFilter`, which is always the truth.
import type { ResourceKind } from '../directory/ports.ts';
import { type AttributePath, type CompareValue, type Filter, foldCase } from '../protocol/index.ts';
import type { SqlValue } from './statement.ts';

/** Columns, and the edge table, that an equality can be looked up in. */
export type IndexedColumn = 'id' | 'name_key' | 'display_key' | 'external_id' | 'active' | 'member' | 'group';

export interface IndexedFilter {
  /** Equalities that all must hold, one per column. */
  readonly conditions: ReadonlyMap<IndexedColumn, SqlValue>;
  /** What the conditions do not decide; undefined if they decide everything. */
  readonly rest: Filter | undefined;
}

/** Splits a checked filter. */
export function splitFilter(kind: ResourceKind, filter: Filter | undefined): IndexedFilter {
  const conditions = new Map<IndexedColumn, SqlValue>();
  if (filter === undefined) return { conditions, rest: undefined };
  const rest: Filter[] = [];
  for (const part of filter.kind === 'and' ? filter.filters : [filter]) {
    const equality = toEquality(kind, part);
    if (equality === undefined || conditions.has(equality[0])) rest.push(part);
    else conditions.set(equality[0], equality[1]);
  }
  const [only] = rest;
  return { conditions, rest: rest.length > 1 ? { kind: 'and', filters: rest } : only };
}

function toEquality(kind: ResourceKind, filter: Filter): readonly [IndexedColumn, SqlValue] | undefined {
  if (filter.kind === 'valuePath') {
    const { filter: inner, path } = filter;
    // members[value eq "x"] and members.value eq "x" ask the same.
    if (inner.kind !== 'compare' || path.urn !== undefined) return undefined;
    const edge = columnOf(kind, { attribute: path.attribute, sub: inner.path.attribute });
    return edge && equality(edge, inner.operator, inner.value);
  }
  if (filter.kind !== 'compare' || filter.path.urn !== undefined) return undefined;
  const column = columnOf(kind, filter.path);
  return column && equality(column, filter.operator, filter.value);
}

function columnOf(kind: ResourceKind, { attribute, sub }: AttributePath): IndexedColumn | undefined {
  if (sub !== undefined) {
    if (sub !== 'value') return undefined;
    if (kind === 'Group') return attribute === 'members' ? 'member' : undefined;
    return attribute === 'groups' ? 'group' : undefined;
  }
  if (attribute === 'id') return 'id';
  if (attribute === 'externalId') return 'external_id';
  if (kind === 'User' && attribute === 'userName') return 'name_key';
  if (kind === 'User' && attribute === 'active') return 'active';
  if (kind === 'Group' && attribute === 'displayName') return 'display_key';
  return undefined;
}

function equality(
  column: IndexedColumn,
  operator: string,
  value: CompareValue,
): readonly [IndexedColumn, SqlValue] | undefined {
  if (operator !== 'eq' || value === null) return undefined;
  if (column === 'active') return [column, value === true ? 1 : 0];
  return [column, column.endsWith('_key') ? foldCase(String(value)) : String(value)];
}
