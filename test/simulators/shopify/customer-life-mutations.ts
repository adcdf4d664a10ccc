// Merges, erasures and invitations as tests send them.

const errors = 'userErrors { field message code }';

export const customerLifeMutations: Record<string, string> = {
  customerMerge: `mutation ($customerOneId: ID!, $customerTwoId: ID!, $overrideFields: CustomerMergeOverrideFields) {
    customerMerge(customerOneId: $customerOneId, customerTwoId: $customerTwoId, overrideFields: $overrideFields) {
      job { id done } resultingCustomerId ${errors} } }`,
  customerRequestDataErasure: `mutation ($customerId: ID!) {
    customerRequestDataErasure(customerId: $customerId) { customerId ${errors} } }`,
  customerCancelDataErasure: `mutation ($customerId: ID!) {
    customerCancelDataErasure(customerId: $customerId) { customerId ${errors} } }`,
  customerSendAccountInviteEmail: `mutation ($customerId: ID!, $email: EmailInput) {
    customerSendAccountInviteEmail(customerId: $customerId, email: $email) { customer { id state } ${errors} } }`,
};
