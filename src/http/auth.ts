// Who calls: bearer tokens of identity providers, and the admin's token.
import type { Context } from 'hono';
import { forbidden, unauthorized } from '../protocol/index.ts';
import type { Authentication } from '../tenants/credentials.ts';
import type { Failures } from '../tenants/failures.ts';
import type { Connection } from '../tenants/ports.ts';
import type { Tenants } from '../tenants/tenants.ts';
import { sameSecret } from '../tenants/tokens.ts';
import { noteOf } from './call-log.ts';
import { RetryLater } from './error-response.ts';
import { mayCallFrom } from './gate.ts';

const BEARER = /^Bearer +(\S+) *$/i;
const BASIC = /^Basic +([A-Za-z0-9+/=]+) *$/i;

/** @throws ScimError 401, 403 or 429 */
export function authenticateProvider(
  c: Context,
  { tenants, failures }: { readonly tenants: Tenants; readonly failures: Failures },
): Connection | Promise<Connection> {
  const token = bearerOf(c);
  if (token === undefined) {
    throw unauthorized('Send the secret token as "Authorization: Bearer …".');
  }
  const authentication = tenants.authenticate(token);
  return authentication instanceof Promise
    ? authentication.then((known) => letIn(c, known, failures))
    : letIn(c, authentication, failures);
}

function letIn(c: Context, authentication: Authentication, failures: Failures): Connection {
  const { connection } = authentication;
  const { address } = noteOf(c);
  if (connection === undefined) {
    // A provider that goes on calling with a token that was right guesses nothing.
    const wait =
      authentication.why === 'unknown' ? failures.note(address?.(), authentication.against) : undefined;
    if (wait === undefined) throw unauthorized(WHY[authentication.why]);
    throw new RetryLater(TOO_MANY_FAILURES, wait);
  }
  if (!mayCallFrom(connection, address)) {
    throw forbidden(
      `The address ${address?.() ?? 'of this call'} is not among those from which this connection may be called. Add it to the connection's settings, or send the call from one of them.`,
    );
  }
  return connection;
}

const WHY = {
  unknown:
    'This token is not known, or was revoked. Create a new one in Rollcall and store it with the identity provider.',
  ended:
    'This connection was ended in Rollcall. Stop provisioning to it, or give the provider a token of another connection.',
  expired: 'This token has expired. Create a new one in Rollcall and store it with the identity provider.',
};

/** Whether the caller holds a token of the admin's, as a bearer. */
export function bearsToken(c: Context, token: string): boolean {
  const presented = bearerOf(c);
  return presented !== undefined && sameSecret(presented, token);
}

/**
 * The same, or as the password that a browser asks for: only where nothing is changed. A browser sends such a password with
 * forms of other pages too.
 */
export function knowsToken(c: Context, token: string): boolean {
  const presented = presentedBy(c);
  return presented !== undefined && sameSecret(presented, token);
}

/** Notes that a secret was wrong; seconds until another is looked at, or undefined while it may be. Nothing sent is no guess. */
export function noteWrongSecret(c: Context, failures: Failures): number | undefined {
  return presentedBy(c) === undefined ? undefined : failures.note(noteOf(c).address?.(), undefined);
}

export const TOO_MANY_FAILURES = 'Authentication has failed too often. A right token is let in all the same.';

/** 429 as text, once too many secrets were wrong. */
export function refuseGuesses(c: Context, failures: Failures): Response | undefined {
  const wait = noteWrongSecret(c, failures);
  return wait === undefined ? undefined : c.text(TOO_MANY_FAILURES, 429, { 'retry-after': String(wait) });
}

function presentedBy(c: Context): string | undefined {
  return bearerOf(c) ?? basicPasswordOf(c);
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
