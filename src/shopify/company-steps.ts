// The steps that change what companies a customer belongs to, one call each, and what Shopify's refusals mean.
import type {
  CallOptions,
  CompanyRefusal,
  CompanyRefusalKind,
  CompanyStep,
  RoleAssignment,
} from '../sync/ports.ts';
import type { AdminClient } from './client.ts';
import {
  type AssignmentFound,
  assignContact,
  assignMainContact,
  changeRoles,
  readMainContact,
  removeContact,
} from './company-operations.ts';

/** Takes one step, and says what Shopify has given for it and what it refused. */
export async function takeCompanyStep(client: AdminClient, step: CompanyStep, options: CallOptions) {
  switch (step.kind) {
    case 'contactAssign': {
      const { companyId, customerId } = step;
      const { data, requestId } = await client.run(assignContact, { companyId, customerId }, options);
      const { companyContact, userErrors } = data.companyAssignCustomerAsContact;
      return result(companyContact?.id ?? null, [], toRefusals(userErrors, requestId));
    }
    case 'rolesChange': {
      const { contactId, revoke, assign } = step;
      const operation = changeRoles(revoke.length > 0, assign.length > 0);
      const rolesToAssign = assign.map(({ locationId, roleId }) => ({
        companyLocationId: locationId,
        companyContactRoleId: roleId,
      }));
      const variables = {
        contactId,
        ...(revoke.length > 0 && { revoke }),
        ...(assign.length > 0 && { assign: rolesToAssign }),
      };
      const { data, requestId } = await client.run(operation, variables, options);
      const given = data.assign?.roleAssignments ?? [];
      // A role that is not there any more is as good as revoked.
      const revoked = toRefusals(data.revoke?.userErrors ?? [], requestId).filter(
        ({ kind }) => kind !== 'missing',
      );
      const refusals = [...revoked, ...toRefusals(data.assign?.userErrors ?? [], requestId)];
      return result(contactId, given.map(toAssignment), refusals);
    }
    case 'contactRemove': {
      const { data, requestId } = await client.run(removeContact, { contactId: step.contactId }, options);
      const { userErrors } = data.companyContactRemoveFromCompany;
      return result(null, [], toRefusals(userErrors, requestId));
    }
    case 'mainContact': {
      const { companyId, contactId } = step;
      const { company } = (await client.run(readMainContact, { id: companyId }, options)).data;
      if (company?.mainContact != null && company.mainContact.id !== contactId) {
        return refusedStep('occupied');
      }
      const { data, requestId } = await client.run(assignMainContact, { companyId, contactId }, options);
      return result(contactId, [], toRefusals(data.companyAssignMainContact.userErrors, requestId));
    }
  }
}

export function refusedStep(kind: CompanyRefusalKind) {
  return result(null, [], [{ kind, field: [], message: '', requestId: null }]);
}

function result(contactId: string | null, assigned: RoleAssignment[], refusals: CompanyRefusal[]) {
  return { contactId, assigned, refusals };
}

export function toAssignment({ id, role, companyLocation }: AssignmentFound): RoleAssignment {
  return {
    id,
    roleId: role.id,
    roleName: role.name,
    locationId: companyLocation.id,
    locationName: companyLocation.name,
  };
}

interface CompanyError {
  readonly field?: readonly string[] | null | undefined;
  readonly message: string;
  readonly code?: string | null | undefined;
}

/** The first sign that fits decides; messages as recorded from Shopify. */
const SIGNS: readonly { readonly kind: CompanyRefusalKind; readonly is: RegExp }[] = [
  { kind: 'associated', is: /already associated/i },
  { kind: 'assigned', is: /already been assigned/i },
  { kind: 'limit', is: /LIMIT_REACHED|must have an email/ },
  { kind: 'missing', is: /RESOURCE_NOT_FOUND/ },
  { kind: 'kept', is: /FAILED_TO_DELETE/ },
];

function toRefusals(errors: readonly CompanyError[], requestId: string | null): CompanyRefusal[] {
  return errors.map(({ field, message, code }) => ({
    kind: SIGNS.find(({ is }) => is.test(`${code} ${message}`))?.kind ?? 'rejected',
    field: field ?? [],
    message,
    requestId,
  }));
}
