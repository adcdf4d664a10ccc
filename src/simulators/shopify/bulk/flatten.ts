// Turns the answer of a bulk query into rows: one for each object of a connection, nested ones after their parent.
import { getNamedType, isObjectType, type SelectionSetNode } from 'graphql';
import type { PreparedOperation } from '../graphql/documents.ts';
import { adminSchema } from '../graphql/schema.ts';
import { type Compilation, collectFragments, listFields } from '../graphql/selections.ts';

export type Rows = { lines: string[]; rootObjects: number };

type Row = Record<string, unknown>;

/** Rows of nested connections name their parent by `__parentId`. */
export function flattenAnswer({ document, operation, rootType }: PreparedOperation, data: unknown): Rows {
  const compilation: Compilation = { schema: adminSchema, fragments: collectFragments(document) };
  const lines: string[] = [];
  let rootObjects = 0;

  /** The object without its connections, whose rows are collected. */
  function strip(value: unknown, typeName: string, set: SelectionSetNode, nested: Row[]): unknown {
    if (Array.isArray(value)) return value.map((item) => strip(item, typeName, set, nested));
    if (typeof value !== 'object' || value === null) return value;
    const kept: Row = { ...value };
    for (const { field, onType } of listFields(compilation, typeName, set)) {
      const type = adminSchema.getType(onType);
      const definition = isObjectType(type) ? type.getFields()[field.name.value] : undefined;
      if (!definition || !field.selectionSet) continue;
      const key = field.alias?.value ?? field.name.value;
      const { name } = getNamedType(definition.type);
      const inner = kept[key];
      if (!name.endsWith('Connection')) {
        kept[key] = strip(inner, name, field.selectionSet, nested);
        continue;
      }
      delete kept[key];
      nested.push(...readRows(inner, name, field.selectionSet, kept.id));
    }
    return kept;
  }

  function* readRows(
    connection: unknown,
    typeName: string,
    set: SelectionSetNode,
    parent: unknown,
  ): Generator<Row> {
    const node = findNode(compilation, typeName, set);
    const edges: unknown[] = Object(connection).edges ?? [];
    for (const edge of edges) {
      const nested: Row[] = [];
      const row = strip(Object(edge).node, node.typeName, node.set, nested) as Row;
      yield parent === undefined ? row : { ...row, __parentId: parent };
      yield* nested;
    }
  }

  const rows: Row[] = [];
  strip(data, rootType.name, operation.selectionSet, rows);
  for (const row of rows) {
    lines.push(JSON.stringify(row));
    if (row.__parentId === undefined) rootObjects += 1;
  }
  return { lines, rootObjects };
}

const nothing: SelectionSetNode = { kind: 'SelectionSet' as SelectionSetNode['kind'], selections: [] };

/** What is selected of a connection's nodes, and on which type. */
function findNode(compilation: Compilation, connection: string, set: SelectionSetNode) {
  const edge = connection.replace(/Connection$/, 'Edge');
  for (const { field } of listFields(compilation, connection, set)) {
    if (field.name.value !== 'edges' || !field.selectionSet) continue;
    for (const inner of listFields(compilation, edge, field.selectionSet)) {
      if (inner.field.name.value !== 'node' || !inner.field.selectionSet) continue;
      return { typeName: connection.replace(/Connection$/, ''), set: inner.field.selectionSet };
    }
  }
  return { typeName: connection, set: nothing };
}
