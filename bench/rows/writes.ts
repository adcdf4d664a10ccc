// The rows that write users, one by one and in Bulk.
import { isInactive, plainCount, plainNumber, userBody } from '../population.ts';
import { requestText, type Target } from '../target.ts';
import { EVERY_LEVEL, each, type Row } from './row.ts';

export const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const BULK_REQUEST = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
const BULK_OPERATIONS = 100;

export const WRITES: readonly (readonly Row[])[] = [
  [
    each(
      { name: 'patch', title: 'PATCH active', concurrency: EVERY_LEVEL, limit: 'patch', inScimmy: true },
      (target) => {
        const { path, body } = patchNext(target);
        return requestText(target, 'PATCH', path, body);
      },
    ),
  ],
  [
    each(
      { name: 'bulk-patch', title: 'Bulk: 100 PATCHes, each', limit: 'patch', operations: BULK_OPERATIONS },
      (target) => bulk(target, () => ({ method: 'PATCH', ...described(patchNext(target)) })),
    ),
  ],
  // The last rows, because they leave more users than they found.
  [
    each(
      { name: 'bulk-create', title: 'Bulk: 100 creates, each', limit: 'create', operations: BULK_OPERATIONS },
      (target) =>
        bulk(target, (n) => ({ method: 'POST', path: '/Users', bulkId: `b${n}`, data: nextUser(target) })),
    ),
  ],
  [
    each(
      { name: 'create', title: 'create user', concurrency: EVERY_LEVEL, limit: 'create', inScimmy: true },
      (target) => requestText(target, 'POST', '/Users', nextUser(target)),
    ),
  ],
];

function bulk(target: Target, operation: (n: number) => unknown): string {
  return requestText(target, 'POST', '/Bulk', {
    schemas: [BULK_REQUEST],
    Operations: Array.from({ length: BULK_OPERATIONS }, (_, n) => operation(n)),
  });
}

function described({ path, body }: { path: string; body: unknown }) {
  return { path, data: body };
}

function nextUser(target: Target): unknown {
  const n = target.nextUser;
  target.nextUser += 1;
  return userBody(n);
}

/** Round and round over the users: once around access is taken away, once given back, so each PATCH changes one. */
function patchNext(target: Target): { path: string; body: unknown } {
  const { users, booleans } = target;
  // Who began without access would not be changed by the first time around.
  while (isInactive(plainNumber(target.patched, users))) target.patched += 1;
  const { patched } = target;
  target.patched += 1;
  const active = Math.floor(patched / plainCount(users)) % 2 === 1;
  const value = booleans === 'json' ? active : active ? 'True' : 'False';
  return {
    path: `/Users/${target.userIdOf(plainNumber(patched, users))}`,
    body: { schemas: [PATCH_OP], Operations: [{ op: 'Replace', path: 'active', value }] },
  };
}
