// What a GraphQL operation costs in Shopify's points, by a model fitted to recorded responses of a real store.
import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import { type Compilation, listFields } from './selections.ts';

type Variables = Readonly<Record<string, unknown>>;
type CostKind = 'mutation' | 'object' | 'free' | 'count' | 'connection';

/** One selected field that may cost something; `rows` are the selections on a connection's nodes. */
type CostNode = {
  key: string;
  kind: CostKind;
  included: (variables: Variables) => boolean;
  children: CostNode[];
  size: (variables: Variables) => number;
  rows: { path: string[]; children: CostNode[] }[];
};

export type CostPlan = {
  /** Points to reserve before execution. */
  requested(variables: Variables): number;
  /** Points really used, counted on the answer's `data`. */
  actual(variables: Variables, data: unknown): number;
};

const mutationCost = 10;
const countCost = 10;
/** Object types that recordings show to be free. */
const freeTypes = /^(MailingAddress|PageInfo|MoneyV2)$|Error$/;

/** Compiles an operation once, so that repeated requests only walk a small tree. */
export function compileCost(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): CostPlan {
  const rootType = schema.getRootType(operation.operation);
  const nodes = compileSelections(
    { schema, fragments },
    rootType?.name ?? '',
    operation.selectionSet,
    operation.operation === 'mutation' ? 'mutation' : 'root',
  );
  return {
    requested: (variables) => sum(nodes, (node) => requestedCost(node, variables)),
    actual: (variables, data) => sum(nodes, (node) => actualCost(node, variables, pick(data, node.key))),
  };
}

type Place = 'mutation' | 'root' | 'payload' | 'nested';

function compileSelections(
  compilation: Compilation,
  typeName: string,
  selectionSet: SelectionSetNode,
  place: Place,
): CostNode[] {
  const nodes = new Map<string, CostNode>();
  for (const { field, onType } of listFields(compilation, typeName, selectionSet)) {
    const node = compileField(compilation, onType, field, place);
    if (!node) continue;
    const known = nodes.get(node.key);
    if (known) {
      known.children.push(...node.children);
      known.rows.push(...node.rows);
    } else {
      nodes.set(node.key, node);
    }
  }
  return [...nodes.values()];
}

function compileField(
  compilation: Compilation,
  typeName: string,
  field: FieldNode,
  place: Place,
): CostNode | undefined {
  const type = compilation.schema.getType(typeName);
  if (!isObjectType(type) && !isCompositeType(type)) return undefined;
  const definition = 'getFields' in type ? type.getFields()[field.name.value] : undefined;
  const named = definition && getNamedType(definition.type);
  if (!named || !isCompositeType(named) || !field.selectionSet) return undefined;
  const kind = kindOf(named.name, place);
  const inside = place === 'mutation' ? 'payload' : 'nested';
  return {
    key: field.alias?.value ?? field.name.value,
    kind,
    included: compileConditions(field),
    size: compileSize(field),
    children:
      kind === 'connection' ? [] : compileSelections(compilation, named.name, field.selectionSet, inside),
    rows: kind === 'connection' ? compileRows(compilation, named.name, field.selectionSet) : [],
  };
}

function kindOf(typeName: string, place: Place): CostKind {
  if (place === 'mutation') return 'mutation';
  if (typeName === 'Count') return place === 'root' ? 'count' : 'free';
  if (typeName.endsWith('Connection')) return 'connection';
  if (place === 'payload' || freeTypes.test(typeName)) return 'free';
  return 'object';
}

/** `nodes` and `edges { node }` are each paid for. */
function compileRows(compilation: Compilation, typeName: string, selectionSet: SelectionSetNode) {
  const rows: CostNode['rows'] = [];
  for (const { field, onType } of listFields(compilation, typeName, selectionSet)) {
    if (!field.selectionSet) continue;
    const key = field.alias?.value ?? field.name.value;
    const rowType = rowTypeName(compilation, onType, field.name.value);
    if (field.name.value === 'nodes') {
      const children = compileSelections(compilation, rowType, field.selectionSet, 'nested');
      rows.push({ path: [key], children });
    }
    if (field.name.value === 'edges') {
      for (const inner of listFields(compilation, rowType, field.selectionSet)) {
        if (inner.field.name.value !== 'node' || !inner.field.selectionSet) continue;
        const nodeType = rowTypeName(compilation, rowType, 'node');
        const children = compileSelections(compilation, nodeType, inner.field.selectionSet, 'nested');
        rows.push({ path: [key, inner.field.alias?.value ?? 'node'], children });
      }
    }
  }
  return rows;
}

