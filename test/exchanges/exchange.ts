// Plays one recorded exchange: sends its request to a running Rollcall and compares the answer with what is expected.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Harness, ScimAnswer } from '../support/rollcall.ts';

export interface Exchange {
  readonly title: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: unknown;
  };
  readonly expect: { readonly status: readonly number[]; readonly body?: unknown };
}

/** Text that stands for something made when the exchange is played, such as `{userId}`, and what it becomes. */
export type Names = Record<string, string>;

/** How many resources are on a page says nothing about the ones that are wanted. */
const NOT_COMPARED = new Set(['itemsPerPage']);

/** Sends the request with its names put in; asserts status and body. */
export async function playExchange(harness: Harness, exchange: Exchange, names: Names): Promise<ScimAnswer> {
  const {
    method,
    path,
    headers = {},
    body,
  } = putIn(exchange.request, {
    'random-guid': randomUUID(),
    ...names,
  });
  const { Authorization: _, ...rest } = headers;
  const authorization = names.authorization === undefined ? {} : { authorization: names.authorization };
  const answer = await harness.scim(method, encodeQuery(path), body, { ...rest, ...authorization });
  const { status, body: expected } = putIn(exchange.expect, names);
  assert.ok(
    status.includes(answer.status),
    `${answer.status} is not one of ${status.join(', ')}: ${JSON.stringify(answer.body)}`,
  );
  if (expected !== undefined && answer.body !== undefined) assertContains(answer.body, expected, '');
  return answer;
}

/** Documents print filters as they are read; on the wire they are encoded. */
function encodeQuery(path: string): string {
  return path.includes('%') ? path : path.replaceAll(' ', '%20').replaceAll('"', '%22');
}

/** Replaces `{name}`, and whole texts equal to a name, by what the name stands for. */
export function putIn<T>(value: T, names: Names): T {
  let text = JSON.stringify(value);
  for (const [name, meaning] of Object.entries(names)) {
    text = text.replaceAll(`{${name}}`, meaning);
    // A whole text, not the key of that name.
    text = text.replaceAll(new RegExp(`"${name}"(?!:)`, 'g'), `"${meaning}"`);
    text = text.replaceAll(`/${name}`, `/${meaning}`);
  }
  return JSON.parse(text) as T;
}

/** Asserts that `actual` holds all of `expected`: objects by key, lists element for some element. */
export function assertContains(actual: unknown, expected: unknown, path: string): void {
  if (Array.isArray(expected)) {
    assert.ok(Array.isArray(actual) || (expected.length === 0 && actual === undefined), `${path} is a list`);
    if (expected.length === 0) assert.deepEqual(actual ?? [], [], `${path} is empty`);
    for (const wanted of expected) {
      const hit = (actual as unknown[]).some((item) => contains(item, wanted));
      assert.ok(hit, `${path} has ${JSON.stringify(wanted)}: ${JSON.stringify(actual)}`);
    }
  } else if (typeof expected === 'object' && expected !== null) {
    for (const [key, wanted] of Object.entries(expected)) {
      if (!NOT_COMPARED.has(key)) {
        assertContains((actual as Record<string, unknown> | undefined)?.[key], wanted, `${path}.${key}`);
      }
    }
  } else if (!(typeof expected === 'string' && /^\{.*\}$/.test(expected))) {
    assert.deepEqual(actual, expected, path);
  }
}

function contains(actual: unknown, expected: unknown): boolean {
  try {
    assertContains(actual, expected, '');
    return true;
  } catch {
    return false;
  }
}
