// What prune-admin-schema.ts keeps of Shopify's Admin API: to use more of it, add names here and run it again.

import { keptTypes } from './admin-schema-fields.ts';

/** Object and interface types to keep, with the fields to keep of each. */
export const keptFields: Record<string, string[]> = {
  QueryRoot: [
    'shop',
    'currentAppInstallation',
    'customer',
    'customerByIdentifier',
    'customers',
    'customersCount',
    'metafieldDefinition',
    'metafieldDefinitions',
    'company',
    'companies',
    'companiesCount',
    'companyContact',
    'companyContactRole',
    'companyLocation',
    'companyLocations',
    'node',
    'bulkOperation',
    'bulkOperations',
    'currentBulkOperation',
    'webhookSubscription',
    'webhookSubscriptions',
    'webhookSubscriptionsCount',
    'customerMergePreview',
    'customerMergeJobStatus',
    'job',
    'validation',
    'validations',
    'shopifyFunctions',
  ],
  Mutation: [
    'customerCreate',
    'customerUpdate',
    'customerSet',
    'customerDelete',
    'customerEmailMarketingConsentUpdate',
    'customerSmsMarketingConsentUpdate',
    'customerAddressCreate',
    'customerAddressUpdate',
    'customerAddressDelete',
    'customerUpdateDefaultAddress',
    'tagsAdd',
    'tagsRemove',
    'metafieldsSet',
    'metafieldsDelete',
    'metafieldDefinitionCreate',
    'metafieldDefinitionUpdate',
    'companyCreate',
    'companyUpdate',
    'companyDelete',
    'companyAssignMainContact',
    'companyRevokeMainContact',
    'companyAssignCustomerAsContact',
    'companyContactCreate',
    'companyContactDelete',
    'companyContactRemoveFromCompany',
    'companyContactAssignRole',
    'companyContactAssignRoles',
    'companyContactRevokeRole',
    'companyContactRevokeRoles',
    'companyLocationCreate',
    'companyLocationDelete',
    'stagedUploadsCreate',
    'bulkOperationRunMutation',
    'bulkOperationRunQuery',
    'bulkOperationCancel',
    'webhookSubscriptionCreate',
    'webhookSubscriptionUpdate',
    'webhookSubscriptionDelete',
    'customerMerge',
    'customerRequestDataErasure',
    'customerCancelDataErasure',
    'customerSendAccountInviteEmail',
    'validationCreate',
    'validationUpdate',
    'validationDelete',
  ],
  ...keptTypes,
};

/** Types kept without a list: of their fields, those whose type is kept. */
export const wholeTypes = /(Payload|UserError|ConsentError|Connection|Edge)$/;

/** Arguments to leave out, by "Type.field". */
export const omittedArguments: Record<string, string[]> = {
  'QueryRoot.metafieldDefinitions': ['constraintStatus', 'constraintSubtype'],
};

/** Fields of input objects to leave out. */
export const omittedInputFields: Record<string, string[]> = {
  CustomerInput: ['multipassIdentifier', 'taxExemptions'],
  CustomerSetInput: ['taxExemptions'],
  CompanyLocationInput: ['buyerExperienceConfiguration', 'taxExemptions', 'taxRegistrationId'],
  MetafieldDefinitionInput: ['constraints'],
  MetafieldDefinitionUpdateInput: ['constraintsUpdates'],
  MetafieldCapabilityCreateInput: ['analyticsQueryable', 'cartToOrderCopyable', 'smartCollectionCondition'],
  MetafieldCapabilityUpdateInput: ['analyticsQueryable', 'cartToOrderCopyable', 'smartCollectionCondition'],
};
