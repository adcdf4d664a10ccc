// Whether this process lives, and whether it can do its part: for load balancers and whoever restarts it.
import { Hono } from 'hono';
import { notFound } from '../protocol/index.ts';
import type { StatusStore } from '../status/ports.ts';
import { errorResponse } from './error-response.ts';

export interface HealthDependencies {
  readonly status: StatusStore;
}

export function createHealthRoutes({ status }: HealthDependencies): Hono {
  const app = new Hono();
  app.get('/healthz', (c) => c.json({ status: 'ok' }));
  app.get('/readyz', async (c) => {
    try {
      await status.ping();
      return c.json({ status: 'ready' });
    } catch {
      return c.json({ status: 'unready', reason: 'The database does not answer.' }, 503);
    }
  });
  return app;
}

/** What a process serves that only works the outbox. */
export function createWorkerApp(dependencies: HealthDependencies): (request: Request) => Promise<Response> {
  const app = createHealthRoutes(dependencies);
  app.notFound(() =>
    errorResponse(notFound('This process works the outbox. SCIM is served by those of role web or all.')),
  );
  return async (request) => app.fetch(request);
}
