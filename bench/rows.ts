// What is measured: one row of the table each, as the requests that Entra would send.
import { randomUUID } from 'node:crypto';
import { groupBody, userBody, userNameOf } from './population.ts';
import type { RawWrite } from './servers/raw.ts';
import { idOf, requestText, sendOne, type Target } from './target.ts';

export interface Row {
  readonly name: string;
  readonly title: string;
  /** What its limit is: a bare server for reads, raw commits for writes. */
  readonly limit: 'server' | RawWrite;
  /** Members of the group that is written to, else 0. */
  readonly groupSize: number;
  /** Prepares one round. */
  plan(target: Target): Promise<Plan>;
}

export interface Plan {
  readonly request: (n: number) => string;
  readonly maxRequests: number;
  /** Clears away what the round made. */
  readonly finish?: () => Promise<unknown>;
}

const PAGE = 100;
const PAGES = 10;
/** Jumps through the people in an order that no cache likes better than another. */
const STRIDE = 7919;

const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

export const ROWS: readonly Row[] = [
  read('get', 'get by id', (target, n) => `/Users/${target.userIds[(n * STRIDE) % target.userIds.length]}`),
  read('filter', 'filter userName eq', (target, n) => {
    const name = userNameOf((n * STRIDE) % target.userIds.length);
    return `/Users?filter=${encodeURIComponent(`userName eq "${name}"`)}`;
  }),
  read('page', 'page of 100', (_target, n) => `/Users?startIndex=${1 + (n % PAGES) * PAGE}&count=${PAGE}`),
  {
    name: 'patch',
    title: 'PATCH active',
    limit: 'patch',
    groupSize: 0,
    plan: async (target) => ({ request: () => patchNextUser(target), maxRequests: Number.POSITIVE_INFINITY }),
  },
  addMember('member-1k', 'add member to 1k', 1000),
  addMember('member-10k', 'add member to 10k', 10_000),
  {
    // The last row, because it leaves more users than it found.
    name: 'create',
    title: 'create user',
    limit: 'create',
    groupSize: 0,
    plan: async (target) => ({
      request: () => createNextUser(target),
      maxRequests: Number.POSITIVE_INFINITY,
    }),
  },
];

function read(name: string, title: string, pathOf: (target: Target, n: number) => string): Row {
  return {
    name,
    title,
    limit: 'server',
    groupSize: 0,
    plan: async (target) => ({
      request: (n) => requestText(target, 'GET', pathOf(target, n)),
      maxRequests: Number.POSITIVE_INFINITY,
    }),
  };
}

function createNextUser(target: Target): string {
  const n = target.nextUser;
  target.nextUser += 1;
  return requestText(target, 'POST', '/Users', userBody(n));
}

/** Round and round over the users: once around access is taken away, once given back, so each PATCH changes one. */
function patchNextUser(target: Target): string {
  const { userIds, patched } = target;
  target.patched += 1;
  const active = Math.floor(patched / userIds.length) % 2 === 1;
  const value = target.booleans === 'json' ? active : active ? 'True' : 'False';
  return requestText(target, 'PATCH', `/Users/${userIds[patched % userIds.length]}`, {
    schemas: [PATCH_OP],
    Operations: [{ op: 'Replace', path: 'active', value }],
  });
}

/** Each round has a new group, and ends before the group has twice the members that it began with. */
function addMember(name: string, title: string, size: number): Row {
  return {
    name,
    title,
    limit: 'member',
    groupSize: size,
    async plan(target) {
      const members = Array.from({ length: size }, () => randomUUID());
      const group = groupBody(`${name} ${randomUUID()}`, members);
      const id = idOf(await sendOne(target, requestText(target, 'POST', '/Groups', group)));
      return {
        request: () =>
          requestText(target, 'PATCH', `/Groups/${id}`, {
            schemas: [PATCH_OP],
            Operations: [{ op: 'Add', path: 'members', value: [{ $ref: null, value: randomUUID() }] }],
          }),
        maxRequests: size,
        finish: () => sendOne(target, requestText(target, 'DELETE', `/Groups/${id}`)),
      };
    },
  };
}