function rowTypeName(compilation: Compilation, typeName: string, fieldName: string): string {
  const type = compilation.schema.getType(typeName);
  const field = isObjectType(type) ? type.getFields()[fieldName] : undefined;
  return field ? getNamedType(field.type).name : '';
}

function compileSize(field: FieldNode): CostNode['size'] {
  const argument = field.arguments?.find(({ name }) => name.value === 'first' || name.value === 'last');
  return (variables) => Number(argument ? readValue(argument.value, variables) : 0) || 0;
}

function compileConditions(field: FieldNode): CostNode['included'] {
  const conditions = (field.directives ?? []).flatMap((directive) => {
    const wanted = directive.name.value === 'include';
    const argument = directive.arguments?.find(({ name }) => name.value === 'if');
    return argument && (wanted || directive.name.value === 'skip') ? [{ wanted, value: argument.value }] : [];
  });
  return (variables) => conditions.every(({ wanted, value }) => readValue(value, variables) === wanted);
}

function readValue(node: ValueNode, variables: Variables): unknown {
  if (node.kind === Kind.VARIABLE) return variables[node.name.value];
  if (node.kind === Kind.INT) return Number(node.value);
  return node.kind === Kind.BOOLEAN ? node.value : undefined;
}

function requestedCost(node: CostNode, variables: Variables): number {
  if (!node.included(variables)) return 0;
  if (node.kind === 'connection') {
    const perRow = sum(rowsOf(node), ({ children }) => 1 + sum(children, (c) => requestedCost(c, variables)));
    return 2 + weigh(node.size(variables)) * perRow;
  }
  return ownCost(node) + sum(node.children, (child) => requestedCost(child, variables));
}

function actualCost(node: CostNode, variables: Variables, value: unknown): number {
  if (!node.included(variables)) return 0;
  if (node.kind === 'connection') return actualConnectionCost(node, variables, value);
  // An object that turns out to be null still costs its own point, but nothing of what was asked inside it.
  const inside = (item: unknown) =>
    sum(node.children, (child) => actualCost(child, variables, pick(item, child.key)));
  if (Array.isArray(value)) return ownCost(node) + Math.max(0, ...value.map(inside));
  return ownCost(node) + (value == null ? 0 : inside(value));
}

function actualConnectionCost(node: CostNode, variables: Variables, value: unknown): number {
  if (value == null) return 2;
  const requestedWeight = weigh(node.size(variables));
  const perRow = rowsOf(node).map(({ path, children }) => {
    const items = readRows(value, path);
    // An empty page is charged by the size that was asked for, without the selections on its nodes.
    if (items.length === 0) return requestedWeight / rowsOf(node).length;
    const inside = sum(items, (item) =>
      sum(children, (child) => actualCost(child, variables, pick(item, child.key))),
    );
    return Math.min(requestedWeight, weigh(items.length)) * (1 + inside / items.length);
  });
  return Math.ceil(2 + sum(perRow, (points) => points));
}

function readRows(connection: unknown, [listKey, nodeKey]: string[]): unknown[] {
  const list = pick(connection, listKey ?? '');
  if (!Array.isArray(list)) return [];
  return nodeKey === undefined ? list : list.map((edge) => pick(edge, nodeKey));
}

/** A connection without selections on its nodes is charged like one with an empty selection. */
function rowsOf(node: CostNode): CostNode['rows'] {
  return node.rows.length > 0 ? node.rows : [{ path: ['nodes'], children: [] }];
}

/** How a page's size weighs: first:1 → 1, 10 → 4, 50 → 7, 250 → 11. */
function weigh(size: number): number {
  return Math.max(1, Math.floor(2 * Math.log(Math.max(1, size))));
}

function ownCost(node: CostNode): number {
  if (node.kind === 'mutation') return mutationCost;
  if (node.kind === 'count') return countCost;
  return node.kind === 'object' ? 1 : 0;
}

function pick(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

function sum<T>(items: readonly T[], points: (item: T) => number): number {
  return items.reduce((total, item) => total + points(item), 0);
}
