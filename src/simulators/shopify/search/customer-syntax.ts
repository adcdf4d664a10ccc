// The search keys of customers.
import { type CustomerRecord, displayName } from '../state/records.ts';
import type { SearchSyntax } from './search-query.ts';

export const customerSyntax: SearchSyntax<CustomerRecord> = {
  plain: (customer) => [displayName(customer), customer.email, customer.phone].join(' '),
  // E-mail is tokenised like text, so that look-alikes match too.
  text: {
    email: ({ email }) => email,
    first_name: ({ firstName }) => firstName,
    last_name: ({ lastName }) => lastName,
    phone: ({ phone }) => phone,
    country: ({ addresses }) => addresses.map(({ country }) => country).join(' '),
  },
  whole: {
    id: ({ number }) => [String(number)],
    state: ({ state }) => [state],
    tag: ({ tags }) => [...tags],
  },
  without: { tag_not: ({ tags }) => [...tags] },
  number: { id: ({ number }) => number, orders_count: ({ orders }) => orders },
  date: {
    customer_date: ({ createdAt }) => createdAt,
    created_at: ({ createdAt }) => createdAt,
    updated_at: ({ updatedAt }) => updatedAt,
  },
};

/** Keys that a real store was seen to ignore in customersCount although customers knows them. */
export const keysUnknownToCount = ['email', 'state'];
