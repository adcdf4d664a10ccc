// The client that one would write first: it makes one customer after another, one call at a time, and when it is
// told THROTTLED it waits a second.
import { setTimeout as sleep } from 'node:timers/promises';
import { userBody } from './population.ts';

const CREATE = `mutation ($input: CustomerInput!) {
  customerCreate(input: $input) { customer { id } userErrors { field message } }
}`;
const SET_METAFIELDS = `mutation ($metafields: [MetafieldsSetInput!]!) {
  metafieldsSet(metafields: $metafields) { userErrors { field message } }
}`;
const ADD_TAGS = `mutation ($id: ID!, $tags: [String!]!) {
  tagsAdd(id: $id, tags: $tags) { userErrors { field message } }
}`;
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const PAUSE_MS = 1000;

interface Person {
  readonly userName: string;
  readonly name: { readonly givenName: string; readonly familyName: string };
  readonly [ENTERPRISE]?: { readonly department?: string };
}

interface Reply {
  readonly data?: Readonly<Record<string, { readonly customer?: { readonly id: string } } | null>>;
  readonly errors?: readonly { readonly extensions?: { readonly code?: string } }[];
}

/** @throws Error when the store refuses a call */
export async function createNaively(
  { url, accessToken }: { url: string; accessToken: string },
  users: number,
  speed: number,
): Promise<void> {
  async function call(query: string, variables: object): Promise<NonNullable<Reply['data']>> {
    for (;;) {
      const response = await fetch(`${url}/admin/api/2026-10/graphql.json`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-shopify-access-token': accessToken },
        body: JSON.stringify({ query, variables }),
      });
      const { data, errors } = (await response.json()) as Reply;
      if (errors === undefined) return data ?? {};
      if (errors[0]?.extensions?.code !== 'THROTTLED') throw new Error(JSON.stringify(errors));
      await sleep(PAUSE_MS / speed);
    }
  }

  for (let n = 0; n < users; n += 1) {
    const person = userBody(n) as unknown as Person;
    const { givenName: firstName, familyName: lastName } = person.name;
    const made = await call(CREATE, { input: { email: person.userName, firstName, lastName } });
    const id = made.customerCreate?.customer?.id;
    if (id === undefined) throw new Error(`The store did not make customer ${n}.`);
    const metafield = { ownerId: id, namespace: '$app', key: 'active', type: 'boolean', value: 'true' };
    await call(SET_METAFIELDS, { metafields: [metafield] });
    const department = person[ENTERPRISE]?.department ?? 'none';
    await call(ADD_TAGS, { id, tags: [`department:${department.toLowerCase()}`] });
  }
}
