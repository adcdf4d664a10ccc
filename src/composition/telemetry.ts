// How the process is, told in metrics, spans and a readiness that a load balancer reads.
import { createTelemetryStore } from '../store/telemetry-store.ts';
import type { ShopifyCall } from '../sync/ports.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import { createReadiness } from '../telemetry/readiness.ts';
import { createSchemaWatch } from '../telemetry/schema-watch.ts';
import type { Ground } from './ground.ts';

export type TelemetryParts = ReturnType<typeof composeTelemetry>;

/** @param onOutage is called once this process must not go on with its database */
export function composeTelemetry({ engine, peers, spans, now, log }: Ground, onOutage: () => void) {
  const store = createTelemetryStore(engine);
  const metrics = createMetrics({ store, now, owner: peers.owner });
  return {
    metrics,
    readiness: createReadiness({ store, now }),
    schemaWatch: createSchemaWatch({
      store,
      onFault(fault) {
        log.fatal({ fault }, 'this process stops working and serving');
        onOutage();
      },
    }),
    observeShopify(call: ShopifyCall) {
      metrics.shopifyCall(call);
      spans.shopifyCall(call);
    },
  };
}
