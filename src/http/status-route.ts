// Serves the plain status page: to the admin's token as a browser's password, or in the demo to anybody.
import type { Handler } from 'hono';
import type { GuardAlert, GuardStore } from '../oversight/ports.ts';
import type { StatusStore, UserStatus } from '../status/ports.ts';
import type { Failures } from '../tenants/failures.ts';
import type { Connection } from '../tenants/ports.ts';
import type { Tenants } from '../tenants/tenants.ts';
import { NEWEST, NOBODY, type Timeline } from '../timeline/timeline.ts';
import { knowsToken, refuseGuesses } from './auth.ts';
import { readCall } from './call-events.ts';
import { servePage } from './page.ts';
import { renderStatusPage } from './status-page.ts';

/** What the page shows at the most, however many shops are served. */
const SHOWN_SHOPS = 20;
const SHOWN_USERS = 100;
const SHOWN_CALLS = 100;

export interface StatusPageDependencies {
  readonly guard: GuardStore;
  readonly tenants: Tenants;
  readonly status: StatusStore;
  readonly timeline: Timeline;
  readonly adminToken: string;
  readonly failures: Failures;
  /** The demo shows its status page to anybody on the machine. */
  readonly openStatusPage: boolean;
}

export function createStatusPage(dependencies: StatusPageDependencies): Handler {
  const { guard, tenants, status, timeline, adminToken, failures, openStatusPage } = dependencies;
  return async (c) => {
    if (!openStatusPage && !knowsToken(c, adminToken)) {
      const refusal = refuseGuesses(c, failures);
      if (refusal !== undefined) return refusal;
      c.header('www-authenticate', 'Basic realm="Rollcall"');
      return c.text('Log in with the admin token as the password.', 401);
    }
    const asked = c.req.query('shop')?.trim() || undefined;
    const shops = await status.shops(SHOWN_SHOPS, asked);
    const connections: Connection[] = [];
    const guards: GuardAlert[] = [];
    const users: UserStatus[] = [];
    for (const { shop } of shops) {
      connections.push(...(await tenants.connections(shop)));
      guards.push(...(await guard.held(shop)));
    }
    // Each connection has the same share.
    const share = Math.ceil(SHOWN_USERS / Math.max(1, connections.length));
    for (const { shop, id } of connections) users.push(...(await status.recentUsers(shop, id, share)));
    const scopes = [...connections.map(({ shop, id }) => ({ shop, connection: id })), NOBODY];
    const calls = await timeline.calls(scopes, { before: NEWEST, limit: SHOWN_CALLS });
    const page = await renderStatusPage({
      asked,
      shops,
      shopCount: await status.countShops(),
      connections,
      guards,
      users,
      calls: calls.map(readCall),
    });
    return servePage(c, page);
  };
}
