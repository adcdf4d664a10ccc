// One answer to every HTTP request, made of all that can be asked for.
import type { Alerts } from '../alerts/alerts.ts';
import { type Config, REAL_ORIGIN } from '../config.ts';
import type { Directory } from '../directory/directory.ts';
import { type Answer, type AppDependencies, createApp } from '../http/app.ts';
import { createWorkerApp } from '../http/health.ts';
import type { ScreensOptions } from '../http/screens/options.ts';
import { newId } from '../ids.ts';
import type { Privacy } from '../privacy/privacy.ts';
import type { Rehearsals } from '../rehearsal/rehearsals.ts';
import { createCertificateStore } from '../store/certificate-store.ts';
import { createDriftStore } from '../store/drift-store.ts';
import { createHealthStore } from '../store/health-store.ts';
import { createGuardStore } from '../store/leavers.ts';
import { isOutage } from '../store/outage.ts';
import { createPeopleStore } from '../store/people-store.ts';
import { createStatusStore } from '../store/status-store.ts';
import type { Spans } from '../telemetry/spans.ts';
import { createFailures } from '../tenants/failures.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { Ground } from './ground.ts';
import type { Oversight } from './oversight.ts';
import type { ShopifyParts } from './shopify.ts';
import type { TelemetryParts } from './telemetry.ts';
import type { Tenancy } from './tenants.ts';

export interface HttpParts extends TelemetryParts, Tenancy, ShopifyParts, Oversight {
  readonly directory: Directory;
  readonly timeline: Timeline;
  readonly alerts: Alerts;
  readonly privacy: Privacy;
  readonly rehearsals: Rehearsals;
  /** Serves the status page without the admin's token. */
  readonly openStatusPage: boolean;
}

export interface Http {
  /** Answers whoever calls this process, as its role says. */
  readonly fetch: Answer;
  /** Answers everything whatever the role: for a provider whose part this process plays itself. */
  readonly answerHere: Answer;
}

export function composeHttp({ config, engine, news, spans, now, log }: Ground, parts: HttpParts): Http {
  const { metrics, gatewayOf, signatures } = parts;
  const dependencies: AppDependencies = {
    ...parts,
    metricsToken: config.metricsToken ?? null,
    observe: metrics.scimCall,
    outage: parts.schemaWatch.fault,
    isOutage,
    publicUrl: config.publicUrl,
    adminToken: config.adminToken,
    onConnectionChange: news.wake,
    onEnding: parts.closer.wake,
    trustedProxies: config.trustedProxies ?? [],
    failures: createFailures(now),
    drift: createDriftStore(engine),
    readIdToken: signatures.readIdToken,
    welcome: parts.installations?.welcome,
    scopesOf: (shop) => gatewayOf(shop).scopes({ leaving: false }),
    checkoutRuleOf: (shop) => gatewayOf(shop).checkoutRule({ leaving: false }),
    isSigned: signatures.isSigned,
    status: createStatusStore(engine),
    people: createPeopleStore(engine),
    health: createHealthStore(engine),
    onRetry: news.wake,
    certificates: createCertificateStore(engine),
    guard: createGuardStore(engine),
    screens: screensOf(config),
    now,
    newId,
    log,
  };
  const answerHere = createApp(dependencies);
  const answer = config.role === 'worker' ? createWorkerApp(dependencies) : answerHere;
  return { fetch: spans.isTaken ? traced(answer, spans) : answer, answerHere };
}

function screensOf({ uiRuntime, shopify: { adminOrigin, credentials } }: Config): ScreensOptions {
  return {
    runtime: uiRuntime ?? 'shopify',
    apiKey: credentials.kind === 'client' ? credentials.clientId : '',
    simulatedAdmin: adminOrigin === REAL_ORIGIN ? undefined : new URL(adminOrigin).origin,
  };
}

/** Each answer in a span, so that whatever it begins becomes part of it. */
function traced(answer: Answer, spans: Spans): Answer {
  return (request, requestId = newId(), ...more) =>
    spans.run(`http ${request.method}`, { 'http.request.method': request.method }, async (note) => {
      const response = await answer(request, requestId, ...more);
      note({ 'http.response.status_code': response.status, 'rollcall.request_id': requestId });
      return response;
    });
}
