// The sync: brings every shop's customers into line, notes each try, and is woken by whatever gives it work.
import type { Watch } from '../alerts/watch.ts';
import { newId } from '../ids.ts';
import type { GatewayFor } from '../shopify/gateways.ts';
import { createSyncStore } from '../store/sync-store.ts';
import type { News } from '../sync/ports.ts';
import { createSync, type Sync } from '../sync/sync.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { Ground } from './ground.ts';
import { deriveKey, digestWith } from './keys.ts';

export interface SyncParts {
  readonly gatewayFor: GatewayFor;
  readonly timeline: Timeline;
  readonly metrics: Metrics;
  readonly watch: Watch;
}

export function composeSync(
  { config, engine, peers, marks, news, now, log }: Ground,
  { gatewayFor, timeline, metrics, watch }: SyncParts,
): Sync {
  const sync = createSync({
    store: createSyncStore(engine, peers.isGone, marks),
    peers,
    gatewayFor,
    ...(config.bulkFrom !== undefined && { bulkFrom: config.bulkFrom }),
    now,
    newId,
    digest: digestWith(deriveKey(config.adminToken, 'certificates')),
    log,
    journal: {
      note(shop, at, entry) {
        const { connection, userId, waitedMs: _, ...data } = entry;
        timeline.note({ shop, connection, subject: userId, at, kind: 'try', data });
        metrics.tried(entry);
        watch.notice(shop);
      },
    },
  });
  const act = ({ kind, shop }: News) => {
    if (kind === 'write' || kind === 'outbox') sync.wake(shop);
    if (kind === 'access') sync.relieve(shop);
    if (kind === 'missed') sync.look();
  };
  news.listen({ told: act, heard: act });
  return sync;
}
