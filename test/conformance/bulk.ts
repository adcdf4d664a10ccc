// How conformance tests send a Bulk and read its results.
import { assertStatus } from './assertions.ts';
import { type Resource, USER, type World } from './world.ts';

export const BULK_REQUEST = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';

/** Sends operations as one Bulk, and returns their results. */
export async function run(
  { scim }: World,
  Operations: readonly object[],
  more: object = {},
): Promise<Resource[]> {
  const answer = await scim('POST', '/Bulk', { schemas: [BULK_REQUEST], ...more, Operations });
  assertStatus(answer, 200);
  return answer.body.Operations;
}

/** The operation that makes a user. */
export function creation(bulkId: string, userName: string, more: object = {}) {
  return { method: 'POST', path: '/Users', bulkId, data: { schemas: [USER], userName, ...more } };
}

export function statuses(results: readonly Resource[]): string {
  return results.map(({ status }) => status).join(' ');
}

/** The ids of what the operations of a Bulk are about. */
export function idsOf(results: readonly Resource[]): string[] {
  return results.map(({ location }) => location.split('/').at(-1));
}
