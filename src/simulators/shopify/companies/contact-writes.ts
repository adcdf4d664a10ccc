// The mutations that make customers contacts of companies, and end that.
import { type Context, findCustomer, parseId, type Resolvers } from '../resolvers/context.ts';
import { prefixErrors, type UserError } from '../rules/user-errors.ts';
import type { CustomerRecord } from '../state/records.ts';
import { makeCustomer } from './company-writes.ts';
import { noCompany, noContact, notFound } from './errors.ts';
import { type ContactInput, checkContact } from './input.ts';
import { makeContact } from './make.ts';
import type { CompanyRecord } from './records.ts';

const maximumContacts = 10_000;

const answer = (companyContact: unknown, userErrors: UserError[]) => ({ companyContact, userErrors });

/** Assumed wording: the limit is documented, its message is not recorded. */
function findCrowding(company: CompanyRecord, { store }: Context): UserError[] {
  if (store.companies.countContacts(company.number) < maximumContacts) return [];
  const message = `Company has reached the limit of ${maximumContacts} contacts.`;
  return [{ field: ['companyId'], message, code: 'LIMIT_REACHED' }];
}

function findObstacle(customer: CustomerRecord, { store }: Context): UserError[] {
  const field = ['companyId'];
  if (!customer.email) {
    return [{ field, message: 'Customer must have an email address.', code: 'INVALID_INPUT' }];
  }
  if (store.companies.contactsOfCustomer(customer.number).length > 0) {
    const message = 'Customer is already associated with a company contact.';
    return [{ field, message, code: 'INVALID_INPUT' }];
  }
  return [];
}

function assignCustomer(companyId: string, customerId: string, context: Context) {
  const { companies } = context.store;
  const company = companies.company(parseId('Company', companyId));
  if (!company) return answer(null, [noCompany]);
  const customer = findCustomer(context.store, customerId);
  if (!customer) return answer(null, [notFound(['customerId'], 'Customer does not exist.')]);
  const userErrors = [...findObstacle(customer, context), ...findCrowding(company, context)];
  if (userErrors.length > 0) return answer(null, userErrors);
  const contact = makeContact(company, customer, {}, context);
  companies.putContact(contact);
  return answer(contact, []);
}

function createContact(companyId: string, input: ContactInput, context: Context) {
  const { store, settings } = context;
  const company = store.companies.company(parseId('Company', companyId));
  if (!company) return answer(null, [noCompany]);
  if (Object.keys(input).length === 0) {
    const message = 'Company contact create input is empty.';
    return answer(null, [{ field: null, message, code: 'NO_INPUT' }]);
  }
  const errors = prefixErrors(checkContact(input, store, settings.country), 'input');
  const userErrors = [...errors, ...findCrowding(company, context)];
  if (userErrors.length > 0) return answer(null, userErrors);
  const contact = makeContact(company, makeCustomer(input, context), input, context);
  store.companies.putContact(contact);
  return answer(contact, []);
}

/** Both ways of ending it keep the customer; they differ in what orders forbid. */
function endContact(id: string, mayHaveOrders: boolean, { store: { companies } }: Context) {
  const contact = companies.contact(parseId('CompanyContact', id));
  if (!contact) return { id: null, userErrors: [noContact] };
  if (contact.orders > 0 && !mayHaveOrders) {
    const message = 'Cannot delete a company contact with existing orders or draft orders.';
    const error = { field: ['companyContactId'], message, code: 'FAILED_TO_DELETE' };
    return { id: null, userErrors: [error] };
  }
  companies.removeContact(contact);
  return { id: contact.id, userErrors: [] };
}

export const contactWriteResolvers: Resolvers = {
  Mutation: {
    companyAssignCustomerAsContact: (
      _root: unknown,
      { companyId, customerId }: { companyId: string; customerId: string },
      context: Context,
    ) => assignCustomer(companyId, customerId, context),
    companyContactCreate: (
      _root: unknown,
      { companyId, input }: { companyId: string; input: ContactInput },
      context: Context,
    ) => createContact(companyId, input, context),
    companyContactDelete(
      _root: unknown,
      { companyContactId }: { companyContactId: string },
      context: Context,
    ) {
      const { id, userErrors } = endContact(companyContactId, false, context);
      return { deletedCompanyContactId: id, userErrors };
    },
    companyContactRemoveFromCompany(
      _root: unknown,
      { companyContactId }: { companyContactId: string },
      context: Context,
    ) {
      const { keepsContactsWithOrders } = context.shop;
      const { id, userErrors } = endContact(companyContactId, !keepsContactsWithOrders, context);
      return { removedCompanyContactId: id, userErrors };
    },
  },
};
