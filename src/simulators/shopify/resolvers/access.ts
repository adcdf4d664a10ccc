// ACCESS_DENIED as Shopify words it, and the guard that stands before every field that requires access.
import {
  defaultFieldResolver,
  GraphQLError,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  getNamedType,
  isNonNullType,
} from 'graphql';
import type { ResponseError } from '../graphql/error-messages.ts';
import { type AccessRule, findAccessRule, findProtectedContent, isGranted } from '../shop/access-rules.ts';
import type { Context } from './context.ts';

const scopesPage = 'https://shopify.dev/api/usage/access-scopes';
const approvalPage = 'https://partners.shopify.com/1/apps/1/customer_data';

function describe(field: string, { text }: Pick<AccessRule, 'text'>) {
  return {
    message: `Access denied for ${field} field. Required access: ${text}`,
    extensions: { code: 'ACCESS_DENIED', documentation: scopesPage, requiredAccess: text },
  };
}

/** The error for a resolver to throw. */
export function accessDenied(typeName: string, field: string): GraphQLError {
  const rule = findAccessRule(typeName, field, '') ?? { text: '`write_customers` access scope.' };
  const { message, extensions } = describe(field, rule);
  return new GraphQLError(message, { extensions });
}

/** The error of a root field as it stands in a response. */
export function accessDeniedError(root: GraphQLObjectType, field: string): ResponseError {
  const resultType = root.getFields()[field]?.type;
  const rule = findAccessRule(root.name, field, resultType ? getNamedType(resultType).name : '');
  return { ...describe(field, rule ?? { text: '`write_customers` access scope.' }), path: [field] };
}

function notApproved(typeName: string): GraphQLError {
  return new GraphQLError(
    `This app is not approved to access the ${typeName} object. See ${approvalPage} for more details.`,
    { extensions: { code: 'ACCESS_DENIED', documentation: approvalPage } },
  );
}

type Resolver = GraphQLFieldResolver<unknown, Context>;

/** Puts the guard before a field's resolver; a field that anyone may read keeps its own. */
export function guardField(typeName: string, field: GraphQLField<unknown, Context>): void {
  const resultType = getNamedType(field.type).name;
  const rule = findAccessRule(typeName, field.name, resultType);
  const content = findProtectedContent(typeName, field.name);
  const isCustomer = /^Customer(Connection)?$/.test(resultType);
  if (!rule && !content) return;
  const resolve: Resolver = field.resolve ?? defaultFieldResolver;
  // What cannot be null is blanked instead, so that the rest of the customer can be read.
  const redact = () => {
    if (isNonNullType(field.type)) return '';
    throw notApproved(typeName);
  };
  field.resolve = (source, args, context, info) => {
    const { shop } = context;
    if (rule && !isGranted(rule, shop)) {
      const { message, extensions } = describe(field.name, rule);
      throw new GraphQLError(message, { extensions });
    }
    if (isCustomer && !shop.customerData) throw notApproved('Customer');
    if (content && shop.hiddenContents.includes(content)) return redact();
    return resolve(source, args, context, info);
  };
}
