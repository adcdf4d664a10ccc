// A Rollcall to send Bulks to, and short forms of what they hold.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Harness, type ScimAnswer, startHarness } from '../support/rollcall.ts';

const BULK_RESPONSE = 'urn:ietf:params:scim:api:messages:2.0:BulkResponse';

export interface Result {
  readonly status: string;
  readonly method?: string;
  readonly bulkId?: string;
  readonly location?: string;
  readonly version?: string;
  readonly response?: { readonly status: string; readonly scimType?: string; readonly detail: string };
}

export interface BulkWorld {
  readonly harness: Harness;
  /** The SQLite database. */
  readonly file: string;
  bulk(operations: readonly object[], more?: object): Promise<ScimAnswer>;
  /** Creates a user by a Bulk of one. */
  make(bulkId: string, more?: object): Promise<Result>;
  /** What is at a result's location. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape
  read(result: Result | undefined): Promise<any>;
  close(): Promise<void>;
}

export async function openBulkWorld(): Promise<BulkWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-bulk-'));
  const file = join(folder, 'bulk.sqlite');
  // Nobody works the outbox, and a lone write would wait for Shopify.
  const harness = await startHarness({ working: false, confirmMs: 10_000, databaseUrl: `sqlite:${file}` });
  const { scim } = harness;
  const bulk = (operations: readonly object[], more: object = {}) =>
    scim('POST', '/Bulk', { Operations: operations, ...more });
  return {
    harness,
    file,
    bulk,
    make: async (bulkId, more) => results(await bulk([user(bulkId, more)]))[0] as Result,
    read: async (result) =>
      (await scim('GET', (result?.location ?? '').slice(`${harness.url}/scim/v2`.length))).body,
    async close() {
      await harness.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function results(answer: ScimAnswer): Result[] {
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  assert.deepEqual(answer.body.schemas, [BULK_RESPONSE]);
  return answer.body.Operations;
}

export function statuses(answer: ScimAnswer): string[] {
  return results(answer).map(({ status }) => status);
}

/** The statuses with the scimTypes of the errors. */
export function outcomes(answer: ScimAnswer): (readonly [status: string, scimType: string | undefined])[] {
  return results(answer).map(({ status, response }) => [status, response?.scimType]);
}

export function idOf(result: Result | undefined): string {
  return result?.location?.split('/').at(-1) ?? '';
}

/** The operation that creates a user. */
export function user(bulkId: string, more: object = {}) {
  return {
    method: 'POST',
    path: '/Users',
    bulkId,
    data: { userName: `${bulkId}@bulk.example`, ...more },
  };
}

/** The operation that creates a group. */
export function group(bulkId: string, ...members: readonly string[]) {
  return {
    method: 'POST',
    path: '/Groups',
    bulkId,
    data: { displayName: `Bulk ${bulkId}`, members: members.map((value) => ({ value })) },
  };
}

export function setTitle(path: string, value: string) {
  return { method: 'PATCH', path, data: { Operations: [{ op: 'replace', path: 'title', value }] } };
}
