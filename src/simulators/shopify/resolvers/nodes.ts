// node(id:), which finds a thing of any type by its global id.
import { GraphQLError } from 'graphql';
import { type Context, findCustomer, parseId, type Resolvers } from './context.ts';

type Finder = (id: string, context: Context) => unknown;

const finders: Record<string, Finder> = {
  Customer: (id, { store }) => findCustomer(store, id),
  Company: (id, { store }) => store.companies.company(parseId('Company', id)),
  CompanyContact: (id, { store }) => store.companies.contact(parseId('CompanyContact', id)),
  CompanyLocation: (id, { store }) => store.companies.location(parseId('CompanyLocation', id)),
  BulkOperation: (id, { bulk }) => bulk.find(parseId('BulkOperation', id)),
};

export const nodeResolvers: Resolvers = {
  QueryRoot: {
    node(_root: unknown, { id }: { id: string }, context: Context) {
      const find = finders[/^gid:\/\/shopify\/(\w+)\//.exec(id)?.[1] ?? ''];
      if (!find) throw new GraphQLError(`Invalid id: ${id}`, { extensions: { code: 'RESOURCE_NOT_FOUND' } });
      return find(id, context) ?? null;
    },
  },
};
