// The rows that read users and groups, one resource or a few at a time.
import {
  displayNameOf,
  externalIdOf,
  groupCount,
  groupNameOf,
  instantOf,
  joinedNumber,
  plainNumber,
  userNameOf,
} from '../population.ts';
import { requestText } from '../target.ts';
import { EVERY_LEVEL, each, get, type Row } from './row.ts';

/** Jumps through the people in an order that no cache likes better than another. */
const STRIDE = 7919;
/** People who changed since the instant that is asked about. */
const RECENT = 200;
const NO_MEMBERS = 'excludedAttributes=members';
const SEARCH_REQUEST = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';

export const getById = get(
  { name: 'get', title: 'get by id', concurrency: EVERY_LEVEL, limit: 'server', inScimmy: true },
  ({ userIdOf, users }, n) => `/Users/${userIdOf(someone(n, users))}`,
);

export const READS: readonly (readonly Row[])[] = [
  [
    getById,
    get(
      { name: 'get-joined', title: 'get by id, in 3 groups', limit: 'server' },
      ({ userIdOf, users }, n) => `/Users/${userIdOf(joinedNumber(n * STRIDE, users))}`,
    ),
  ],
  [
    get(
      {
        name: 'filter',
        title: 'filter userName eq',
        concurrency: EVERY_LEVEL,
        limit: 'server',
        inScimmy: true,
      },
      ({ users }, n) => filterUsers('userName', userNameOf(someone(n, users))),
    ),
  ],
  ...filterRow('externalId', externalIdOf),
  ...filterRow('emails.value', userNameOf),
  ...filterRow('displayName', displayNameOf),
  [
    each({ name: 'search', title: '.search userName eq' }, (target, n) =>
      requestText(target, 'POST', '/Users/.search', {
        schemas: [SEARCH_REQUEST],
        filter: `userName eq "${userNameOf(someone(n, target.users))}"`,
      }),
    ),
  ],
  [
    get({ name: 'filter-active', title: 'filter active eq false, 10', mayGrow: true }, () =>
      query('/Users', 'active eq false', 'count=10'),
    ),
  ],
  [
    get({ name: 'filter-modified', title: 'filter meta.lastModified gt, 100 of 200' }, ({ users }) => {
      const since = new Date(instantOf(users - 1 - RECENT)).toISOString();
      return query('/Users', `meta.lastModified gt "${since}"`, 'count=100');
    }),
  ],
  [
    get({ name: 'group-filter', title: 'filter group displayName eq' }, ({ users }, n) =>
      query('/Groups', `displayName eq "${groupNameOf((n * STRIDE) % groupCount(users))}"`, NO_MEMBERS),
    ),
  ],
  [
    get({ name: 'group-member', title: 'groups by member' }, ({ userIdOf, users }, n) =>
      query('/Groups', `members.value eq "${userIdOf(joinedNumber(n * STRIDE, users))}"`, NO_MEMBERS),
    ),
  ],
  [
    get(
      { name: 'group-list', title: 'page of 100 groups, no members' },
      () => `/Groups?${NO_MEMBERS}&startIndex=1&count=100`,
    ),
  ],
];

function filterRow(attribute: string, textOf: (n: number) => string): readonly (readonly Row[])[] {
  return [
    [
      get({ name: `filter-${attribute}`, title: `filter ${attribute} eq`, limit: 'server' }, ({ users }, n) =>
        filterUsers(attribute, textOf(someone(n, users))),
      ),
    ],
  ];
}

function someone(n: number, users: number): number {
  return plainNumber(n * STRIDE, users);
}

function filterUsers(attribute: string, value: string): string {
  return query('/Users', `${attribute} eq "${value}"`);
}

function query(path: string, filter: string, ...others: readonly string[]): string {
  return [`${path}?filter=${encodeURIComponent(filter)}`, ...others].join('&');
}
