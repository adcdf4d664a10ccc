// Query texts parsed, validated and priced once, because an app sends the same few texts over and over.
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLObjectType,
  Kind,
  type OperationDefinitionNode,
  parse,
  validate,
} from 'graphql';
import { type CostPlan, compileCost } from './cost.ts';
import { explainSyntaxError, explainValidationErrors, type ResponseError } from './error-messages.ts';
import { adminSchema } from './schema.ts';
import { collectFragments } from './selections.ts';

export type PreparedOperation = {
  document: DocumentNode;
  operation: OperationDefinitionNode;
  /** Names of the root fields, without aliases. */
  rootFields: string[];
  rootType: GraphQLObjectType;
  cost: CostPlan;
};

/** Either an operation that can run, or what Shopify answers to a faulty text. */
export type Preparation = { prepared: PreparedOperation } | { errors: ResponseError[] };

const cacheSize = 500;

/** Returns a function that prepares texts and remembers the most recent ones. */
export function createDocumentCache(): (text: string, operationName: string | undefined) => Preparation {
  const cache = new Map<string, Preparation>();
  return (text, operationName) => {
    const key = `${operationName ?? ''}\n${text}`;
    const known = cache.get(key);
    if (known) return known;
    const preparation = prepare(text, operationName);
    const oldest = cache.size >= cacheSize ? cache.keys().next().value : undefined;
    if (oldest !== undefined) cache.delete(oldest);
    cache.set(key, preparation);
    return preparation;
  };
}

function prepare(text: string, operationName: string | undefined): Preparation {
  let document: DocumentNode;
  try {
    document = parse(text, { maxTokens: 100_000 });
  } catch (error) {
    if (error instanceof GraphQLError) return { errors: [explainSyntaxError(error, text)] };
    // A text nested thousands deep exhausts the parser's stack.
    if (error instanceof RangeError)
      return { errors: [{ message: 'syntax error, document is nested too deeply' }] };
    throw error;
  }
  const faults = validate(adminSchema, document);
  if (faults.length > 0) return { errors: explainValidationErrors(adminSchema, document, faults) };
  const operation = findOperation(document, operationName);
  const rootType = operation && adminSchema.getRootType(operation.operation);
  if (!operation || !rootType) return { errors: [{ message: missingOperation(operationName) }] };
  return {
    prepared: {
      document,
      operation,
      rootType,
      rootFields: operation.selectionSet.selections.flatMap((selection) =>
        selection.kind === Kind.FIELD ? [selection.name.value] : [],
      ),
      cost: compileCost(adminSchema, operation, collectFragments(document)),
    },
  };
}

function findOperation(document: DocumentNode, name: string | undefined) {
  const operations = document.definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION);
  if (name === undefined) return operations.length === 1 ? operations[0] : undefined;
  return operations.find((each) => each.name?.value === name);
}

function missingOperation(name: string | undefined): string {
  return name === undefined ? 'An operation name is required' : `No operation named "${name}"`;
}
