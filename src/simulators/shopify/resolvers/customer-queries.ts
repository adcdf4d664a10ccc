// Reading customers: by id and identifier at once from the store, by search from the lagging index.
import { GraphQLError, type GraphQLResolveInfo } from 'graphql';
import { normalizeEmail, normalizePhone } from '../rules/contact.ts';
import { resolveNamespace } from '../rules/namespaces.ts';
import { customerSyntax, keysUnknownToCount } from '../search/customer-syntax.ts';
import { type CustomerRecord, displayName } from '../state/records.ts';
import type { Store } from '../state/store.ts';
import { type PageArguments, paginate } from './connections.ts';
import { type Context, findCustomer, type Resolvers, searchRecords } from './context.ts';

export type CustomId = { namespace?: string | null; key: string; value: string };

type Identifier = {
  id?: string | null;
  emailAddress?: string | null;
  phoneNumber?: string | null;
  customId?: CustomId | null;
};

type CustomersArguments = PageArguments & { query?: string | null; sortKey?: string | null };

/** The full key of a custom id; without a definition of type id the request as a whole is refused. */
export function requireCustomIdKey(store: Store, { namespace, key }: CustomId): string {
  const fullKey = `${resolveNamespace(namespace)}.${key}`;
  if (store.definition('CUSTOMER', fullKey)?.type === 'id') return fullKey;
  throw new GraphQLError("Metafield definition of type 'id' is required when using custom ids.", {
    extensions: { code: 'NOT_FOUND' },
  });
}

function findByIdentifier(identifier: Identifier, { store, settings }: Context): CustomerRecord | undefined {
  if (identifier.id != null) return findCustomer(store, identifier.id);
  if (identifier.customId) {
    return store.customerByUniqueValue(
      requireCustomIdKey(store, identifier.customId),
      identifier.customId.value,
    );
  }
  const email = normalizeEmail(identifier.emailAddress);
  if (email) return store.customerByEmail(email);
  const phone = identifier.phoneNumber && normalizePhone(identifier.phoneNumber, settings.country);
  return phone ? store.customerByPhone(phone) : undefined;
}

function sortCustomers(customers: CustomerRecord[], sortKey: string | null | undefined): CustomerRecord[] {
  const byId = (left: CustomerRecord, right: CustomerRecord) => left.number - right.number;
  if (sortKey === 'NAME') {
    return customers.sort((a, b) => displayName(a).localeCompare(displayName(b)) || byId(a, b));
  }
  if (sortKey === 'CREATED_AT') return customers.sort((a, b) => a.createdAt - b.createdAt || byId(a, b));
  if (sortKey === 'UPDATED_AT') return customers.sort((a, b) => a.updatedAt - b.updatedAt || byId(a, b));
  return customers.sort(byId);
}

export const customerQueryResolvers: Resolvers = {
  QueryRoot: {
    customer: (_root: unknown, { id }: { id: string }, { store }: Context) => findCustomer(store, id) ?? null,
    customerByIdentifier: (_root: unknown, args: { identifier: Identifier }, context: Context) =>
      findByIdentifier(args.identifier, context) ?? null,
    customers(_root: unknown, args: CustomersArguments, context: Context, info: GraphQLResolveInfo) {
      const { store } = context;
      // The index says who is found, but the rows are read from the store: one may have changed since, or be gone.
      const found = args.query
        ? searchRecords(args.query, customerSyntax, store.search, context, info).flatMap(
            ({ number }) => store.customer(number) ?? [],
          )
        : [...store.customers()];
      return paginate(sortCustomers(found, args.sortKey), args, context);
    },
    customersCount(
      _root: unknown,
      { query, limit }: { query?: string | null; limit?: number | null },
      context: Context,
      info: GraphQLResolveInfo,
    ) {
      const { search } = context.store;
      const found = searchRecords(query ?? '', customerSyntax, search, context, info, keysUnknownToCount);
      const count = found.length;
      return limit != null && count > limit
        ? { count: limit, precision: 'AT_LEAST' }
        : { count, precision: 'EXACT' };
    },
  },
};
