// Who calls: bearer tokens of identity providers, and the admin's token.
import type { Context } from 'hono';
import { unauthorized } from '../protocol/index.ts';
import type { Connection } from '../tenants/ports.ts';
import type { Tenants } from '../tenants/tenants.ts';
import { sameSecret } from '../tenants/tokens.ts';

const BEARER = /^Bearer +(\S+) *$/i;
const BASIC = /^Basic +([A-Za-z0-9+/=]+) *$/i;

/** @throws ScimError 401 */
export async function authenticateProvider(c: Context, tenants: Tenants): Promise<Connection> {
  const token = bearerOf(c);
  if (token === undefined) {
    throw unauthorized('Send the secret token as "Authorization: Bearer …".');
  }
  const authentication = await tenants.authenticate(token);
  if (authentication.connection === undefined) throw unauthorized(WHY[authentication.why]);
  return authentication.connection;
}

const WHY = {
  unknown:
    'This token is not known, or was revoked. Create a new one in Rollcall and store it with the identity provider.',
  expired: 'This token has expired. Create a new one in Rollcall and store it with the identity provider.',
};

/** Whether the caller holds the admin's token, as a bearer or as the password that a browser asks for. */
export function isAdmin(c: Context, adminToken: string): boolean {
  const presented = bearerOf(c) ?? basicPasswordOf(c);
  return presented !== undefined && sameSecret(presented, adminToken);
}

export function bearerOf(c: Context): string | undefined {
  return BEARER.exec(c.req.header('authorization') ?? '')?.[1];
}

function basicPasswordOf(c: Context): string | undefined {
  const encoded = BASIC.exec(c.req.header('authorization') ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const pair = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  return colon === -1 ? undefined : pair.slice(colon + 1);
}
