// What a merchant does to companies in the admin, and how /_sim shows them.
import type { Clock } from '../clock.ts';
import { makeAssignment, makeContact, makeLocation, makeRoles } from '../companies/make.ts';
import type { CompanyRecord, ContactRecord } from '../companies/records.ts';
import type { SimulatorSettings } from '../options.ts';
import type { Store } from '../state/store.ts';
import { HttpFault } from './messages.ts';
import { readIdNumber, readText, readTexts } from './read-value.ts';

export type MerchantParts = { store: Store; clock: Clock; settings: SimulatorSettings };

/** A customer's companies in the shape of GET /_sim/customers: locations and roles by name. */
export function showCompaniesOf(customer: number, { companies }: Store) {
  return companies.contactsOfCustomer(customer).map((contact) => {
    const company = companies.company(contact.company);
    return {
      companyId: company?.id,
      externalId: company?.externalId ?? null,
      name: company?.name,
      roles: showRoles(contact, { companies }),
    };
  });
}

function showRoles({ assignments }: ContactRecord, { companies }: Pick<Store, 'companies'>) {
  return assignments.map(({ location, role }) => ({
    location: companies.location(location)?.name,
    role: role.name,
  }));
}

/** A company with its locations and contacts. */
export function showCompany(company: CompanyRecord, store: Store) {
  const { id, name, externalId, note, number } = company;
  return {
    id,
    name,
    externalId,
    note,
    locations: store.companies.locations(number).map((location) => ({
      id: location.id,
      name: location.name,
      externalId: location.externalId,
    })),
    contacts: store.companies.contacts(number).map((contact) => ({
      id: contact.id,
      customerId: store.customer(contact.customer)?.id,
      isMain: company.mainContact === contact.number,
      roles: showRoles(contact, store),
    })),
  };
}

/** Makes a company from `{ name, externalId?, locations? }`; without locations it has one of its own name. */
export function createCompany(body: Record<string, unknown>, parts: MerchantParts): CompanyRecord {
  const { store, clock, settings } = parts;
  const name = readText('name', body.name);
  const locations = body.locations === undefined ? [name] : readTexts('locations', body.locations);
  const number = store.nextNumber();
  const company: CompanyRecord = {
    number,
    id: `gid://shopify/Company/${number}`,
    name,
    note: null,
    externalId: body.externalId === undefined ? null : readText('externalId', body.externalId),
    customerSince: new Date(clock.now()).toISOString(),
    roles: makeRoles(store),
    mainContact: null,
    createdAt: clock.now(),
    updatedAt: clock.now(),
  };
  store.companies.putCompany(company);
  for (const location of locations) {
    store.companies.putLocation(makeLocation(company, location, {}, parts, settings.country));
  }
  return company;
}

/**
 * Makes a customer a contact, or changes its roles, from `{ companyId, customerId, roles: [{ location, role }], main? }`;
 * `roles` replaces those that it has; with `main` it is the company's main contact.
 */
export function setContact(body: Record<string, unknown>, parts: MerchantParts): CompanyRecord {
  const { store } = parts;
  const { companies } = store;
  const company = companies.company(readIdNumber('companyId', body.companyId));
  const customer = store.customer(readIdNumber('customerId', body.customerId));
  if (!company || !customer) throw new HttpFault(404, 'There is no such company or customer');
  const known = companies.contactsOfCustomer(customer.number).find((each) => each.company === company.number);
  const contact = known ?? makeContact(company, customer, {}, parts);
  const wishes: unknown[] = Array.isArray(body.roles) ? body.roles : [];
  const assignments = wishes.map((wish) => {
    const { location: place, role: kind } = Object(wish);
    const location = companies.locations(company.number).find(({ name }) => name === place);
    const role = company.roles.find(({ name }) => name === kind);
    if (!location || !role) throw new HttpFault(400, 'location and role must be names that the company has');
    return makeAssignment(contact, location, role, parts);
  });
  companies.putContact({ ...contact, assignments });
  if (body.main !== true) return company;
  const led = { ...company, mainContact: contact.number };
  companies.putCompany(led);
  return led;
}
