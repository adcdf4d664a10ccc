// The resource types that this service serves (RFC 7643 §6).
import { enterpriseUserSchema } from './enterprise-user.ts';
import { groupSchema } from './group.ts';
import { rollcallUserSchema } from './rollcall-user.ts';
import type { ResourceType, Schema } from './types.ts';
import { userSchema } from './user.ts';

export const userResourceType: ResourceType = {
  id: 'User',
  name: 'User',
  description: 'User Account',
  endpoint: '/Users',
  schema: userSchema,
  schemaExtensions: [
    { schema: enterpriseUserSchema, required: false },
    { schema: rollcallUserSchema, required: false },
  ],
};

export const groupResourceType: ResourceType = {
  id: 'Group',
  name: 'Group',
  description: 'A group of people or of groups',
  endpoint: '/Groups',
  schema: groupSchema,
  schemaExtensions: [],
};

/** The types as one connection has them. */
export interface ResourceTypes {
  readonly User: ResourceType;
  readonly Group: ResourceType;
}

const PLAIN: ResourceTypes = { User: userResourceType, Group: groupResourceType };

const extended = new WeakMap<readonly Schema[], ResourceTypes>();

/**
 * The types with extensions that a connection declared: one whose URN ends in `:Group` extends Group, the others User.
 * The same list gives the same types, whose indexes are built once.
 */
export function resourceTypesWith(schemas: readonly Schema[]): ResourceTypes {
  if (schemas.length === 0) return PLAIN;
  let types = extended.get(schemas);
  if (types === undefined) {
    const isOfGroup = ({ id }: Schema) => /:group$/i.test(id);
    types = {
      User: extend(
        userResourceType,
        schemas.filter((schema) => !isOfGroup(schema)),
      ),
      Group: extend(groupResourceType, schemas.filter(isOfGroup)),
    };
    extended.set(schemas, types);
  }
  return types;
}

function extend(type: ResourceType, schemas: readonly Schema[]): ResourceType {
  const declared = schemas.map((schema) => ({ schema, required: false }));
  return { ...type, schemaExtensions: [...type.schemaExtensions, ...declared] };
}
