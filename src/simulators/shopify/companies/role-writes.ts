// The mutations that give contacts roles at locations, and take them away.
import { type Context, parseId, type Resolvers } from '../resolvers/context.ts';
import type { UserError } from '../rules/user-errors.ts';
import { checkEntries, invalidInput, noContact, noResource, notFound } from './errors.ts';
import { makeAssignment } from './make.ts';
import type { AssignmentRecord, ContactRecord, LocationRecord, RoleRecord } from './records.ts';

const maximumCustomers = 50;

type Wish = { companyContactRoleId: string; companyLocationId: string };

const findContact = (id: string, { store }: Context) =>
  store.companies.contact(parseId('CompanyContact', id));

const findRole = (contact: ContactRecord, id: string, { store }: Context): RoleRecord | undefined => {
  const number = parseId('CompanyContactRole', id);
  return store.companies.company(contact.company)?.roles.find((role) => role.number === number);
};

/** Only a location of the contact's own company counts. */
function findLocation(contact: ContactRecord, id: string, { store }: Context): LocationRecord | undefined {
  const location = store.companies.location(parseId('CompanyLocation', id));
  return location?.company === contact.company ? location : undefined;
}

/** What speaks against one more role for the contact at the location. */
function findLimit(contact: ContactRecord, location: LocationRecord, { store }: Context): string | undefined {
  if (contact.assignments.some((each) => each.location === location.number)) {
    return 'Company contact has already been assigned a role in that company location.';
  }
  const customers = new Set(store.companies.assignmentsAt(location.number).map((each) => each.contact));
  // Assumed wording: the limit is documented, its message is not recorded.
  return customers.size >= maximumCustomers
    ? `Company location has reached the limit of ${maximumCustomers} customers.`
    : undefined;
}

function give(contact: ContactRecord, location: LocationRecord, role: RoleRecord, context: Context) {
  const assignment = makeAssignment(contact, location, role, context);
  const updatedAt = context.clock.now();
  context.store.companies.putContact({
    ...contact,
    assignments: [...contact.assignments, assignment],
    updatedAt,
  });
  return assignment;
}

function assignRole(contactId: string, wish: Wish, context: Context) {
  const refuse = (error: UserError) => ({ companyContactRoleAssignment: null, userErrors: [error] });
  const contact = findContact(contactId, context);
  if (!contact) return refuse(noContact);
  const role = findRole(contact, wish.companyContactRoleId, context);
  if (!role) return refuse(notFound(['companyContactRoleId'], "The company contact role doesn't exist."));
  const location = findLocation(contact, wish.companyLocationId, context);
  if (!location) return refuse(notFound(['companyLocationId'], "The company location doesn't exist."));
  const limit = findLimit(contact, location, context);
  if (limit) return refuse({ field: null, message: limit, code: 'LIMIT_REACHED' });
  return { companyContactRoleAssignment: give(contact, location, role, context), userErrors: [] };
}

/** Each entry stands for itself: the good ones are carried out beside the errors of the others. */
function assignRoles(contactId: string, wishes: readonly Wish[], context: Context) {
  const crowd = checkEntries('rolesToAssign', wishes);
  if (crowd.length > 0) return { roleAssignments: null, userErrors: crowd };
  const roleAssignments: AssignmentRecord[] = [];
  const userErrors: UserError[] = [];
  for (const [index, wish] of wishes.entries()) {
    const place = ['rolesToAssign', String(index)];
    // Read anew each time, since the entry before may have changed it.
    const contact = findContact(contactId, context);
    if (!contact) return { roleAssignments: null, userErrors: [noContact] };
    const role = findRole(contact, wish.companyContactRoleId, context);
    const location = findLocation(contact, wish.companyLocationId, context);
    if (!role) userErrors.push(noResource(...place, 'companyContactRoleId'));
    if (!location) userErrors.push(noResource(...place, 'companyLocationId'));
    if (!role || !location) continue;
    const limit = findLimit(contact, location, context);
    if (limit) userErrors.push({ field: place, message: limit, code: 'LIMIT_REACHED' });
    else roleAssignments.push(give(contact, location, role, context));
  }
  return { roleAssignments, userErrors };
}

function take(contact: ContactRecord, gone: readonly AssignmentRecord[], { store, clock }: Context) {
  const assignments = contact.assignments.filter((each) => !gone.includes(each));
  store.companies.putContact({ ...contact, assignments, updatedAt: clock.now() });
}

const findAssignment = ({ assignments }: ContactRecord, id: string) => {
  const number = parseId('CompanyContactRoleAssignment', id);
  return assignments.find((each) => each.number === number);
};

function revokeRole(contactId: string, assignmentId: string, context: Context) {
  const refuse = (error: UserError) => ({
    revokedCompanyContactRoleAssignmentId: null,
    userErrors: [error],
  });
  const contact = findContact(contactId, context);
  if (!contact) return refuse(noContact);
  const assignment = findAssignment(contact, assignmentId);
  if (!assignment) {
    return refuse(notFound(['companyContactRoleAssignmentId'], "The role assignment doesn't exist."));
  }
  take(contact, [assignment], context);
  return { revokedCompanyContactRoleAssignmentId: assignment.id, userErrors: [] };
}

type RevokeArguments = {
  companyContactId: string;
  revokeAll?: boolean | null;
  roleAssignmentIds?: string[] | null;
};

function revokeRoles({ companyContactId, revokeAll, roleAssignmentIds }: RevokeArguments, context: Context) {
  const refuse = (userErrors: UserError[]) => ({ revokedRoleAssignmentIds: null, userErrors });
  const ids = roleAssignmentIds ?? [];
  const crowd = checkEntries('roleAssignmentIds', ids);
  if (crowd.length > 0) return refuse(crowd);
  const contact = findContact(companyContactId, context);
  if (!contact) return refuse([noContact]);
  if (!revokeAll && ids.length === 0) return refuse([{ ...invalidInput(), field: null }]);
  const found = ids.map((id) => findAssignment(contact, id));
  const gone = revokeAll ? contact.assignments : found.flatMap((assignment) => assignment ?? []);
  take(contact, gone, context);
  return {
    revokedRoleAssignmentIds: gone.map(({ id }) => id),
    userErrors: revokeAll
      ? []
      : found.flatMap((each, index) => (each ? [] : noResource('roleAssignmentIds', String(index)))),
  };
}

export const roleWriteResolvers: Resolvers = {
  Mutation: {
    companyContactAssignRole: (
      _root: unknown,
      { companyContactId, ...wish }: Wish & { companyContactId: string },
      context: Context,
    ) => assignRole(companyContactId, wish, context),
    companyContactAssignRoles: (
      _root: unknown,
      { companyContactId, rolesToAssign }: { companyContactId: string; rolesToAssign: Wish[] },
      context: Context,
    ) => assignRoles(companyContactId, rolesToAssign, context),
    companyContactRevokeRole: (
      _root: unknown,
      args: { companyContactId: string; companyContactRoleAssignmentId: string },
      context: Context,
    ) => revokeRole(args.companyContactId, args.companyContactRoleAssignmentId, context),
    companyContactRevokeRoles: (_root: unknown, args: RevokeArguments, context: Context) =>
      revokeRoles(args, context),
  },
};
