// Webhook subscriptions and checkout rules as tests send them.

const subscription = 'webhookSubscription { id } userErrors { field message }';
const validation = `validation { id title enabled blockOnFailure metafield(namespace: "$app", key: "configuration") { value } }
  userErrors { field message code }`;

export const platformMutations: Record<string, string> = {
  webhookSubscriptionCreate: `mutation ($topic: WebhookSubscriptionTopic!, $webhookSubscription: WebhookSubscriptionInput!) {
    webhookSubscriptionCreate(topic: $topic, webhookSubscription: $webhookSubscription) { ${subscription} } }`,
  webhookSubscriptionUpdate: `mutation ($id: ID!, $webhookSubscription: WebhookSubscriptionInput!) {
    webhookSubscriptionUpdate(id: $id, webhookSubscription: $webhookSubscription) { ${subscription} } }`,
  webhookSubscriptionDelete: `mutation ($id: ID!) { webhookSubscriptionDelete(id: $id) {
    deletedWebhookSubscriptionId userErrors { field message } } }`,
  validationCreate: `mutation ($validation: ValidationCreateInput!) {
    validationCreate(validation: $validation) { ${validation} } }`,
  validationUpdate: `mutation ($id: ID!, $validation: ValidationUpdateInput!) {
    validationUpdate(id: $id, validation: $validation) { ${validation} } }`,
  validationDelete: `mutation ($id: ID!) { validationDelete(id: $id) { deletedId userErrors { field message code } } }`,
};
