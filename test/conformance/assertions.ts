// What many conformance tests assert of an answer.
import assert from 'node:assert/strict';
import type { ScimAnswer } from '../support/rollcall.ts';

export const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';
export const LIST_RESPONSE = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';

/** A SCIM error of this status; of this detail keyword where one is given. */
export function assertError(answer: ScimAnswer, status: number, scimType?: string): void {
  assert.equal(answer.status, status, JSON.stringify(answer.body));
  assert.deepEqual(answer.body.schemas, [ERROR]);
  assert.equal(answer.body.status, String(status));
  if (scimType !== undefined) assert.equal(answer.body.scimType, scimType);
}

/** A success of this status. */
export function assertStatus(answer: ScimAnswer, status: number): void {
  assert.equal(answer.status, status, JSON.stringify(answer.body));
}
