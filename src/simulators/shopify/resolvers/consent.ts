// The mutations that change consent to e-mail and SMS marketing.
import { applyConsent, type ConsentInput } from '../rules/consent.ts';
import { prefixErrors } from '../rules/user-errors.ts';
import { type Context, findCustomer, type Resolvers } from './context.ts';

type EmailInput = { customerId: string; emailMarketingConsent: ConsentInput };
type SmsInput = { customerId: string; smsMarketingConsent: ConsentInput };

function updateEmailConsent({ customerId, emailMarketingConsent }: EmailInput, { store, clock }: Context) {
  const customer = findCustomer(store, customerId);
  if (!customer) {
    const error = { field: ['input', 'customerId'], message: 'Customer not found', code: 'INVALID' };
    return { customer: null, userErrors: [error] };
  }
  const { consent, errors } = applyConsent(emailMarketingConsent, clock.now(), null);
  // Unlike the SMS mutation, this one answers the unchanged customer beside its errors, as recorded.
  if (errors.length > 0) {
    return { customer, userErrors: prefixErrors(errors, 'input', 'emailMarketingConsent') };
  }
  // A customer without an address is recorded to be left alone without an error.
  if (!customer.email) return { customer, userErrors: [] };
  const written = { ...customer, emailConsent: consent, updatedAt: clock.now() };
  store.putCustomer(written);
  return { customer: written, userErrors: [] };
}

function updateSmsConsent({ customerId, smsMarketingConsent }: SmsInput, { store, clock }: Context) {
  const customer = findCustomer(store, customerId);
  if (!customer) {
    return { customer: null, userErrors: [{ field: null, message: 'Customer not found', code: null }] };
  }
  const field = ['input', 'smsMarketingConsent'];
  const { consent, errors } = applyConsent(smsMarketingConsent, clock.now(), 'OTHER');
  const userErrors = prefixErrors(errors, ...field);
  if (!customer.phone) {
    const message = 'A phone number is required to set the SMS consent state.';
    userErrors.push({ field, message, code: 'INVALID' });
  }
  if (userErrors.length > 0) return { customer: null, userErrors };
  const written = { ...customer, smsConsent: consent, updatedAt: clock.now() };
  store.putCustomer(written);
  return { customer: written, userErrors: [] };
}

export const consentResolvers: Resolvers = {
  Mutation: {
    customerEmailMarketingConsentUpdate: (
      _root: unknown,
      { input }: { input: EmailInput },
      context: Context,
    ) => updateEmailConsent(input, context),
    customerSmsMarketingConsentUpdate: (_root: unknown, { input }: { input: SmsInput }, context: Context) =>
      updateSmsConsent(input, context),
  },
};
