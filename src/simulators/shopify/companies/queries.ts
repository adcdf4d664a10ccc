// Reading companies, locations, contacts and roles: by id from the store, by search from the lagging index.
import type { GraphQLResolveInfo } from 'graphql';
import { type PageArguments, paginate } from '../resolvers/connections.ts';
import { type Context, parseId, type Resolvers, searchRecords } from '../resolvers/context.ts';
import { companySyntax, locationSyntax } from './search-syntax.ts';

type ListArguments = PageArguments & { query?: string | null; sortKey?: string | null };
type ById = { id: string };

type Sortable = { number: number; name: string; createdAt: number; updatedAt: number };

function sort<T extends Sortable>(records: T[], sortKey: string | null | undefined): T[] {
  const byId = (left: T, right: T) => left.number - right.number;
  if (sortKey === 'NAME') return records.sort((a, b) => a.name.localeCompare(b.name) || byId(a, b));
  if (sortKey === 'CREATED_AT') return records.sort((a, b) => a.createdAt - b.createdAt || byId(a, b));
  if (sortKey === 'UPDATED_AT') return records.sort((a, b) => a.updatedAt - b.updatedAt || byId(a, b));
  return records.sort(byId);
}

function listCompanies(args: ListArguments, context: Context, info: GraphQLResolveInfo) {
  const { companies } = context.store;
  const found = args.query
    ? searchRecords(args.query, companySyntax, companies.companySearch, context, info).flatMap(
        ({ number }) => companies.company(number) ?? [],
      )
    : companies.companies();
  return paginate(sort(found, args.sortKey), args, context);
}

function listLocations(args: ListArguments, context: Context, info: GraphQLResolveInfo) {
  const { companies } = context.store;
  const found = args.query
    ? searchRecords(args.query, locationSyntax, companies.locationSearch, context, info).flatMap(
        ({ number }) => companies.location(number) ?? [],
      )
    : companies.locations();
  return paginate(sort(found, args.sortKey), args, context);
}

export const companyQueryResolvers: Resolvers = {
  QueryRoot: {
    company: (_root: unknown, { id }: ById, { store }: Context) =>
      store.companies.company(parseId('Company', id)) ?? null,
    companies: (_root: unknown, args: ListArguments, context: Context, info: GraphQLResolveInfo) =>
      listCompanies(args, context, info),
    companiesCount(_root: unknown, { limit }: { limit?: number | null }, { store }: Context) {
      const count = store.companies.companies().length;
      return limit != null && count > limit
        ? { count: limit, precision: 'AT_LEAST' }
        : { count, precision: 'EXACT' };
    },
    companyLocation: (_root: unknown, { id }: ById, { store }: Context) =>
      store.companies.location(parseId('CompanyLocation', id)) ?? null,
    companyLocations: (_root: unknown, args: ListArguments, context: Context, info: GraphQLResolveInfo) =>
      listLocations(args, context, info),
    companyContact: (_root: unknown, { id }: ById, { store }: Context) =>
      store.companies.contact(parseId('CompanyContact', id)) ?? null,
    companyContactRole(_root: unknown, { id }: ById, { store }: Context) {
      const number = parseId('CompanyContactRole', id);
      const roles = store.companies.companies().flatMap((company) => company.roles);
      return roles.find((role) => role.number === number) ?? null;
    },
  },
};
