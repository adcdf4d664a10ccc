// Who is let in to the admin API: the operator, or a member of a shop's staff, whose shop is then known to be installed.
import type { Context, MiddlewareHandler } from 'hono';
import type { Welcome } from '../../access/installations.ts';
import { isOver, OPERATOR, type Principal, type ReadIdToken } from '../../access/principal.ts';
import type { Failures } from '../../tenants/failures.ts';
import { bearerOf, bearsToken, noteWrongSecret, TOO_MANY_FAILURES } from '../auth.ts';
import { AdminError } from './route.ts';

export interface AdmissionDependencies {
  readonly adminToken: string;
  readonly failures: Failures;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly readIdToken: ReadIdToken;
  /** Undefined where the shop is configured, and none installs the app by itself. */
  readonly welcome: Welcome | undefined;
}

export type AdminVariables = { Variables: { principal: Principal } };

/** @param refuse makes the answer to whoever is not let in */
export function admit(
  { adminToken, failures, now, readIdToken, welcome }: AdmissionDependencies,
  refuse: (c: Context, error: AdminError) => Response,
): MiddlewareHandler<AdminVariables> {
  return async (c, next) => {
    // Secrets that are shown once, and people: in no cache, a browser's neither.
    c.header('cache-control', 'no-store');
    const token = bearerOf(c) ?? '';
    const principal = bearsToken(c, adminToken) ? OPERATOR : await readIdToken(token);
    if (principal === undefined) {
      // Of those that are over there may be many at once, wherever staff share an address.
      const wait = isOver(token, now()) ? undefined : noteWrongSecret(c, failures);
      return wait === undefined ? refuseToken(c) : refuseForNow(c, wait);
    }
    if (principal.kind === 'merchant' && welcome !== undefined) {
      const welcomed = await welcome(principal, token);
      if (welcomed.kind === 'expired') return refuseToken(c);
      if (welcomed.kind === 'refused') {
        return refuse(c, new AdminError(403, welcomed.code, welcomed.message));
      }
      // Shopify's silence is the sync's to wait for: what is stored here can be looked at meanwhile.
    }
    c.set('principal', principal);
    return next();
  };

  function refuseForNow(c: Context, wait: number): Response {
    c.header('retry-after', String(wait));
    return refuse(c, new AdminError(429, 'too_many_failures', TOO_MANY_FAILURES));
  }

  function refuseToken(c: Context): Response {
    c.header('www-authenticate', 'Bearer');
    // App Bridge takes a new ID token then, and asks once more:
    // https://shopify.dev/docs/apps/build/authentication-authorization/id-tokens
    c.header('x-shopify-retry-invalid-session-request', '1');
    const message =
      'Send the admin token, or an ID token of Shopify’s for this app that is not expired, as "Authorization: Bearer …".';
    return refuse(c, new AdminError(401, 'unauthorized', message));
  }
}
