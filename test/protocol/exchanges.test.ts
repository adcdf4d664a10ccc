// Real requests of identity providers and of the RFCs, as far as the protocol engine alone can answer them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  applyPatch,
  checkFilter,
  groupResourceType,
  type JsonObject,
  type JsonValue,
  parseFilter,
  parsePatch,
  parseResource,
  type ResourceType,
  ScimError,
  userResourceType,
} from '../../src/protocol/index.ts';
import { isJsonArray, isJsonObject } from '../../src/protocol/json.ts';
import { absenceOf, readShared } from './shared-files.ts';

interface Step {
  readonly request: { readonly method: string; readonly path: string; readonly body?: unknown };
  readonly expect: { readonly status: readonly number[]; readonly body?: JsonObject };
}

const skip = absenceOf('exchanges');

/** A PATCH is tried on both: a user with next to nothing, and one who has what most exchanges need. */
const users = [
  { userName: 'a@example.com' },
  {
    userName: 'a@example.com',
    name: { givenName: 'givenName', familyName: 'familyName' },
    emails: [{ type: 'work', primary: true, value: 'a@example.com' }],
    addresses: [{ type: 'work', streetAddress: '1 Main St' }],
    phoneNumbers: [{ type: 'work', value: '555' }],
    manager: 'm1',
  },
].map((body) => parseResource(userResourceType, body));
const groups = [
  { displayName: 'g' },
  { displayName: 'g', members: ['f648f8d5ea4e4cd38e9c', '89bb1940-b905-4575-9e7f-6f887cfb368e', '{user1}'] },
].map((body) => parseResource(groupResourceType, body));

test('the shared exchanges are read', { skip }, () => {
  assert.ok(readShared('exchanges').size > 100);
});

for (const [file, exchange] of readShared('exchanges')) {
  const { sequence = [exchange as Step] } = exchange as { sequence?: readonly Step[] };
  const steps = sequence.filter(isOurs);
  const [first] = steps;
  if (first === undefined) continue;
  test(`${file} is answered as expected`, { skip }, () => {
    // What one step makes is what the next one finds.
    let resources: readonly JsonObject[] = first.request.path.startsWith('/Groups') ? groups : users;
    for (const step of steps) resources = check(step, resources);
  });
}

/** Graph, token and bulk requests, and what only a whole server knows (404, 409, tokens), are others' business. */
function isOurs({ request, expect }: Step): boolean {
  if (!/^\/(Users|Groups)\b/.test(request.path)) return false;
  if (expect.status.some((status) => status === 401 || status === 404 || status === 409)) return false;
  return request.method === 'GET'
    ? request.path.includes('filter=')
    : isJsonObject(request.body as JsonValue);
}

function check({ request, expect }: Step, before: readonly JsonObject[]): readonly JsonObject[] {
  const type = request.path.startsWith('/Groups') ? groupResourceType : userResourceType;
  const { id: _id, meta: _meta, schemas: _schemas, scimType, ...content } = expect.body ?? {};
  if (expect.status.every((status) => status >= 400)) {
    const refused = () => perform(type, before, request, true);
    assert.throws(refused, (error) => {
      return error instanceof ScimError && (scimType === undefined || error.scimType === scimType);
    });
    return before;
  }
  const after = perform(type, before, request, false);
  if (request.method !== 'GET') {
    const message = `${JSON.stringify(after)} should hold ${JSON.stringify(content)}`;
    assert.ok(
      after.some((resource) => holds(resource, content)),
      message,
    );
  }
  return after;
}

function perform(
  type: ResourceType,
  resources: readonly JsonObject[],
  { method, path, body }: Step['request'],
  strict: boolean,
): readonly JsonObject[] {
  if (method === 'PATCH') {
    const operations = parsePatch(type, body);
    return resources.map((resource) => applyPatch(type, resource, operations, { strict }).resource);
  }
  if (method !== 'GET') return [parseResource(type, body)];
  const filter = /[?&]filter=([^&]*)/.exec(path)?.[1] ?? '';
  checkFilter(type, parseFilter(decodeURIComponent(filter)));
  return resources;
}

/** Whether everything that is wanted is there; lists element by element. */
function holds(actual: JsonValue | undefined, wanted: JsonValue | undefined): boolean {
  if (isJsonArray(wanted)) {
    if (wanted.length === 0) return actual === undefined || (isJsonArray(actual) && actual.length === 0);
    return isJsonArray(actual) && wanted.every((item) => actual.some((candidate) => holds(candidate, item)));
  }
  if (!isJsonObject(wanted)) return actual === wanted;
  return isJsonObject(actual) && Object.keys(wanted).every((name) => holds(actual[name], wanted[name]));
}
