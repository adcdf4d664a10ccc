// customerSet: create or update in one call, by id, e-mail, phone or custom id.
import { normalizeEmail, normalizePhone } from '../rules/contact.ts';
import { applyCustomerFields, type CustomerFieldsInput, type Draft } from '../rules/customer-input.ts';
import { writeMetafield } from '../rules/metafields.ts';
import { prefixErrors, type UserError } from '../rules/user-errors.ts';
import { blankCustomer, type CustomerRecord } from '../state/records.ts';
import { type Context, findCustomer, type Resolvers } from './context.ts';
import { type CustomId, requireCustomIdKey } from './customer-queries.ts';
import { finishWrite } from './customer-writes.ts';

type Identifier = {
  id?: string | null;
  email?: string | null;
  phone?: string | null;
  customId?: CustomId | null;
};

type SetInput = CustomerFieldsInput & { id?: string | null };

const nullTaxExempt: UserError = {
  field: ['taxExempt'],
  message: 'Tax exempt is of unexpected type NilClass',
  code: 'INVALID',
};

type Target = { customer: CustomerRecord | undefined } | { error: UserError };

const refuse = (message: string, code: string): Target => ({ error: { field: null, message, code } });
const notFound = refuse('Resource matching the identifier was not found.', 'NOT_FOUND');

function findTarget(identifier: Identifier | null | undefined, input: SetInput, context: Context): Target {
  const { store, settings } = context;
  if (input.id && identifier) {
    return refuse('The id field is not allowed if identifier is provided.', 'ID_NOT_ALLOWED');
  }
  const id = identifier?.id ?? input.id;
  if (id) {
    const customer = findCustomer(store, id);
    return customer ? { customer } : notFound;
  }
  if (identifier?.customId) {
    const fullKey = requireCustomIdKey(store, identifier.customId);
    return { customer: store.customerByUniqueValue(fullKey, identifier.customId.value) };
  }
  if (identifier?.email != null) {
    const email = normalizeEmail(identifier.email);
    const fault = matchInput(email, normalizeEmail(input.email));
    return fault ?? { customer: email ? store.customerByEmail(email) : undefined };
  }
  if (identifier?.phone != null) {
    const phone = normalizePhone(identifier.phone, settings.country) ?? identifier.phone;
    const given = input.phone && (normalizePhone(input.phone, settings.country) ?? input.phone);
    return matchInput(phone, given ?? null) ?? { customer: store.customerByPhone(phone) };
  }
  return { customer: undefined };
}

/** The identifying field must be in the input too, with the same value. */
function matchInput(identifier: string | null, given: string | null): Target | undefined {
  if (!given) {
    return refuse('The input field corresponding to the identifier is required.', 'MISSING_FIELD_REQUIRED');
  }
  if (identifier?.toLowerCase() === given.toLowerCase()) return undefined;
  const message = 'The identifier value does not match the value of the corresponding field in the input.';
  return refuse(message, 'INPUT_MISMATCH');
}

function setCustomer(identifier: Identifier | null | undefined, input: SetInput, context: Context) {
  const { store, clock, settings } = context;
  const target = findTarget(identifier, input, context);
  if ('error' in target) {
    return { customer: null, userErrors: prefixErrors([target.error], 'input') };
  }
  const base = target.customer ?? blankCustomer(store.nextNumber(), clock.now());
  let draft: Draft = applyCustomerFields(base, input, { store, country: settings.country });
  if (input.taxExempt === null) draft.errors.push(nullTaxExempt);
  if (!target.customer && identifier?.customId) {
    // A new customer gets the metafield by which it was looked for.
    const written = writeMetafield(draft.customer, identifier.customId, { store, now: clock.now() });
    draft = { customer: written.customer, errors: [...draft.errors, ...written.errors] };
  }
  return finishWrite({ ...draft, errors: prefixErrors(draft.errors, 'input') }, context);
}

export const customerSetResolvers: Resolvers = {
  Mutation: {
    customerSet: (
      _root: unknown,
      { identifier, input }: { identifier?: Identifier | null; input: SetInput },
      context: Context,
    ) => setCustomer(identifier, input, context),
  },
};
