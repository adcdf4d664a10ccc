// Further connections of the harness's shop, each with a client of its own.
import assert from 'node:assert/strict';
import { type Harness, type ScimAnswer, SHOP } from './rollcall.ts';

export interface OtherConnection {
  readonly id: string;
  readonly token: string;
  scim(method: string, path: string, body?: unknown): Promise<ScimAnswer>;
}

export async function addConnection(
  harness: Harness,
  name: string,
  changes: object = {},
): Promise<OtherConnection> {
  const switches = { scimProvisioning: true, newCustomerCreation: true, domains: ['*'] };
  const { settings, ...given } = changes as { settings?: object };
  const wanted = { shop: SHOP, name, provider: 'okta', ...switches, ...given };
  const { status, body } = await harness.admin('POST', '/connections', wanted);
  assert.equal(status, 200, JSON.stringify(body));
  const path = `/connections/${body.id}`;
  if (settings !== undefined) assert.equal((await harness.admin('PATCH', path, { settings })).status, 200);
  const { token } = (await harness.admin('POST', `${path}/tokens`, {})).body;
  return { id: body.id, token, scim: scimWith(harness, token) };
}

/** Calls the SCIM endpoint with another token. */
export function scimWith(harness: Harness, token: string): OtherConnection['scim'] {
  return (method, path, body) => harness.scim(method, path, body, { authorization: `Bearer ${token}` });
}
