// The resource types that this service serves (RFC 7643 §6).
import { enterpriseUserSchema } from './enterprise-user.ts';
import { groupSchema } from './group.ts';
import { rollcallUserSchema } from './rollcall-user.ts';
import type { ResourceType } from './types.ts';
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

export const resourceTypes: readonly ResourceType[] = [userResourceType, groupResourceType];
