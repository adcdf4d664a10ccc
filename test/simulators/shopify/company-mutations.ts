// The mutations of companies as tests send them, with every argument as a variable.

const errors = 'userErrors { field message code }';
const contact = `companyContact { id title locale isMainContact customer { id email } company { id }
  roleAssignments(first: 10) { nodes { id role { name } companyLocation { name } } } }`;
const company = `company { id name note externalId mainContact { id }
  contactRoles(first: 5) { nodes { id name } }
  locations(first: 5) { nodes { id name externalId shippingAddress { address1 country } } }
  contacts(first: 5) { nodes { id } } contactsCount { count } }`;

export const companyMutations: Record<string, string> = {
  companyCreate: `mutation ($input: CompanyCreateInput!) { companyCreate(input: $input) { ${company} ${errors} } }`,
  companyUpdate: `mutation ($companyId: ID!, $input: CompanyInput!) {
    companyUpdate(companyId: $companyId, input: $input) { ${company} ${errors} } }`,
  companyDelete: `mutation ($id: ID!) { companyDelete(id: $id) { deletedCompanyId ${errors} } }`,
  companyAssignMainContact: `mutation ($companyId: ID!, $companyContactId: ID!) {
    companyAssignMainContact(companyId: $companyId, companyContactId: $companyContactId) { ${company} ${errors} } }`,
  companyRevokeMainContact: `mutation ($companyId: ID!) {
    companyRevokeMainContact(companyId: $companyId) { ${company} ${errors} } }`,
  companyLocationCreate: `mutation ($companyId: ID!, $input: CompanyLocationInput!) {
    companyLocationCreate(companyId: $companyId, input: $input) { companyLocation { id name } ${errors} } }`,
  companyLocationDelete: `mutation ($companyLocationId: ID!) {
    companyLocationDelete(companyLocationId: $companyLocationId) { deletedCompanyLocationId ${errors} } }`,
  companyAssignCustomerAsContact: `mutation ($companyId: ID!, $customerId: ID!) {
    companyAssignCustomerAsContact(companyId: $companyId, customerId: $customerId) { ${contact} ${errors} } }`,
  companyContactCreate: `mutation ($companyId: ID!, $input: CompanyContactInput!) {
    companyContactCreate(companyId: $companyId, input: $input) { ${contact} ${errors} } }`,
  companyContactDelete: `mutation ($companyContactId: ID!) {
    companyContactDelete(companyContactId: $companyContactId) { deletedCompanyContactId ${errors} } }`,
  companyContactRemoveFromCompany: `mutation ($companyContactId: ID!) {
    companyContactRemoveFromCompany(companyContactId: $companyContactId) { removedCompanyContactId ${errors} } }`,
  companyContactAssignRole: `mutation ($companyContactId: ID!, $companyContactRoleId: ID!, $companyLocationId: ID!) {
    companyContactAssignRole(companyContactId: $companyContactId, companyContactRoleId: $companyContactRoleId,
      companyLocationId: $companyLocationId) { companyContactRoleAssignment { id role { name } } ${errors} } }`,
  companyContactAssignRoles: `mutation ($companyContactId: ID!, $rolesToAssign: [CompanyContactRoleAssign!]!) {
    companyContactAssignRoles(companyContactId: $companyContactId, rolesToAssign: $rolesToAssign) {
      roleAssignments { id role { name } } ${errors} } }`,
  companyContactRevokeRole: `mutation ($companyContactId: ID!, $companyContactRoleAssignmentId: ID!) {
    companyContactRevokeRole(companyContactId: $companyContactId,
      companyContactRoleAssignmentId: $companyContactRoleAssignmentId) {
      revokedCompanyContactRoleAssignmentId ${errors} } }`,
  companyContactRevokeRoles: `mutation ($companyContactId: ID!, $revokeAll: Boolean, $roleAssignmentIds: [ID!]) {
    companyContactRevokeRoles(companyContactId: $companyContactId, revokeAll: $revokeAll,
      roleAssignmentIds: $roleAssignmentIds) { revokedRoleAssignmentIds ${errors} } }`,
};
