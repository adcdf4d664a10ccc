// Whether this process lives, whether it can do its part, and its metrics: for load balancers and whoever watches it.
import { type Context, Hono } from 'hono';
import { notFound } from '../protocol/index.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { ReadReadiness } from '../telemetry/readiness.ts';
import type { Failures } from '../tenants/failures.ts';
import { knowsToken, refuseGuesses } from './auth.ts';
import type { CallNote } from './call-log.ts';
import { errorResponse } from './error-response.ts';
import { onlyBy } from './methods.ts';

export interface HealthDependencies {
  readonly readiness: ReadReadiness;
  readonly metrics: Pick<Metrics, 'read'>;
  readonly adminToken: string;
  readonly failures: Failures;
  /** Opens the metrics and nothing else. */
  readonly metricsToken: string | null;
}

export function createHealthRoutes(dependencies: HealthDependencies): Hono {
  const { readiness, metrics, failures } = dependencies;
  const app = new Hono();

  app.get('/healthz', (c) => c.json({ status: 'ok' }));

  app.get('/readyz', async (c) => {
    const { reason, ...known } = await readiness();
    if (reason === null) return c.json({ status: 'ready', ...known });
    return c.json({ status: 'unready', reason, ...known }, 503);
  });

  app.get('/metrics', async (c) => {
    if (!mayReadMetrics(c, dependencies)) {
      const refusal = refuseGuesses(c, failures);
      if (refusal !== undefined) return refusal;
      c.header('www-authenticate', 'Bearer');
      return c.text('Send ROLLCALL_METRICS_TOKEN, or the admin token, as "Authorization: Bearer …".', 401);
    }
    const { type, text } = await metrics.read();
    return c.body(text, 200, { 'content-type': type });
  });

  for (const path of ['/healthz', '/readyz', '/metrics']) app.all(path, onlyBy('GET, HEAD'));
  return app;
}

function mayReadMetrics(c: Context, { adminToken, metricsToken }: HealthDependencies): boolean {
  return knowsToken(c, adminToken) || (metricsToken !== null && knowsToken(c, metricsToken));
}

/** What a process serves that only works the outbox. */
export function createWorkerApp(
  dependencies: HealthDependencies,
): (request: Request, requestId?: string, peer?: string) => Promise<Response> {
  const app = createHealthRoutes(dependencies);
  app.notFound(() =>
    errorResponse(notFound('This process works the outbox. SCIM is served by those of role web or all.')),
  );
  return async (request, _requestId, peer) => {
    const note: CallNote = { address: () => peer };
    return app.fetch(request, note);
  };
}
