// Every GraphQL document about companies, with its cost in points.
import { z } from 'zod';
import type { Operation } from './client.ts';

const id = z.object({ id: z.string() });
const userErrors = z.array(
  z.object({ field: z.array(z.string()).nullish(), message: z.string(), code: z.string().nullish() }),
);

const companySelection = `id name externalId
    defaultRole { id }
    contactRoles(first: 10) { nodes { id name } }
    locations(first: 250) { nodes { id name externalId } }`;

const companySchema = z.object({
  id: z.string(),
  name: z.string(),
  externalId: z.string().nullable(),
  defaultRole: id.nullable(),
  contactRoles: z.object({ nodes: z.array(z.object({ id: z.string(), name: z.string() })) }),
  locations: z.object({
    nodes: z.array(z.object({ id: z.string(), name: z.string(), externalId: z.string().nullable() })),
  }),
});
export type CompanyFound = z.infer<typeof companySchema>;

/**
 * A company is 21 points here, and a connection of five counts for three. The newest ones beside, for 7: the search does
 * not know these yet.
 */
export const findCompanies = {
  name: 'FindCompanies',
  text: `query FindCompanies($query: String!) {
  companies(first: 5, query: $query) {
    nodes { ${companySelection} }
  }
  newest: companies(first: 20, sortKey: CREATED_AT, reverse: true) { nodes { id name externalId } }
}`,
  cost: 72,
  answer: z.object({
    companies: z.object({ nodes: z.array(companySchema) }),
    newest: z.object({
      nodes: z.array(companySchema.pick({ id: true, name: true, externalId: true })),
    }),
  }),
} satisfies Operation<unknown>;

export const readCompany = {
  name: 'ReadCompany',
  text: `query ReadCompany($id: ID!) {
  company(id: $id) { ${companySelection} }
}`,
  cost: 21,
  answer: z.object({ company: companySchema.nullable() }),
} satisfies Operation<unknown>;

export const createCompany = {
  name: 'CreateCompany',
  text: `mutation CreateCompany($input: CompanyCreateInput!) {
  companyCreate(input: $input) {
    company { ${companySelection} }
    userErrors { field message code }
  }
}`,
  cost: 30,
  answer: z.object({ companyCreate: z.object({ company: companySchema.nullable(), userErrors }) }),
} satisfies Operation<unknown>;

const named = z.object({ id: z.string(), name: z.string() });
const assignmentSelection = 'id role { id name } companyLocation { id name }';
const assignmentSchema = z.object({ id: z.string(), role: named, companyLocation: named });
export type AssignmentFound = z.infer<typeof assignmentSchema>;

const rolesSelection = `nodes { ${assignmentSelection} } pageInfo { hasNextPage endCursor }`;
const rolesSchema = z.object({
  nodes: z.array(assignmentSchema),
  pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
});
export type RolesPage = z.infer<typeof rolesSchema>;

const contactsSelection = `companyContactProfiles {
      id isMainContact
      company { id name }
      roleAssignments(first: 50) { ${rolesSelection} }
    }`;

const contactsSchema = z
  .object({
    companyContactProfiles: z.array(
      z.object({
        id: z.string(),
        isMainContact: z.boolean(),
        company: named,
        roleAssignments: rolesSchema,
      }),
    ),
  })
  .nullable();
export type ContactsFound = z.infer<typeof contactsSchema>;

const CONTACTS_COST = 26;

export const readContacts = {
  name: 'ReadContacts',
  text: `query ReadContacts($id: ID!) {
  customer(id: $id) {
    ${contactsSelection}
  }
}`,
  cost: CONTACTS_COST,
  answer: z.object({ customer: contactsSchema }),
} satisfies Operation<unknown>;

/** Those of as many customers as one query may ask for, by variables `$c0`, `$c1`, …, each under such an alias. */
export const CONTACTS_AT_ONCE = 25;

