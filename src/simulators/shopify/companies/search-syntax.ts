// The search keys of companies and their locations.
import type { SearchSyntax } from '../search/search-query.ts';
import type { CompanyRecord, LocationRecord } from './records.ts';

export const companySyntax: SearchSyntax<CompanyRecord> = {
  plain: ({ name, externalId }) => `${name} ${externalId ?? ''}`,
  text: { name: ({ name }) => name },
  whole: { id: ({ number }) => [String(number)], external_id: ({ externalId }) => [externalId] },
  number: { id: ({ number }) => number },
  date: {
    created_at: ({ createdAt }) => createdAt,
    updated_at: ({ updatedAt }) => updatedAt,
    since_date: ({ customerSince }) => Date.parse(customerSince),
  },
};

export const locationSyntax: SearchSyntax<LocationRecord> = {
  plain: ({ name, externalId }) => `${name} ${externalId ?? ''}`,
  text: { name: ({ name }) => name },
  whole: {
    id: ({ number }) => [String(number)],
    external_id: ({ externalId }) => [externalId],
    company_id: ({ company }) => [String(company)],
  },
  number: { id: ({ number }) => number },
  date: { created_at: ({ createdAt }) => createdAt, updated_at: ({ updatedAt }) => updatedAt },
};
