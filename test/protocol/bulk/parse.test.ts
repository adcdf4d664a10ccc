import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  groupResourceType,
  type JsonObject,
  parseBulk,
  ScimError,
  userResourceType,
} from '../../../src/protocol/index.ts';

const types = [userResourceType, groupResourceType];
const parse = (body: unknown) => parseBulk(types, body);
const one = (operation: unknown) => parse({ Operations: [operation] }).operations[0];
const data: JsonObject = { userName: 'ann' };

test('operations are read with their type, id, precondition and data', () => {
  const { operations, failOnErrors } = parse({
    failOnErrors: 2,
    Operations: [
      { method: 'POST', path: '/Users', bulkId: 'a', data },
      { method: 'PUT', path: '/Users/17', version: 'W/"3"', data },
      { method: 'PATCH', path: '/Groups/bulkId:g', data: { Operations: [] } },
      { method: 'DELETE', path: '/Users/a%20b', data: 'ignored' },
    ],
  });
  assert.equal(failOnErrors, 2);
  assert.deepEqual(operations, [
    { method: 'POST', bulkId: 'a', type: userResourceType, id: undefined, data },
    { method: 'PUT', type: userResourceType, id: '17', data, preconditions: { ifMatch: ['3'] } },
    { method: 'PATCH', type: groupResourceType, id: 'bulkId:g', data: { Operations: [] } },
    { method: 'DELETE', type: userResourceType, id: 'a b', data: 'ignored' },
  ]);
});

test('keys and methods may be in any case, a path without its slash, a POST without a bulkId', () => {
  const { operations, failOnErrors } = parse({ operations: [{ Method: 'post', PATH: 'Users', Data: data }] });
  assert.equal(failOnErrors, Number.POSITIVE_INFINITY);
  assert.deepEqual(operations, [{ method: 'POST', type: userResourceType, id: undefined, data }]);
});

const refused: readonly (readonly [operation: unknown, status: number, scimType: string | undefined])[] = [
  [null, 400, 'invalidSyntax'],
  ['POST', 400, 'invalidSyntax'],
  [[], 400, 'invalidSyntax'],
  [{ path: '/Users', data }, 400, 'invalidSyntax'],
  [{ method: 7, path: '/Users', data }, 400, 'invalidSyntax'],
  [{ method: 'GET', path: '/Users/17' }, 400, 'invalidSyntax'],
  [{ method: 'POST', path: '/Users' }, 400, 'invalidSyntax'],
  [{ method: 'PATCH', path: '/Users/17', data: [] }, 400, 'invalidSyntax'],
  [{ method: 'POST', data }, 400, 'invalidPath'],
  [{ method: 'POST', path: '/Bulk', data: { Operations: [] } }, 400, 'invalidPath'],
  [{ method: 'POST', path: '/Users/17', data }, 400, 'invalidPath'],
  [{ method: 'POST', path: '/Users/.search', data }, 400, 'invalidPath'],
  [{ method: 'POST', path: 'https://elsewhere.example/Users', data }, 400, 'invalidPath'],
  [{ method: 'PUT', path: '/Users', data }, 400, 'invalidPath'],
  [{ method: 'DELETE', path: '/Users/17/name' }, 400, 'invalidPath'],
  [{ method: 'DELETE', path: '/Schemas/17' }, 400, 'invalidPath'],
  [{ method: 'DELETE', path: '/../Users/17' }, 400, 'invalidPath'],
  [{ method: 'DELETE', path: ['/Users/17'] }, 400, 'invalidPath'],
  [{ method: 'DELETE', path: '/Users/%00' }, 404, undefined],
  [{ method: 'DELETE', path: '/Users/17', version: 'W/3' }, 400, 'invalidSyntax'],
  [{ method: 'DELETE', path: '/Users/17', version: 3 }, 400, 'invalidValue'],
  [{ method: 'POST', path: '/Users', bulkId: 3, data }, 400, 'invalidValue'],
  [{ method: 'POST', path: '/Users', bulkId: '', data }, 400, 'invalidValue'],
  [{ method: 'POST', path: '/Users', bulkId: 'x'.repeat(201), data }, 400, 'invalidValue'],
];
for (const [operation, status, scimType] of refused) {
  test(`${JSON.stringify(operation)?.slice(0, 80)} is refused by itself`, () => {
    const parsed = one(operation);
    assert.ok(parsed !== undefined && 'fault' in parsed);
    assert.deepEqual([parsed.fault.status, parsed.fault.scimType], [status, scimType]);
  });
}

test('a refused operation keeps what the answer repeats of it', () => {
  const parsed = one({ method: 'get', bulkId: 'a', path: '/Users' });
  assert.ok(parsed !== undefined);
  assert.deepEqual([parsed.method, parsed.bulkId], ['GET', 'a']);
});

test('of two POSTs with one bulkId the second is refused; other methods may repeat it', () => {
  const post = { method: 'POST', path: '/Users', bulkId: 'a', data };
  const { operations } = parse({
    Operations: [post, post, { method: 'DELETE', path: '/Users/17', bulkId: 'a' }],
  });
  assert.deepEqual(
    operations.map((operation) => 'fault' in operation),
    [false, true, false],
  );
});

for (const [body, status] of [
  [null, 400],
  [[], 400],
  [{}, 400],
  [{ Operations: {} }, 400],
  [{ Operations: [], failOnErrors: -1 }, 400],
  [{ Operations: [], failOnErrors: 1.5 }, 400],
  [{ Operations: [], failOnErrors: '1' }, 400],
  [{ Operations: new Array(1001).fill({}) }, 413],
] as const) {
  test(`${JSON.stringify(body).slice(0, 60)} is refused as a whole with ${status}`, () => {
    assert.throws(
      () => parse(body),
      (error) => error instanceof ScimError && error.status === status,
    );
  });
}

test('the refusal of too many operations names the limit', () => {
  assert.throws(
    () => parse({ Operations: new Array(1001).fill({}) }),
    /1001 operations; maxOperations is 1000/,
  );
});
