// RFC 7644 section 3.7: Bulk.
import assert from 'node:assert/strict';
import { assertError, assertStatus, ERROR } from './assertions.ts';
import { type Chapter, deviation, requirement } from './requirement.ts';
import { ENTERPRISE, type Resource, USER, type World } from './world.ts';

const rfc = 7644;
const BULK_REQUEST = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';

async function run({ scim }: World, Operations: readonly object[], more: object = {}): Promise<Resource[]> {
  const answer = await scim('POST', '/Bulk', { schemas: [BULK_REQUEST], ...more, Operations });
  assertStatus(answer, 200);
  return answer.body.Operations;
}

const creation = (bulkId: string, userName: string, more: object = {}) => ({
  method: 'POST',
  path: '/Users',
  bulkId,
  data: { schemas: [USER], userName, ...more },
});

const statuses = (results: Resource[]) => results.map(({ status }) => status).join(' ');

export const bulks: Chapter = {
  url: import.meta.url,
  title: 'Bulk',
  rows: [
  ],
};
