// Faulty variables answered in Shopify's words: one error per variable, with the list of its problems.
import {
  type GraphQLInputType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
  type OperationDefinitionNode,
  print,
  typeFromAST,
} from 'graphql';
import { locate, type ResponseError } from './error-messages.ts';

type Problem = { path: (string | number)[]; explanation: string };

/** One INVALID_VARIABLE error for every variable whose value its type refuses. */
export function explainVariableErrors(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): ResponseError[] {
  return (operation.variableDefinitions ?? []).flatMap((definition) => {
    const type = typeFromAST(schema, definition.type) as GraphQLInputType | undefined;
    const name = definition.variable.name.value;
    const value = variables[name];
    if (!type || (value === undefined && definition.defaultValue)) return [];
    const problems = findProblems(type, value, []);
    if (problems.length === 0) return [];
    const details = problems
      .filter(({ path }) => path.length > 0)
      .map(({ path, explanation }) => `${path.join('.')} (${explanation})`);
    const where = details.length > 0 ? ` for ${details.join(', ')}` : '';
    return [
      {
        message: `Variable $${name} of type ${print(definition.type)} was provided invalid value${where}`,
        ...locate(definition),
        extensions: { code: 'INVALID_VARIABLE', value: value ?? null, problems },
      },
    ];
  });
}

function findProblems(type: GraphQLInputType, value: unknown, path: (string | number)[]): Problem[] {
  if (isNonNullType(type)) {
    if (value == null) return [{ path, explanation: 'Expected value to not be null' }];
    return findProblems(type.ofType, value, path);
  }
  if (value == null) return [];
  if (isListType(type)) {
    const items = Array.isArray(value) ? value : [value];
    return items.flatMap((item, index) => findProblems(type.ofType, item, [...path, index]));
  }
  if (isInputObjectType(type)) return findObjectProblems(type, value, path);
  if (isEnumType(type)) {
    const names = type.getValues().map(({ name }) => name);
    if (typeof value === 'string' && names.includes(value)) return [];
    return [{ path, explanation: `Expected ${JSON.stringify(value)} to be one of: ${names.join(', ')}` }];
  }
  try {
    type.coerceInputValue(value);
    return [];
  } catch (error) {
    const own = type.name === 'DateTime' && error instanceof Error ? error.message : undefined;
    return [{ path, explanation: own ?? `Could not coerce value ${JSON.stringify(value)} to ${type.name}` }];
  }
}

function findObjectProblems(
  type: Extract<GraphQLInputType, { isOneOf: boolean }>,
  value: unknown,
  path: (string | number)[],
): Problem[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [{ path, explanation: `Expected ${JSON.stringify(value)} to be a key-value object` }];
  }
  const given = new Map(Object.entries(value));
  const fields = type.getFields();
  if (type.isOneOf && given.size !== 1) {
    const explanation = `'${type.name}' requires exactly one argument, but ${given.size} were provided.`;
    return [{ path, explanation }];
  }
  const unknown = [...given.keys()]
    .filter((name) => !Object.hasOwn(fields, name))
    .map((name) => ({ path: [...path, name], explanation: `Field is not defined on ${type.name}` }));
  const faulty = Object.values(fields).flatMap((field) => {
    if (!given.has(field.name) && !isRequiredInputField(field)) return [];
    return findProblems(field.type, given.get(field.name), [...path, field.name]);
  });
  return [...unknown, ...faulty];
}
