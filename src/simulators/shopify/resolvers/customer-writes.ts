// customerCreate, customerUpdate and customerDelete.
import { applyConsent, type ConsentInput } from '../rules/consent.ts';
import { applyCustomerFields, type CustomerFieldsInput, type Draft } from '../rules/customer-input.ts';
import { type MetafieldInput, writeMetafield } from '../rules/metafields.ts';
import { prefixErrors, type UserError } from '../rules/user-errors.ts';
import { blankCustomer, type CustomerRecord } from '../state/records.ts';
import { type Context, findCustomer, type Resolvers } from './context.ts';
import { describeShop } from './shop.ts';

type CustomerInput = CustomerFieldsInput & {
  id?: string | null;
  metafields?: (MetafieldInput & { id?: string | null })[] | null;
  emailMarketingConsent?: ConsentInput | null;
  smsMarketingConsent?: ConsentInput | null;
  whatsAppMarketingConsent?: unknown;
};

/** Stores a flawless draft, and answers it or the errors. */
export function finishWrite({ customer, errors }: Draft, { store, clock }: Context) {
  if (errors.length > 0) return { customer: null, userErrors: errors };
  const written = { ...customer, updatedAt: clock.now() };
  store.putCustomer(written);
  return { customer: written, userErrors: [] };
}

function applyMetafields(draft: Draft, inputs: readonly MetafieldInput[], context: Context): Draft {
  let { customer } = draft;
  const errors = [...draft.errors];
  for (const [index, input] of inputs.entries()) {
    const written = writeMetafield(customer, input, { store: context.store, now: context.clock.now() });
    customer = written.customer;
    errors.push(...prefixErrors(written.errors, 'metafields', String(index)));
  }
  return { customer, errors };
}

function findForbiddenIds(input: CustomerInput): UserError[] {
  const errors: UserError[] = [];
  if (input.id) errors.push({ field: ['id'], message: 'Cannot specify ID on creation' });
  for (const [index, { id }] of (input.addresses ?? []).entries()) {
    const field = ['addresses', String(index), 'id'];
    if (id) errors.push({ field, message: 'Cannot specify address ID on creation' });
  }
  for (const [index, { id }] of (input.metafields ?? []).entries()) {
    const field = ['metafields', String(index), 'id'];
    if (id) errors.push({ field, message: 'Cannot specify metafield ID on creation' });
  }
  return errors;
}

function applyFirstConsent(draft: Draft, input: CustomerInput, context: Context): Draft {
  const customer = { ...draft.customer };
  const errors = [...draft.errors];
  const now = context.clock.now();
  if (input.emailMarketingConsent) {
    const field = ['emailMarketingConsent'];
    const message = 'An email address is required to set the email marketing consent state.';
    const applied = applyConsent(input.emailMarketingConsent, now, null);
    if (!customer.email) errors.push({ field, message });
    errors.push(...prefixErrors(applied.errors, ...field));
    customer.emailConsent = applied.consent;
  }
  if (input.smsMarketingConsent) {
    const field = ['smsMarketingConsent'];
    const message = 'A phone number is required to set the SMS consent state.';
    const applied = applyConsent(input.smsMarketingConsent, now, 'OTHER');
    if (!customer.phone) errors.push({ field, message });
    errors.push(...prefixErrors(applied.errors, ...field));
    customer.smsConsent = applied.consent;
  }
  if (input.whatsAppMarketingConsent && !customer.phone) {
    const message = 'A phone number is required to set the WhatsApp consent state.';
    errors.push({ field: ['whatsAppMarketingConsent'], message });
  }
  return { customer, errors };
}

function refuseConsent(input: CustomerInput): UserError[] {
  const mutations = {
    emailMarketingConsent: 'customerEmailMarketingConsentUpdate',
    smsMarketingConsent: 'customerSmsMarketingConsentUpdate',
    whatsAppMarketingConsent: 'customerWhatsAppMarketingConsentUpdate',
  };
  return Object.entries(mutations).flatMap(([field, mutation]) =>
    input[field as keyof typeof mutations] == null
      ? []
      : [{ field: [field], message: `To update ${field}, please use the ${mutation} Mutation instead` }],
  );
}

function createCustomer(input: CustomerInput, context: Context) {
  const { store, clock, settings } = context;
  const forbidden = findForbiddenIds(input);
  if (forbidden.length > 0) return { customer: null, userErrors: forbidden };
  const blank = blankCustomer(store.nextNumber(), clock.now());
  const fields = applyCustomerFields(blank, input, { store, country: settings.country });
  const consented = applyFirstConsent(fields, input, context);
  return finishWrite(applyMetafields(consented, input.metafields ?? [], context), context);
}

function updateCustomer(input: CustomerInput, context: Context) {
  const { store, settings } = context;
  const existing = input.id ? findCustomer(store, input.id) : undefined;
  if (!existing) {
    return { customer: null, userErrors: [{ field: ['id'], message: 'Customer does not exist' }] };
  }
  const refused = refuseConsent(input);
  if (refused.length > 0) return { customer: null, userErrors: refused };
  const fields = applyCustomerFields(existing, input, { store, country: settings.country });
  const inputs = (input.metafields ?? []).map((metafield) => nameById(existing, metafield));
  return finishWrite(applyMetafields(fields, inputs, context), context);
}

/** A metafield of the customer may be named by its id instead of namespace and key. */
function nameById(
  { metafields }: CustomerRecord,
  { id, ...input }: MetafieldInput & { id?: string | null },
): MetafieldInput {
  const named = id ? [...metafields.values()].find((each) => each.id === id) : undefined;
  return named ? { ...input, namespace: named.namespace, key: named.key } : input;
}

function deleteCustomer(id: string, { store, settings, shop }: Context) {
  const refuse = (message: string) => ({
    deletedCustomerId: null,
    shop: describeShop(settings, shop),
    userErrors: [{ field: ['id'], message }],
  });
  const customer = findCustomer(store, id);
  if (!customer) return refuse("Customer can't be found");
  if (customer.orders > 0) return refuse('Customer can’t be deleted because they have associated orders');
  store.removeCustomer(customer);
  return { deletedCustomerId: customer.id, shop: describeShop(settings, shop), userErrors: [] };
}

export const customerWriteResolvers: Resolvers = {
  Mutation: {
    customerCreate: (_root: unknown, { input }: { input: CustomerInput }, context: Context) =>
      createCustomer(input, context),
    customerUpdate: (_root: unknown, { input }: { input: CustomerInput }, context: Context) =>
      updateCustomer(input, context),
    customerDelete: (_root: unknown, { input }: { input: { id: string } }, context: Context) =>
      deleteCustomer(input.id, context),
  },
};
