// ACCESS_DENIED as Shopify words it, with the access that each root field requires.
import { GraphQLError } from 'graphql';
import type { ResponseError } from '../graphql/error-messages.ts';

const definitionAccess =
  'API client to have access to the namespace and the resource type associated with the metafield definition.\n';

/** What the schema's documentation says a root field requires. */
function requiredAccess(field: string): string {
  if (field.startsWith('metafieldDefinition')) return definitionAccess;
  if (/^customer(s|sCount|ByIdentifier)?$/.test(field)) return '`read_customers` access scope.';
  return '`write_customers` access scope.';
}

function describe(field: string) {
  const access = requiredAccess(field);
  return {
    message: `Access denied for ${field} field. Required access: ${access}`,
    extensions: {
      code: 'ACCESS_DENIED',
      documentation: 'https://shopify.dev/api/usage/access-scopes',
      requiredAccess: access,
    },
  };
}

/** The error for a resolver to throw. */
export function accessDenied(field: string): GraphQLError {
  const { message, extensions } = describe(field);
  return new GraphQLError(message, { extensions });
}

/** The error as it stands in a response. */
export function accessDeniedError(field: string): ResponseError {
  return { ...describe(field), path: [field] };
}
