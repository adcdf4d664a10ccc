// Faulty documents answered in the words of Shopify's GraphQL server, which is graphql-ruby, not graphql-js.
import {
  type ASTNode,
  type DocumentNode,
  type FieldNode,
  type GraphQLArgument,
  type GraphQLError,
  type GraphQLInputObjectType,
  type GraphQLSchema,
  getLocation,
  getNamedType,
  isInputObjectType,
  isLeafType,
  isRequiredArgument,
  isRequiredInputField,
  Kind,
  type ObjectValueNode,
  type OperationDefinitionNode,
  print,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';

export type ResponseError = {
  message: string;
  locations?: { line: number; column: number }[];
  path?: (string | number)[];
  extensions?: Record<string, unknown>;
};

/** Words a syntax error. */
export function explainSyntaxError(error: GraphQLError, text: string): ResponseError {
  const found = /(?:Unexpected|found) (.+?)\.$/.exec(error.message)?.[1] ?? error.message;
  const atEnd = found === '<EOF>';
  // graphql-ruby places an early end at the last token that it read.
  const lastToken = Math.max(0, text.trimEnd().search(/(\w+|\W)$/));
  const place = atEnd && error.source ? getLocation(error.source, lastToken) : error.locations?.[0];
  const { line, column } = place ?? { line: 1, column: 1 };
  const what = atEnd ? 'unexpected end of file' : `unexpected ${found}`;
  return {
    message: `syntax error, ${what} at [${line}, ${column}]`,
    locations: [{ line, column }],
    extensions: { code: 'PARSE_ERROR' },
  };
}

/** Words the commonest faults as Shopify does; what is none of them keeps graphql-js's words. */
export function explainValidationErrors(
  schema: GraphQLSchema,
  document: DocumentNode,
  faults: readonly GraphQLError[],
): ResponseError[] {
  const errors = findCommonFaults(schema, document);
  if (errors.length > 0) return errors;
  return faults.map(({ message, locations }) => ({
    message,
    ...(locations && { locations: [...locations] }),
  }));
}

type Report = (
  node: ASTNode,
  message: string,
  code: string,
  details: Record<string, unknown>,
  leaf?: string,
) => void;

function findCommonFaults(schema: GraphQLSchema, document: DocumentNode): ResponseError[] {
  const errors: ResponseError[] = [];
  const typeInfo = new TypeInfo(schema);
  const path: string[] = [];

  function report(
    node: ASTNode,
    message: string,
    code: string,
    details: Record<string, unknown>,
    leaf?: string,
  ) {
    errors.push({
      message,
      ...locate(node),
      path: leaf === undefined ? [...path] : [...path, leaf],
      extensions: { code, ...details },
    });
  }

  visit(
    document,
    visitWithTypeInfo(typeInfo, {
      OperationDefinition: {
        enter(node) {
          path.push(node.name ? `${node.operation} ${node.name.value}` : node.operation);
          for (const error of findVariableFaults(node, document)) errors.push({ ...error, path: [...path] });
        },
        leave: () => void path.pop(),
      },
      FragmentDefinition: {
        enter: (node) => void path.push(`fragment ${node.name.value}`),
        leave: () => void path.pop(),
      },
      Field: {
        enter(node) {
          path.push(node.alias?.value ?? node.name.value);
          const parent = typeInfo.getParentType();
          const field = typeInfo.getFieldDef();
          if (!parent) return undefined;
          if (!field) {
            const fieldName = node.name.value;
            const message = `Field '${fieldName}' doesn't exist on type '${parent.name}'`;
            report(node, message, 'undefinedField', { typeName: parent.name, fieldName });
            path.pop();
            return false;
          }
          checkArguments(node, field.args, report);
          checkSelections(node, getNamedType(field.type), report);
          return undefined;
        },
        leave: () => void path.pop(),
      },
      Argument: {
        enter: (node) => void path.push(node.name.value),
        leave: () => void path.pop(),
      },
      ObjectValue(node) {
        const type = getNamedType(typeInfo.getInputType());
        if (isInputObjectType(type)) checkInputObject(node, type, report);
      },
    }),
  );
  return errors;
}

function checkArguments(node: FieldNode, known: readonly GraphQLArgument[], report: Report) {
  const name = node.name.value;
  for (const argument of node.arguments ?? []) {
    const argumentName = argument.name.value;
    const definition = known.find((each) => each.name === argumentName);
    if (!definition) {
      const message = `Field '${name}' doesn't accept argument '${argumentName}'`;
      report(
        argument,
        message,
        'argumentNotAccepted',
        { name, typeName: 'Field', argumentName },
        argumentName,
      );
    } else if (isWrongLiteral(argument.value.kind, definition)) {
      const type = String(definition.type);
      const message = `Argument '${argumentName}' on Field '${name}' has an invalid value (${print(argument.value)}). Expected type '${type}'.`;
      report(
        argument,
        message,
        'argumentLiteralsIncompatible',
        { typeName: 'Field', argumentName },
        argumentName,
      );
    }
  }
  const missing = known
    .filter((each) => isRequiredArgument(each))
    .filter((each) => !node.arguments?.some((argument) => argument.name.value === each.name))
    .map((each) => each.name)
    .join(', ');
  if (missing) {
    const message = `Field '${name}' is missing required arguments: ${missing}`;
    report(node, message, 'missingRequiredArguments', { className: 'Field', name, arguments: missing });
  }
}

function checkInputObject(node: ObjectValueNode, type: GraphQLInputObjectType, report: Report) {
  const known = type.getFields();
  const given = new Set(node.fields.map(({ name }) => name.value));
  for (const { name } of node.fields) {
    const argumentName = name.value;
    if (Object.hasOwn(known, argumentName)) continue;
    const message = `InputObject '${type.name}' doesn't accept argument '${argumentName}'`;
    const details = { name: type.name, typeName: 'InputObject', argumentName };
    report(name, message, 'argumentNotAccepted', details, argumentName);
  }
  for (const field of Object.values(known)) {
    if (!isRequiredInputField(field) || given.has(field.name)) continue;
    const argumentType = String(field.type);
    const message = `Argument '${field.name}' on InputObject '${type.name}' is required. Expected type ${argumentType}`;
    const details = { argumentName: field.name, argumentType, inputObjectType: type.name };
    report(node, message, 'missingRequiredInputObjectAttribute', details, field.name);
  }
}

/** Literals that can never be right for a built-in scalar; the finer cases are left to graphql-js. */
function isWrongLiteral(kind: Kind, definition: GraphQLArgument): boolean {
  const allowed: Record<string, Kind[]> = {
    Int: [Kind.INT],
    Boolean: [Kind.BOOLEAN],
    String: [Kind.STRING],
    ID: [Kind.STRING, Kind.INT],
  };
  const kinds = allowed[String(definition.type).replaceAll('!', '')];
  if (!kinds || kind === Kind.VARIABLE) return false;
  return kind === Kind.NULL ? String(definition.type).endsWith('!') : !kinds.includes(kind);
}

function checkSelections(node: FieldNode, type: ReturnType<typeof getNamedType>, report: Report) {
  if (!type) return;
  const nodeName = `field '${node.name.value}'`;
  const details = { nodeName, typeName: type.name };
  if (!isLeafType(type) && !node.selectionSet) {
    const hint = `Did you mean '${node.name.value} { ... }'?`;
    const message = `Field must have selections (${nodeName} returns ${type.name} but has no selections. ${hint})`;
    report(node, message, 'selectionMismatch', details);
  }
  if (isLeafType(type) && node.selectionSet) {
    const selected = node.selectionSet.selections.map((each) => ('name' in each ? each.name?.value : '...'));
    const message = `Selections can't be made on scalars (${nodeName} returns ${type.name} but has selections [${selected.map((each) => JSON.stringify(each)).join(', ')}])`;
    report(node, message, 'selectionMismatch', details);
  }
}

function findVariableFaults(operation: OperationDefinitionNode, document: DocumentNode): ResponseError[] {
  const declared = new Map(
    (operation.variableDefinitions ?? []).map((each) => [each.variable.name.value, each]),
  );
  const used = new Set<string>();
  const errors: ResponseError[] = [];
  const owner = operation.name?.value ?? `anonymous ${operation.operation}`;
  const visitor = {
    VariableDefinition: () => false as const,
    Variable(node: { name: { value: string } } & ASTNode) {
      const variableName = node.name.value;
      if (!declared.has(variableName) && !used.has(variableName)) {
        const message = `Variable $${variableName} is used by ${owner} but not declared`;
        errors.push({ message, ...locate(node), extensions: { code: 'variableNotDefined', variableName } });
      }
      used.add(variableName);
    },
  };
  visit(operation, visitor);
  // Fragments may be shared by operations, so what they use counts for each operation.
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) visit(definition, visitor);
  }
  for (const [variableName, definition] of declared) {
    if (used.has(variableName)) continue;
    const message = `Variable $${variableName} is declared by ${owner} but not used`;
    errors.push({ message, ...locate(definition), extensions: { code: 'variableNotUsed', variableName } });
  }
  return errors;
}

/** The place of a node, in the shape of a response error. */
export function locate(node: ASTNode): { locations?: { line: number; column: number }[] } {
  if (!node.loc) return {};
  const { line, column } = getLocation(node.loc.source, node.loc.start);
  return { locations: [{ line, column }] };
}
