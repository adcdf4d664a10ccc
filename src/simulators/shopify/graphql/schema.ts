// The pruned Admin API schema with the simulator's resolvers attached to it.
import { readFileSync } from 'node:fs';
import {
  buildSchema,
  GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
  isScalarType,
} from 'graphql';
import { bulkResolvers } from '../bulk/resolvers.ts';
import { companyWriteResolvers } from '../companies/company-writes.ts';
import { contactWriteResolvers } from '../companies/contact-writes.ts';
import { companyFieldResolvers } from '../companies/fields.ts';
import { companyQueryResolvers } from '../companies/queries.ts';
import { roleWriteResolvers } from '../companies/role-writes.ts';
import { erasureResolvers } from '../customers/erasure.ts';
import { invitationResolvers } from '../customers/invitation.ts';
import { mergeResolvers } from '../customers/merge-resolvers.ts';
import { guardField } from '../resolvers/access.ts';
import { addressResolvers } from '../resolvers/addresses.ts';
import { consentResolvers } from '../resolvers/consent.ts';
import type { Context, Resolvers } from '../resolvers/context.ts';
import { customerFieldResolvers } from '../resolvers/customer-fields.ts';
import { customerQueryResolvers } from '../resolvers/customer-queries.ts';
import { customerSetResolvers } from '../resolvers/customer-set.ts';
import { customerWriteResolvers } from '../resolvers/customer-writes.ts';
import { definitionResolvers } from '../resolvers/definitions.ts';
import { metafieldResolvers } from '../resolvers/metafields.ts';
import { nodeResolvers } from '../resolvers/nodes.ts';
import { shopResolvers } from '../resolvers/shop.ts';
import { tagResolvers } from '../resolvers/tags.ts';
import { validationResolvers } from '../shop/validations.ts';
import { webhookResolvers } from '../webhooks/resolvers.ts';

/** One entry per file of resolvers: a new area of the API is added here. */
const areas: Resolvers[] = [
  shopResolvers,
  customerQueryResolvers,
  customerFieldResolvers,
  customerWriteResolvers,
  customerSetResolvers,
  consentResolvers,
  addressResolvers,
  tagResolvers,
  metafieldResolvers,
  definitionResolvers,
  companyQueryResolvers,
  companyFieldResolvers,
  companyWriteResolvers,
  contactWriteResolvers,
  roleWriteResolvers,
  bulkResolvers,
  nodeResolvers,
  validationResolvers,
  mergeResolvers,
  erasureResolvers,
  invitationResolvers,
  webhookResolvers,
];

export const adminSchema = buildAdminSchema();

function buildAdminSchema(): GraphQLSchema {
  const sdl = readFileSync(new URL('../schema/admin-2026-10.graphql', import.meta.url), 'utf8');
  const schema = buildSchema(sdl);
  for (const resolvers of areas) attach(schema, resolvers);
  for (const type of Object.values(schema.getTypeMap())) {
    if (isObjectType(type)) {
      for (const field of Object.values(type.getFields())) guardField(type.name, field);
    }
    if (isInterfaceType(type)) type.resolveType = (value) => typeNameOf(value);
    if (isScalarType(type) && type.name === 'DateTime') type.coerceInputValue = parseDateTime;
  }
  return schema;
}

function attach(schema: GraphQLSchema, resolvers: Resolvers) {
  for (const [typeName, fields] of Object.entries(resolvers)) {
    const type = schema.getType(typeName);
    for (const [fieldName, resolve] of Object.entries(fields)) {
      const field = isObjectType(type) ? type.getFields()[fieldName] : undefined;
      if (!field) throw new Error(`The schema has no field ${typeName}.${fieldName}.`);
      field.resolve = resolve as GraphQLFieldResolver<unknown, Context>;
    }
  }
}

/** Every object that can stand for an interface carries a global id, which names its type. */
function typeNameOf(value: unknown): string | undefined {
  const id = typeof value === 'object' && value !== null && 'id' in value ? String(value.id) : '';
  return /^gid:\/\/shopify\/(\w+)\//.exec(id)?.[1];
}

function parseDateTime(value: unknown): string {
  if (typeof value !== 'string' || Number.isNaN(Date.parse(value))) {
    throw new GraphQLError(`invalid DateTime '${String(value)}'`);
  }
  return value;
}
