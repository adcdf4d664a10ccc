// What was done for whom: noted as it happens, forgotten when each connection's time for it has passed.
import { newId } from '../ids.ts';
import { createTimelineStore } from '../store/timeline-store.ts';
import { createRetention, type Retention } from '../timeline/retention.ts';
import { createTimeline, NOBODY, type Timeline } from '../timeline/timeline.ts';
import type { Ground } from './ground.ts';
import { nameOf } from './log.ts';
import type { Tenancy } from './tenants.ts';

/** How long calls are kept that nobody may make. */
const STRANGERS_DAYS = 30;

export function composeTimeline(
  { engine, now, log }: Ground,
  { tenants }: Pick<Tenancy, 'tenants'>,
): { readonly timeline: Timeline; readonly retention: Retention } {
  const store = createTimelineStore(engine);
  return {
    timeline: createTimeline({
      store,
      newId,
      onLoss: (count, error) => log.error({ count, ...nameOf(error) }, 'events of the timeline were lost'),
    }),
    retention: createRetention({
      store,
      kept: async () => [
        ...[...(await tenants.connections()), ...(await tenants.stages())].map(({ shop, id, settings }) => ({
          shop,
          connection: id,
          days: settings.retention.days,
        })),
        { ...NOBODY, days: STRANGERS_DAYS },
      ],
      now,
      onFailure: (error) => log.error(nameOf(error), 'old events could not be forgotten'),
    }),
  };
}
