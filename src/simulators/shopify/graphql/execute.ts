// One GraphQL request from text to answer: limits, cost bucket, execution, refund.
import { executeSync, GraphQLError, Kind, type OperationDefinitionNode, valueFromASTUntyped } from 'graphql';
import type { CostBucket } from '../bucket.ts';
import type { Context, SearchNotice } from '../resolvers/context.ts';
import type { PreparedOperation } from './documents.ts';
import { locate, type ResponseError } from './error-messages.ts';
import { adminSchema } from './schema.ts';
import { explainVariableErrors } from './variable-messages.ts';

export type GraphqlAnswer = {
  data?: unknown;
  errors?: (ResponseError | GraphQLError)[];
  extensions?: Record<string, unknown>;
};

export type Execution = {
  answer: GraphqlAnswer;
  /** Points that the request really used. */
  points: number;
  throttled: boolean;
};

/** What an operation works on. */
export type Services = Omit<Context, 'notices' | 'wholeLists'>;

type Variables = Readonly<Record<string, unknown>>;

const singleQueryMaximum = 1000;
const arrayMaximum = 250;
const rateLimitPage = 'https://shopify.dev/api/usage/rate-limits';

/** Runs an operation against the simulated store and accounts for it. */
export function runOperation(
  prepared: PreparedOperation,
  variables: Variables,
  services: Services,
  bucket: CostBucket,
): Execution {
  const { operation, cost } = prepared;
  const oversized = findOversizedInput(operation, variables);
  if (oversized) return refuse([oversized]);
  const requested = cost.requested(variables);
  if (requested > singleQueryMaximum) return refuse([tooExpensive(requested)]);
  if (!bucket.take(requested)) return throttle(requested, bucket);

  const { data, errors, notices } = perform(prepared, variables, services, false);
  if (data === undefined) {
    // Nothing ran: the variables do not fit their types.
    bucket.refund(requested);
    const explained = explainVariableErrors(adminSchema, operation, variables);
    return refuse(explained.length > 0 ? explained : [...(errors ?? [])]);
  }
  const actual = Math.min(requested, cost.actual(variables, data));
  bucket.refund(requested - actual);
  return {
    points: actual,
    throttled: false,
    answer: {
      ...(errors && { errors: errors.map(hideInternals) }),
      data,
      extensions: {
        cost: { requestedQueryCost: requested, actualQueryCost: actual, throttleStatus: bucket.status() },
        ...(notices.length > 0 && { search: notices }),
      },
    },
  };
}

/** Runs an operation as part of a bulk operation, which costs no points. */
export function runUnmetered(
  prepared: PreparedOperation,
  variables: Variables,
  services: Services,
  wholeLists: boolean,
): { data?: unknown; errors?: (ResponseError | GraphQLError)[] } {
  const { data, errors } = perform(prepared, variables, services, wholeLists);
  if (data !== undefined) return { ...(errors && { errors: errors.map(hideInternals) }), data };
  const explained = explainVariableErrors(adminSchema, prepared.operation, variables);
  return { errors: explained.length > 0 ? explained : [...(errors ?? [])] };
}

function perform(
  { document, operation }: PreparedOperation,
  variables: Variables,
  services: Services,
  wholeLists: boolean,
) {
  const notices: SearchNotice[] = [];
  const { data, errors } = executeSync({
    schema: adminSchema,
    document,
    ...(operation.name && { operationName: operation.name.value }),
    variableValues: variables,
    contextValue: { ...services, notices, wholeLists } satisfies Context,
  });
  return { data, errors, notices };
}

/** What Shopify answers when the bucket has too few points (HTTP status 200). */
export function throttle(requested: number, bucket: CostBucket): Execution {
  return {
    points: 0,
    throttled: true,
    answer: {
      errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED', documentation: rateLimitPage } }],
      extensions: {
        cost: { requestedQueryCost: requested, actualQueryCost: null, throttleStatus: bucket.status() },
      },
    },
  };
}

function refuse(errors: NonNullable<GraphqlAnswer['errors']>): Execution {
  return { answer: { errors }, points: 0, throttled: false };
}

function tooExpensive(cost: number): ResponseError {
  return {
    message: `Query cost is ${cost}, which exceeds the single query max cost limit (${singleQueryMaximum}).\n\nSee ${rateLimitPage} for more information on how the\ncost of a query is calculated.\n\nTo query larger amounts of data with fewer limits, bulk operations should be used instead.\nSee https://shopify.dev/api/usage/bulk-operations/queries for usage details.\n`,
    extensions: {
      code: 'MAX_COST_EXCEEDED',
      cost,
      maxCost: singleQueryMaximum,
      documentation: rateLimitPage,
    },
  };
}

/** Any list in the input with more than 250 entries, wherever it stands. */
function findOversizedInput(
  operation: OperationDefinitionNode,
  variables: Variables,
): ResponseError | undefined {
  for (const field of operation.selectionSet.selections) {
    if (field.kind !== Kind.FIELD) continue;
    for (const argument of field.arguments ?? []) {
      const value = valueFromASTUntyped(argument.value, variables);
      const found = findOversizedList(value, [field.name.value, argument.name.value]);
      if (!found) continue;
      return {
        message: `The input array size of ${found.size} is greater than the maximum allowed of ${arrayMaximum}.`,
        ...locate(field),
        path: found.path,
        extensions: { code: 'MAX_INPUT_SIZE_EXCEEDED' },
      };
    }
  }
  return undefined;
}

function findOversizedList(value: unknown, path: string[]): { size: number; path: string[] } | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value) && value.length > arrayMaximum) return { size: value.length, path };
  for (const [key, item] of Object.entries(value)) {
    const found = findOversizedList(item, [...path, key]);
    if (found) return found;
  }
  return undefined;
}

/** A fault of the simulator itself is answered as Shopify answers one of its own. */
function hideInternals(error: GraphQLError): ResponseError | GraphQLError {
  if (error.originalError === undefined || error.originalError instanceof GraphQLError) return error;
  return {
    message: `Internal error. Looks like something went wrong on our end.\n${error.originalError.message}`,
    ...(error.path && { path: [...error.path] }),
    extensions: { code: 'INTERNAL_SERVER_ERROR' },
  };
}
