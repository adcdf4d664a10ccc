// The fields of companies, locations, contacts and addresses as the API shows them.
import { type PageArguments, paginate } from '../resolvers/connections.ts';
import { type Context, formatTime, type Resolvers } from '../resolvers/context.ts';
import { findCountry, findProvince } from '../rules/regions.ts';
import type { CustomerRecord } from '../state/records.ts';
import type {
  AssignmentRecord,
  CompanyAddressRecord,
  CompanyRecord,
  ContactRecord,
  LocationRecord,
} from './records.ts';

const times = {
  createdAt: ({ createdAt }: { createdAt: number }) => formatTime(createdAt),
  updatedAt: ({ updatedAt }: { updatedAt: number }) => formatTime(updatedAt),
};

const companyOf = ({ company }: { company: number }, _args: unknown, { store }: Context) =>
  store.companies.company(company);

const exactly = (count: number) => ({ count, precision: 'EXACT' });

function nameZone({ countryCode, zoneCode }: CompanyAddressRecord): string | null {
  const region = countryCode && zoneCode ? findProvince(countryCode, zoneCode) : undefined;
  return typeof region === 'object' ? region.name : null;
}

export const companyFieldResolvers: Resolvers = {
  Customer: {
    companyContactProfiles: ({ number }: CustomerRecord, _args: unknown, { store }: Context) =>
      store.companies.contactsOfCustomer(number),
  },
  Company: {
    ...times,
    mainContact: ({ mainContact }: CompanyRecord, _args: unknown, { store }: Context) =>
      mainContact === null ? null : store.companies.contact(mainContact),
    // Assumed: which of the two Shopify proposes is not recorded.
    defaultRole: ({ roles }: CompanyRecord) => roles.find(({ name }) => name === 'Ordering only'),
    contactRoles: ({ roles }: CompanyRecord, page: PageArguments, context: Context) =>
      paginate(roles, page, context),
    contacts: ({ number }: CompanyRecord, page: PageArguments, context: Context) =>
      paginate(context.store.companies.contacts(number), page, context),
    contactsCount: ({ number }: CompanyRecord, _args: unknown, { store }: Context) =>
      exactly(store.companies.countContacts(number)),
    locations: ({ number }: CompanyRecord, page: PageArguments, context: Context) =>
      paginate(context.store.companies.locations(number), page, context),
    locationsCount: ({ number }: CompanyRecord, _args: unknown, { store }: Context) =>
      exactly(store.companies.locations(number).length),
  },
  CompanyContact: {
    ...times,
    company: companyOf,
    customer: ({ customer }: ContactRecord, _args: unknown, { store }: Context) => store.customer(customer),
    isMainContact: ({ company, number }: ContactRecord, _args: unknown, { store }: Context) =>
      store.companies.company(company)?.mainContact === number,
    roleAssignments: ({ assignments }: ContactRecord, page: PageArguments, context: Context) =>
      paginate(assignments, page, context),
  },
  CompanyContactRoleAssignment: {
    ...times,
    company: ({ location }: AssignmentRecord, _args: unknown, { store }: Context) =>
      store.companies.company(store.companies.location(location)?.company ?? 0),
    companyContact: ({ contact }: AssignmentRecord, _args: unknown, { store }: Context) =>
      store.companies.contact(contact),
    companyLocation: ({ location }: AssignmentRecord, _args: unknown, { store }: Context) =>
      store.companies.location(location),
  },
  CompanyLocation: {
    ...times,
    company: companyOf,
    roleAssignments: ({ number }: LocationRecord, page: PageArguments, context: Context) =>
      paginate(context.store.companies.assignmentsAt(number), page, context),
  },
  CompanyAddress: {
    ...times,
    country: ({ countryCode }: CompanyAddressRecord) => findCountry(countryCode ?? '')?.name ?? null,
    province: nameZone,
    formattedArea: (address: CompanyAddressRecord) =>
      [address.city, nameZone(address), findCountry(address.countryCode ?? '')?.name]
        .filter(Boolean)
        .join(', '),
  },
};
