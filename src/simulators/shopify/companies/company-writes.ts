// The mutations of companies and their locations.
import { type Context, parseId, type Resolvers } from '../resolvers/context.ts';
import { applyCustomerFields } from '../rules/customer-input.ts';
import { prefixErrors, type UserError } from '../rules/user-errors.ts';
import { blankCustomer } from '../state/records.ts';
import { noCompany, noContact, notFound } from './errors.ts';
import {
  type CompanyInput,
  type ContactInput,
  checkContact,
  checkExternalId,
  checkLocation,
  checkTexts,
  hasText,
  type LocationInput,
  stripHtml,
} from './input.ts';
import { makeAssignment, makeContact, makeLocation, makeRoles } from './make.ts';
import type { CompanyRecord } from './records.ts';

type CreateInput = {
  company: CompanyInput;
  companyContact?: ContactInput | null;
  companyLocation?: LocationInput | null;
};

const refuse = (userErrors: UserError[]) => ({ company: null, userErrors });

function createCompany(input: CreateInput, context: Context) {
  const { store, clock, settings } = context;
  const { companies } = store;
  const { company: fields, companyContact, companyLocation } = input;
  const taken = (id: string) => companies.companyByExternalId(id) !== undefined;
  const errors = [
    ...prefixErrors(
      [...checkTexts({ ...fields, name: fields.name ?? null }), ...checkExternalId(fields.externalId, taken)],
      'input',
      'company',
    ),
    ...prefixErrors(checkLocation(companyLocation ?? {}, settings.country), 'input', 'companyLocation'),
    ...(companyContact
      ? prefixErrors(checkContact(companyContact, store, settings.country), 'input', 'companyContact')
      : []),
  ];
  if (errors.length > 0) return refuse(errors);
  const now = clock.now();
  const number = store.nextNumber();
  const company: CompanyRecord = {
    number,
    id: `gid://shopify/Company/${number}`,
    name: stripHtml(fields.name ?? ''),
    note: fields.note ?? null,
    externalId: fields.externalId || null,
    customerSince: fields.customerSince ?? new Date(now).toISOString(),
    roles: makeRoles(store),
    mainContact: null,
    createdAt: now,
    updatedAt: now,
  };
  const location = makeLocation(company, company.name, companyLocation ?? {}, context, settings.country);
  companies.putCompany(company);
  companies.putLocation(location);
  if (!companyContact) return { company, userErrors: [] };
  const contact = makeContact(company, makeCustomer(companyContact, context), companyContact, context);
  const [admin] = company.roles;
  // Assumed: that the first contact administers the first location is shown in the admin, not recorded.
  const assignments = admin ? [makeAssignment(contact, location, admin, context)] : [];
  companies.putContact({ ...contact, assignments });
  companies.putCompany({ ...company, mainContact: contact.number });
  return { company: companies.company(number), userErrors: [] };
}

/** The customer that comes into being with a contact; the input has been checked. */
export function makeCustomer(input: ContactInput, { store, clock, settings }: Context) {
  const { email, firstName, lastName, phone, locale } = input;
  const fields = {
    email: email ?? null,
    firstName: firstName ?? null,
    lastName: lastName ?? null,
    phone: phone ?? null,
    ...(locale && { locale }),
  };
  const blank = blankCustomer(store.nextNumber(), clock.now());
  const { customer } = applyCustomerFields(blank, fields, { store, country: settings.country });
  store.putCustomer(customer);
  return customer;
}

function updateCompany(companyId: string, input: CompanyInput, { store, clock }: Context) {
  const { companies } = store;
  const company = companies.company(parseId('Company', companyId));
  if (!company) return refuse([notFound(['companyId'], 'Resource requested does not exist.')]);
  if (Object.keys(input).length === 0) {
    const message = 'At least one attribute to change must be present';
    return refuse([{ field: ['input'], message, code: 'INVALID' }]);
  }
  const errors: UserError[] = [];
  if (input.customerSince !== undefined) {
    const message = 'This field may only be set on creation.';
    errors.push({ field: ['customerSince'], message, code: 'INVALID_INPUT' });
  }
  const taken = (id: string) =>
    (companies.companyByExternalId(id)?.number ?? company.number) !== company.number;
  errors.push(...checkTexts(input), ...checkExternalId(input.externalId, taken));
  if (errors.length > 0) return refuse(prefixErrors(errors, 'input'));
  const written: CompanyRecord = {
    ...company,
    ...(input.name != null && { name: stripHtml(input.name) }),
    ...(input.note !== undefined && { note: input.note }),
    ...(input.externalId !== undefined && { externalId: input.externalId || null }),
    updatedAt: clock.now(),
  };
  companies.putCompany(written);
  return { company: written, userErrors: [] };
}

