// What was done for whom: noted as it happens, forgotten when each connection's time for it has passed.
import { newId } from '../ids.ts';
import { createTimelineStore } from '../store/timeline-store.ts';
import { createRetention, type Retention } from '../timeline/retention.ts';
import { createTimeline, type Timeline } from '../timeline/timeline.ts';
import type { Ground } from './ground.ts';
import { nameOf } from './log.ts';

export function composeTimeline({ engine, now, log }: Ground): {
  readonly timeline: Timeline;
  readonly retention: Retention;
} {
  const store = createTimelineStore(engine);
  return {
    timeline: createTimeline({
      store,
      newId,
      onLoss: (count, error) => log.error({ count, ...nameOf(error) }, 'events of the timeline were lost'),
    }),
    retention: createRetention({
      store,
      now,
      onFailure: (error) => log.error(nameOf(error), 'old events could not be forgotten'),
    }),
  };
}
