// What the tests of the oversight share: people, and waiting for what becomes of them.
import assert from 'node:assert/strict';
import type { Harness } from '../support/rollcall.ts';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';

/** A user as a provider sends it. */
export const person = (name: string, more: Record<string, unknown> = {}) => ({
  schemas: [USER],
  userName: `${name}@example.com`,
  externalId: `external-${name}`,
  name: { givenName: name, familyName: 'Lovelace' },
  emails: [{ type: 'work', value: `${name}@example.com` }],
  ...more,
});

export async function createUser(harness: Harness, body: object): Promise<string> {
  const { status, body: made } = await harness.scim('POST', '/Users', body);
  assert.equal(status, 201);
  return made.id;
}

/** Replaces attributes of a user. */
export async function patchUser(
  harness: Harness,
  id: string,
  values: Record<string, unknown>,
): Promise<void> {
  const Operations = Object.entries(values).map(([path, value]) => ({ op: 'replace', path, value }));
  const schemas = ['urn:ietf:params:scim:api:messages:2.0:PatchOp'];
  const { status } = await harness.scim('PATCH', `/Users/${id}`, { schemas, Operations });
  assert.equal(status, 200);
}

/** Lets the sync come to rest. */
export const settle = (harness: Harness): Promise<void> => harness.rollcall.sync.drain();

/** A GraphQL operation as the merchant's own tools would send it. */
export async function merchant(harness: Harness, query: string, variables: object = {}): Promise<void> {
  const response = await fetch(`${harness.shopifyUrl}/admin/api/2026-10/graphql.json`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-shopify-access-token': 'shpat_of_the_tests' },
    body: JSON.stringify({ query, variables }),
  });
  const { errors } = (await response.json()) as { errors?: unknown };
  assert.equal(errors, undefined);
}

export interface Customer {
  readonly id: string;
  readonly email: string | null;
  readonly firstName: string | null;
  readonly tags: readonly string[];
  readonly metafields: Readonly<Record<string, string>>;
}

export async function customersOf(harness: Harness): Promise<Customer[]> {
  return (await harness.sim('GET', '/_sim/customers')).body as Customer[];
}