function deleteCompany(id: string, { store: { companies } }: Context) {
  const company = companies.company(parseId('Company', id));
  const answer = (deletedCompanyId: string | null, userErrors: UserError[]) => ({
    deletedCompanyId,
    userErrors,
  });
  if (!company) return answer(null, [notFound(['id'], 'Company does not exist.')]);
  if (companies.contacts(company.number).some(({ orders }) => orders > 0)) {
    return answer(null, [
      { field: ['id'], message: 'Failed to delete the company.', code: 'FAILED_TO_DELETE' },
    ]);
  }
  companies.removeCompany(company);
  return answer(company.id, []);
}

function createLocation(companyId: string, input: LocationInput, context: Context) {
  const { store, settings } = context;
  const answer = (companyLocation: unknown, userErrors: UserError[]) => ({ companyLocation, userErrors });
  const company = store.companies.company(parseId('Company', companyId));
  if (!company) return answer(null, [noCompany]);
  const { shippingAddress, billingAddress, billingSameAsShipping, ...attributes } = input;
  if (Object.values(attributes).every((value) => value === undefined)) {
    const message = 'Company location create input is empty.';
    return answer(null, [{ field: null, message, code: 'NO_INPUT' }]);
  }
  const taken = (id: string) => store.companies.locations().some(({ externalId }) => externalId === id);
  const errors = [...checkLocation(input, settings.country), ...checkExternalId(input.externalId, taken)];
  if (errors.length > 0) return answer(null, prefixErrors(errors, 'input'));
  const name = hasText(shippingAddress) ? shippingAddress?.address1 : undefined;
  const location = makeLocation(company, name || company.name, input, context, settings.country);
  store.companies.putLocation(location);
  return answer(location, []);
}

function deleteLocation(id: string, { store: { companies } }: Context) {
  const location = companies.location(parseId('CompanyLocation', id));
  // A company keeps at least one location; the recording shows the words, not the occasion.
  if (!location || companies.locations(location.company).length === 1) {
    const message = 'Failed to delete the company location.';
    const error = { field: ['companyLocationId'], message, code: 'FAILED_TO_DELETE' };
    return { deletedCompanyLocationId: null, userErrors: [error] };
  }
  companies.removeLocation(location);
  return { deletedCompanyLocationId: location.id, userErrors: [] };
}

function setMainContact(companyId: string, contactId: string | null, { store }: Context) {
  const { companies } = store;
  const company = companies.company(parseId('Company', companyId));
  if (!company) return refuse([noCompany]);
  const contact = contactId === null ? undefined : companies.contact(parseId('CompanyContact', contactId));
  if (contactId !== null && !contact) return refuse([noContact]);
  if (contact && contact.company !== company.number) {
    const message = 'The company contact does not belong to the company.';
    return refuse([{ field: ['companyContactId'], message, code: 'INVALID_INPUT' }]);
  }
  const written = { ...company, mainContact: contact?.number ?? null };
  companies.putCompany(written);
  return { company: written, userErrors: [] };
}

export const companyWriteResolvers: Resolvers = {
  Mutation: {
    companyCreate: (_root: unknown, { input }: { input: CreateInput }, context: Context) =>
      createCompany(input, context),
    companyUpdate: (
      _root: unknown,
      { companyId, input }: { companyId: string; input: CompanyInput },
      context: Context,
    ) => updateCompany(companyId, input, context),
    companyDelete: (_root: unknown, { id }: { id: string }, context: Context) => deleteCompany(id, context),
    companyLocationCreate: (
      _root: unknown,
      { companyId, input }: { companyId: string; input: LocationInput },
      context: Context,
    ) => createLocation(companyId, input, context),
    companyLocationDelete: (
      _root: unknown,
      { companyLocationId }: { companyLocationId: string },
      context: Context,
    ) => deleteLocation(companyLocationId, context),
    companyAssignMainContact: (
      _root: unknown,
      { companyId, companyContactId }: { companyId: string; companyContactId: string },
      context: Context,
    ) => setMainContact(companyId, companyContactId, context),
    companyRevokeMainContact: (_root: unknown, { companyId }: { companyId: string }, context: Context) =>
      setMainContact(companyId, null, context),
  },
};
