import assert from 'node:assert/strict';
import { test } from 'node:test';
import { prefixError } from '../../src/protocol/errors.ts';
import {
  badRequest,
  conflict,
  ERROR,
  errorMessage,
  forbidden,
  internal,
  LIST_RESPONSE,
  listResponse,
  notAcceptable,
  notFound,
  notImplemented,
  payloadTooLarge,
  preconditionFailed,
  ScimError,
  tooManyRequests,
  unauthorized,
  unsupportedMediaType,
} from '../../src/protocol/index.ts';

const plain = [
  [unauthorized, 401],
  [forbidden, 403],
  [notFound, 404],
  [notAcceptable, 406],
  [preconditionFailed, 412],
  [payloadTooLarge, 413],
  [unsupportedMediaType, 415],
  [tooManyRequests, 429],
  [internal, 500],
  [notImplemented, 501],
] as const;

for (const [create, status] of plain) {
  test(`a ${status} has a body where the status is text and no scimType`, () => {
    assert.deepEqual(errorMessage(create('Because.')), {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      status: String(status),
      detail: 'Because.',
    });
  });
}

test('a bad request says which kind it is, a conflict is one of uniqueness', () => {
  assert.deepEqual(errorMessage(badRequest('invalidPath', 'Because.')), {
    schemas: [ERROR],
    status: '400',
    scimType: 'invalidPath',
    detail: 'Because.',
  });
  assert.equal(errorMessage(conflict('Taken.')).scimType, 'uniqueness');
  assert.equal(conflict('Taken.').status, 409);
});

test('an error with words in front is the same error', () => {
  const error = prefixError(badRequest('noTarget', 'nothing there.'), 'Operation 2: ');
  assert.ok(error instanceof ScimError && error instanceof Error);
  assert.deepEqual(
    [error.status, error.scimType, error.detail],
    [400, 'noTarget', 'Operation 2: nothing there.'],
  );
});

test('a list answer has its resources even when there are none', () => {
  assert.deepEqual(listResponse({ totalResults: 0, startIndex: 1, itemsPerPage: 0, resources: [] }), {
    schemas: [LIST_RESPONSE],
    totalResults: 0,
    startIndex: 1,
    itemsPerPage: 0,
    Resources: [],
  });
});