export function readManyContacts(count: number) {
  const aliases = Array.from({ length: count }, (_, index) => `c${index}`);
  return {
    name: 'ReadManyContacts',
    text: `query ReadManyContacts(${aliases.map((alias) => `$${alias}: ID!`).join(', ')}) {
${aliases.map((alias) => `  ${alias}: customer(id: $${alias}) { ...Contacts }`).join('\n')}
}
fragment Contacts on Customer {
    ${contactsSelection}
}`,
    cost: CONTACTS_COST * count,
    answer: z.record(z.string(), contactsSchema),
  } satisfies Operation<unknown>;
}

/** The roles of a contact behind its first fifty. */
export const readMoreRoles = {
  name: 'ReadMoreRoles',
  text: `query ReadMoreRoles($id: ID!, $after: String) {
  companyContact(id: $id) {
    roleAssignments(first: 250, after: $after) { ${rolesSelection} }
  }
}`,
  cost: 36,
  answer: z.object({ companyContact: z.object({ roleAssignments: rolesSchema }).nullable() }),
} satisfies Operation<unknown>;

/** Whether a customer belongs to a company at all. */
export const countContacts = {
  name: 'CountContacts',
  text: `query CountContacts($id: ID!) {
  customer(id: $id) { companyContactProfiles { id } }
}`,
  cost: 2,
  answer: z.object({ customer: z.object({ companyContactProfiles: z.array(id) }).nullable() }),
} satisfies Operation<unknown>;

export const readMainContact = {
  name: 'ReadMainContact',
  text: `query ReadMainContact($id: ID!) {
  company(id: $id) { mainContact { id } }
}`,
  cost: 2,
  answer: z.object({ company: z.object({ mainContact: id.nullable() }).nullable() }),
} satisfies Operation<unknown>;

export const assignMainContact = {
  name: 'AssignMainContact',
  text: `mutation AssignMainContact($companyId: ID!, $contactId: ID!) {
  companyAssignMainContact(companyId: $companyId, companyContactId: $contactId) {
    userErrors { field message code }
  }
}`,
  cost: 10,
  answer: z.object({ companyAssignMainContact: z.object({ userErrors }) }),
} satisfies Operation<unknown>;

export const assignContact = {
  name: 'AssignContact',
  text: `mutation AssignContact($companyId: ID!, $customerId: ID!) {
  companyAssignCustomerAsContact(companyId: $companyId, customerId: $customerId) {
    companyContact { id }
    userErrors { field message code }
  }
}`,
  cost: 10,
  answer: z.object({
    companyAssignCustomerAsContact: z.object({ companyContact: id.nullable(), userErrors }),
  }),
} satisfies Operation<unknown>;

/** Takes roles away, gives roles, or both in this order. */
export function changeRoles(revokes: boolean, assigns: boolean) {
  const declared = [
    '$contactId: ID!',
    ...(revokes ? ['$revoke: [ID!]!'] : []),
    ...(assigns ? ['$assign: [CompanyContactRoleAssign!]!'] : []),
  ];
  const calls = [
    ...(revokes
      ? [
          `revoke: companyContactRevokeRoles(companyContactId: $contactId, roleAssignmentIds: $revoke) {
    userErrors { field message code }
  }`,
        ]
      : []),
    ...(assigns
      ? [
          `assign: companyContactAssignRoles(companyContactId: $contactId, rolesToAssign: $assign) {
    roleAssignments { ${assignmentSelection} }
    userErrors { field message code }
  }`,
        ]
      : []),
  ];
  return {
    name: 'ChangeRoles',
    text: `mutation ChangeRoles(${declared.join(', ')}) {\n  ${calls.join('\n  ')}\n}`,
    // Two objects of an assignment are no payload's own.
    cost: (revokes ? 10 : 0) + (assigns ? 12 : 0),
    answer: z.object({
      revoke: z.object({ userErrors }).optional(),
      assign: z.object({ roleAssignments: z.array(assignmentSchema).nullable(), userErrors }).optional(),
    }),
  } satisfies Operation<unknown>;
}

export const removeContact = {
  name: 'RemoveContact',
  text: `mutation RemoveContact($contactId: ID!) {
  companyContactRemoveFromCompany(companyContactId: $contactId) { userErrors { field message code } }
}`,
  cost: 10,
  answer: z.object({ companyContactRemoveFromCompany: z.object({ userErrors }) }),
} satisfies Operation<unknown>;
