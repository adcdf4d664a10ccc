// Which texts a bulk operation takes, and what Shopify says of the others.
import {
  type DocumentNode,
  GraphQLError,
  getNamedType,
  isListType,
  isObjectType,
  Kind,
  parse,
} from 'graphql';
import type { PreparedOperation } from '../graphql/documents.ts';
import { explainSyntaxError, type ResponseError } from '../graphql/error-messages.ts';
import { adminSchema } from '../graphql/schema.ts';
import { type Compilation, collectFragments, listFields } from '../graphql/selections.ts';
import type { UserError } from '../rules/user-errors.ts';

const maximumBytes = 65_535;
const maximumConnections = 5;
const maximumDepth = 2;

const mutationFault = (
  message: string,
  field: string[] | null = ['mutation'],
  code = 'INVALID_MUTATION',
) => ({
  field,
  message,
  code,
});

const queryFault = (message: string): UserError => ({ field: ['query'], message, code: 'INVALID' });

/** The text's size as Shopify stores it, which is with escaped line ends. */
const countBytes = (text: string) => Buffer.byteLength(text.replaceAll('\n', '\\n'));

/** The objections to a mutation's text that can be had without the schema. */
export function findMutationTextFault(
  mutation: string,
  clientIdentifier: string | null | undefined,
): UserError | undefined {
  const place = ['clientIdentifier'];
  if (clientIdentifier != null && clientIdentifier.length < 10) {
    return mutationFault('is too short (minimum is 10 characters)', place);
  }
  if (clientIdentifier != null && clientIdentifier.length > 255) {
    return mutationFault('is too long (maximum is 255 characters)', place);
  }
  const bytes = countBytes(mutation);
  if (bytes > maximumBytes) {
    return mutationFault(`is too large (${bytes} bytes; maximum is ${maximumBytes} bytes)`, ['query']);
  }
  const document = parseText(mutation);
  if ('error' in document) {
    return mutationFault(`Failed to parse the mutation - ${document.error.message}`, null);
  }
  if (operationTypeOf(document.document) !== 'mutation') {
    return mutationFault('Invalid operation type. Only `mutation` operations are supported.', null);
  }
  return undefined;
}

/** What the schema does not know, worded as part of a refusal. */
export function wordSchemaFault([error]: readonly ResponseError[], kind: 'mutation' | 'query'): UserError {
  const message = error?.message ?? '';
  return kind === 'mutation'
    ? mutationFault(`Failed to parse the mutation - ${message}`, null)
    : queryFault(`Invalid bulk query: ${message}`);
}

/** The objections to a mutation that the schema allows. */
export function findMutationFault(prepared: PreparedOperation): UserError | undefined {
  const [name, ...more] = prepared.rootFields;
  if (more.length > 0) return mutationFault('You must specify a single top level mutation.');
  if (name?.startsWith('bulkOperationRun')) return mutationFault('You must use an allowed mutation name.');
  return measure(prepared).connections > 1
    ? mutationFault('Bulk mutations cannot contain more than 1 connection.')
    : undefined;
}

export function findQueryTextFault(query: string): UserError | undefined {
  const bytes = countBytes(query);
  if (bytes > maximumBytes) {
    return queryFault(`Query is too large (${bytes} bytes; maximum is ${maximumBytes} bytes)`);
  }
  const document = parseText(query);
  if ('error' in document) {
    // Unlike for mutations, the place is recorded to be left out.
    return queryFault(`Invalid bulk query: ${document.error.message.replace(/ at \[.*$/, '')}`);
  }
  return operationTypeOf(document.document) === 'query'
    ? undefined
    : queryFault('Invalid operation type. Only `query` operations are supported.');
}

