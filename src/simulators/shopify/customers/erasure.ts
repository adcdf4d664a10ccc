// The erasure of a customer's personal data: asked for, waited for, cancelled or carried out.
import { type Context, findCustomer, type Resolvers } from '../resolvers/context.ts';
import type { ConsentRecord, CustomerRecord } from '../state/records.ts';

const dayMs = 24 * 60 * 60 * 1000;
/** Ten days, or half a year after the last order; when that was is not kept, so it counts from the request. */
const waitMs = ({ orders }: CustomerRecord) => (orders > 0 ? 180 : 10) * dayMs;

/** A customer of whom nothing personal is left. */
function redact(customer: CustomerRecord, now: number): CustomerRecord {
  const consent: ConsentRecord = {
    state: 'REDACTED',
    optInLevel: 'UNKNOWN',
    updatedAt: null,
    collectedFrom: null,
  };
  return {
    ...customer,
    firstName: null,
    lastName: null,
    email: null,
    phone: null,
    note: null,
    tags: [],
    addresses: [],
    defaultAddressId: null,
    metafields: new Map(),
    emailConsent: consent,
    smsConsent: consent,
    erasureAt: null,
    updatedAt: now,
  };
}

function schedule(customer: CustomerRecord, { store, clock, webhooks }: Context) {
  const erasureAt = clock.now() + waitMs(customer);
  store.putCustomer({ ...customer, erasureAt });
  clock.after(waitMs(customer), () => {
    const present = store.customer(customer.number);
    // Cancelled, or asked for anew, in between.
    if (present?.erasureAt !== erasureAt) return;
    webhooks.sendPrivacyRequest('customers/redact', present);
    store.putCustomer(redact(present, clock.now()));
  });
}

const unknown = { field: ['customerId'], message: 'Customer does not exist', code: 'DOES_NOT_EXIST' };

export const erasureResolvers: Resolvers = {
  Mutation: {
    customerRequestDataErasure(_root: unknown, { customerId }: { customerId: string }, context: Context) {
      const customer = findCustomer(context.store, customerId);
      if (!customer) return { customerId: null, userErrors: [unknown] };
      if (customer.erasureAt === null) schedule(customer, context);
      return { customerId: customer.id, userErrors: [] };
    },
    customerCancelDataErasure(_root: unknown, { customerId }: { customerId: string }, { store }: Context) {
      const customer = findCustomer(store, customerId);
      if (!customer) return { customerId: null, userErrors: [unknown] };
      if (customer.erasureAt === null) {
        const message = "Customer's data is not scheduled for erasure";
        return {
          customerId: null,
          userErrors: [{ field: ['customerId'], message, code: 'NOT_BEING_ERASED' }],
        };
      }
      store.putCustomer({ ...customer, erasureAt: null });
      return { customerId: customer.id, userErrors: [] };
    },
  },
};
