// The companies of the simulated store, their locations and contacts, with the ways to find them.
import type { Clock } from '../clock.ts';
import { createSearchIndex, type SearchIndex } from '../search/search-index.ts';
import type { AssignmentRecord, CompanyRecord, ContactRecord, LocationRecord } from './records.ts';

export type CompanyTable = {
  companySearch: SearchIndex<CompanyRecord>;
  locationSearch: SearchIndex<LocationRecord>;
  company(number: number): CompanyRecord | undefined;
  companies(): CompanyRecord[];
  companyByExternalId(externalId: string): CompanyRecord | undefined;
  putCompany(record: CompanyRecord): void;
  /** Removes the company with its locations and contacts. */
  removeCompany(record: CompanyRecord): void;
  location(number: number): LocationRecord | undefined;
  /** All of them, or those of one company. */
  locations(company?: number): LocationRecord[];
  putLocation(record: LocationRecord): void;
  removeLocation(record: LocationRecord): void;
  contact(number: number): ContactRecord | undefined;
  contacts(company: number): ContactRecord[];
  countContacts(company: number): number;
  contactsOfCustomer(customer: number): ContactRecord[];
  putContact(record: ContactRecord): void;
  /** Removes the contact and its roles; the customer stays. */
  removeContact(record: ContactRecord): void;
  /** The roles given at a location. */
  assignmentsAt(location: number): AssignmentRecord[];
  clear(): void;
};

/** No companies yet; searches lag behind by `searchLagMs` of simulator time. */
export function createCompanyTable(clock: Clock, searchLagMs: number): CompanyTable {
  const companySearch = createSearchIndex<CompanyRecord>(clock, searchLagMs);
  const locationSearch = createSearchIndex<LocationRecord>(clock, searchLagMs);
  const companies = new Map<number, CompanyRecord>();
  const locations = new Map<number, LocationRecord>();
  const contacts = new Map<number, ContactRecord>();
  const byExternalId = new Map<string, number>();
  const locationsByCompany = createGroups();
  const contactsByCompany = createGroups();
  const contactsByCustomer = createGroups();
  const contactsByLocation = createGroups();

  const pickContacts = (numbers: Iterable<number>) =>
    [...numbers].flatMap((number) => contacts.get(number) ?? []);

  const table: CompanyTable = {
    companySearch,
    locationSearch,
    company: (number) => companies.get(number),
    companies: () => [...companies.values()],
    companyByExternalId: (externalId) => companies.get(byExternalId.get(externalId) ?? Number.NaN),
    putCompany(record) {
      const earlier = companies.get(record.number)?.externalId;
      if (earlier) byExternalId.delete(earlier);
      if (record.externalId) byExternalId.set(record.externalId, record.number);
      companies.set(record.number, record);
      companySearch.put(record);
    },
    removeCompany(record) {
      for (const location of table.locations(record.number)) table.removeLocation(location);
      for (const contact of table.contacts(record.number)) table.removeContact(contact);
      if (record.externalId) byExternalId.delete(record.externalId);
      companies.delete(record.number);
      companySearch.remove(record.number);
    },
    location: (number) => locations.get(number),
    locations: (company) =>
      company === undefined
        ? [...locations.values()]
        : [...locationsByCompany.of(company)].flatMap((number) => locations.get(number) ?? []),
    putLocation(record) {
      locationsByCompany.add(record.company, record.number);
      locations.set(record.number, record);
      locationSearch.put(record);
    },
    removeLocation(record) {
      for (const contact of pickContacts(contactsByLocation.of(record.number))) {
        const assignments = contact.assignments.filter(({ location }) => location !== record.number);
        table.putContact({ ...contact, assignments });
      }
      locationsByCompany.remove(record.company, record.number);
      locations.delete(record.number);
      locationSearch.remove(record.number);
    },
    contact: (number) => contacts.get(number),
    contacts: (company) => pickContacts(contactsByCompany.of(company)),
    countContacts: (company) => contactsByCompany.count(company),
    contactsOfCustomer: (customer) => pickContacts(contactsByCustomer.of(customer)),
    putContact(record) {
      const earlier = contacts.get(record.number);
      for (const { location } of earlier?.assignments ?? [])
        contactsByLocation.remove(location, record.number);
      contacts.set(record.number, record);
      contactsByCompany.add(record.company, record.number);
      contactsByCustomer.add(record.customer, record.number);
      for (const { location } of record.assignments) contactsByLocation.add(location, record.number);
    },
    removeContact(record) {
      for (const { location } of record.assignments) contactsByLocation.remove(location, record.number);
      contactsByCompany.remove(record.company, record.number);
      contactsByCustomer.remove(record.customer, record.number);
      contacts.delete(record.number);
      const company = companies.get(record.company);
      if (company?.mainContact === record.number) table.putCompany({ ...company, mainContact: null });
    },
    assignmentsAt: (location) =>
      pickContacts(contactsByLocation.of(location)).flatMap(({ assignments }) =>
        assignments.filter((each) => each.location === location),
      ),
    clear() {
      byExternalId.clear();
      for (const map of [companies, locations, contacts]) map.clear();
      for (const groups of [locationsByCompany, contactsByCompany, contactsByCustomer, contactsByLocation])
        groups.clear();
      companySearch.clear();
      locationSearch.clear();
    },
  };
  return table;
}

/** Sets of numbers by the number they belong to. */
function createGroups() {
  const groups = new Map<number, Set<number>>();
  return {
    of: (owner: number): Iterable<number> => groups.get(owner) ?? [],
    count: (owner: number): number => groups.get(owner)?.size ?? 0,
    add(owner: number, member: number) {
      const group = groups.get(owner) ?? new Set();
      groups.set(owner, group.add(member));
    },
    remove(owner: number, member: number) {
      groups.get(owner)?.delete(member);
    },
    clear: () => groups.clear(),
  };
}