export function findQueryFault(prepared: PreparedOperation): UserError | undefined {
  if (prepared.rootFields.includes('node')) {
    return queryFault('Bulk queries cannot contain a top level `node` field.');
  }
  const shape = measure(prepared);
  const list = (names: readonly string[]) => names.map((name) => `'${name}'`).join(', ');
  if (shape.connections === 0) return queryFault('Bulk queries must contain at least one connection.');
  if (shape.connections > maximumConnections) {
    return queryFault(`Bulk queries cannot contain more than ${maximumConnections} connections.`);
  }
  if (shape.depth > maximumDepth) {
    const message = `Bulk queries cannot contain connections with a nesting depth greater than ${maximumDepth}.`;
    return queryFault(message);
  }
  if (shape.withNodes.length > 0) {
    const [example] = shape.withNodes;
    const message = `All connection fields in a bulk query must select their contents using 'edges' > 'node', e.g: '${example} { edges { node {'. Selecting via 'nodes' is not supported. Invalid connection fields: ${list(shape.withNodes)}.`;
    return queryFault(message);
  }
  if (shape.inList) {
    const message =
      'Queries that contain a connection field within a list field are not currently supported.';
    return queryFault(message);
  }
  if (shape.withoutId.length > 0) {
    const message = `The parent 'node' field for a nested connection must select the 'id' field without an alias and must be of 'ID' return type. Connection fields without 'id': ${shape.withoutId.join(', ')}.`;
    return queryFault(message);
  }
  return undefined;
}

type Shape = {
  connections: number;
  depth: number;
  /** Names of connections that are read by `nodes`, or whose nodes lack the id that nested rows refer to. */
  withNodes: string[];
  withoutId: string[];
  inList: boolean;
};

type Surroundings = { depth: number; connection: string | undefined; inList: boolean };

/** Counts and places the connections of an operation. */
function measure({ document, operation, rootType }: PreparedOperation): Shape {
  const compilation: Compilation = { schema: adminSchema, fragments: collectFragments(document) };
  const shape: Shape = { connections: 0, depth: 0, withNodes: [], withoutId: [], inList: false };

  function walk(typeName: string, set: typeof operation.selectionSet, around: Surroundings) {
    const fields = [...listFields(compilation, typeName, set)];
    for (const { field, onType } of fields) {
      const type = adminSchema.getType(onType);
      const definition = isObjectType(type) ? type.getFields()[field.name.value] : undefined;
      if (!definition || !field.selectionSet) continue;
      const { name } = getNamedType(definition.type);
      const within = { ...around };
      if (name.endsWith('Connection')) {
        shape.connections += 1;
        shape.depth = Math.max(shape.depth, around.depth + 1);
        shape.inList ||= around.inList;
        const hasId = fields.some((each) => each.field.name.value === 'id' && !each.field.alias);
        if (around.connection && !hasId) shape.withoutId.push(around.connection);
        Object.assign(within, { depth: around.depth + 1, connection: field.name.value });
      } else if (onType.endsWith('Connection') && field.name.value === 'nodes') {
        shape.withNodes.push(around.connection ?? '');
      } else if (!onType.endsWith('Connection') && isListType(unwrapNonNull(definition.type))) {
        within.inList = true;
      }
      walk(name, field.selectionSet, within);
    }
  }

  walk(rootType.name, operation.selectionSet, { depth: 0, connection: undefined, inList: false });
  return shape;
}

function unwrapNonNull(type: unknown): unknown {
  const inner = typeof type === 'object' && type !== null && 'ofType' in type ? type.ofType : undefined;
  return isListType(type) || inner === undefined ? type : inner;
}

function parseText(text: string): { document: DocumentNode } | { error: ResponseError } {
  try {
    return { document: parse(text, { maxTokens: 100_000 }) };
  } catch (error) {
    if (error instanceof GraphQLError) return { error: explainSyntaxError(error, text) };
    return { error: { message: 'syntax error, document is nested too deeply' } };
  }
}

function operationTypeOf({ definitions }: DocumentNode): string | undefined {
  return definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION)?.operation;
}
