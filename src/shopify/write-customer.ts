// Several mutations of one customer as one document: one round trip, executed in order, each with its own errors.
import { z } from 'zod';
import type { Consent, CustomerStep } from '../sync/ports.ts';
import type { Operation } from './client.ts';
import { type MetafieldTypes, splitKey, toMetafieldInputs } from './metafield-input.ts';
import { CONSENT_COST, consentSelection, contactSchema, userErrorsSchema } from './operations.ts';

/** What one kind of step contributes to a document; `$v` stands for its own variable. */
interface StepText {
  readonly type: string;
  readonly call: string;
  /** What the payload gives beside its errors. */
  readonly gives?: string;
  variable(step: CustomerStep, customerId: string, types: MetafieldTypes): unknown;
}

/** Makes the row for one kind of step, with its variable typed by that kind. */
function stepText<K extends CustomerStep['kind']>(
  type: string,
  call: string,
  variable: (step: Extract<CustomerStep, { kind: K }>, customerId: string, types: MetafieldTypes) => unknown,
  gives?: string,
): StepText {
  return {
    type,
    call,
    variable: variable as StepText['variable'],
    ...(gives === undefined ? {} : { gives }),
  };
}

/** A part that is left out of an update stays as it was, so what is gone must be said. */
const NO_ADDRESS = { address1: null, address2: null, city: null, zip: null, countryCode: null };

const STEPS: { readonly [K in CustomerStep['kind']]: StepText } = {
  update: stepText<'update'>('CustomerInput!', 'customerUpdate(input: $v)', (step, id, types) => ({
    id,
    ...step.fields,
    metafields: toMetafieldInputs(step.metafields, types),
  })),
  tagsAdd: stepText<'tagsAdd'>('[String!]!', 'tagsAdd(id: $id, tags: $v)', (step) => step.tags),
  tagsRemove: stepText<'tagsRemove'>('[String!]!', 'tagsRemove(id: $id, tags: $v)', (step) => step.tags),
  metafieldsDelete: stepText<'metafieldsDelete'>(
    '[MetafieldIdentifierInput!]!',
    'metafieldsDelete(metafields: $v)',
    (step, ownerId) => step.keys.map((key) => ({ ownerId, ...splitKey(key) })),
  ),
  addressCreate: stepText<'addressCreate'>(
    'MailingAddressInput!',
    'customerAddressCreate(customerId: $id, address: $v)',
    (step) => step.address,
    'address { id }',
  ),
  addressUpdate: stepText<'addressUpdate'>(
    'MailingAddressInput!',
    'customerAddressUpdate(customerId: $id, addressId: $vId, address: $v)',
    (step) => ({ ...NO_ADDRESS, ...step.address }),
  ),
  addressDelete: stepText<'addressDelete'>(
    'ID!',
    'customerAddressDelete(customerId: $id, addressId: $v)',
    (step) => step.addressId,
  ),
  emailConsent: stepText<'emailConsent'>(
    'CustomerEmailMarketingConsentUpdateInput!',
    'customerEmailMarketingConsentUpdate(input: $v)',
    (step, customerId) => ({ customerId, emailMarketingConsent: toConsentInput(step.consent) }),
  ),
  smsConsent: stepText<'smsConsent'>(
    'CustomerSmsMarketingConsentUpdateInput!',
    'customerSmsMarketingConsentUpdate(input: $v)',
    (step, customerId) => ({ customerId, smsMarketingConsent: toConsentInput(step.consent) }),
  ),
  delete: stepText<'delete'>('CustomerDeleteInput!', 'customerDelete(input: $v)', (_step, id) => ({ id })),
};

const MUTATION_COST = 10;

const payloadSchema = z.object({
  userErrors: userErrorsSchema,
  address: z.object({ id: z.string() }).nullish(),
  customer: contactSchema.nullish(),
});
const answerSchema = z.record(z.string(), payloadSchema);
export type WritePayloads = z.infer<typeof answerSchema>;

/** As many as there are kinds of writes; the texts are few, so each is made once. */
const made = new Map<string, Operation<WritePayloads>>();

/** The document for steps of these kinds, in this order. */
export function writeOperation(
  kinds: readonly CustomerStep['kind'][],
  askConsents: boolean,
): Operation<WritePayloads> {
  const key = `${kinds.join()} ${askConsents}`;
  let operation = made.get(key);
  if (operation === undefined) {
    operation = makeOperation(kinds, askConsents);
    made.set(key, operation);
  }
  return operation;
}

function makeOperation(
  kinds: readonly CustomerStep['kind'][],
  askConsents: boolean,
): Operation<WritePayloads> {
  const calls = kinds.map((kind, index) => {
    const asks = askConsents && index === 0 && kind === 'update' ? `customer { ${consentSelection} } ` : '';
    const { call, gives = '' } = STEPS[kind];
    return `  s${index}: ${call.replaceAll('$v', `$s${index}`)} { ${asks}${gives} userErrors { field message } }`;
  });
  const declared = kinds.flatMap((kind, index) => [
    `$s${index}: ${STEPS[kind].type}`,
    ...(kind === 'addressUpdate' ? [`$s${index}Id: ID!`] : []),
  ]);
  // GraphQL refuses a variable that is declared and not used.
  const usesId = kinds.some((kind) => STEPS[kind].call.includes('$id'));
  if (usesId) declared.unshift('$id: ID!');
  return {
    name: 'WriteCustomer',
    text: `mutation WriteCustomer(${declared.join(', ')}) {\n${calls.join('\n')}\n}`,
    cost: MUTATION_COST * kinds.length + (askConsents ? CONSENT_COST : 0),
    answer: answerSchema,
  };
}

/** The variables that go with `writeOperation` of the same steps. */
export function writeVariables(
  customerId: string,
  steps: readonly CustomerStep[],
  types: MetafieldTypes,
): Record<string, unknown> {
  const variables: Record<string, unknown> = { id: customerId };
  steps.forEach((step, index) => {
    variables[`s${index}`] = STEPS[step.kind].variable(step, customerId, types);
    if (step.kind === 'addressUpdate') variables[`s${index}Id`] = step.addressId;
  });
  return variables;
}

/** Shopify wants a level with every state; a withdrawn consent keeps the level that it was given with. */
function toConsentInput(consent: Consent): object {
  return { marketingState: consent.state, marketingOptInLevel: consent.level ?? 'SINGLE_OPT_IN' };
}
