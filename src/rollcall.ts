// Rollcall as a whole: each area composed from a configuration, in the order in which they build on one another.
import type { Courier } from './alerts/courier.ts';
import type { Watch } from './alerts/watch.ts';
import type { Audit } from './audit/audit.ts';
import { composeAlerts } from './composition/alerts.ts';
import { composeDirectory } from './composition/directory.ts';
import { type GroundOverrides, openGround } from './composition/ground.ts';
import { composeHttp } from './composition/http.ts';
import { composeJobs, type Jobs } from './composition/jobs.ts';
import { composeOversight } from './composition/oversight.ts';
import { composePrivacy } from './composition/privacy.ts';
import { composeRehearsals } from './composition/rehearsals.ts';
import { composeShopify } from './composition/shopify.ts';
import { composeSync } from './composition/sync.ts';
import { composeTelemetry } from './composition/telemetry.ts';
import { composeTenants } from './composition/tenants.ts';
import { composeTimeline } from './composition/timeline.ts';
import type { Config } from './config.ts';
import type { Answer } from './http/app.ts';
import type { Closer } from './oversight/closer.ts';
import type { Inbox } from './oversight/inbox.ts';
import type { Privacy } from './privacy/privacy.ts';
import type { Sync } from './sync/sync.ts';
import type { Tenants } from './tenants/tenants.ts';

/** What a caller may supply in place of the real thing. */
export interface Overrides extends GroundOverrides {
  /** Serves the status page without the admin's token. */
  readonly openStatusPage?: boolean;
}

export interface Rollcall extends Jobs {
  /** Answers one HTTP request. */
  readonly fetch: Answer;
  readonly tenants: Tenants;
  readonly audit: Audit;
  readonly sync: Sync;
  readonly inbox: Inbox;
  readonly closer: Closer;
  readonly privacy: Privacy;
  readonly watch: Watch;
  readonly courier: Courier;
  /** Rests, and closes the database: to be called once no request is under way. */
  close(): Promise<void>;
}

/**
 * Opens the database, brings its schema up to date and wires the parts together. Listening is the caller's part.
 *
 * @example
 * const rollcall = await createRollcall(readConfig(process.env));
 * const listener = await listen({ fetch: rollcall.fetch, host: '127.0.0.1', port: 8440 });
 * await rollcall.work();
 */
export async function createRollcall(config: Config, overrides: Overrides = {}): Promise<Rollcall> {
  const ground = await openGround(config, overrides);
  const telemetry = composeTelemetry(ground, () => void jobs.rest());
  const { metrics, schemaWatch } = telemetry;
  const tenancy = composeTenants(ground);
  const { tenants, audit } = tenancy;
  const shopify = composeShopify(ground, { ...tenancy, ...telemetry });
  const { timeline, retention } = composeTimeline(ground);
  const { watch, courier, alerts } = composeAlerts(ground);
  const sync = composeSync(ground, { ...shopify, timeline, metrics, watch });
  const directory = composeDirectory(ground, { sync });
  const oversight = composeOversight(ground, shopify);
  const { inbox, closer, surveyor } = oversight;
  const privacy = composePrivacy(ground, { audit, timeline });
  const { rehearsals, conductor } = composeRehearsals(ground, {
    tenants,
    gatewayOf: shopify.gatewayOf,
    timeline,
    answer: (request) => http.answerHere(request),
  });
  const http = composeHttp(ground, {
    ...telemetry,
    ...tenancy,
    ...shopify,
    ...oversight,
    directory,
    timeline,
    alerts,
    privacy,
    rehearsals,
    openStatusPage: overrides.openStatusPage ?? false,
  });
  const jobs = composeJobs(ground, {
    schemaWatch,
    metrics,
    timeline,
    jobs: [
      sync,
      retention,
      inbox,
      closer,
      surveyor,
      conductor,
      privacy,
      ...(shopify.renewal ? [shopify.renewal] : []),
      watch,
      courier,
    ],
  });

  return {
    ...jobs,
    fetch: http.fetch,
    tenants,
    audit,
    sync,
    inbox,
    closer,
    privacy,
    watch,
    courier,
    async close() {
      await jobs.rest();
      // Requests were answered until now.
      await Promise.all([timeline.flush(), tenants.flush()]);
      schemaWatch.stop();
      await ground.peers.close();
      await ground.engine.close();
    },
  };
}
